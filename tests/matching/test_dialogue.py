from __future__ import annotations

import pytest

from bot.matching.askings import Act, Asking, Context, Reason
from bot.matching.cutting import MOST_ASKINGS
from bot.matching.dialogue import Interpreter
from bot.matching.entities import EntityKind
from bot.matching.remembering import remember
from bot.matching.segments import LONG
from tests.roles import MGR, ML, MLE, SYS


def talk(interpreter: Interpreter, *messages: str) -> list[tuple[Asking, ...]]:
    context, turns = Context(), []
    for message in messages:
        askings, context = interpreter.understand(message, context)
        turns.append(askings)
    return turns


def last(interpreter: Interpreter, *messages: str) -> Asking:
    [asking] = talk(interpreter, *messages)[-1]
    return asking


@pytest.mark.parametrize("message", ["compare the {} and the {} on pay", "compare {} and {} salary"])
@pytest.mark.parametrize("names", [("ai systems engineer", "ml swe"), ("ml swe", "ai systems engineer")])
def test_a_comparison_is_not_cut_between_its_roles(
    interpreter: Interpreter, message: str, names: tuple[str, str]
) -> None:
    asking = last(interpreter, message.format(*names))
    assert (set(asking.roles), interpreter.decider.topic_of(asking.label)) == ({SYS, ML}, "salary")


@pytest.mark.parametrize(
    "follow_up",
    ["and the manager?", "what about the engineering manager", "same for the EM", "manager?", "how about an em"],
)
@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("is a phd required for the ai systems engineer", "facet:education"),
        ("ai systems engineer bonus", "facet:bonus"),
    ],
)
def test_the_topic_carries_over_to_another_role(
    interpreter: Interpreter, question: str, topic: str, follow_up: str
) -> None:
    asking = last(interpreter, question, follow_up)
    assert (asking.roles, asking.label) == ((MGR,), topic)


@pytest.mark.parametrize(
    ("follow_up", "label"),
    [
        ("which degree do i need?", "facet:education"),
        ("what is the bonus", "facet:bonus"),
        ("is it remote?", "facet:remote-work"),
        ("is there on-call duty", "facet:on-call"),
    ],
)
def test_the_role_carries_over_to_another_topic(interpreter: Interpreter, follow_up: str, label: str) -> None:
    asking = last(interpreter, "what does the senior software engineer (ml) do day to day", follow_up)
    assert (asking.roles, asking.label) == ((ML,), label)


@pytest.mark.parametrize("city", ["seattle", "new york", "san francisco"])
@pytest.mark.parametrize("frame", ["what about {}", "and in {}?", "{}?"])
def test_a_place_carries_the_question_on_pay_over(interpreter: Interpreter, city: str, frame: str) -> None:
    asking = last(interpreter, "salary of the ai/ml engineer", frame.format(city))
    assert asking.roles == (MLE,)
    assert asking.ranked[0].passage.topic == "salary"
    assert city.split()[0] in asking.ranked[0].passage.whole.casefold()


@pytest.mark.parametrize("talked", ["thanks!", "lol", "hello", "you are great", "ok cool", "who made you?"])
def test_small_talk_between_does_not_break_the_thread(interpreter: Interpreter, talked: str) -> None:
    turns = talk(interpreter, "is a phd required for the ai systems engineer", talked, "and the manager?")
    assert turns[1][0].act is Act.SMALLTALK
    assert (turns[2][0].roles, turns[2][0].label) == ((MGR,), "facet:education")


@pytest.mark.parametrize("refused", ["how do i cook rice", "salary of a nurse", "qwpeoriu zmxnb", "зарплата"])
def test_a_refusal_between_does_not_break_the_thread(interpreter: Interpreter, refused: str) -> None:
    turns = talk(interpreter, "ai systems engineer bonus", refused, "and the manager?")
    assert turns[1][0].act is Act.UNKNOWN
    assert (turns[2][0].roles, turns[2][0].label) == ((MGR,), "facet:bonus")


def test_more_gives_passages_that_were_not_shown(interpreter: Interpreter) -> None:
    question, more, again = talk(interpreter, "challenges of the ai/ml engineer", "more", "tell me more")
    shown = [item.passage.key for item in question[0].ranked[:5]]
    assert more[0].act is Act.MORE
    assert not set(shown) & {item.passage.key for item in more[0].ranked}
    assert not {*shown, *(r.passage.key for r in more[0].ranked[:5])} & {r.passage.key for r in again[0].ranked}


@pytest.mark.parametrize("message", ["more", "tell me more", "the other one"])
def test_without_a_conversation_there_is_nothing_to_refer_to(interpreter: Interpreter, message: str) -> None:
    assert last(interpreter, message).act in {Act.UNKNOWN, Act.CLARIFY}


@pytest.mark.parametrize("message", ["source?", "where does it say that?"])
@pytest.mark.parametrize("before", [(), ("is a phd required for the manager",)])
def test_the_source_is_left_to_whoever_knows_the_last_reply(
    interpreter: Interpreter, before: tuple[str, ...], message: str
) -> None:
    assert last(interpreter, *before, message).act is Act.SOURCE


def test_asking_for_the_source_does_not_break_the_thread(interpreter: Interpreter) -> None:
    asking = last(interpreter, "is a phd required for the manager", "source?", "and the ml swe?")
    assert (asking.roles, asking.label) == ((ML,), "facet:education")


def test_the_other_roles_are_asked_when_the_other_one_is(interpreter: Interpreter) -> None:
    asking = last(interpreter, "is a phd required for the manager", "and for the other roles?")
    assert MGR not in asking.roles
    assert asking.label == "facet:education"


@pytest.mark.parametrize(
    ("message", "labels"),
    [
        ("what degree does the manager need and is the job remote", ["facet:education", "facet:remote-work"]),
        ("manager bonus? which programming languages?", ["facet:bonus", "facet:programming-languages"]),
        ("bonus and equity for the ai/ml engineer", ["facet:bonus", "facet:equity"]),
        ("tell me about sign-on bonuses, also about work-life balance of the manager",
         ["facet:sign-on-bonus", "facet:work-life-balance"]),
    ],
)  # fmt: skip
def test_two_askings_are_told_apart(interpreter: Interpreter, message: str, labels: list[str]) -> None:
    [askings] = talk(interpreter, message)
    assert [asking.label for asking in askings] == labels
    assert len({asking.roles for asking in askings}) == 1


@pytest.mark.parametrize(
    "message",
    [
        "does the manager hire and fire people",
        "are maths and statistics important for the ml swe",
        "is bias and fairness a challenge for the ai/ml engineer",
    ],
)
def test_one_asking_with_a_joint_stays_one(interpreter: Interpreter, message: str) -> None:
    assert len(talk(interpreter, message)[0]) == 1


def test_there_are_never_more_than_a_few_askings(interpreter: Interpreter) -> None:
    message = "manager: bonus? equity? degree? remote? on-call? career path? job growth?"
    assert 2 <= len(talk(interpreter, message)[0]) <= MOST_ASKINGS


@pytest.mark.parametrize("order", ["{small} {question}", "{question} {small}"])
@pytest.mark.parametrize("small", ["Hello there!", "Thanks a lot!", "Good morning."])
def test_small_talk_around_a_question_is_left_out(interpreter: Interpreter, order: str, small: str) -> None:
    asking = last(interpreter, order.format(small=small, question="Is a PhD required for the manager?"))
    assert (asking.label, asking.roles) == ("facet:education", (MGR,))


STORY = (
    "So I have been writing backend services for a bank for about seven years now and I am honestly getting bored. "
    "A friend joined a startup last spring and keeps raving about the work. I keep looking at openings for a "
    "senior software engineering manager in AI and wonder whether I could do it. My parents think I should stay. "
)


@pytest.mark.parametrize(
    ("question", "label"),
    [("Do I need a master's degree for that?", "facet:education"), ("What bonus could I expect?", "facet:bonus")],
)
def test_a_story_yields_its_question(interpreter: Interpreter, question: str, label: str) -> None:
    assert len(STORY.split()) > LONG
    asking = last(interpreter, STORY + question)
    assert (asking.label, asking.roles) == (label, (MGR,))


def test_a_bare_number_takes_the_choice_that_was_offered(interpreter: Interpreter) -> None:
    context = Context(roles=(SYS,), choices=("facet:bonus", "facet:education"))
    [asking], after = interpreter.understand("2.", context)
    assert (asking.label, asking.roles) == ("facet:education", (SYS,))
    assert after.choices == ()


@pytest.mark.parametrize("number", ["0", "3", "99", "2 3", "²"])
def test_a_number_that_was_not_offered_chooses_nothing(interpreter: Interpreter, number: str) -> None:
    context = Context(roles=(SYS,), choices=("facet:bonus", "facet:equity"))
    askings, _ = interpreter.understand(number, context)
    assert not any(asking.confidence == 1.0 for asking in askings) or number == "²"


def test_several_places_are_asked_one_by_one(interpreter: Interpreter) -> None:
    [askings] = talk(interpreter, "ai/ml engineer pay in boston and seattle")
    assert [asking.utterance.ids(EntityKind.PLACE) for asking in askings] == [("boston",), ("seattle",)]
    assert {asking.roles for asking in askings} == {(MLE,)}


def test_what_is_remembered_is_the_last_answer(interpreter: Interpreter) -> None:
    askings, context = interpreter.understand("is a phd required for the manager", Context())
    assert (context.roles, context.label) == ((MGR,), "facet:education")
    assert context.shown[0] == askings[0].ranked[0].passage.key
    assert "{" not in context.text


def test_what_was_not_answered_is_not_remembered(interpreter: Interpreter) -> None:
    kept = Context(roles=(MGR,), label="facet:bonus", text="bonus")
    said = interpreter.read("hi")
    assert remember(kept, [Asking(Act.SMALLTALK, said), Asking(Act.UNKNOWN, said, reason=Reason.EMPTY)]) == kept


@pytest.mark.parametrize(
    ("follow_up", "roles"),
    [
        ("is the first one remote?", (SYS,)),
        ("does the second need a degree", (MGR,)),
        ("and the latter, is it remote?", (MGR,)),
        ("is it stressful for both of them", (SYS, MGR)),
    ],
)
def test_ordinals_point_at_the_roles_that_were_spoken_of(
    interpreter: Interpreter, follow_up: str, roles: tuple[str, ...]
) -> None:
    asking = talk(interpreter, "compare the ai systems engineer and the engineering manager", follow_up)[-1][0]
    assert asking.roles == roles


def test_the_other_one_is_the_other_of_two_that_were_spoken_of(interpreter: Interpreter) -> None:
    asking = last(interpreter, "ai systems engineer bonus", "and the manager?", "the other one")
    assert (asking.roles, asking.label) == ((SYS,), "facet:bonus")


def test_there_is_the_place_named_before(interpreter: Interpreter) -> None:
    asking = talk(interpreter, "i am an ai/ml engineer and may move to denver. how much more do they pay there?")[0][0]
    assert asking.utterance.ids(EntityKind.PLACE) == ("denver",)


def test_the_two_questions_of_a_story_are_both_answered(interpreter: Interpreter) -> None:
    story = (
        "I have been a nurse for years and my back hurts, so I want a desk and less shouting around me all day long. "
        "My goal is to be an AI systems engineer. Do they work from home, and which degree do they need?"
    )
    first, second = talk(interpreter, story)[0]
    assert {first.label, second.label} == {"facet:remote-work", "facet:education"}
    assert first.roles == second.roles == (SYS,)


def test_a_second_question_is_read_as_a_follow_up_to_the_first(interpreter: Interpreter) -> None:
    message = "how do ml swes get paid for on-call and how do ai systems engineers do it"
    askings = talk(interpreter, message)[0]
    assert [asking.roles for asking in askings if not asking.aside] == [(ML,), (SYS,)]


def test_an_unsure_question_has_a_second_reading_that_is_not_remembered(interpreter: Interpreter) -> None:
    context = Context()
    askings, after = interpreter.understand("ai systems engineer, people or code", context)
    for aside in askings[1:]:
        if aside.aside:
            assert aside.label != askings[0].label
            assert after.label == askings[0].label


def test_a_sure_question_has_one_reading(interpreter: Interpreter) -> None:
    assert len(talk(interpreter, "what degree does the ai systems engineer need")[0]) == 1
