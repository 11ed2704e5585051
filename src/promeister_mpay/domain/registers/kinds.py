"""Which registers there are."""

from enum import Enum


class Register(Enum):
    """Which register F6 looks up from a field."""

    CUSTOMERS = "customers"
    VEHICLES = "vehicles"
    ARTICLES = "articles"
