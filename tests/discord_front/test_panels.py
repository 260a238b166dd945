"""Golden files of the cards for admins, managers and privacy, drawn from values that never change; look at each."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import ReloadResult
from bot.discord_front import ids
from bot.discord_front.controls import settings_card
from bot.discord_front.ids import Signer
from bot.discord_front.jobs import Shown
from bot.discord_front.loads import _rows
from bot.discord_front.panels import applied_card, gaps_card, preview_card, problems_card, status_card
from bot.discord_front.privacy import _confirmation, privacy_card
from bot.errors import Problem
from bot.reloading.changes import Change, How, Kind
from bot.reloading.preview import AnswerChange, Preview
from bot.service.clusters import Cluster
from bot.service.privacy import Privacy
from bot.service.versions import UNRECORDED, Applied, Status
from bot.storage.records import Counts, Gap, GapKind, Golden, GuildSettings, Process, Tally, Version
from tests.discord_front.drawing import check_golden, drawing
from tests.discord_front.test_render import assert_fits

SIGNER = Signer("a token of no bot")
THEN = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
COUNTS = Counts(5, 40, 210, 130)
SECOND = Version(2, "2b" * 32, THEN, "admin 4242", COUNTS, Golden(240, 245))
FIRST = Version(1, "1a" * 32, THEN - timedelta(days=2), "start", COUNTS, Golden(238, 245))
WATCHED = replace(FIRST, number=3, by="watch", golden=Golden())
BROKEN = Problem("questions/pay.yaml", 12, "golden question “pay?” is no longer answered: expected salary, got unknown")
VOTES = {"facet:bonus data-engineer": Tally(3, 1), "overview *all*": Tally(0, 2)}
PREVIEW = Preview(
    "3c" * 32,
    SECOND.digest,
    COUNTS,
    changes=(
        Change(Kind.ROLE, How.ADDED, "site-engineer"),
        Change(Kind.FACET, How.REMOVED, "perks"),
        *(Change(Kind.PASSAGE, How.ADDED, f"site-engineer/part-{number}") for number in range(12)),
        Change(Kind.FIGURE, How.CHANGED, "data-engineer/average-pay: base, average", "$120,500 → $130,500"),
    ),
    before=Golden(240, 245),
    after=Golden(243, 245),
    mended=("what does a site engineer do",),
    answered=(AnswerChange("bonus of a *site* engineer?", "unknown: I found nothing", "Bonus: A tenth of the pay."),),
    answers=(AnswerChange("pay of a data engineer", "Pay: about $120,500", "Pay: about $130,500"),),
)
GAPS = tuple(
    Gap(text, kind, reasons, THEN, number)
    for number, (text, kind, reasons) in enumerate(
        [("what does a nurse earn", GapKind.UNANSWERED, ())] * 3
        + [("nurse @everyone **pay**", GapKind.DISLIKED, ("out of date",))]
    )
)
GROUP = Cluster(
    "what does a nurse earn",
    4,
    ((GapKind.UNANSWERED, 3), (GapKind.DISLIKED, 1)),
    (("out of date", 1),),
    ("nurse @everyone **pay**",),
    THEN,
    GAPS,
)
DUE = [f"Data Engineer, Salary: pay of {year} (asked about {year} times)" for year in range(2010, 2020)]
RESULT = ReloadResult(True, (), "Reloaded: 5 roles, 210 passages; 12 added, 1 changed, 0 removed.")
UP = Process("0a1b2c3d", "0-1 of 4", 2, SECOND.digest, THEN)
BEHIND = Process("4e5f6a7b", "2-3 of 4", 1, FIRST.digest, FIRST.created, "The knowledge folder has *1* problem.")


class Kept:
    """What a service says is stored."""

    privacy = Privacy(None, None, timedelta(days=30)).kept  # type: ignore[arg-type]


def previewed(preview: Preview, number: int = 0) -> Shown:
    return preview_card(preview, "What a reload would change", _rows(SIGNER, preview, number))


CARDS = {
    "status": Shown(status_card(Status(SECOND, True, (WATCHED, FIRST), True), VOTES, DUE)),
    "status-rolled-back": Shown(status_card(Status(replace(FIRST, pinned=True), True, (SECOND,), True), {})),
    "status-without-a-database": Shown(
        status_card(Status(replace(WATCHED, number=UNRECORDED), False, (), False), {}),
    ),
    "status-of-several-processes": Shown(
        status_card(
            Status(
                FIRST, False, (), True, current=SECOND, trouble=BEHIND.trouble, processes=(UP, BEHIND), own=BEHIND.id
            ),
            {},
        )
    ),
    "status-of-many-processes": Shown(
        status_card(
            Status(
                FIRST,
                False,
                (),
                True,
                current=SECOND,
                own="p7",
                processes=(
                    *(replace(UP, id=f"p{number}", shards=f"{number} of 40") for number in range(39)),
                    replace(BEHIND, version=0, trouble=""),
                ),
            ),
            {},
        )
    ),
    "preview": previewed(PREVIEW),
    "preview-that-breaks": previewed(replace(PREVIEW, broken=(BROKEN,), after=Golden(239, 245))),
    "preview-of-a-rollback": preview_card(
        replace(PREVIEW, changes=PREVIEW.changes[:1], answered=(), answers=(), mended=()),
        "What a rollback to version 1 would change",
        _rows(SIGNER, PREVIEW, 1),
    ),
    "preview-of-nothing": previewed(Preview(SECOND.digest, SECOND.digest, COUNTS)),
    "preview-with-problems": previewed(Preview("", SECOND.digest, Counts(), problems=(BROKEN,) * 7)),
    "applied": applied_card(Applied(RESULT, SECOND, RESULT.summary), "Knowledge reloaded"),
    "not-applied": applied_card(
        Applied(ReloadResult(False, (BROKEN,), ""), SECOND, "The old knowledge stays: the new one has problems."), ""
    ),
    "problems": problems_card([BROKEN, replace(BROKEN, message="unknown skill *x*")]),
    "gaps": gaps_card([GROUP], 30),
    "gaps-of-many-groups": gaps_card([replace(GROUP, text=f"question {number}") for number in range(20)], 30),
    "gaps-none": gaps_card([], 30),
    "gaps-off": gaps_card([], 0),
    "settings": Shown(settings_card(GuildSettings(7), SIGNER)),
    "settings-saved": Shown(
        settings_card(GuildSettings(7, True, frozenset({11, 22}), "en", 90.0), SIGNER, {"public": True, "cooldown": 90})
    ),
    "privacy": Shown(privacy_card(Kept)),  # type: ignore[arg-type]
    "privacy-delete": Shown(_confirmation()),
}


@pytest.mark.parametrize("name", CARDS)
def test_every_card_of_upkeep(name: str, request: pytest.FixtureRequest) -> None:
    shown = CARDS[name]
    assert_fits(shown.card)
    attached = "".join(f"[attached: {file.filename}]\n" for file in shown.files)
    drawn = drawing(shown.card.to_components()) + attached
    check_golden(name, drawn, redraw=request.config.getoption("--redraw-cards"))


def test_the_file_of_a_preview_is_plain_text_with_everything() -> None:
    (file,) = CARDS["preview"].files
    text = file.fp.read().decode()
    file.fp.seek(0)
    assert "Passages added (12)\n  site-engineer/part-0\n" in text
    assert "  site-engineer/part-11\n" in text
    assert "…" not in text.replace("… ", "")


def test_a_load_button_is_read_back_as_it_was_written() -> None:
    offered = ids.Offered(999_999_999, "0f" * 32, "a1" * 32)
    packed = ids.pack_load(SIGNER, "apply", offered)
    assert ids.fits(packed)
    found = ids.LOAD.fullmatch(packed)
    assert found is not None
    assert ids.unpack_load(found, SIGNER) == replace(offered, running="a1" * 4)
    assert ids.unpack_load(found, Signer("another")) is None
