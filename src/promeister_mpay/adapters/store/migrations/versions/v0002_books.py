"""The books: invoices, vouchers, financial years, closings and batches, and what orders show of them."""

import sqlalchemy as sa
from alembic import op

from promeister_mpay.adapters.store.migrations.rules_0002 import POSTGRESQL, SQLITE

revision = "0002"
down_revision = "0001"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True)
_SORTED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables, then the rules."""
    for column in (sa.Column("invoice_number", _NUMBER), sa.Column("posted_on", sa.Date())):
        op.add_column("orders", column)
        op.create_index(f"ix_orders_{column.name}", "orders", [column.name, "number"])
    _years()
    _invoices()
    _invoice_lines()
    _vouchers()
    _rows("voucher_rows", sa.CheckConstraint("amount <> 0", name="no_empty_row"))
    op.create_index("ix_voucher_rows_account", "voucher_rows", ["account", "voucher_id", "amount"])
    _rows("ledger_items", _number("order_number"), _text("reference"))
    op.create_index("ix_ledger_items_account", "ledger_items", ["account", "order_number", "amount"])
    _batches()
    op.create_table("pictures", _text("key"), _text("content"), sa.PrimaryKeyConstraint("key", name="pk_pictures"))
    for rule in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(rule)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, _NUMBER, nullable=False)


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, _NUMBER, autoincrement=False, nullable=False)


def _day(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Date(), nullable=False)


def _time(name: str) -> sa.Column[object]:
    return sa.Column(name, _TIME, nullable=False)


def _forms(*keys: str) -> list[sa.Column[str]]:
    return [sa.Column(f"sort_{key}", _SORTED) for key in keys]


def _to(table: str, column: str, other: str, *, late: bool = False) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [other],
        name=f"fk_{table}_{column}",
        ondelete="RESTRICT",
        deferrable=late or None,
        initially="DEFERRED" if late else None,
    )


def _years() -> None:
    op.create_table(
        "financial_years",
        _day("first_day"),
        _day("last_day"),
        sa.PrimaryKeyConstraint("first_day", name="pk_financial_years"),
    )
    op.create_table(
        "book_closings",
        _day("through"),
        _time("at"),
        _text("who"),
        sa.PrimaryKeyConstraint("through", name="pk_book_closings"),
    )


def _invoices() -> None:
    op.create_table(
        "invoices",
        _key("number"),
        _text("kind"),
        _number("order_number"),
        _day("issued_on"),
        _day("due_on"),
        *(_text(name) for name in ("customer_number", "customer_name", "registration")),
        _number("to_pay"),
        *(_text(name) for name in ("payment_method", "payment_reference", "ocr")),
        sa.Column("credits", _NUMBER),
        _time("created_at"),
        *(_text(name) for name in ("created_by", "snapshot", "search")),
        *_forms("customer_number", "customer_name", "registration", "payment_reference", "ocr", "created_by"),
        sa.PrimaryKeyConstraint("number", name="pk_invoices"),
        _to("invoices", "order_number", "orders.number"),
        _to("invoices", "credits", "invoices.number"),
    )
    for column in ("issued_on", "order_number", "sort_customer_name", "to_pay", "credits"):
        op.create_index(f"ix_invoices_{column}", "invoices", [column, "number"])


def _invoice_lines() -> None:
    op.create_table(
        "invoice_lines",
        _number("invoice_number"),
        sa.Column("position", sa.Integer(), nullable=False),
        _number("quantity"),
        _number("amount"),
        sa.Column("vat_rate", sa.Integer(), nullable=False),
        sa.Column("of_invoice", _NUMBER),
        sa.Column("of_position", sa.Integer()),
        sa.PrimaryKeyConstraint("invoice_number", "position", name="pk_invoice_lines"),
        _to("invoice_lines", "invoice_number", "invoices.number", late=True),
    )
    op.create_index("ix_invoice_lines_of_invoice", "invoice_lines", ["of_invoice", "of_position"])


def _vouchers() -> None:
    op.create_table(
        "vouchers",
        _key("id"),
        _text("series"),
        _day("year"),
        _number("number"),
        _day("event_date"),
        _time("registered_at"),
        *(_text(name) for name in ("who", "text", "counterparty", "document_kind")),
        sa.Column("document", _NUMBER),
        sa.Column("corrects", _NUMBER),
        _number("amount"),
        _text("search"),
        *_forms("series", "text", "counterparty", "who"),
        sa.PrimaryKeyConstraint("id", name="pk_vouchers"),
        _to("vouchers", "year", "financial_years.first_day"),
        _to("vouchers", "corrects", "vouchers.id"),
        sa.UniqueConstraint("series", "year", "number", name="uq_vouchers_series"),
        sa.UniqueConstraint("corrects", name="uq_vouchers_corrects"),
    )
    op.create_index("ix_vouchers_event_date", "vouchers", ["event_date", "id"])
    op.create_index("ix_vouchers_document", "vouchers", ["document_kind", "document"])
    op.create_index("ix_vouchers_year", "vouchers", ["year", "series", "number"])


def _rows(table: str, *more: sa.Column[int] | sa.Column[str] | sa.CheckConstraint) -> None:
    """What a voucher is made of; it comes before its voucher, which seals it."""
    op.create_table(
        table,
        _number("voucher_id"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        *more,
        _number("amount"),
        sa.PrimaryKeyConstraint("voucher_id", "position", name=f"pk_{table}"),
        _to(table, "voucher_id", "vouchers.id", late=True),
    )


def _batches() -> None:
    op.create_table(
        "batches",
        _key("id"),
        _day("year"),
        _time("created_at"),
        _text("created_by"),
        _day("first_day"),
        _day("last_day"),
        _number("vouchers"),
        _text("file_name"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_batches"),
        _to("batches", "year", "financial_years.first_day"),
    )
    op.create_table(
        "batch_vouchers",
        _number("voucher_id"),
        _number("batch_id"),
        sa.PrimaryKeyConstraint("voucher_id", name="pk_batch_vouchers"),
        _to("batch_vouchers", "voucher_id", "vouchers.id"),
        _to("batch_vouchers", "batch_id", "batches.id"),
    )
    op.create_index("ix_batch_vouchers_batch_id", "batch_vouchers", ["batch_id", "voucher_id"])
