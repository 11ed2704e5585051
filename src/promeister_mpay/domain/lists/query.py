"""Lists as data: what is listed, how it is searched, filtered and sorted, and where in it one stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

Value = object
Key = tuple[Value, ...]
"""Where a row stands in a sorted list: the sort column's stored value, then the row's own key, which makes it one."""


class ListKind(Enum):
    """What is listed; the value is its name in stored choices."""

    ORDERS = "orders"
    CUSTOMERS = "customers"
    VEHICLES = "vehicles"
    ARTICLES = "articles"
    INVOICES = "invoices"
    VOUCHERS = "vouchers"
    BATCHES = "batches"
    LEDGER = "ledger"
    PAYOUTS = "payouts"


class View(Enum):
    """The ready views of the lists (design §8); the value is its name on the screen, where `ALL` is of the list."""

    ALL = "Alla"
    WAITING = "Väntar på betalning"
    PAID_UNPOSTED = "Betalda ej bokförda"
    DEVIATIONS = "Avvikelser"
    CREDITS = "Krediteringar"
    CORRECTIONS = "Rättelser"
    NOT_EXPORTED = "Inte exporterade"


VIEWS_OF: Mapping[ListKind, tuple[View, ...]] = {
    ListKind.ORDERS: (View.ALL, View.WAITING, View.PAID_UNPOSTED, View.DEVIATIONS),
    ListKind.INVOICES: (View.ALL, View.CREDITS),
    ListKind.VOUCHERS: (View.ALL, View.NOT_EXPORTED, View.CORRECTIONS),
}
"""The views of the lists that have any, in the order in which they are offered."""


class ColumnKind(Enum):
    """How a column's values are compared and filtered."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    TIME = "time"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What to show: `text` finds (words in any order, each from its start), `filters` are expressions by column key."""

    text: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    """The key of the column to sort by; empty is the list's own order."""
    descending: bool = False
    view: View = View.ALL


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row of a list: its key where it stands, and its values by column key (`int` öre, `date`, UTC `datetime`)."""

    key: Key
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class ListPage:
    """Some rows that follow each other; whether there are more above and below."""

    rows: tuple[ListRow, ...]
    more_above: bool
    more_below: bool


@dataclass(frozen=True, slots=True)
class Checkpoints:
    """How many rows a list has, and the keys at positions 0, step, 2·step …, by which any place is reached."""

    count: int
    step: int
    keys: tuple[Key, ...]
