"""Lists as data: the kinds of list, a query with search, filters and sorting, and the pages of its result."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

Value = object
Key = tuple[Value, ...]
"""A row's position in a sorted list: the sort column's stored value, then the row's own key, which makes it unique."""


class ListKind(Enum):
    """A list of the program; the value is its name in stored choices."""

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
    """The predefined views of the lists (design §8); the value is its name on the screen, except for `ALL`."""

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
"""The views of each list that has any, in the order of the menu."""


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
    """A row of a list: its position key, and its values by column key (`int` öre, `date`, UTC `datetime`)."""

    key: Key
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class ListPage:
    """Consecutive rows of a list, and whether there are more before and after them."""

    rows: tuple[ListRow, ...]
    more_above: bool
    more_below: bool


@dataclass(frozen=True, slots=True)
class Checkpoints:
    """The count of a list's rows and the keys at positions 0, step, 2·step …, from which any position is reached."""

    count: int
    step: int
    keys: tuple[Key, ...]
