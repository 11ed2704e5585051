"""What the gateway is given of a customer that is a company (`gateway.md §14`, U24).

An address that the gateway would refuse is left out: it is no reason not to send the link.
"""

import re
from dataclasses import dataclass

from promeister_mpay.domain.orders.order import Order

LONGEST_NAME = 100
LONGEST_ROW = 100
LONGEST_CITY = 50
POSTAL_CODE = re.compile(r"[ 0-9]{1,10}")
SWEDISH_DIGITS = 5


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address as the gateway takes it; `country` is ISO 3166-1, or empty when it is not known."""

    row: str
    postal_code: str
    city: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class Company:
    """A company that is to pay; parts that are not known, or that the gateway would refuse, are empty.

    `contact_person` is the name on the order, for the registers know no other.
    """

    name: str = ""
    contact_person: str = ""
    address: Address | None = None


def company_of(order: Order) -> Company:
    """The company that an order is for."""
    name = order.customer_name.strip()
    known = name if len(name) <= LONGEST_NAME else ""
    return Company(known, known, _address(order))


def _address(order: Order) -> Address | None:
    row, code, city = order.address.strip(), order.postal_code.strip(), order.city.strip()
    is_right = 0 < len(row) <= LONGEST_ROW and 0 < len(city) <= LONGEST_CITY and POSTAL_CODE.fullmatch(code)
    if not is_right:
        return None
    return Address(row, code, city, "SE" if len(code.replace(" ", "")) == SWEDISH_DIGITS else "")
