"""Schema 0003: the ledger by one index, sealed batches, and search words of invoices and vouchers."""

import sqlalchemy as sa
from alembic import op

from promeister_mpay.adapters.store.migrations.columns import day, forms, key, moment, number, text, to
from promeister_mpay.adapters.store.migrations.rules_0003 import DROPPED_ON_SQLITE, POSTGRESQL, SQLITE

revision = "0003"
down_revision = "0002"

_LEDGER = ["account", "event_date", "voucher_id", "amount"]


def upgrade() -> None:
    """Add the day to the rows, recreate the batches, then create indexes and triggers."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    op.drop_index("ix_voucher_rows_account", "voucher_rows")
    if on_sqlite:
        _rows_on_sqlite()
    else:
        _rows_on_postgresql()
    op.create_index("ix_voucher_rows_account", "voucher_rows", _LEDGER)
    # No released program has made a batch yet.
    op.drop_table("batch_vouchers")
    op.drop_table("batches")
    _batches()
    _view_index("ix_invoices_view_credits", "invoices", "number", "kind = 'Kreditfaktura'")
    _view_index("ix_vouchers_view_corrections", "vouchers", "id", "corrects IS NOT NULL")
    for rule in SQLITE if on_sqlite else POSTGRESQL:
        op.get_bind().exec_driver_sql(rule)


def _rows_on_sqlite() -> None:
    for trigger in DROPPED_ON_SQLITE:
        op.execute(f"DROP TRIGGER {trigger}")
    op.rename_table("voucher_rows", "voucher_rows_before")
    op.create_table(
        "voucher_rows",
        number("voucher_id"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        number("amount"),
        day("event_date"),
        sa.CheckConstraint("amount <> 0", name="no_empty_row"),
        sa.PrimaryKeyConstraint("voucher_id", "position", name="pk_voucher_rows"),
        to("voucher_rows", "voucher_id", "vouchers.id", late=True),
    )
    op.execute(
        "INSERT INTO voucher_rows SELECT voucher_id, position, account, before.amount, event_date "
        "FROM voucher_rows_before AS before JOIN vouchers ON vouchers.id = voucher_id ORDER BY voucher_id, position"
    )
    op.drop_table("voucher_rows_before")


def _rows_on_postgresql() -> None:
    op.add_column("voucher_rows", sa.Column("event_date", sa.Date()))
    op.execute("ALTER TABLE voucher_rows DISABLE TRIGGER voucher_rows_keep")
    op.execute("UPDATE voucher_rows SET event_date = vouchers.event_date FROM vouchers WHERE vouchers.id = voucher_id")
    op.execute("ALTER TABLE voucher_rows ENABLE TRIGGER voucher_rows_keep")
    op.alter_column("voucher_rows", "event_date", nullable=False)


def _batches() -> None:
    op.create_table(
        "batches",
        key("id"),
        day("year"),
        moment("created_at"),
        text("created_by"),
        day("first_day"),
        day("last_day"),
        number("vouchers"),
        text("file_name"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        text("search"),
        *forms("file_name", "created_by"),
        sa.PrimaryKeyConstraint("id", name="pk_batches"),
        to("batches", "year", "financial_years.first_day"),
    )
    op.create_table(
        "batch_vouchers",
        number("voucher_id"),
        number("batch_id"),
        sa.PrimaryKeyConstraint("voucher_id", name="pk_batch_vouchers"),
        to("batch_vouchers", "voucher_id", "vouchers.id"),
        to("batch_vouchers", "batch_id", "batches.id", late=True),
    )
    op.create_index("ix_batch_vouchers_batch_id", "batch_vouchers", ["batch_id", "voucher_id"])


def _view_index(name: str, table: str, column: str, where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, [column], sqlite_where=condition, postgresql_where=condition)
