"""Stores with very many orders for the benchmarks: filled once, by plain SQL, and kept (SQLite)."""

import random
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from promeister_mpay.adapters.store import open_store, sqlite_url
from promeister_mpay.domain.lists.columns import COLUMNS, forms
from promeister_mpay.domain.lists.query import ListKind
from promeister_mpay.domain.registers.entries import Customer, Vehicle
from promeister_mpay.domain.search import search_text, words

FIRST_NUMBER = 14_000
_FIRST_NAMES = [
    "Anna",
    "Eva",
    "Maria",
    "Karin",
    "Sara",
    "Kristina",
    "Lena",
    "Emma",
    "Kerstin",
    "Ingrid",
    "Åsa",
    "Malin",
    "Jenny",
    "Hanna",
    "Elin",
    "Örjan",
    "Lars",
    "Mikael",
    "Anders",
    "Johan",
    "Erik",
    "Per",
    "Peter",
    "Karl",
    "Jan",
    "Thomas",
    "Daniel",
    "Fredrik",
    "Andreas",
    "Göran",
    "Håkan",
    "Björn",
    "Åke",
    "Sven",
    "Nils",
    "André",
    "Zoë",
    "Ali",
    "Fatima",
]
_LAST_NAMES = [
    "Andersson",
    "Johansson",
    "Karlsson",
    "Nilsson",
    "Eriksson",
    "Larsson",
    "Olsson",
    "Persson",
    "Svensson",
    "Gustafsson",
    "Pettersson",
    "Jonsson",
    "Lindberg",
    "Lindström",
    "Lindqvist",
    "Öberg",
    "Åberg",
    "Ström",
    "Sjöberg",
    "Hellström",
    "Nyström",
    "Björk",
    "Bergström",
    "Sandberg",
    "Holmgren",
    "Öman",
    "Ek",
    "Zetterlund",
    "Åkesson",
    "Ågren",
    "Östlund",
    "Hägg",
    "Löfgren",
    "Dahl",
    "Ahmed",
    "de",
    "Vries",
    "Sørensen",
    "Müller",
    "Garcia",
    "Kowalski",
]
_TAILS = ("", "", "", "", "-Berg", "-Ström", "-Dahl", "-Lind", "-Ek", "-Öst")
_CARS = (
    "VOLVO V60",
    "VOLVO XC60",
    "VOLVO V70",
    "SAAB 9-5",
    "TOYOTA RAV4",
    "KIA CEED",
    "ŠKODA OCTAVIA",
    "VW GOLF",
    "BMW 320D",
)
_CITIES = ("Örebro", "Åmål", "Malmö", "Göteborg", "Umeå", "Kalmar", "Luleå", "Visby", "Östersund")
_LETTERS = "ABCDEFGHJKLMNOPRSTUWXYZ"
_CLERKS = ("BH", "AL", "ÅS", "MK", "TJ")
_NAMES = [column.key for column in COLUMNS[ListKind.ORDERS] if not column.source]


class Bare(Protocol):
    """Reads the same rows with the bare driver: the floor for a list."""

    newest: int
    some_name: str

    def down_from(self, number: int, most: int) -> Sequence[object]:
        """This order and those with lower numbers."""
        ...

    def names_from(self, key: Sequence[object], most: int) -> Sequence[object]:
        """The rows sorted by name, from a sort key on."""
        ...

    def dearest(self, most: int) -> Sequence[object]:
        """The orders with the highest amount to pay."""
        ...

    def found(self, typed: str, most: int) -> Sequence[object]:
        """The orders that a search finds, newest first."""
        ...

    def close(self) -> None:
        """Close the connection."""
        ...


# -- the contents


def _customers(chance: random.Random, many: int) -> list[Customer]:
    return [
        Customer(
            str(10_000 + at),
            f"{chance.choice(_FIRST_NAMES)} {chance.choice(_LAST_NAMES)}{chance.choice(_TAILS)}",
            f"Storgatan {at % 200 + 1}",
            f"{chance.randrange(100, 990)} {chance.randrange(10, 99)}",
            chance.choice(_CITIES),
            f"07{at % 10}-{chance.randrange(100, 999)} {chance.randrange(10, 99)} {chance.randrange(10, 99)}",
            f"kund{at}@example.se",
        )
        for at in range(many)
    ]


def _vehicle(chance: random.Random, owner: Customer, at: int) -> Vehicle:
    letters = "".join(chance.choices(_LETTERS, k=3))
    plate = f"{letters} {chance.randrange(10, 99)}{chance.choice('0123456789ABCDEFGH')}"
    return Vehicle(plate, chance.choice(_CARS), owner.number, chance.randrange(30_000), f"YV1{at:014d}")


def cards(chance: random.Random, many: int) -> list[dict[str, Any]]:
    """The values that orders copy from customer and vehicle, with search words and sort keys."""
    cards = []
    for at, owner in enumerate(_customers(chance, many)):
        vehicle = _vehicle(chance, owner, at)
        texts = {name: value for name, value in asdict(owner).items() if name in _NAMES}
        texts |= {"customer_number": owner.number, "customer_name": owner.name}
        texts |= {"registration": vehicle.registration, "vehicle": vehicle.description}
        texts |= {"odometer": vehicle.odometer, "vin": vehicle.vin}
        found_by = search_text(owner.number, owner.name, phones=[owner.mobile_phone], plates=[vehicle.registration])
        cards.append(texts | forms(ListKind.ORDERS, texts) | {"search": found_by})
    return cards


@cache
def _by(name: str, text: str) -> dict[str, str | None]:
    return {name: text} | forms(ListKind.ORDERS, {name: text})


def rows(orders: int) -> Iterator[dict[str, Any]]:
    """The orders, oldest first; the newest are open, and a few hundred wait for payment."""
    chance = random.Random(14_790)
    filled = cards(chance, max(50, min(orders // 8, 120_000)))
    day_of = date(2010, 1, 4)
    start = datetime(2010, 1, 4, 8, tzinfo=UTC)
    for at in range(orders):
        number, card = FIRST_NUMBER + at, chance.choice(filled)
        days = at * 5_900 // orders
        moment = start + timedelta(days=days, minutes=at % 480)
        yield (
            card
            | _by("clerk", chance.choice(_CLERKS))
            | _by("changed_by", chance.choice(_CLERKS))
            | _by("note", "")
            | {"number": number, "order_date": day_of + timedelta(days=days), "changed_at": moment, "version": 3}
            | {"prices_include_vat": True, "round_to_krona": True, "to_pay": chance.randrange(500, 30_000) * 100}
            | {"search": f" {number}{card['search']}"}
            | _payment(at, orders - at, moment)
        )


def _payment(at: int, left: int, moment: datetime) -> dict[str, Any]:
    none = {"payment_received_at": None, "sms_sent_at": None, "link_expires_at": None, "held": False, "deviates": False}
    if left <= 400:
        return none | {"status": ("NY", "PÅGÅR", "KLART")[at % 3], "payment_method": None}
    sent = none | {"sms_sent_at": moment, "link_expires_at": moment + timedelta(days=1), "payment_method": "MOBIL"}
    if left <= 1_000:
        paid = moment + timedelta(minutes=7) if at % 2 else None
        return sent | {"status": "MOBILBET", "held": True, "payment_received_at": paid, "deviates": at % 50 == 0}
    if at % 4:
        return none | {"status": "BOKFÖRD", "payment_method": ("KORT", "SWISH", "FAKTURA")[at % 3]}
    return sent | {"status": "BOKFÖRD", "payment_received_at": moment + timedelta(minutes=7)}


def lines(number: int) -> tuple[tuple[Any, ...], ...]:
    """The three lines of an order."""
    return (
        (number, 0, "Arbete", "1010", "Service enligt serviceschema", 150, "tim", 119_500, 0, 25),
        (number, 1, "Artikel", "5020", "Oljefilter", 100, "st", 19_500, 0, 25),
        (number, 2, "Text", "", "Ring när den är klar", 100, "", 0, 0, 25),
    )


LINE_COLUMNS = "order_number, position, type, number, description, quantity, unit, unit_price, discount, vat_rate"


def said(what: str, began: float) -> None:
    """Print the time since `began`."""
    print(f"  {what}: {time.monotonic() - began:.0f} s", flush=True)


# -- SQLite


class SqliteFolder:
    """An SQLite file with `orders` orders, in a folder."""

    def __init__(self, folder: Path, orders: int) -> None:
        self._path = folder / f"{orders}.sqlite3"
        self._orders = orders

    def filled(self) -> str:
        """The URL of the store; fills it first if it is missing."""
        if not self._path.exists():
            part = self._path.with_suffix(".part")
            part.parent.mkdir(parents=True, exist_ok=True)
            part.unlink(missing_ok=True)
            open_store(sqlite_url(part)).close()
            self._fill(part)
            part.rename(self._path)
        return sqlite_url(self._path)

    def _fill(self, path: Path) -> None:
        began = time.monotonic()
        with closing(sqlite3.connect(path, isolation_level=None)) as file:
            file.execute("PRAGMA journal_mode = OFF")
            file.execute("PRAGMA synchronous = OFF")
            file.execute("PRAGMA cache_size = -400000")
            later = laid_aside(file)
            file.execute("BEGIN")
            _insert(file, self._orders)
            said("orders and lines", began)
            file.execute("INSERT INTO order_words (order_words) VALUES ('rebuild')")
            said("words", began)
            for definition in later:
                file.execute(definition)
            file.execute("COMMIT")
            file.execute("PRAGMA journal_mode = WAL")
            said("indexes", began)

    def bare(self) -> Bare:
        """A reader with the bare driver."""
        return _BareSqlite(self._path)

    def close(self) -> None:
        """Nothing to do."""


def laid_aside(file: sqlite3.Connection) -> list[str]:
    """Drop indexes and triggers; returns the SQL that creates them again."""
    query = "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
    found = file.execute(query).fetchall()
    for kind, name, _ in found:
        file.execute(f"DROP {kind} {name}")
    return [definition for _, _, definition in sorted(found)]


def _insert(file: sqlite3.Connection, orders: int) -> None:
    first = next(rows(1))
    marks = ", ".join(f":{name}" for name in first)
    file.executemany(f"INSERT INTO orders ({', '.join(first)}) VALUES ({marks})", map(_for_sqlite, rows(orders)))
    numbers = range(FIRST_NUMBER, FIRST_NUMBER + orders)
    of_all = (line for number in numbers for line in lines(number))
    file.executemany(f"INSERT INTO order_lines ({LINE_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?)", of_all)


def _for_sqlite(row: dict[str, Any]) -> dict[str, Any]:
    times = ("changed_at", "payment_received_at", "sms_sent_at", "link_expires_at")
    moments = {name: f"{row[name]:%Y-%m-%d %H:%M:%S.%f}" if row[name] else None for name in times}
    return row | moments | {"order_date": row["order_date"].isoformat()}


class _BareSqlite:
    def __init__(self, path: Path) -> None:
        self._file = sqlite3.connect(path)
        self.newest, self.some_name = known(self._rows)

    def _rows(self, query: str, *values: object) -> list[Any]:
        return self._file.execute(query, values).fetchall()

    def down_from(self, number: int, most: int) -> Sequence[object]:
        return self._rows(f"{SELECT} WHERE number <= ? ORDER BY number DESC LIMIT ?", number, most)

    def names_from(self, key: Sequence[object], most: int) -> Sequence[object]:
        where = "WHERE sort_customer_name >= ? ORDER BY sort_customer_name, number LIMIT ?"
        return self._rows(f"{SELECT} {where}", key[0], most)

    def dearest(self, most: int) -> Sequence[object]:
        return self._rows(f"{SELECT} ORDER BY to_pay DESC, number DESC LIMIT ?", most)

    def found(self, typed: str, most: int) -> Sequence[object]:
        match = " AND ".join(f'"{word}"*' for word in words(typed))
        by = "SELECT rowid FROM order_words WHERE order_words MATCH ? ORDER BY rowid DESC LIMIT ?"
        return self._rows(f"{SELECT} WHERE number IN ({by}) ORDER BY number DESC", match, most)

    def close(self) -> None:
        self._file.close()


SELECT = f"SELECT {', '.join(_NAMES)} FROM orders"


def known(ask: Any) -> tuple[int, str]:  # noqa: ANN401 — either driver
    """The newest order's number, and a customer's name from the middle."""
    newest = ask("SELECT max(number) FROM orders")[0][0]
    name = ask(f"SELECT customer_name FROM orders WHERE number = {(FIRST_NUMBER + newest) // 2}")[0][0]
    return int(newest), str(name)
