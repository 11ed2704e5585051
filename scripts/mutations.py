"""Makes mutants: one changed expression or statement of one module. Annotations and screen texts stay."""

import ast
import copy
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

AnyNode = TypeVar("AnyNode", bound=ast.AST)
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
}
CODE = re.compile(r"[a-z0-9_./-]*|[A-Z0-9_./-]*")
"""What a text looks like that the program compares, not people read."""
FUNCTIONS = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True)
class Mutant:
    """One change in one module."""

    module: str  # domain/orders/order
    scope: str  # Order.to_pay
    was: str
    becomes: str
    nth: int  # among the equal changes of one scope
    source: str = field(repr=False, compare=False)

    @property
    def key(self) -> tuple[str, str, str, str, int]:
        """The mutant's name, stable while its expression is unchanged."""
        return self.module, self.scope, self.was, self.becomes, self.nth


class Mutator(ast.NodeVisitor):
    """Collects the mutants of one module."""

    def __init__(self, module: str, source: str) -> None:
        self._module, self._source = module, source.encode()
        self._lines = [0]
        for line in self._source.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))
        self._scope: list[str] = []
        self._seen: Counter[tuple[str, str, str]] = Counter()
        self.found: list[Mutant] = []

    def visit(self, node: ast.AST) -> None:
        """Collect the mutants of the node, then those of its children."""
        if isinstance(node, ast.expr):
            for changed in _changed_expressions(node):
                self._add(node, f"({ast.unparse(changed)})")
        elif isinstance(node, ast.stmt):
            for statement in _changed_statements(node):
                self._add(node, statement)
        super().visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Mutate the class body in its own scope; decorators and bases stay."""
        self._inside(node.name, node.body)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Mutate the function body in its own scope; decorators and annotations stay.

        The defaults of a method that is only declared are never used: a caller gets those of the class.
        """
        if _is_declared_only(node):
            return
        self._inside(node.name, [*node.args.defaults, *(d for d in node.args.kw_defaults if d), *node.body])

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """Mutate the value only; the annotation stays."""
        if node.value:
            self.visit(node.value)

    def visit_Expr(self, node: ast.Expr) -> None:
        """Skip docstrings."""
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        """Remove the keyword arguments of `replace`, one at a time."""
        if isinstance(node.func, ast.Name) and node.func.id == "replace":
            for keyword in node.keywords:
                self._add(keyword, "**{}")
        self.generic_visit(node)

    def visit_If(self, node: ast.If) -> None:
        """Negate a condition that is no comparison."""
        if isinstance(node.test, ast.Name | ast.Attribute | ast.Call):
            self._add(node.test, f"(not {ast.unparse(node.test)})")
        self.generic_visit(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Skip f-strings: they are texts for people."""

    def _inside(self, name: str, children: Sequence[ast.AST]) -> None:
        self._scope.append(name)
        for child in children:
            self.visit(child)
        self._scope.pop()

    def _add(self, node: ast.expr | ast.stmt | ast.keyword, becomes: str) -> None:
        start, end = self._at(node.lineno, node.col_offset), self._at(node.end_lineno, node.end_col_offset)
        was = " ".join(self._source[start:end].decode().split())
        scope = ".".join(self._scope)
        nth = self._seen[scope, was, becomes]
        self._seen[scope, was, becomes] += 1
        source = (self._source[:start] + becomes.encode() + self._source[end:]).decode()
        self.found.append(Mutant(self._module, scope, was, becomes, nth, source))

    def _at(self, line: int | None, column: int | None) -> int:
        return self._lines[(line or 1) - 1] + (column or 0)


def _is_declared_only(node: ast.FunctionDef) -> bool:
    """Whether the body ends in `...`, as in a Protocol."""
    match node.body[-1]:
        case ast.Expr(value=ast.Constant(value=value)):
            return value is ...
    return False


def _changed_expressions(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.Compare(ops=ops):
            for place, op in enumerate(ops):
                yield _with(node, ops=[*ops[:place], COMPARISONS[type(op)](), *ops[place + 1 :]])
        case ast.BoolOp(op=op):
            yield _with(node, op=ast.Or() if isinstance(op, ast.And) else ast.And())
        case ast.BinOp(op=op) if type(op) in OPERATORS and not _is_text(node.left) and not _is_text(node.right):
            yield _with(node, op=OPERATORS[type(op)]())
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield operand
        case ast.IfExp(body=body, orelse=orelse):
            yield _with(node, body=orelse, orelse=body)
        case ast.Constant(value=value):
            yield from (ast.Constant(other) for other in _other_values(value))
        case ast.Call(func=ast.Name(id=name)) if name in FUNCTIONS:
            yield _with(node, func=ast.Name(FUNCTIONS[name]))
        case ast.ListComp(generators=[only]) | ast.GeneratorExp(generators=[only]) | ast.SetComp(generators=[only]) if (
            only.ifs
        ):
            yield _with(node, generators=[_with(only, ifs=[])])


def _changed_statements(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.Expr(value=ast.Call()) | ast.AugAssign() | ast.Raise():
            yield "pass"
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield "pass"
        case ast.Continue():
            yield "break"
        case ast.Break():
            yield "continue"
        case ast.Return(value=None):
            yield "pass"


def _other_values(value: object) -> list[bool | int | str]:
    match value:
        case bool():
            return [not value]
        case int():
            return [value + 1]
        case str() if CODE.fullmatch(value):
            return [f"XX{value}"]
    return []


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _with(node: AnyNode, **changes: object) -> AnyNode:
    changed = copy.copy(node)
    for name, value in changes.items():
        setattr(changed, name, value)
    return changed
