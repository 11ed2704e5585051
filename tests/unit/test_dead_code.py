"""The names that vulture is told to ignore are all names it would report: none stays when its reason is gone."""

import tomllib
from fnmatch import fnmatchcase
from pathlib import Path

from vulture import Vulture  # type: ignore[import-untyped]

ROOT = Path(__file__).parent.parent.parent


def test_every_ignored_name_would_be_reported() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["vulture"]
    search = Vulture()
    search.scavenge([str(ROOT / path) for path in settings["paths"]])
    reported = {item.name for item in search.get_unused_code()}

    unneeded = [name for name in settings["ignore_names"] if not any(fnmatchcase(each, name) for each in reported)]
    assert unneeded == []
