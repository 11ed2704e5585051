"""One length for one text, wherever it is typed, imported, filled in or stored."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from promeister_mpay.domain import text_limits
from promeister_mpay.domain.orders.lines import OrderLine
from promeister_mpay.domain.orders.order import Order, check_order
from promeister_mpay.domain.registers.entries import (
    Article,
    Customer,
    Vehicle,
    check_entry,
    with_article,
    with_customer,
    with_vehicle,
)
from promeister_mpay.domain.registers.import_layouts import FileKind
from promeister_mpay.domain.registers.import_rows import read_rows
from promeister_mpay.domain.sheets import Sheet, SheetRow
from promeister_mpay.domain.text_limits import TextLimit
from promeister_mpay.errors import InputError

ORDER = Order(1, date(2026, 11, 27))
RECORDS: tuple[tuple[Any, Mapping[str, TextLimit]], ...] = (
    (ORDER, text_limits.ORDER),
    (OrderLine(), text_limits.ORDER_LINE),
    (Customer("1", "x"), text_limits.CUSTOMER),
    (Vehicle("x"), text_limits.VEHICLE),
    (Article("1"), text_limits.ARTICLE),
)


def checked(record: Any) -> None:
    if isinstance(record, OrderLine):
        record = replace(ORDER, lines=(OrderLine(), record))
    check_order(record) if isinstance(record, Order) else check_entry(record)


@pytest.mark.parametrize(("record", "limits"), RECORDS)
def test_every_text_of_a_record_has_a_limit(record: Any, limits: Mapping[str, TextLimit]) -> None:
    texts = {field.name for field in fields(record) if type(getattr(record, field.name)) is str}
    assert texts == set(limits)


@pytest.mark.parametrize(("record", "limits"), RECORDS)
def test_a_text_of_its_length_is_stored_and_a_longer_one_named(record: Any, limits: Mapping[str, TextLimit]) -> None:
    for name, limit in limits.items():
        checked(replace(record, **{name: "x" * limit.longest}))
        with pytest.raises(InputError, match=f"{limit.label} är {limit.longest + 1} tecken") as refused:
            checked(replace(record, **{name: "x" * (limit.longest + 1)}))
        assert refused.value.field == (f"lines[1].{name}" if isinstance(record, OrderLine) else name)


def test_what_a_register_fills_in_fits_an_order() -> None:
    def full(record: Any, limits: Mapping[str, TextLimit]) -> Any:
        return replace(record, **{name: "x" * limit.longest for name, limit in limits.items()})

    order = with_customer(ORDER, full(Customer("", ""), text_limits.CUSTOMER))
    order = with_vehicle(order, full(Vehicle(""), text_limits.VEHICLE), None)
    line = with_article(OrderLine(), full(Article(""), text_limits.ARTICLE), prices_include_vat=True)
    checked(replace(order, lines=(line,)))


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        (FileKind.CUSTOMERS, {"Kundnr": "1", "Namn": "Åsa", "Adress": "", "Postnr": "", "Ort": "", "E-post": ""}),
        (FileKind.VEHICLES, {"Regnr": "ABC123", "Fordon": "", "Kundnr": "", "Chassinr": ""}),
        (FileKind.ORDERS, {"Ordernr": "1", "Orderdatum": "2026-11-27", "Anteckning": "", "Kundmottagare": ""}),
    ],
)
def test_an_import_takes_what_a_form_takes_and_names_what_is_longer(kind: FileKind, row: dict[str, str]) -> None:
    limits = {"Kunder": text_limits.CUSTOMER, "Fordon": text_limits.VEHICLE, "Order": text_limits.ORDER}[kind.value]
    by_title = {title: column.field for column in kind.columns for title in column.titles}
    for title in row:
        limit = limits.get(by_title[title])
        if limit is None:
            continue
        for length, is_good in ((limit.longest, True), (limit.longest + 1, False)):
            sheet = Sheet(tuple(row), [SheetRow(2, tuple((row | {title: "x" * length}).values()))])
            found = read_rows(sheet, (25,))
            assert bool(found.good) is is_good, title
            assert all(f"är {length} tecken" in bad.reason for bad in found.bad)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"quantity": 100_000_000}, "quantity"), ({"quantity": -100_000_000}, "quantity"),
     ({"unit_price": 10_000_000_000}, "unit_price"), ({"unit_price": -10_000_000_000}, "unit_price")],
)  # fmt: skip
def test_quantities_and_prices_that_nobody_means_are_refused(changes: dict[str, int], field: str) -> None:
    with pytest.raises(InputError, match="orimligt stort") as refused:
        checked(OrderLine(**changes))  # type: ignore[arg-type]
    assert refused.value.field == f"lines[1].{field}"
    ((name, value),) = changes.items()
    checked(OrderLine(**{name: value - 1 if value > 0 else value + 1}))  # type: ignore[arg-type]


def test_a_price_of_an_article_that_nobody_means_is_refused() -> None:
    with pytest.raises(InputError, match="orimligt stort"):
        check_entry(Article("1", price=10_000_000_000))


def test_the_lengths_are_those_that_were_chosen() -> None:
    lengths = {name: limit.longest for name, limit in {**text_limits.ORDER, **text_limits.ORDER_LINE}.items()}
    assert lengths == {
        "address": 200,
        "postal_code": 20,
        "city": 100,
        "mobile_phone": 40,
        "email": 254,
        "customer_number": 50,
        "customer_name": 200,
        "registration": 50,
        "vehicle": 200,
        "vin": 50,
        "clerk": 50,
        "note": 10_000,
        "number": 50,
        "description": 1_000,
        "unit": 50,
    }
