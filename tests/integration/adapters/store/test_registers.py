"""The registers in the store and what finds what in them, on both databases."""

from dataclasses import replace

import pytest

from promeister_mpay.adapters.store import SqlStore
from promeister_mpay.domain.lists.query import ListKind, ListQuery
from promeister_mpay.domain.orders.lines import LineType
from promeister_mpay.domain.registers.entries import Article, Customer, Vehicle
from promeister_mpay.domain.text_limits import ORDER
from promeister_mpay.services.lists.service import ListService
from support.stores import an_order

OBERG = Customer(
    "10400", "Åsa Öberg", "Kyrkbacken 26", "250 24", "Helsingborg", "070-174 06 05", "asa@example.se", "5566", True
)
EK = Customer("K-10", "Nils Ek", "Ålgatan 1", "111 11", "Ängelholm", "+46 73 200 00 01")
ALEN = Customer("104", "René Ahlén", mobile_phone="0046701740699")
VOLVO = Vehicle("ABC 123", "VOLVO XC60 D4 2016", "10400", 35172, "YV163918725046312")
SKODA = Vehicle("abc12d", "ŠKODA OCTAVIA", "104")
SERVICE = Article("1010", LineType.LABOUR, "Service enligt serviceschema", "tim", 119_500)
FILTER = Article("Flt-5", LineType.ARTICLE, "Oljefilter äkta", "st", 9_950, 12)


def found_by(store: SqlStore, kind: ListKind, typed: str) -> list[object]:
    """The first values of what a list shows, such as its numbers."""
    key = "registration" if kind is ListKind.VEHICLES else "number"
    return sorted(
        (row.values[key] for row in ListService(store=store).page(kind, ListQuery(text=typed), most=9).rows), key=str
    )


def numbers(entries: list[Customer] | list[Article]) -> list[object]:
    return sorted((entry.number for entry in entries), key=str)


@pytest.fixture
def filled(store: SqlStore) -> SqlStore:
    with store.writing() as work:
        for customer in (OBERG, EK, ALEN):
            work.registers.put_customer(customer)
        for vehicle in (VOLVO, SKODA):
            work.registers.put_vehicle(vehicle)
        for article in (SERVICE, FILTER):
            work.registers.put_article(article)
        work.commit()
    return store


def test_each_is_looked_up_by_its_number_however_it_is_written(filled: SqlStore) -> None:
    with filled.reading() as work:
        assert work.registers.customer("k-10 ") == EK
        assert work.registers.vehicle("abc-123") == VOLVO
        assert work.registers.vehicle("ABC 12D") == SKODA
        assert work.registers.article("FLT-5") == FILTER


def test_what_is_not_there_is_none(filled: SqlStore) -> None:
    with filled.reading() as work:
        registers = work.registers
        assert (registers.customer("1"), registers.vehicle("XYZ 999"), registers.article("")) == (None, None, None)


def test_putting_again_replaces_and_is_found_by_its_new_words_only(filled: SqlStore) -> None:
    with filled.writing() as work:
        work.registers.put_customer(Customer("10400", "Ida Berg"))
        work.registers.put_vehicle(Vehicle("ABC123", "SAAB 9-5"))
        work.registers.put_article(Article("1010", LineType.TEXT, "Diagnos"))
        work.commit()
    with filled.reading() as work:
        assert work.registers.customer("10400") == Customer("10400", "Ida Berg")
    assert found_by(filled, ListKind.CUSTOMERS, "öberg") == []
    assert found_by(filled, ListKind.CUSTOMERS, "10400") == ["10400"]
    assert found_by(filled, ListKind.VEHICLES, "saab") == ["ABC123"]
    assert found_by(filled, ListKind.ARTICLES, "diag") == ["1010"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("oberg", [OBERG]),
        ("ÖBERG", [OBERG]),
        ("öb ås", [OBERG]),
        ("berg", []),
        ("ahlen rene", [ALEN]),
        ("104", [ALEN, OBERG]),
        ("kyrkb 26", [OBERG]),
        ("070 174 06 05", [OBERG]),
        ("0701740605", [OBERG]),
        ("+46701740605", [OBERG]),
        ("070-1740", [ALEN, OBERG]),
        ("073200", [EK]),
        ("öberg 070-17", [OBERG]),
        ("asa@example.se", [OBERG]),
        ("%", [EK, ALEN, OBERG]),
        ("", [EK, ALEN, OBERG]),
        ("o_erg", []),
        ("'; DROP TABLE customers", []),
    ],
)
def test_customers_are_found_by_beginnings_of_words(filled: SqlStore, typed: str, found: list[Customer]) -> None:
    assert found_by(filled, ListKind.CUSTOMERS, typed) == numbers(found)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("abc", [VOLVO, SKODA]),
        ("abc123", [VOLVO]),
        ("ABC 123", [VOLVO]),
        ("abc 12", [VOLVO, SKODA]),
        ("abc-12d", [SKODA]),
        ("skoda", [SKODA]),
        ("yv1639", [VOLVO]),
        ("10400", [VOLVO]),
    ],
)
def test_vehicles_are_found_by_plate_make_or_owner(filled: SqlStore, typed: str, found: list[Vehicle]) -> None:
    assert found_by(filled, ListKind.VEHICLES, typed) == sorted(vehicle.registration for vehicle in found)


@pytest.mark.parametrize(
    ("typed", "found"), [("flt 5", [FILTER]), ("akta olje", [FILTER]), ("10", [SERVICE]), ("schema", [])]
)
def test_articles_are_found_by_number_or_text(filled: SqlStore, typed: str, found: list[Article]) -> None:
    assert found_by(filled, ListKind.ARTICLES, typed) == numbers(found)


def test_customers_are_sorted_the_swedish_way_and_no_more_come_than_asked_for(store: SqlStore) -> None:
    names = ["Zorn", "Åberg", "Ärlig", "Öman", "Abel", "de Vries", "Édouard"]
    with store.writing() as work:
        for number, name in enumerate(names):
            work.registers.put_customer(Customer(str(number), name))
        work.commit()
    page = ListService(store=store).page(ListKind.CUSTOMERS, ListQuery(sort="name"), most=6)
    sorted_names = [row.values["name"] for row in page.rows]
    assert sorted_names == ["Abel", "de Vries", "Édouard", "Zorn", "Åberg", "Ärlig"]


@pytest.mark.parametrize("odd", ["´", "¨ ´", "\u3316" * 200, "\ufdfa" * 200, "\U00020000" * 200])
def test_texts_that_fold_to_nothing_or_to_very_much_are_stored_and_searched(store: SqlStore, odd: str) -> None:
    texts = {name: odd[: limit.longest] for name, limit in ORDER.items() if name != "clerk"}
    short = odd[:50]
    with store.writing() as work:
        work.orders.add(replace(an_order(), **texts))  # type: ignore[arg-type]
        work.registers.put_customer(Customer(short, odd, odd, email=odd, mobile_phone=odd))
        work.registers.put_vehicle(Vehicle(short, odd, short, vin=short))
        work.registers.put_article(Article(short, LineType.ARTICLE, odd * 5))
        work.commit()
    for kind in (ListKind.ORDERS, ListKind.CUSTOMERS, ListKind.VEHICLES, ListKind.ARTICLES):
        rows = ListService(store=store).page(kind, ListQuery(text=odd), most=9).rows
        assert len(rows) == 1, kind
