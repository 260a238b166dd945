from __future__ import annotations

from bot.money import Period, Sum
from bot.offer import Component, Offer, changed, joined

BASE, BONUS, EQUITY, SIGN_ON, TOTAL = Component


def sum_of(value: float, **more: object) -> Sum:
    return Sum(value, value, **more)  # type: ignore[arg-type]


TOLD = Offer({BASE: sum_of(165_000), BONUS: sum_of(10, percent=True)}, places=("boston",), levels=("senior",))


def test_what_is_said_next_takes_the_place_of_what_was_said() -> None:
    offer = changed(TOLD, Offer({BASE: sum_of(180_000), SIGN_ON: sum_of(20_000)}))
    assert offer.sums == {BASE: sum_of(180_000), BONUS: sum_of(10, percent=True), SIGN_ON: sum_of(20_000)}
    assert (offer.places, offer.levels) == (("boston",), ("senior",))


def test_so_much_more_is_added_to_the_base() -> None:
    offer = changed(TOLD, Offer(change=sum_of(20_000)))
    assert (offer.sums[BASE].low, offer.before, offer.change) == (185_000, TOLD.sums[BASE], sum_of(20_000))
    assert changed(offer, Offer(places=("seattle",))).change is None


def test_a_share_more_is_a_share_of_the_base() -> None:
    assert round(changed(TOLD, Offer(change=sum_of(-10, percent=True))).sums[BASE].low) == 148_500


def test_a_new_base_makes_the_old_total_void() -> None:
    whole = changed(TOLD, Offer({TOTAL: sum_of(220_000)}))
    assert whole.sums[TOTAL] == sum_of(220_000)
    assert TOTAL not in changed(whole, Offer({BASE: sum_of(170_000)})).sums
    assert TOTAL not in changed(whole, Offer(change=sum_of(5_000))).sums


def test_a_bare_sum_after_a_total_is_another_total() -> None:
    total = Offer({TOTAL: sum_of(240_000)})
    assert changed(total, Offer({BASE: sum_of(250_000)}, guessed=True)).sums == {TOTAL: sum_of(250_000)}
    assert changed(total, Offer(change=sum_of(10_000))).sums == {TOTAL: sum_of(250_000)}


def test_a_place_takes_the_place_of_a_place() -> None:
    assert changed(TOLD, Offer(places=("seattle",))).places == ("seattle",)
    strange = changed(TOLD, Offer(unknown_places=("gotham",)))
    assert (strange.places, strange.unknown_places) == ((), ("gotham",))
    assert changed(strange, Offer(places=("boston",))).unknown_places == ()


def test_the_years_of_equity_go_with_the_equity() -> None:
    told = changed(TOLD, Offer({EQUITY: sum_of(200_000)}, years=4))
    assert changed(told, Offer(change=sum_of(5_000))).years == 4
    assert changed(told, Offer({EQUITY: sum_of(50_000, period=Period.YEAR)})).years is None


def test_parts_given_one_by_one_make_one_offer_and_twice_the_same_is_told() -> None:
    offer = joined([Offer({BASE: sum_of(165_000)}), Offer({BONUS: sum_of(10, percent=True)}), Offer({BASE: sum_of(1)})])
    assert offer.sums == {BASE: sum_of(165_000), BONUS: sum_of(10, percent=True)}
    assert offer.repeated == (sum_of(1),)
    assert not joined([])
