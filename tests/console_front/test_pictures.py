"""`career-coach chart`, through the real command line."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bot.answers.blocks import Chart
from bot.app import Coach
from bot.charts.pictures import Pictures
from bot.knowledge.paths import default_folder
from tests.knowledge.samples import write_knowledge
from tests.roles import MGR, SYS

from .conftest import Run


def test_a_chart_is_written_and_told(run: Run, coach: Coach, cache: Path, tmp_path: Path) -> None:
    out = tmp_path / "pay.png"
    result = run("chart", "ai systems engineer", "the manager", "--out", out)
    assert (result.exit_code, result.stderr) == (0, "")
    words, written = result.stdout.splitlines()
    assert words == coach.chart([SYS, MGR]).alt
    assert written.startswith(f"Written: {out} (")
    assert Image.open(BytesIO(out.read_bytes())).format == "PNG"
    [chart] = [b for part in coach.compare(SYS, MGR).parts for b in part.blocks if isinstance(b, Chart)]
    assert out.read_bytes() == Pictures(cache).kept(chart)


def test_without_a_file_it_is_written_into_the_working_folder(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("chart", MGR).exit_code == 0
    assert [file.name for file in tmp_path.iterdir()] == ["chart.png"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("pay.jpg", "Pictures are written as PNG, so {out} must end in .png."),
        ("pay", "Pictures are written as PNG, so {out} must end in .png."),
        ("absent/pay.png", "There is no folder {out.parent} to write pay.png into."),
        ("folder.png", "The picture {out} cannot be written: Is a directory."),
        ("file/pay.png", "There is no folder {out.parent} to write pay.png into."),
        (f"{'x' * 300}.png", "The picture {out} cannot be written: File name too long."),
    ],
    ids=["another format", "no format", "no folder", "a folder", "under a file", "too long"],
)
def test_a_file_that_cannot_be_is_refused_in_one_sentence(run: Run, tmp_path: Path, name: str, sentence: str) -> None:
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "file").touch()
    out = tmp_path / name
    result = run("chart", MGR, "--out", out)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"{sentence.format(out=out)}\n"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["file", "folder.png"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_refused_in_one_sentence(run: Run, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    result = run("chart", MGR, "--out", tmp_path / "pay.png")
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)


def test_a_role_that_nobody_knows_is_refused_in_one_sentence(run: Run, tmp_path: Path) -> None:
    result = run("chart", "nurse", "--out", tmp_path / "pay.png")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("There is no guide on “nurse”. The roles are: Senior ")
    assert list(tmp_path.iterdir()) == []


def test_too_few_figures_are_refused_in_one_sentence(run: Run, tmp_path: Path) -> None:
    folder = write_knowledge(tmp_path / "knowledge")
    assert folder != default_folder()
    result = run("--knowledge", folder, "chart", "data engineer", "--out", tmp_path / "pay.png")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("There are fewer than two sums of pay to draw for the ")
    assert not (tmp_path / "pay.png").exists()


@pytest.mark.parametrize("command", [["chart"], ["chart", MGR, "--out"], ["chart", "--loud", MGR]])
def test_a_wrong_command_line_exits_2(run: Run, command: list[str]) -> None:
    assert run(*command).exit_code == 2
