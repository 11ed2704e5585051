"""Lists in memory for the window's tests: a few rows that can change, or a million generated when read."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Event

from promeister_mpay.domain.lists.query import Checkpoints, Key, ListKind, ListPage, ListQuery, ListRow, Value, View
from promeister_mpay.domain.search import is_found, search_text
from promeister_mpay.errors import InputError
from promeister_mpay.services.lists.service import ListService

NAMES = ("Åsa Öberg", "Per Ek", "Örjan Ås", "Nils Zetterlund", "Bengt Hansson", "=1+1", "Eva Lind", "Karl Asp")
STATUSES = ("NY", "PÅGÅR", "KLART", "MOBILBET", "BOKFÖRD")
PAID_AT = datetime(2018, 1, 16, 14, 18, tzinfo=UTC)


def an_order_row(number: int, **values: Value) -> ListRow:
    """A row of the order list; other values follow from the number."""
    is_paid = number % 10 == 0
    made: dict[str, Value] = {
        "number": number,
        "customer_number": str(10_000 + number % 5_000),
        "customer_name": NAMES[number % len(NAMES)],
        "registration": f"ABC {number % 1000:03d}",
        "mobile_phone": f"070-{number:07d}",
        "odometer": 18_432,
        "order_date": date(2018, 1, 1) + timedelta(days=number % 300),
        "status": STATUSES[number % len(STATUSES)],
        "payment_received": is_paid,
        "payment_received_at": PAID_AT if is_paid else None,
        "to_pay": 843_200,
    }
    return ListRow((number,), {**made, **values})


class FakeLists(ListService):
    """A list of `count` orders, the highest number first. Sorting and filtering are done plainly, over all rows."""

    def __init__(self, count: int = 100, *, first: int = 1) -> None:
        self.numbers = range(first, first + count)
        self.changed: dict[int, ListRow] = {}
        self.gone: set[int] = set()
        self.asked: list[str] = []
        self.surveys_may_go_on = Event()
        self.surveys_may_go_on.set()
        self.rows_may_go_on = Event()
        self.rows_may_go_on.set()
        self.error: Exception | None = None
        self._sorted: dict[str, tuple[list[tuple[Key, int]], list[int]]] = {}

    # -- changes by others

    def put(self, row: ListRow) -> None:
        """Add an order, or change one."""
        number = _number(row)
        if number >= self.numbers.stop:
            self.numbers = range(self.numbers.start, number + 1)
        self.changed = {**self.changed, number: row}
        self._sorted.clear()

    def remove(self, number: int) -> None:
        """Delete an order."""
        self.gone = {*self.gone, number}
        self._sorted.clear()

    def row(self, number: int) -> ListRow:
        """An order as it is now."""
        return self.changed.get(number) or an_order_row(number)

    # -- the service

    def open_at(self, kind: ListKind, query: ListQuery, identity: Value | None, *, most: int) -> ListPage:
        self._note("open_at")
        places = self._places(query)
        at = places.of(identity) if identity is not None else None
        first = max(0, min((at or 0) - most // 2, len(places) - most))
        return places.page(first, most)

    def page(
        self, kind: ListKind, query: ListQuery, *, after: Key | None = None, before: Key | None = None, most: int
    ) -> ListPage:
        self._note("page")
        places = self._places(query)
        if after is not None:
            return places.page(places.before(after) + (1 if places.holds(after) else 0), most)
        if before is None:
            return places.page(0, most)
        end = places.before(before) if before else len(places)
        return places.page(max(0, end - most), min(most, end))

    def checkpoints(self, kind: ListKind, query: ListQuery) -> Checkpoints:
        self.asked.append("survey")
        assert self.surveys_may_go_on.wait(10)
        places = self._places(query)
        return Checkpoints(len(places), 1_000, tuple(places.row(at).key for at in range(0, len(places), 1_000)))

    def rows_at(
        self, kind: ListKind, query: ListQuery, checkpoints: Checkpoints, first: int, *, most: int
    ) -> Sequence[ListRow]:
        self._note(f"rows_at {first} {most}")
        places = self._places(query)
        return [places.row(at) for at in range(first, min(first + most, len(places)))]

    def place_of(self, kind: ListKind, query: ListQuery, checkpoints: Checkpoints, key: Key) -> int:
        return self._places(query).before(key)

    def counts(self) -> Mapping[View, int]:
        return {}

    # -- filtering and sorting

    def _note(self, what: str) -> None:
        self.asked.append(what)
        if self.error is not None:
            raise self.error
        assert self.rows_may_go_on.wait(10)

    def _places(self, query: ListQuery) -> "Places":
        filtered = self._filtered(query)
        if query.sort in ("", "number") and filtered is None:
            numbers: Sequence[int] = self.numbers
            if self.gone:
                numbers = [number for number in self.numbers if number not in self.gone]
        else:
            chosen = self.numbers if filtered is None else filtered
            numbers = [number for number in chosen if number not in self.gone]
        if query.sort not in ("", "number"):
            numbers = sorted(numbers, key=lambda number: (_sortable(self.row(number).values.get(query.sort)), number))
        backwards = query.sort == "" or query.descending
        return Places(numbers[::-1] if backwards else numbers, self.row, query.sort, descending=backwards)

    def _filtered(self, query: ListQuery) -> Sequence[int] | None:
        if not query.text.strip() and not query.filters and query.view is View.ALL:
            return None
        if query.view is View.ALL and set(query.filters) <= {"number"} and (query.text.isdigit() or not query.text):
            return self._filtered_by_number(query)
        tests = [_test(key, text) for key, text in query.filters.items()]
        return [number for number in self.numbers if self._passes(self.row(number), query, tests)]

    def _filtered_by_number(self, query: ListQuery) -> Sequence[int]:
        """Filter by number alone, without generating a million rows."""
        expression = query.filters.get("number", f"{self.numbers.start}..{self.numbers.stop}")
        _test("number", expression)
        least, dots, most = expression.partition("..")
        allowed = range(int(least), int(most if dots else least) + 1)
        starts = [range(int(query.text) * 10**k, (int(query.text) + 1) * 10**k) for k in range(7)] if query.text else []
        numbers = [number for each in starts for number in each] if starts else allowed
        return [number for number in numbers if number in self.numbers and number in allowed]

    def _passes(self, row: ListRow, query: ListQuery, tests: Sequence[Callable[[ListRow], bool]]) -> bool:
        if query.view is View.PAID_UNPOSTED and not row.values["payment_received"]:
            return False
        text = search_text(str(row.values["number"]), str(row.values["customer_name"]))
        return is_found(query.text, text) and all(test(row) for test in tests)


class Places:
    """Numbers in the order of a list."""

    def __init__(self, numbers: Sequence[int], row: Callable[[int], ListRow], sort: str, *, descending: bool) -> None:
        self._numbers = numbers
        self._row = row
        self._sort = sort
        self._descending = descending

    def __len__(self) -> int:
        return len(self._numbers)

    def row(self, at: int) -> ListRow:
        """The row at a place, with its key."""
        row = self._row(self._numbers[at])
        value = (_sortable(row.values.get(self._sort)),) if self._sort not in ("", "number") else ()
        return replace(row, key=(*value, _number(row)))

    def page(self, first: int, most: int) -> ListPage:
        """Some rows."""
        last = min(first + most, len(self))
        return ListPage(tuple(self.row(at) for at in range(first, last)), first > 0, last < len(self))

    def before(self, key: Key) -> int:
        """How many rows stand before a key."""
        if not self._descending:
            return bisect_left(range(len(self)), key, key=lambda at: self.row(at).key)
        return bisect_left(range(len(self)), True, key=lambda at: self.row(at).key <= key)

    def holds(self, key: Key) -> bool:
        """Whether a row has this key."""
        at = self.before(key)
        return at < len(self) and self.row(at).key == key

    def of(self, identity: Value) -> int | None:
        """Where an order stands."""
        if self._sort in ("", "number") and isinstance(identity, int):
            return self.before((identity,)) if self.holds((identity,)) else None
        return next((at for at in range(len(self)) if self._numbers[at] == identity), None)


def _number(row: ListRow) -> int:
    number = row.values["number"]
    assert isinstance(number, int)
    return number


def _sortable(value: Value) -> str:
    return "" if value is None else str(value)


def _test(key: str, expression: str) -> Callable[[ListRow], bool]:
    """A little of the filter language: a value, or a range of numbers."""
    if expression == "???":
        raise InputError(f"Filtret ”{expression}” kan inte läsas. Skriv till exempel 14000..14790.", key)
    least, dots, most = expression.partition("..")
    if dots:
        return lambda row: int(least) <= int(str(row.values[key])) <= int(most)
    return lambda row: str(row.values[key]).casefold() == expression.casefold()
