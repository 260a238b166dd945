from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.discord_front.pace import Pace, Recent


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_message_is_new_once():
    pace = Pace()
    assert [pace.first_time(number) for number in (1, 2, 1)] == [True, True, False]


def test_a_channel_cools_down_by_itself():
    clock = Clock()
    pace = Pace(clock)
    assert not pace.is_resting(1, 10.0)
    pace.answers(1)
    assert pace.is_resting(1, 10.0)
    assert not pace.is_resting(2, 10.0)
    clock.now = 9.9
    assert pace.is_resting(1, 10.0)
    assert not pace.is_resting(1, 5.0)
    clock.now = 20.0
    assert not pace.is_resting(1, 10.0)


@given(st.lists(st.integers(0, 20)), st.integers(1, 5))
def test_what_is_remembered_is_bounded(keys, most):
    recent: Recent[int, int] = Recent(most)
    for key in keys:
        recent.put(key, key)
    last = list(dict.fromkeys(reversed(keys)))[:most]
    assert [recent.get(key) for key in last] == last
    assert sum(recent.get(key) is not None for key in range(21)) == len(last)
