"""The registers of the program."""

from enum import Enum, auto


class Register(Enum):
    """A register that the F6 key of a field searches in."""

    CUSTOMERS = auto()
    VEHICLES = auto()
    ARTICLES = auto()
