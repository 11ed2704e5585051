"""Saves screenshots of tests for a person: build/packages-test/."""

import subprocess
from pathlib import Path

from support.screens import Screen

FOLDER = Path(__file__).parent.parent.parent / "build" / "packages-test"


def picture(screen: Screen, name: str) -> None:
    """Save a screenshot of the whole screen."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    subprocess.run(["import", "-window", "root", FOLDER / name], env=screen.environment, check=True)
