"""Preview, apply, discard, roll back: what was shown is what is swapped in, and nothing else ever is."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from bot.answers.blocks import Outcome, plain
from bot.app import Coach
from bot.errors import KnowledgeError, UserError
from bot.knowledge.archive import pack
from bot.knowledge.folder import digest
from bot.progress import Stage
from bot.reloading import reloader
from bot.storage.records import Counts, Golden
from tests.knowledge.samples import plant

DATA, GOLDEN = "roles/data-engineer.yaml", "questions/golden.yaml"
DEGREE, BONUS = "is a degree needed for a data engineer", "how big is the bonus of a data engineer"
STALE = "Nothing was swapped: the folder has changed since the preview. Ask for a new one."


def rule(folder: Path) -> None:
    plant(folder, DATA, "is the usual base", "is the rule")


def degree(coach: Coach) -> str:
    return plain(coach.ask(DEGREE))


def test_a_preview_swaps_nothing_and_names_what_changes(coach: Coach, folder: Path) -> None:
    rule(folder)
    preview = coach.prepare()
    assert preview.loadable
    assert (preview.digest, preview.running) == (digest(folder), coach.knowledge.digest)
    assert preview.counts == Counts(2, 4, 8, 5)
    assert [str(change) for change in preview.changes] == ["data-engineer/degree (text)"]
    assert (preview.before, preview.after, preview.broken, preview.mended) == (Golden(8, 9), Golden(8, 9), (), ())
    assert "is the usual base" in degree(coach)


def test_a_preview_shows_answers_that_change_at_the_line_where_they_do(coach: Coach, folder: Path) -> None:
    plant(folder, DATA, "A master's helps", "A master's is a plus")
    answers = coach.prepare(["phd or master for a data engineer", "hello"]).answers
    before, now = "Education · Data Engineer: - A master's helps", "- A master's is a plus"
    assert {(answer.message, answer.before, answer.now) for answer in answers} >= {
        ("does a data engineer need a degree", before, now),
        ("phd or master for a data engineer", before, now),
    }
    assert "hello" not in {answer.message for answer in answers}


def test_recent_questions_that_would_be_answered_are_named(coach: Coach, folder: Path) -> None:
    asked = "how big is the bonus of a site engineer"
    assert coach.ask(asked).outcome is not Outcome.ANSWERED
    text = "\n  - {id: bonus, facet: bonus, title: Bonus, text: A tenth of the pay., lines: [[7, 7]]}\n"
    site = folder / "roles" / "site-engineer.yaml"
    site.write_text(site.read_text("utf-8").rstrip() + text, "utf-8")
    preview = coach.prepare([asked, "what does a nurse earn"])
    assert [(answer.message, answer.now) for answer in preview.answered] == [
        (asked, "Bonus · Site Engineer: A tenth of the pay.")
    ]
    assert preview.answered[0].before.startswith("unknown: ")


def test_golden_questions_that_break_and_mend_are_named(coach: Coach, folder: Path) -> None:
    plant(folder, "topics/salary.yaml", "      - how big is the bonus", "      - my slice of the cake")
    plant(folder, GOLDEN, "questions:", 'questions:\n  - {ask: "what is my slice of the cake of a data engineer", '
          "style: clean, role: data-engineer, lines: {data-engineer: [[11, 11]]}}")  # fmt: skip
    line = plant(folder, GOLDEN, '- ask: "hello"', '- ask: "how big is the bonus"')
    preview = coach.prepare()
    assert [(problem.file, problem.line) for problem in preview.broken] == [(GOLDEN, line)]
    assert preview.mended == ("what is my slice of the cake of a data engineer",)
    assert preview.after.total == preview.before.total == 10
    refused = coach.apply(preview.digest)
    assert (refused.swapped, refused.problems) == (False, preview.broken)
    assert coach.apply(preview.digest, force=True).swapped
    assert coach.knowledge.digest == preview.digest


def test_golden_questions_may_name_what_the_running_knowledge_lacks(coach: Coach, folder: Path) -> None:
    plant(
        folder, "skills.yaml", "  - {id: python", "  - {id: cobol, name: Cobol, category: languages}\n  - {id: python"
    )
    plant(folder, GOLDEN, "missing: [k8s, Docker]", "missing: [k8s, Docker, Cobol]")
    assert coach.prepare().problems == ()


def test_apply_swaps_in_what_was_shown_without_building_it_again(
    coach: Coach, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule(folder)
    preview = coach.prepare()
    monkeypatch.setattr(reloader.Reloader, "_build", None)
    result = coach.apply(preview.digest)
    assert (result.swapped, result.summary) == (
        True,
        "Reloaded: 2 roles, 8 passages; 0 added, 1 changed, 0 removed.",
    )
    assert result.loaded is not None
    assert result.loaded.content == pack(folder).content
    assert "is the rule" in degree(coach)


def test_a_folder_that_changed_since_the_preview_is_not_taken(coach: Coach, folder: Path) -> None:
    rule(folder)
    preview = coach.prepare()
    plant(folder, DATA, "is the rule", "is a must")
    assert coach.apply(preview.digest) == reloader.ReloadResult(False, (), STALE)
    assert "is the usual base" in degree(coach)
    plant(folder, DATA, "is a must", "is the rule")
    assert coach.apply(preview.digest).swapped


@pytest.mark.parametrize("lost", ["restart", "discard", "another preview"])
def test_what_is_no_longer_kept_is_built_again(coach: Coach, folder: Path, tmp_path: Path, lost: str) -> None:
    shown = coach
    if lost == "restart":
        coach = Coach.open(folder, tmp_path / "cache")
    rule(folder)
    preview = shown.prepare()
    shown.discard()
    if lost == "another preview":
        coach.prepare(archive=another(folder))
    assert coach.apply(preview.digest).swapped
    assert "is the rule" in degree(coach)


def another(folder: Path) -> bytes:
    plant(folder, DATA, "is the rule", "is a joke")
    content = pack(folder).content
    plant(folder, DATA, "is a joke", "is the rule")
    return content


def test_a_digest_that_was_never_shown_swaps_nothing(coach: Coach, folder: Path) -> None:
    rule(folder)
    assert coach.apply("0" * 64).summary == STALE
    assert "is the usual base" in degree(coach)


def test_a_faulty_folder_gives_a_preview_of_its_problems(coach: Coach, folder: Path) -> None:
    line = plant(folder, DATA, "facet: education", "facet: educaton")
    preview = coach.prepare()
    assert not preview.loadable
    assert [(problem.file, problem.line) for problem in preview.problems] == [(DATA, line)]
    assert coach.apply(digest(folder), force=True).problems == preview.problems
    assert coach.apply(preview.digest, force=True).swapped is False


def test_a_folder_that_is_gone_gives_a_preview_too(coach: Coach, folder: Path) -> None:
    folder.rename(folder.with_name("moved"))
    assert "does not exist" in str(coach.prepare().problems[0])
    assert "does not exist" in str(coach.apply("0" * 64).problems[0])
    assert coach.differs


def test_an_unchanged_folder_is_not_built(coach: Coach, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reloader.Reloader, "_build", None)
    assert not coach.differs
    assert coach.prepare().unchanged
    assert coach.apply(coach.knowledge.digest).swapped
    assert coach.reload().swapped


def test_an_archived_version_runs_again_whatever_the_folder_holds(coach: Coach, folder: Path, tmp_path: Path) -> None:
    first = pack(folder)
    rule(folder)
    assert coach.reload().swapped
    (folder / DATA).write_text("half a fi", "utf-8")
    preview = coach.prepare(archive=first.content)
    assert [str(change) for change in preview.changes] == ["data-engineer/degree (text)"]
    result = coach.apply(first.digest, archive=first.content)
    assert result.swapped
    assert result.loaded is not None
    assert result.loaded.content == first.content
    assert "is the usual base" in degree(coach)
    again = Coach.open(folder, tmp_path / "cache", archive=first.content)
    assert (again.folder, again.knowledge) == (folder, coach.knowledge)
    assert again.differs


def test_an_archived_version_is_checked_like_a_load(coach: Coach, folder: Path) -> None:
    plant(folder, DATA, "facet: education", "facet: educaton")
    faulty = pack(folder)
    preview = coach.prepare(archive=faulty.content)
    assert [problem.file for problem in preview.problems] == [DATA]
    assert coach.apply(faulty.digest, archive=faulty.content).swapped is False
    assert "is damaged" in str(coach.prepare(archive=b"PK of something").problems[0])
    with pytest.raises(KnowledgeError):
        Coach.open(folder, archive=b"")


def test_an_archive_of_what_runs_is_unchanged(coach: Coach, folder: Path) -> None:
    content = pack(folder).content
    rule(folder)
    assert coach.prepare(archive=content).unchanged


def test_a_second_admin_is_told(coach: Coach, folder: Path) -> None:
    rule(folder)
    inside, go_on = threading.Event(), threading.Event()

    def wait(stage: Stage, _done: int, _total: int) -> None:
        if stage is Stage.ASKING:
            inside.set()
            assert go_on.wait(60)

    first = threading.Thread(target=coach.prepare, kwargs={"report": wait})
    first.start()
    assert inside.wait(60)
    for act in (coach.prepare, coach.reload, lambda: coach.apply("0" * 64)):
        with pytest.raises(UserError, match="A reload is running already"):
            act()
    go_on.set()
    first.join()
    assert coach.apply(digest(folder)).swapped


def test_a_file_that_is_written_to_while_it_is_read_is_not_loaded(coach: Coach, folder: Path) -> None:
    rule(folder)

    def write(stage: Stage, done: int, total: int) -> None:
        if stage is Stage.READING and done == total:
            plant(folder, DATA, "is the", "is the very")

    preview = coach.prepare(report=write)
    assert "was written to while it was read" in str(preview.problems[0])
    assert coach.prepare().loadable


def test_progress_is_told_stage_by_stage_up_to_its_end(coach: Coach, folder: Path) -> None:
    rule(folder)
    told: list[tuple[Stage, int, int]] = []
    coach.prepare(["what does a nurse earn"], report=lambda *step: told.append(step))
    stages = list(dict.fromkeys(stage for stage, _, _ in told))
    assert stages == [Stage.READING, Stage.COMPILING, Stage.CHECKING, Stage.ASKING]
    runs = [step for step in told if step[1] == 0]
    for (stage, _, total), after in zip(runs, [*runs[1:], None], strict=True):
        steps = told[told.index((stage, 0, total)) : told.index(after) if after else None]
        if stage is not Stage.ASKING:
            assert steps == [(stage, done, total) for done in range(total + 1)]
    assert [step for step in told if step[0] is Stage.ASKING][-1] == (Stage.ASKING, 1, 1)


def test_phrasings_that_were_found_to_win_are_not_looked_at_again(coach: Coach, folder: Path) -> None:
    stages: list[list[Stage]] = []
    for text in ("is a must", "is a plus"):
        plant(folder, DATA, "A master's", f"A master's {text} and")
        stages.append([])
        assert coach.reload(report=lambda stage, *_: stages[-1].append(stage)).swapped
    plant(folder, "topics/salary.yaml", "      - mean wage", "      - senior cash on the table")
    plant(folder, "topics/salary.yaml", "      - variable part", "      - sr cash on the table")
    stages.append([])
    refused = coach.reload(report=lambda stage, *_: stages[-1].append(stage))
    assert any("is won by" in problem.message for problem in refused.problems)
    assert [Stage.CHECKING in each for each in stages] == [True, False, True]
