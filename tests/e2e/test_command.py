"""The command `promeister-mpay`: what it says of itself, the tour, and a folder that cannot be used."""

import os
import subprocess
import sys
from pathlib import Path

from promeister_mpay import __version__

OFFSCREEN = os.environ | {"QT_QPA_PLATFORM": "offscreen"}


def run(*options: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "promeister_mpay", *options],
        env=OFFSCREEN,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )


def test_version_and_help() -> None:
    assert run("--version").stdout.strip() == f"promeister-mpay {__version__}"
    told = run("--help").stdout
    for option in ("--training", "--data-dir", "--store", "--tour", "--sandbox"):
        assert option in told


def test_the_tour_plays_the_story_and_leaves_its_pictures(tmp_path: Path) -> None:
    played = run("--tour", str(tmp_path / "tour"))

    assert (played.returncode, played.stderr) == (0, "")
    names = sorted(path.name for path in (tmp_path / "tour").iterdir())
    assert len(names) == 16
    assert names[0] == "01-order.png"
    assert all(path.stat().st_size > 500 for path in (tmp_path / "tour").iterdir())


def test_an_unknown_option_is_refused() -> None:
    assert run("--nonsense").returncode == 2
