"""House rules for sizes: lines of a file, of a class, and of the median function."""

import ast
import statistics
from collections.abc import Iterable, Iterator

from house_sources import Source

MOST_LINES = 400
MOST_CLASS_LINES = 250
MEDIAN_FUNCTION = 9


def oversized_file(source: Source) -> Iterator[str]:
    """Refuse a file that has more lines than one may have."""
    if len(source.lines) > MOST_LINES:
        yield f"{source.path}: {len(source.lines)} lines, more than {MOST_LINES}"


def oversized_classes(source: Source) -> Iterator[str]:
    """Refuse each class that has more lines than one may have."""
    for node in source.classes:
        if node.end_lineno and node.end_lineno - node.lineno >= MOST_CLASS_LINES:
            yield f"{source.path}:{node.lineno}: class {node.name} has more than {MOST_CLASS_LINES} lines"


def long_median_function(sources: Iterable[Source]) -> Iterator[str]:
    """Refuse a program whose functions are long on the whole."""
    median = median_function(sources)
    if median > MEDIAN_FUNCTION:
        yield f"the median function of src has {median} lines, more than {MEDIAN_FUNCTION}"


def median_function(sources: Iterable[Source]) -> float:
    """The median length of the program's functions; 0 when there are none."""
    lengths = [length for source in sources if source.is_program for length in _lengths(source)]
    return statistics.median(lengths) if lengths else 0


def _lengths(source: Source) -> Iterator[int]:
    """The length of each function's body, its docstring aside."""
    for node in source.functions:
        body = node.body[1:] if ast.get_docstring(node) else node.body
        if body and body[-1].end_lineno and not _only_declares(body):
            yield body[-1].end_lineno - body[0].lineno + 1


def _only_declares(body: list[ast.stmt]) -> bool:
    """Whether it is a port's method: `...`."""
    return len(body) == 1 and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
