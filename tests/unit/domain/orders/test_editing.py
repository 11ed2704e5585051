"""Two clerks at one order: what each of them changed stands, as long as it is not the same field."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from promeister_mpay.domain.orders.editing import CLERKS_FIELDS, merged
from promeister_mpay.domain.orders.lines import OrderLine
from promeister_mpay.domain.orders.order import Order, OrderStatus
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from support.stores import an_order

OTHERWISE: dict[str, Any] = {
    "order_date": date(2026, 4, 1),
    "status": OrderStatus.STARTED,
    "odometer": 1,
    "payment_method": PaymentMethod.CARD,
    "prices_include_vat": False,
    "lines": (OrderLine(),),
}
THE_PROGRAMS: dict[str, Any] = {
    "number": 1,
    "version": 7,
    "payment_received_at": datetime(2026, 3, 2, tzinfo=UTC),
    "round_to_krona": True,
    "invoice_number": 1001,
    "posted_on": date(2026, 3, 3),
}
"""What a clerk does not write."""


def test_every_field_of_an_order_is_either_the_clerks_or_the_programs() -> None:
    assert tuple(field.name for field in fields(Order) if field.name not in THE_PROGRAMS) == CLERKS_FIELDS


@pytest.mark.parametrize("name", CLERKS_FIELDS)
def test_what_i_changed_stands_and_so_does_what_they_changed(name: str) -> None:
    base = an_order()
    changed = replace(base, **{name: OTHERWISE.get(name, "Annat")})
    theirs: dict[str, Any] = {"note" if name != "note" else "city": "Deras"}
    assert merged(base, changed, replace(base, **theirs)) == replace(changed, **theirs)
    assert merged(base, base, changed) == changed


@pytest.mark.parametrize("name", CLERKS_FIELDS)
def test_of_the_same_field_mine_stands(name: str) -> None:
    base = an_order()
    mine = replace(base, **{name: OTHERWISE.get(name, "Mitt")})
    assert getattr(merged(base, mine, replace(base, note="Deras", city="Deras")), name) == getattr(mine, name)


@pytest.mark.parametrize("name", THE_PROGRAMS)
def test_what_the_program_writes_is_taken_from_the_store(name: str) -> None:
    base = an_order()
    theirs = replace(base, **{name: THE_PROGRAMS[name]})
    assert merged(base, theirs, base) == base
    assert getattr(merged(base, replace(base, note="Mitt"), theirs), name) == THE_PROGRAMS[name]
