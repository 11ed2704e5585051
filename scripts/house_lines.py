"""House rules for what may stand in no line of code, each with what to do instead."""

import re
from collections.abc import Iterator

from house_sources import Source

FORBIDDEN = {
    r"\b(TODO|FIXME|XXX)\b": "finish it, or write it in the changelog",
    r"# type: ignore(?!\[)": "name the error code",
    r"# noqa(?!:)": "name the rule",
    r"processEvents\(": "return to the event loop instead",
    r"except Exception": "catch what can be raised",
    r"unittest\.mock|MagicMock|monkeypatch\.setattr": "use a fake",
    r"qtbot\.wait\(|time\.sleep\(": "wait for something, not for some time",
    r"pytest\.mark\.(skip\b|xfail)": "mend it or remove it",
}
EXEMPT = ("scripts/house_lines.py", "tests/unit/test_check_house.py")
"""They name what is forbidden."""


def forbidden_lines(source: Source) -> Iterator[str]:
    """Refuse each line in which something forbidden stands."""
    if source.path.as_posix() in EXEMPT:
        return
    for number, line in enumerate(source.lines, 1):
        for pattern, advice in FORBIDDEN.items():
            if re.search(pattern, line):
                yield f"{source.path}:{number}: {line.strip()[:60]} ({advice})"
