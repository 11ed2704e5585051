"""The registers that an order is filled from: customers, vehicles and articles."""

import re
from dataclasses import dataclass

from promeister_mpay.domain.orders import LineType

_NOT_OF_PLATE = re.compile(r"[\s\-]")


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer of the workshop; `organisation_number` is set for companies only."""

    number: str
    name: str
    address: str = ""
    postal_code: str = ""
    city: str = ""
    mobile_phone: str = ""
    email: str = ""
    organisation_number: str = ""
    is_company: bool = False


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle and its owner; the odometer is in Swedish mil."""

    registration: str
    description: str = ""
    customer_number: str = ""
    odometer: int | None = None
    vin: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """An article or a kind of work; `price` is in öre including VAT."""

    number: str
    type: LineType = LineType.ARTICLE
    description: str = ""
    unit: str = "st"
    price: int = 0
    vat_rate: int = 25


def plate_key(registration: str) -> str:
    """A plate as it is compared and looked up: upper case, without spaces and hyphens ('abc 123' gives 'ABC123')."""
    return _NOT_OF_PLATE.sub("", registration).upper()
