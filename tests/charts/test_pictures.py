from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from bot.charts.pictures import KEPT, Pictures, name_of
from bot.locale import say
from tests.charts.samples import ODD, SMALL

PNG = b"\x89PNG"


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    return Pictures(tmp_path)


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("charts/chart-*"))


def test_a_picture_is_drawn_once(pictures: Pictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert pictures.kept(SMALL) is None
    picture = pictures.png(SMALL)
    assert picture.startswith(PNG)
    [file] = files(tmp_path)
    assert file.read_bytes() == picture
    monkeypatch.setattr("bot.charts.drawing.draw", lambda _: pytest.fail("it was drawn again"))
    assert pictures.png(SMALL) == pictures.kept(SMALL) == Pictures(tmp_path).png(SMALL) == picture


def test_another_content_is_another_picture(pictures: Pictures, tmp_path: Path) -> None:
    assert len({name_of(chart) for chart in (SMALL, *ODD.values())}) == len(ODD) + 1
    assert pictures.png(SMALL) != pictures.png(ODD["one sum"])
    assert len(files(tmp_path)) == 2


@pytest.mark.parametrize("content", [b"", b"no picture", PNG, None])
def test_a_damaged_file_is_drawn_anew(pictures: Pictures, tmp_path: Path, content: bytes | None) -> None:
    picture = pictures.png(SMALL)
    [file] = files(tmp_path)
    file.write_bytes(picture[:-20] if content is None else content)
    assert pictures.kept(SMALL) is None
    assert pictures.png(SMALL) == picture
    assert file.read_bytes() == picture


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for folder in (None, tmp_path / "file"):
        pictures = Pictures(folder)
        assert pictures.png(SMALL).startswith(PNG)
        assert pictures.kept(SMALL) is None


def test_what_was_used_longest_ago_goes(pictures: Pictures, tmp_path: Path) -> None:
    pictures.png(SMALL)
    [first] = files(tmp_path)
    for number in range(KEPT):
        (tmp_path / "charts" / f"chart-{number:032}.png").write_bytes(b"")
        os.utime(tmp_path / "charts" / f"chart-{number:032}.png", (number, number))
    os.utime(first, (KEPT, KEPT))
    pictures.kept(SMALL)
    pictures.png(ODD["one sum"])
    assert len(files(tmp_path)) == KEPT
    assert pictures.kept(SMALL) is not None


def test_several_threads_draw_one_after_another(pictures: Pictures) -> None:
    drawn: dict[str, bytes] = {}
    charts = {"small": SMALL, "one": ODD["one sum"], "open": ODD["open ends"]}
    threads = [
        threading.Thread(target=lambda name=name, chart=chart: drawn.update({name: Pictures(None).png(chart)}))
        for name, chart in charts.items()
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert drawn == {name: pictures.png(chart) for name, chart in charts.items()}


def test_the_library_is_loaded_with_the_first_picture_only(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from bot.charts.pictures import Pictures;"
        "from tests.charts.samples import SMALL; pictures = Pictures(Path(sys.argv[1]));"
        "pictures.png(SMALL); print('matplotlib' in sys.modules, 'matplotlib.pyplot' in sys.modules)"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    root = Path(__file__).parents[2]
    runs = [subprocess.run(command, cwd=root, capture_output=True, text=True, check=True) for _ in range(2)]
    assert [run.stdout.split() for run in runs] == [["True", "False"], ["False", "False"]]
    assert [run.stderr for run in runs] == ["", ""]


def test_words_of_a_chart_can_be_translated() -> None:
    assert say("US dollars a year") == SMALL.unit
