"""The registers in the store; each row has a folded key, Swedish sort keys and search words."""

from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Table, select

from promeister_mpay.adapters.store.database.transaction import Transaction
from promeister_mpay.adapters.store.schema.tables import articles, customers, vehicles
from promeister_mpay.domain.lists.columns import forms
from promeister_mpay.domain.lists.query import ListKind
from promeister_mpay.domain.plates import plate_key
from promeister_mpay.domain.registers.entries import Article, Customer, Vehicle
from promeister_mpay.domain.search import fold, search_text, sort_key


class SqlRegisters:
    """See `services.ports.Registers`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def customer(self, number: str) -> Customer | None:
        """The customer with this number, in any case."""
        row = self._by_key(customers, _number_key(number), Customer)
        return Customer(**row) if row else None

    def vehicle(self, registration: str) -> Vehicle | None:
        """The vehicle with this plate, however it is spaced or cased (`plate_key`)."""
        row = self._by_key(vehicles, plate_key(registration), Vehicle)
        return Vehicle(**row) if row else None

    def article(self, number: str) -> Article | None:
        """The article with this number, in any case."""
        row = self._by_key(articles, _number_key(number), Article)
        return Article(**row) if row else None

    def _by_key(self, table: Table, key: str, kind: type) -> RowMapping | None:
        return self._transaction.first(select(*_columns(table, kind)).where(table.c.key == key))

    def put_customer(self, customer: Customer) -> None:
        """Insert or replace by number."""
        found_by = (customer.number, customer.name, customer.address, customer.postal_code, customer.city)
        more = (customer.email, customer.organisation_number)
        marks = {
            "key": _number_key(customer.number),
            "sort_key": sort_key(customer.name),
            "search": search_text(*found_by, *more, phones=[customer.mobile_phone]),
        }
        self._put(customers, asdict(customer) | marks)

    def put_vehicle(self, vehicle: Vehicle) -> None:
        """Insert or replace by plate."""
        marks = {
            "key": plate_key(vehicle.registration),
            "sort_key": sort_key(plate_key(vehicle.registration)),
            "search": search_text(
                vehicle.description, vehicle.vin, vehicle.customer_number, plates=[vehicle.registration]
            ),
        }
        self._put(vehicles, asdict(vehicle) | marks)

    def put_article(self, article: Article) -> None:
        """Insert or replace by number."""
        marks = {
            "key": _number_key(article.number),
            "sort_key": sort_key(article.number),
            "search": search_text(article.number, article.description),
        }
        self._put(articles, asdict(article) | marks)

    def _put(self, table: Table, values: dict[str, Any]) -> None:
        self._transaction.put(table, values | forms(ListKind(table.name), values))


def _columns(table: Table, kind: type) -> list[ColumnElement[object]]:
    return [table.c[field.name] for field in fields(kind)]


def _number_key(number: str) -> str:
    return fold(number.strip())
