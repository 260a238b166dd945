"""Numbers, money and lists, in English and as Spanish writes them."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locale import speaking
from bot.locale.writing import all_of, any_of, billions, money, number, percent, short_money, whole

WRITTEN = {
    "a sum": (lambda: money(143_500), "$143,500", "143.500 US$"),
    "cents": (lambda: money(57.5, cents=True), "$57.50", "57,50 US$"),
    "no cents": (lambda: money(57, cents=True), "$57", "57 US$"),
    "a short sum": (lambda: short_money(150_000, "k"), "$150k", "150 mil US$"),
    "millions": (lambda: short_money(2_500_000, "M"), "$2.5M", "2,5 MUS$"),
    "nothing": (lambda: short_money(0), "$0", "0 US$"),
    "billions": (lambda: billions(1.8e9), "$1.8 billion", "1,8 mil millones de US$"),
    "a number": (lambda: number(2.5), "2.5", "2,5"),
    "a whole number": (lambda: whole(12_500), "12,500", "12.500"),
    "a share": (lambda: percent(7.5), "7.5%", "7,5 %"),
    "a share of few digits": (lambda: percent(9.0909, digits=3), "9.09%", "9,09 %"),
    "a large share": (lambda: percent(1250), "1,250%", "1.250 %"),
    "three": (lambda: all_of(["A", "B", "C"]), "A, B and C", "A, B y C"),
    "one": (lambda: all_of(["A"]), "A", "A"),
    "none": (lambda: all_of([]), "", ""),
    "either": (lambda: any_of(["A", "B", "C"]), "A or B or C", "A, B o C"),
}


@pytest.mark.parametrize(("write", "english", "spanish"), WRITTEN.values(), ids=WRITTEN)
def test_each_language_writes_as_its_readers_do(write, english, spanish):
    assert write() == english
    with speaking("es"):
        assert write().replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ") == spanish


@given(st.integers(0, 10**12))
def test_a_sum_keeps_its_digits(value):
    for language in ("en", "es"):
        with speaking(language):
            assert "".join(filter(str.isdigit, money(value))) == str(value)


def test_english_needs_no_library(monkeypatch):
    for module in ("babel", "babel.numbers", "babel.lists"):
        monkeypatch.setitem(sys.modules, module, None)
    for write, english, _ in WRITTEN.values():
        assert write() == english
