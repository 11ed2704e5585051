"""Decodes the gateway's JSON: strict where the program relies on it, lenient where it does not (design §17).

How an answer is declared says which is which, so that no field can be forgotten. A field without a default decides
money or identity: it must be right, else the answer is unreadable. A field with a default is only shown, or can be done
without: when it is missing, null or of another type, it has its default. `RELIED_ON` marks a field that may be missing,
but must be right when it is there. In a list of `X | None` an odd element is None; in a list of `X` each must be right.
"""

from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, NamedTuple, TypeVar, Union, get_args, get_origin

import msgspec

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
RELIED_ON = "relied on"

Answer = TypeVar("Answer", bound=msgspec.Struct)
Raw = bytes | msgspec.Raw


class Unreadable(ValueError):
    """The answer does not have the form that the API documents, where the program relies on it."""


class Field(NamedTuple):
    """A declared field of an answer: its names in Python and in JSON, its type, and whether it must be right."""

    name: str
    title: str
    kind: Any
    is_required: bool
    is_relied_on: bool


def decode(content: bytes, kind: type[Answer]) -> Answer:
    """Decode the JSON as `kind`; raises `Unreadable` for what it relies on and cannot read."""
    return _struct(content.removeprefix(BYTE_ORDER_MARK), kind)


@cache
def fields_of(kind: type[msgspec.Struct]) -> tuple[Field, ...]:
    """The declared fields of an answer."""
    return tuple(_field(each) for each in msgspec.structs.fields(kind))


def _field(declared: msgspec.structs.FieldInfo) -> Field:
    kind, *marks = get_args(declared.type) if get_origin(declared.type) is Annotated else (declared.type,)
    return Field(declared.name, declared.encode_name, kind, declared.required, declared.required or RELIED_ON in marks)


def _struct(raw: Raw, kind: type[Answer]) -> Answer:
    said = _converted(raw, dict[str, msgspec.Raw])
    found = {}
    for field in fields_of(kind):
        if field.title not in said and field.is_required:
            raise Unreadable(field.title)
        if field.title in said:
            try:
                found[field.name] = _value(said[field.title], field.kind)
            except Unreadable:
                if field.is_relied_on:
                    raise
    return kind(**found)


def _value(raw: Raw, kind: Any) -> Any:  # noqa: ANN401 – of any declared type
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return _struct(raw, kind)
    if get_origin(kind) is list:
        [element] = get_args(kind)
        return [_element(part, element) for part in _converted(raw, list[msgspec.Raw])]
    inner = _without_none(kind)
    if inner is None:
        return _converted(raw, kind)
    return None if bytes(raw) == b"null" else _value(raw, inner)


def _element(raw: Raw, kind: Any) -> Any:  # noqa: ANN401 – of any declared type
    inner = _without_none(kind)
    if inner is None:
        return _value(raw, kind)
    try:
        return _value(raw, inner)
    except Unreadable:
        return None


def _without_none(kind: Any) -> Any:  # noqa: ANN401 – of any declared type
    """The `X` of `X | None`; None for any other type."""
    if get_origin(kind) not in (Union, UnionType) or NoneType not in get_args(kind):
        return None
    [inner] = [each for each in get_args(kind) if each is not NoneType]
    return inner


def _converted(raw: Raw, kind: Any) -> Any:  # noqa: ANN401 – of any declared type
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable("json") from error
