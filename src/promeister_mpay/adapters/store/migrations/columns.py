"""Column types of the bookkeeping tables, for both databases."""

import sqlalchemy as sa

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SORTED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def text(name: str) -> sa.Column[str]:
    """A text column, not null."""
    return sa.Column(name, sa.Text(), nullable=False)


def number(name: str) -> sa.Column[int]:
    """A 64-bit integer column, not null."""
    return sa.Column(name, NUMBER, nullable=False)


def key(name: str) -> sa.Column[int]:
    """A primary key whose numbers the program draws."""
    return sa.Column(name, NUMBER, autoincrement=False, nullable=False)


def day(name: str) -> sa.Column[object]:
    """A date column."""
    return sa.Column(name, sa.Date(), nullable=False)


def moment(name: str) -> sa.Column[object]:
    """A column for a time in UTC."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def forms(*keys: str) -> list[sa.Column[str]]:
    """The columns that lists sort and filter by."""
    return [sa.Column(f"sort_{each}", SORTED) for each in keys]


def to(table: str, column: str, other: str, *, late: bool = False) -> sa.ForeignKeyConstraint:
    """A foreign key; with `late` it is checked at the end of the transaction."""
    return sa.ForeignKeyConstraint(
        [column],
        [other],
        name=f"fk_{table}_{column}",
        ondelete="RESTRICT",
        deferrable=late or None,
        initially="DEFERRED" if late else None,
    )
