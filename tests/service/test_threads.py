from __future__ import annotations

import asyncio
import threading
import time

from bot.progress import Stage, silent
from bot.service.threads import SHORTEST_TURN, in_loop, on_loop


def steps(tell: object, count: int) -> None:
    for done in range(count):
        time.sleep(2 * SHORTEST_TURN)
        tell(Stage.ASKING, done, count)  # type: ignore[operator]


async def test_a_thread_lets_the_loop_go_round_between_its_steps() -> None:
    rounds, working = 0, True

    async def go_round() -> None:
        nonlocal rounds
        while working:
            rounds += 1
            await asyncio.sleep(0)

    going = asyncio.create_task(go_round())
    await asyncio.to_thread(steps, on_loop(silent), 3)
    working = False
    await going
    assert rounds >= 3


async def test_a_loop_that_does_not_go_round_holds_no_thread_up_for_ever() -> None:
    done = threading.Event()

    def work() -> None:
        steps(tell, 3)
        done.set()

    tell = on_loop(silent)
    threading.Thread(target=work).start()
    assert done.wait(30)  # meanwhile this loop stands still


async def test_what_belongs_on_the_loop_is_done_there_and_waited_for() -> None:
    by: list[int] = []
    carry_out = in_loop()
    carry_out(lambda: by.append(threading.get_ident()))
    await asyncio.to_thread(carry_out, lambda: by.append(threading.get_ident()))
    assert by == [threading.get_ident()] * 2


def test_what_belongs_on_a_loop_that_is_gone_is_done_at_once() -> None:
    async def make() -> object:
        return in_loop()

    done: list[bool] = []
    asyncio.run(make())(lambda: done.append(True))  # type: ignore[operator]
    assert done == [True]
