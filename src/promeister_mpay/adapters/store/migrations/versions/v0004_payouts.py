"""Schema 0004: payouts from Resurs with their rows, and an index of payment ids for settlement files."""

import sqlalchemy as sa
from alembic import op

from promeister_mpay.adapters.store.migrations.rules_0004 import POSTGRESQL, SQLITE

revision = "0004"
down_revision = "0003"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_SORTED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the tables, then the triggers."""
    op.create_index("ix_payment_requests_payment_id", "payment_requests", ["payment_id"])
    _payouts()
    _payout_rows()
    for rule in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(rule)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, _NUMBER, autoincrement=False, nullable=nullable)


def _small(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), autoincrement=False, nullable=nullable)


def _payouts() -> None:
    op.create_table(
        "payouts",
        _number("number"),
        _text("bundle"),
        _small("part"),
        sa.Column("posted_on", sa.Date(), nullable=False),
        *(_number(name) for name in ("gross", "fee", "vat", "net")),
        _small("bank"),
        _small("difference_account", nullable=True),
        _number("voucher_id", nullable=True),
        *(_text(name) for name in ("file", "digest")),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *(_text(name) for name in ("created_by", "search")),
        *(sa.Column(f"sort_{key}", _SORTED) for key in ("bundle", "file", "created_by")),
        sa.PrimaryKeyConstraint("number", name="pk_payouts"),
        sa.ForeignKeyConstraint(["voucher_id"], ["vouchers.id"], name="fk_payouts_voucher_id", ondelete="RESTRICT"),
        sa.UniqueConstraint("bundle", "part", name="uq_payouts_bundle"),
        sa.UniqueConstraint("voucher_id", name="uq_payouts_voucher_id"),
    )
    for column in ("sort_bundle", "posted_on", "net"):
        op.create_index(f"ix_payouts_{column}", "payouts", [column, "number"])


def _payout_rows() -> None:
    op.create_table(
        "payout_rows",
        _number("payout_number"),
        _small("position"),
        _small("line", nullable=True),
        _text("reference"),
        *(_number(name) for name in ("gross", "fee", "settled")),
        *(_text(name, nullable=True) for name in ("claim_kind", "claim")),
        _number("order_number", nullable=True),
        _text("booked_as", nullable=True),
        _small("account", nullable=True),
        _text("mark", nullable=True),
        _small("times"),
        sa.PrimaryKeyConstraint("payout_number", "position", name="pk_payout_rows"),
        sa.ForeignKeyConstraint(
            ["payout_number"],
            ["payouts.number"],
            name="fk_payout_rows_payout_number",
            ondelete="RESTRICT",
            deferrable=True,
            initially="DEFERRED",
        ),
    )
    _once("claim", "claim_kind", "claim")
    _once("mark", "mark")


def _once(what: str, *columns: str) -> None:
    where = sa.text(f"{what} IS NOT NULL")
    op.create_index(
        f"uq_payout_rows_{what}",
        "payout_rows",
        [*columns, "times"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )
