"""What the tables of the books are made of, on both databases."""

import sqlalchemy as sa

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SORTED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def text(name: str) -> sa.Column[str]:
    """A text that is always there."""
    return sa.Column(name, sa.Text(), nullable=False)


def number(name: str) -> sa.Column[int]:
    """64 bits."""
    return sa.Column(name, NUMBER, nullable=False)


def key(name: str) -> sa.Column[int]:
    """A number that we draw ourselves."""
    return sa.Column(name, NUMBER, autoincrement=False, nullable=False)


def day(name: str) -> sa.Column[object]:
    """A date."""
    return sa.Column(name, sa.Date(), nullable=False)


def moment(name: str) -> sa.Column[object]:
    """A time in UTC."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def forms(*keys: str) -> list[sa.Column[str]]:
    """What lists sort and filter by."""
    return [sa.Column(f"sort_{each}", SORTED) for each in keys]


def to(table: str, column: str, other: str, *, late: bool = False) -> sa.ForeignKeyConstraint:
    """What must be there; when `late`, by the end of the transaction."""
    return sa.ForeignKeyConstraint(
        [column],
        [other],
        name=f"fk_{table}_{column}",
        ondelete="RESTRICT",
        deferrable=late or None,
        initially="DEFERRED" if late else None,
    )
