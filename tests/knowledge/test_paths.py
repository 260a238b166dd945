"""The folder that is used where no setting names one."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge import paths


@pytest.mark.parametrize(("installed", "expected"), [(False, "knowledge"), (True, "bot/_knowledge")])
def test_a_checkout_has_it_beside_the_package_and_a_wheel_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, installed: bool, expected: str
) -> None:
    monkeypatch.setattr(paths, "PACKAGE", tmp_path / "bot")
    if installed:
        (tmp_path / "bot" / "_knowledge").mkdir(parents=True)
    assert paths.default_folder() == tmp_path / expected
