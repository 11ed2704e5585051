"""House rule: no regular expression takes time in proportion to the square of a text's length, or worse.

A search tries a pattern at each place of a text. One that begins with a repeat without end, and may fail after it,
goes through the rest of a long run again from each place of the run. A repeat of nothing but a repeat tries every way
to divide a run. `fullmatch` and `match` try one place; a possessive repeat (`*+`) behind a look behind tries each run
once.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from re import _constants as ops  # type: ignore[attr-defined, unused-ignore]
from re import _parser  # type: ignore[attr-defined, unused-ignore]
from typing import Any

from house_sources import Source

TRIES_EACH_PLACE = {"findall", "finditer", "search", "split", "sub", "subn"}
_ADVICE = "bound it, or let it begin once with a look behind and a possessive repeat (scripts/house_patterns.py)"


def patterns_that_take_long(source: Source) -> Iterator[str]:
    """Refuse each pattern of the program that begins with an endless repeat and is searched for, or nests one."""
    if not source.is_program:
        return
    searched = set(_searched(source))
    for name, call in _compiled(source):
        items = _items(call)
        if _is_nested(items):
            yield f"{source.path}:{call.lineno}: {name} repeats a repeat; {_ADVICE}"
        if name in searched and _begins_endlessly(items):
            yield f"{source.path}:{call.lineno}: {name} begins with a repeat without end; {_ADVICE}"


def _compiled(source: Source) -> Iterator[tuple[str, ast.Call]]:
    """Each `NAME = re.compile("…")` with a plain text."""
    for node in source.nodes:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and isinstance(node.targets[0], ast.Name):
            call = node.value
            if ast.unparse(call.func) == "re.compile" and isinstance(call.args[0], ast.Constant):
                yield node.targets[0].id, call


def _searched(source: Source) -> Iterator[str]:
    """The names whose methods try each place of a text."""
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and node.attr in TRIES_EACH_PLACE and isinstance(node.value, ast.Name):
            yield node.value.id


def _items(call: ast.Call) -> Sequence[Any]:
    flags = re.VERBOSE if "VERBOSE" in ast.unparse(call) else 0
    return list(_parser.parse(ast.literal_eval(call.args[0]), flags))


def _begins_endlessly(items: Sequence[Any]) -> bool:
    if not items:
        return False
    kind, value = items[0]
    if kind is ops.SUBPATTERN:
        return _begins_endlessly([*value[3], *items[1:]])
    return _is_endless(kind, value) and any(_may_fail(*item) for item in items[1:])


def _is_endless(kind: object, value: Any) -> bool:  # noqa: ANN401 – the parser's
    return kind in (ops.MAX_REPEAT, ops.MIN_REPEAT) and value[1] is ops.MAXREPEAT


def _may_fail(kind: object, value: Any) -> bool:  # noqa: ANN401 – the parser's
    """Whether a part must match something; a repeat from zero, like an optional part, cannot fail."""
    return kind not in (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT) or value[0] > 0


def _is_nested(items: Sequence[Any]) -> bool:
    """Whether anywhere a repeat without end repeats nothing but such a repeat."""
    return any(
        (_is_endless(kind, value) and _is_only_endless(value[2])) or any(map(_is_nested, _inside(value)))
        for kind, value in items
    )


def _is_only_endless(items: Sequence[Any]) -> bool:
    must = [item for item in items if _may_fail(*item)]
    if len(must) == 1 and must[0][0] is ops.SUBPATTERN:
        return _is_only_endless(must[0][1][3])
    return any(_is_endless(*item) for item in items) and all(_is_endless(*item) for item in must)


def _inside(value: Any) -> Iterator[Sequence[Any]]:  # noqa: ANN401 – the parser's
    """The patterns inside a part of a pattern: of a group, a repeat, a branch."""
    for part in value if isinstance(value, tuple | list) else ():
        if isinstance(part, _parser.SubPattern):
            yield list(part)
        elif isinstance(part, list) and part and isinstance(part[0], _parser.SubPattern):
            yield from map(list, part)
