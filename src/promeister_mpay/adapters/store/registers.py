"""The registers in the store: each row with a folded key, a Swedish sort key and the words that find it."""

from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Table, and_, or_, select

from promeister_mpay.adapters.store.schema import articles, customers, vehicles
from promeister_mpay.adapters.store.transaction import Transaction
from promeister_mpay.domain.list_columns import forms
from promeister_mpay.domain.lists import ListKind
from promeister_mpay.domain.registers import Article, Customer, Vehicle, plate_key
from promeister_mpay.domain.search import Term, fold, search_text, sort_key, terms


class SqlRegisters:
    """See `services.ports.Registers`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def customer(self, number: str) -> Customer | None:
        """The customer with this number, case folded."""
        row = self._by_key(customers, _number_key(number), Customer)
        return Customer(**row) if row else None

    def vehicle(self, registration: str) -> Vehicle | None:
        """The vehicle with this plate, however it is spaced or cased (`plate_key`)."""
        row = self._by_key(vehicles, plate_key(registration), Vehicle)
        return Vehicle(**row) if row else None

    def article(self, number: str) -> Article | None:
        """The article with this number, case folded."""
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

    def find_customers(self, text: str, *, most: int) -> list[Customer]:
        """By the beginnings of words in number, name, address or phone; å ä ö é and case folded; sorted by name."""
        return [Customer(**row) for row in self._found(customers, Customer, text, most)]

    def find_vehicles(self, text: str, *, most: int) -> list[Vehicle]:
        """By plate, make and model, VIN or owner's number; sorted by plate."""
        return [Vehicle(**row) for row in self._found(vehicles, Vehicle, text, most)]

    def find_articles(self, text: str, *, most: int) -> list[Article]:
        """By number or text; sorted by number."""
        return [Article(**row) for row in self._found(articles, Article, text, most)]

    def _found(self, table: Table, kind: type, text: str, most: int) -> list[RowMapping]:
        """The one with exactly this key first: a typed number is meant before all numbers that begin with it."""
        exact = table.c.key.in_((_number_key(text), plate_key(text)))
        wanted = [_is_found(table, term) for term in terms(text)]
        order = (exact.desc(), table.c.sort_key, table.c.key)
        found = select(*_columns(table, kind)).where(*wanted).order_by(*order).limit(most)
        return list(self._transaction.rows(found))


def _columns(table: Table, kind: type) -> list[ColumnElement[object]]:
    return [table.c[field.name] for field in fields(kind)]


def _number_key(number: str) -> str:
    return fold(number.strip())


def _is_found(table: Table, term: Term) -> ColumnElement[bool]:
    search = table.c.search
    return or_(*(and_(*(search.contains(f" {start}", autoescape=True) for start in each)) for each in term))
