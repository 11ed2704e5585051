"""House rules that no other tool checks: sizes of files and classes, and words that may not stand in the code."""

import ast
import re
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROOMS = ("src", "tests", "benchmarks", "scripts", "packaging")
MOST_LINES = 400
MOST_CLASS_LINES = 250
MEDIAN_FUNCTION = 9
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


def main() -> int:
    """Print every breach; 1 if there are any."""
    files = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")) if path != Path(__file__)]
    breaches = [breach for path in files for breach in of_file(path)]
    median = statistics.median(length for path in files if "src" in path.parts for length in functions(path))
    if median > MEDIAN_FUNCTION:
        breaches.append(f"the median function of src has {median} lines, more than {MEDIAN_FUNCTION}")
    print("\n".join(breaches) or f"{len(files)} files keep the house rules; median function {median:.0f} lines.")
    return 1 if breaches else 0


def of_file(path: Path) -> Iterator[str]:
    """The breaches of one file."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    name = path.relative_to(ROOT)
    if len(lines) > MOST_LINES:
        yield f"{name}: {len(lines)} lines, more than {MOST_LINES}"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ClassDef) and node.end_lineno and node.end_lineno - node.lineno >= MOST_CLASS_LINES:
            yield f"{name}:{node.lineno}: class {node.name} has more than {MOST_CLASS_LINES} lines"
    for number, line in enumerate(lines, 1):
        for pattern, advice in FORBIDDEN.items():
            if re.search(pattern, line):
                yield f"{name}:{number}: {line.strip()[:60]} ({advice})"


def functions(path: Path) -> Iterator[int]:
    """The length of each function's body, its docstring aside."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            if body and body[-1].end_lineno and not _only_declares(body):
                yield body[-1].end_lineno - body[0].lineno + 1


def _only_declares(body: list[ast.stmt]) -> bool:
    """A port's method: `...`."""
    return len(body) == 1 and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)


if __name__ == "__main__":
    sys.exit(main())
