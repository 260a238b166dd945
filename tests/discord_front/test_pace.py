from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.discord_front.pace import MOST_ANSWERS, WINDOW, Pace, Recent, Verdict


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_message_is_new_once():
    pace = Pace()
    assert [pace.first_time(number) for number in (1, 2, 1)] == [True, True, False]


def test_a_channel_cools_down_for_everybody_and_by_itself():
    clock = Clock()
    pace = Pace(clock)
    verdicts = [pace.admit(member, channel, 10.0) for member, channel in ((1, 1), (2, 1), (1, 2))]
    assert verdicts == [Verdict.ANSWER, Verdict.IGNORE, Verdict.ANSWER]
    clock.now = 9.9
    assert pace.admit(3, 1, 10.0) is Verdict.IGNORE
    assert pace.admit(3, 1, 5.0) is Verdict.ANSWER
    clock.now = 20.0
    assert pace.admit(3, 1, 10.0) is Verdict.ANSWER


def test_a_member_who_floods_is_warned_once_and_heard_again_later():
    clock = Clock()
    pace = Pace(clock)
    verdicts = [pace.admit(1, channel, 0.0) for channel in range(MOST_ANSWERS + 3)]
    assert verdicts == [Verdict.ANSWER] * MOST_ANSWERS + [Verdict.WARN, Verdict.IGNORE, Verdict.IGNORE]
    assert pace.admit(2, 1, 0.0) is Verdict.ANSWER
    clock.now = WINDOW
    assert pace.admit(1, 1, 0.0) is Verdict.ANSWER


@given(st.lists(st.tuples(st.floats(0, 30), st.integers(1, 3), st.integers(1, 3)), max_size=80))
def test_no_member_is_answered_more_often_than_the_bound(messages):
    clock = Clock()
    pace, answered = Pace(clock), []
    for wait, member, channel in messages:
        clock.now += wait
        if pace.admit(member, channel, 0.0) is Verdict.ANSWER:
            answered.append((clock.now, member))
    for moment, member in answered:
        lately = [other for other, who in answered if who == member and moment - WINDOW < other <= moment]
        assert len(lately) <= MOST_ANSWERS


@given(st.lists(st.integers(0, 20)), st.integers(1, 5))
def test_what_is_remembered_is_bounded(keys, most):
    recent: Recent[int, int] = Recent(most)
    for key in keys:
        recent.put(key, key)
    last = list(dict.fromkeys(reversed(keys)))[:most]
    assert [recent.get(key) for key in last] == last
    assert sum(recent.get(key) is not None for key in range(21)) == len(last)
