"""Schema 0002: invoices, vouchers, financial years, closings and batches, and their columns on orders."""

import sqlalchemy as sa
from alembic import op

from promeister_mpay.adapters.store.migrations.columns import NUMBER, day, forms, key, moment, number, text, to
from promeister_mpay.adapters.store.migrations.rules_0002 import POSTGRESQL, SQLITE

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables, then the triggers."""
    for column in (sa.Column("invoice_number", NUMBER), sa.Column("posted_on", sa.Date())):
        op.add_column("orders", column)
        op.create_index(f"ix_orders_{column.name}", "orders", [column.name, "number"])
    _years()
    _invoices()
    _invoice_lines()
    _vouchers()
    _rows("voucher_rows", sa.CheckConstraint("amount <> 0", name="no_empty_row"))
    op.create_index("ix_voucher_rows_account", "voucher_rows", ["account", "voucher_id", "amount"])
    _rows("ledger_items", number("order_number"), text("reference"))
    op.create_index("ix_ledger_items_account", "ledger_items", ["account", "order_number", "amount"])
    _batches()
    op.create_table("pictures", text("key"), text("content"), sa.PrimaryKeyConstraint("key", name="pk_pictures"))
    for rule in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(rule)


def _years() -> None:
    op.create_table(
        "financial_years",
        day("first_day"),
        day("last_day"),
        sa.PrimaryKeyConstraint("first_day", name="pk_financial_years"),
    )
    op.create_table(
        "book_closings",
        day("through"),
        moment("at"),
        text("who"),
        sa.PrimaryKeyConstraint("through", name="pk_book_closings"),
    )


def _invoices() -> None:
    op.create_table(
        "invoices",
        key("number"),
        text("kind"),
        number("order_number"),
        day("issued_on"),
        day("due_on"),
        *(text(name) for name in ("customer_number", "customer_name", "registration")),
        number("to_pay"),
        *(text(name) for name in ("payment_method", "payment_reference", "ocr")),
        sa.Column("credits", NUMBER),
        moment("created_at"),
        *(text(name) for name in ("created_by", "snapshot", "search")),
        *forms("customer_number", "customer_name", "registration", "payment_reference", "ocr", "created_by"),
        sa.PrimaryKeyConstraint("number", name="pk_invoices"),
        to("invoices", "order_number", "orders.number"),
        to("invoices", "credits", "invoices.number"),
    )
    for column in ("issued_on", "order_number", "sort_customer_name", "to_pay", "credits"):
        op.create_index(f"ix_invoices_{column}", "invoices", [column, "number"])


def _invoice_lines() -> None:
    op.create_table(
        "invoice_lines",
        number("invoice_number"),
        sa.Column("position", sa.Integer(), nullable=False),
        number("quantity"),
        number("amount"),
        sa.Column("vat_rate", sa.Integer(), nullable=False),
        sa.Column("of_invoice", NUMBER),
        sa.Column("of_position", sa.Integer()),
        sa.PrimaryKeyConstraint("invoice_number", "position", name="pk_invoice_lines"),
        to("invoice_lines", "invoice_number", "invoices.number", late=True),
    )
    op.create_index("ix_invoice_lines_of_invoice", "invoice_lines", ["of_invoice", "of_position"])


def _vouchers() -> None:
    op.create_table(
        "vouchers",
        key("id"),
        text("series"),
        day("year"),
        number("number"),
        day("event_date"),
        moment("registered_at"),
        *(text(name) for name in ("who", "text", "counterparty", "document_kind")),
        sa.Column("document", NUMBER),
        sa.Column("corrects", NUMBER),
        number("amount"),
        text("search"),
        *forms("series", "text", "counterparty", "who"),
        sa.PrimaryKeyConstraint("id", name="pk_vouchers"),
        to("vouchers", "year", "financial_years.first_day"),
        to("vouchers", "corrects", "vouchers.id"),
        sa.UniqueConstraint("series", "year", "number", name="uq_vouchers_series"),
        sa.UniqueConstraint("corrects", name="uq_vouchers_corrects"),
    )
    op.create_index("ix_vouchers_event_date", "vouchers", ["event_date", "id"])
    op.create_index("ix_vouchers_document", "vouchers", ["document_kind", "document"])
    op.create_index("ix_vouchers_year", "vouchers", ["year", "series", "number"])


def _rows(table: str, *more: sa.Column[int] | sa.Column[str] | sa.CheckConstraint) -> None:
    """A table of voucher parts; they are inserted before their voucher, which seals them."""
    op.create_table(
        table,
        number("voucher_id"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        *more,
        number("amount"),
        sa.PrimaryKeyConstraint("voucher_id", "position", name=f"pk_{table}"),
        to(table, "voucher_id", "vouchers.id", late=True),
    )


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
        sa.PrimaryKeyConstraint("id", name="pk_batches"),
        to("batches", "year", "financial_years.first_day"),
    )
    op.create_table(
        "batch_vouchers",
        number("voucher_id"),
        number("batch_id"),
        sa.PrimaryKeyConstraint("voucher_id", name="pk_batch_vouchers"),
        to("batch_vouchers", "voucher_id", "vouchers.id"),
        to("batch_vouchers", "batch_id", "batches.id"),
    )
    op.create_index("ix_batch_vouchers_batch_id", "batch_vouchers", ["batch_id", "voucher_id"])
