"""Schema 0005: part refunds of mobile payments, and the flag of orders that a person must check because of them."""

import sqlalchemy as sa
from alembic import op

from promeister_mpay.adapters.store.migrations.rules_0005 import POSTGRESQL, SQLITE

revision = "0005"
down_revision = "0004"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the table and the index, then the triggers."""
    op.create_table(
        "refunds",
        sa.Column("transaction_id", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("credit_invoice", _NUMBER, nullable=False),
        sa.Column("amount", _NUMBER, nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("outcome", sa.Text()),
        sa.Column("settled_at", _TIME),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("retry_at", _TIME),
        sa.Column("is_overdue", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("transaction_id", name="pk_refunds"),
        _to("reference", "payment_requests.reference"),
        _to("credit_invoice", "invoices.number"),
        sa.UniqueConstraint("credit_invoice", name="uq_refunds_credit_invoice"),
        sa.CheckConstraint("amount > 0", name="money_goes_back"),
    )
    op.create_index("ix_refunds_reference", "refunds", ["reference", "credit_invoice"])
    looked_at_again = sa.text("outcome = 'PAID' AND next_check_at IS NOT NULL")
    op.create_index(
        "ix_payment_requests_paid",
        "payment_requests",
        ["next_check_at"],
        sqlite_where=looked_at_again,
        postgresql_where=looked_at_again,
    )
    for rule in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(rule)


def _to(column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [other], name=f"fk_refunds_{column}", ondelete="RESTRICT")
