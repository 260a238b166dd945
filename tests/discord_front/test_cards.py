"""A golden file for every kind of card, made by the real coach from the knowledge that ships; look at each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answers.blocks import Reply
from bot.answers.direct import Sums
from bot.app import Coach
from bot.discord_front.desk import Occasion
from bot.discord_front.ids import Signer
from bot.discord_front.render import Card, card
from bot.discord_front.rows import rows
from bot.knowledge.paths import default_folder
from bot.matching.askings import Act, Asking, Reason
from bot.redaction import redact
from tests.discord_front.drawing import check_golden, drawing
from tests.discord_front.test_render import assert_fits
from tests.roles import MGR, ML, MLE, SYS

SIGNER = Signer("a token of no bot")

# Opening the knowledge takes seconds; with `--dist loadgroup` one worker does it once.
pytestmark = pytest.mark.xdist_group("real")


@pytest.fixture(scope="module")
def real(cache: Path) -> Coach:
    return Coach.open(default_folder(), cache)


def asked(text: str) -> Callable[[Coach], tuple[str, Reply]]:
    return lambda coach: (text, coach.ask(text))


def told(
    act: Act, reason: Reason | None = None, subject: str = "", **more: object
) -> Callable[[Coach], tuple[str, Reply]]:
    """Reply to something understood in a certain way, whatever message is understood so."""

    def make(coach: Coach) -> tuple[str, Reply]:
        snapshot = coach._snapshot
        asking = Asking(act, snapshot.interpreter.read("hm"), reason=reason, subject=subject, **more)  # type: ignore[arg-type]
        return f"({' '.join(filter(None, (act, reason)))})", snapshot.composer.reply((asking,))

    return make


def source_of(text: str) -> Callable[[Coach], tuple[str, Reply]]:
    def make(coach: Coach) -> tuple[str, Reply]:
        coach.ask(text, conversation="source")
        return "source?", coach.ask("source?", conversation="source")

    return make


CARDS: dict[str, Callable[[Coach], tuple[str, Reply]]] = {
    "facet": asked("which degree does the ml software engineer need?"),
    "facet-of-all-roles": asked("how much is the bonus?"),
    "topic": asked("requirements of the ai systems engineer"),
    "overview": lambda coach: (f"/role {MLE}", coach.role(MLE)),
    "salary": lambda coach: (f"/salary {MLE}", coach.salary(MLE)),
    "salary-of-many-sources": lambda coach: (f"/salary {SYS}", coach.salary(SYS)),
    "place": lambda coach: (f"/salary {MLE} seattle", coach.salary(MLE, "seattle")),
    "level": lambda coach: (f"/salary {MGR} level:director", coach.salary(MGR, None, "director")),
    "highest-paid": asked("which role is the highest paid?"),
    "fewest-years": asked("which role needs the fewest years?"),
    "comparison": lambda coach: (f"/compare {MLE} {MGR}", coach.compare(MLE, MGR)),
    "comparison-on-a-topic": lambda coach: (f"/compare {MLE} {MGR} salary", coach.compare(MLE, MGR, "salary")),
    "skills": lambda coach: (f"/skills {ML}", coach.skills(ML)),
    "skill-gap": lambda coach: (f"/skills {ML} python, docker, cobol", coach.skills(ML, "python, docker, cobol")),
    "role-fit": asked("I know python, kubernetes and docker. which role fits me?"),
    "offer": asked("I was offered 165k base plus 10 % as senior AI/ML engineer in Boston"),
    "offer-of-many-sources": lambda coach: (
        f"/offer {SYS}",
        coach.offer(SYS, Sums("165k", "10%", "200k over 4 years", "20k"), place="boston"),
    ),
    "offer-without-a-role": asked("they lowballed me at 140"),
    "offer-in-euros": lambda coach: (f"/offer {MLE}", coach.offer(MLE, Sums("165k€"))),
    "which-roles-want": asked("which roles want kubernetes?"),
    "yes-or-no": asked("do i need kubernetes for ml swe"),
    "roles": lambda coach: ("(list of roles)", coach.roles()),
    "unknown-empty": told(Act.UNKNOWN, Reason.EMPTY),
    "unknown-foreign": told(Act.UNKNOWN, Reason.FOREIGN),
    "unknown-job": told(Act.UNKNOWN, Reason.OTHER_JOB, "nurse"),
    "unknown-place": told(Act.UNKNOWN, Reason.OTHER_PLACE, "berlin", roles=(MGR,)),
    "unknown-year": told(Act.UNKNOWN, Reason.OTHER_YEAR, "2030", roles=(MGR,)),
    "unknown-number": told(Act.UNKNOWN, Reason.NO_NUMBER, roles=(MGR,), label="facet:people-management"),
    "unknown-source": told(Act.UNKNOWN, Reason.OTHER_SOURCE, "levels.fyi"),
    "unknown-company": told(Act.UNKNOWN, Reason.OTHER_COMPANY, "netflix"),
    "unknown-subject": asked("how do i renew my visa"),
    "unknown-not-understood": told(Act.UNKNOWN, Reason.NOT_UNDERSTOOD),
    "unknown-not-in-the-guide": told(Act.UNKNOWN, Reason.NOT_IN_GUIDE, roles=(SYS,), label="facet:sign-on-bonus"),
    "clarify": told(Act.CLARIFY, roles=(MLE,), choices=("facet:bonus", "topic:requirements", "facet:education")),
    "small-talk": asked("hello"),
    "help": lambda coach: ("/help", coach.help()),
    "sources-asked-for": source_of("what does the manager earn"),
    "two-askings": asked("what does the manager earn and is a phd needed for the ml software engineer?"),
}


def draw(coach: Coach, reply: Reply, question: str = "") -> Card:
    return card(reply, rows(reply, Occasion(replace(coach.knowledge, digest="0" * 64), SIGNER, redact(question), True)))


@pytest.mark.parametrize("name", CARDS)
def test_every_kind_of_card(real: Coach, request: pytest.FixtureRequest, name: str) -> None:
    question, reply = CARDS[name](real)
    drawn = draw(real, reply, question)
    assert_fits(drawn)
    text = f"> {question}\n{drawing(drawn.to_components())}"
    check_golden(name, text, redraw=request.config.getoption("--redraw-cards"))


def test_every_reason_has_its_card() -> None:
    assert sum(name.startswith("unknown") for name in CARDS) == len(Reason)
