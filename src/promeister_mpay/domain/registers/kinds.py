"""The registers of the program."""

from enum import Enum


class Register(Enum):
    """A register that the F6 key of a field searches in."""

    CUSTOMERS = "customers"
    VEHICLES = "vehicles"
    ARTICLES = "articles"
