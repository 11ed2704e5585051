"""The repository's Python files, each read and parsed once for all house rules."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROOMS = ("src", "tests", "benchmarks", "scripts", "packaging")


@dataclass(frozen=True)
class Source:
    """A Python file: its path from the top of the repository, and its text."""

    path: Path
    text: str

    @cached_property
    def lines(self) -> list[str]:
        """The text's lines."""
        return self.text.splitlines()

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node of its syntax tree."""
        return list(ast.walk(ast.parse(self.text)))

    @property
    def is_program(self) -> bool:
        """Whether it is part of the program that is shipped."""
        return self.path.parts[0] == "src"

    @property
    def classes(self) -> Iterator[ast.ClassDef]:
        """Every class defined in it, nested ones too."""
        return (node for node in self.nodes if isinstance(node, ast.ClassDef))

    @property
    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Every function and method defined in it."""
        return (node for node in self.nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def read_sources(rooms: Iterable[str] = ROOMS) -> list[Source]:
    """Read all Python files of the rooms, in the order of their paths."""
    paths = [path for room in rooms for path in sorted((ROOT / room).rglob("*.py"))]
    return [Source(path.relative_to(ROOT), path.read_text(encoding="utf-8")) for path in paths]
