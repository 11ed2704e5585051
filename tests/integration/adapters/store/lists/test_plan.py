"""Where the values of a list's columns come from: a column that its table lacks is named."""

from collections.abc import Mapping, Sequence

from promeister_mpay.adapters.store.lists.conditions import TABLES
from promeister_mpay.domain.lists.columns import COLUMNS, ListColumn
from promeister_mpay.domain.lists.query import ListKind


def lacking(columns: Mapping[ListKind, Sequence[ListColumn]]) -> list[str]:
    """The stored columns, and the stored forms of texts, that the table of a list does not have."""
    return [
        f"the column {column.key} of {kind.value}: add {name} to {TABLES[kind]}, in the schema and a migration"
        for kind, listed in columns.items()
        for column in listed
        if not column.computed
        for name in (column.stored, f"sort_{column.key}" if column.has_form else column.stored)
        if name not in TABLES[kind].c
    ]


def test_each_column_of_a_list_is_in_its_table() -> None:
    missing = lacking(COLUMNS)
    assert not missing, "\n".join(dict.fromkeys(missing))


def test_a_column_that_the_table_lacks_is_named() -> None:
    tried = ListColumn("tried_here", "Prov")
    assert [line.partition(": ")[2] for line in lacking({ListKind.PAYOUTS: [tried]})] == [
        "add tried_here to payouts, in the schema and a migration",
        "add sort_tried_here to payouts, in the schema and a migration",
    ]
