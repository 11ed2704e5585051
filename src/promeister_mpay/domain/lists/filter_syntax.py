"""The grammar of a filter expression: conditions joined by | and &, negated by <>, grouped by parentheses.

`&` binds more strongly than `|`. Text in single quotes is taken as it is: 'Berg & Son'. A quote or a parenthesis inside
a text is a character like any other: O'Brien, Volvo (XC60).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from promeister_mpay.domain.lists.conditions import AllOf, AnyOf, Condition, Not

_SIGNS = (">=", "<=", ">", "<", "=")
_QUOTED = re.compile(r"(?P<text>(?:[^']|'')*)'\s*(?=[&|)]|$)")
_MARKS = "&|()<>=*?@'"


@dataclass(frozen=True, slots=True)
class Operand:
    """One comparison: its sign ('' for none), and what it compares with."""

    sign: str
    text: str
    is_quoted: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether it is '', which stands for an empty value."""
        return self.is_quoted and not self.text and self.sign in ("", "=")


class FilterSyntaxError(ValueError):
    """An expression that does not follow the grammar; its text is a Swedish sentence without a full stop."""


def read_expression(expression: str, read: Callable[[Operand], Condition]) -> Condition:
    """Read an expression; `read` makes the condition of each operand.

    Raises `FilterSyntaxError` for what does not follow the grammar, and what `read` raises.
    """
    return _Parser(expression, read).whole()


def quoted(text: str) -> str:
    """The operand that means this text: quoted where one of its characters would be read as a sign of the grammar."""
    doubled = text.replace("'", "''")
    return f"'{doubled}'" if text and (any(mark in text for mark in _MARKS) or ".." in text) else text


class _Parser:
    def __init__(self, expression: str, read: Callable[[Operand], Condition]) -> None:
        self._text = expression
        self._read = read
        self._at = 0

    def whole(self) -> Condition:
        condition = self._any_of()
        if self._at < len(self._text):
            raise FilterSyntaxError("en slutparentes saknar sin början")
        return condition

    def _any_of(self) -> Condition:
        found = [self._all_of()]
        while self._takes("|"):
            found.append(self._all_of())
        return found[0] if len(found) == 1 else AnyOf(tuple(found))

    def _all_of(self) -> Condition:
        found = [self._one()]
        while self._takes("&"):
            found.append(self._one())
        return found[0] if len(found) == 1 else AllOf(tuple(found))

    def _one(self) -> Condition:
        if self._takes("<>"):
            return Not(self._one())
        if self._begins_group():
            self._takes("(")
            inner = self._any_of()
            self._takes(")")
            return inner
        return self._read(self._operand())

    def _operand(self) -> Operand:
        sign = next((sign for sign in _SIGNS if self._takes(sign)), "")
        if not self._takes("'"):
            return Operand(sign, self._literal())
        return Operand(sign, self._quoted_text(), is_quoted=True)

    def _quoted_text(self) -> str:
        """The text up to the closing quote; a quote inside it is written twice."""
        found = _QUOTED.match(self._text, self._at)
        if found is None:
            raise FilterSyntaxError("ett citattecken saknar sitt slut")
        self._at = found.end()
        return found["text"].replace("''", "'")

    def _literal(self) -> str:
        start, depth = self._at, 0
        while self._at < len(self._text) and self._text[self._at] not in "&|":
            sign = self._text[self._at]
            if sign == ")" and not depth:
                break
            depth += (sign == "(") - (sign == ")")
            self._at += 1
        if depth:
            raise FilterSyntaxError("en parentes saknar sitt slut")
        return self._text[start : self._at].strip()

    def _begins_group(self) -> bool:
        """Whether a parenthesis begins here and ends an operand: in '(fd) Öberg' it belongs to the text."""
        if not self._text.startswith("(", self._at):
            return False
        depth = 0
        for at in range(self._at, len(self._text)):
            depth += (self._text[at] == "(") - (self._text[at] == ")")
            if not depth:
                return self._text[at + 1 :].lstrip()[:1] in ("", "&", "|", ")")
        return False  # It is never closed, which `_literal` refuses.

    def _takes(self, sign: str) -> bool:
        self._skip_spaces()
        found = self._text.startswith(sign, self._at)
        self._at += len(sign) * found
        return found

    def _skip_spaces(self) -> None:
        while self._at < len(self._text) and self._text[self._at].isspace():
            self._at += 1
