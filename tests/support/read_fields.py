"""Which fields of a dataclass a piece of work reads."""

from dataclasses import fields
from typing import Any, TypeVar

Value = TypeVar("Value")


def noting(value: Value, read: set[str]) -> Value:
    """A copy of a dataclass whose attributes add their names to `read` when they are read."""

    def read_attribute(self: object, name: str) -> Any:
        read.add(name)
        return object.__getattribute__(self, name)

    kind: Any = type(value)
    copy_type = type(kind.__name__, (kind,), {"__slots__": (), "__getattribute__": read_attribute})
    copy: Value = copy_type(**{each.name: getattr(value, each.name) for each in fields(kind)})
    return copy
