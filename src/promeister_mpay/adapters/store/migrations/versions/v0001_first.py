"""The first schema: orders, payment requests, events, registers, settings, counters, and the rules between them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from promeister_mpay.adapters.store.migrations.rules_0001 import POSTGRESQL, SQLITE

revision = "0001"
down_revision = None

FIRST_ORDER = 14_000

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True)
_SORTED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create all tables, then the triggers, then the counter."""
    _orders()
    _order_lines()
    _payment_requests()
    _events()
    _customers()
    _vehicles()
    _articles()
    op.create_table("settings", _text("key"), _text("value"), sa.PrimaryKeyConstraint("key", name="pk_settings"))
    counters = op.create_table(
        "counters",
        _text("name"),
        sa.Column("value", _NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
    )
    for rule in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(rule)
    op.bulk_insert(counters, [{"name": "order", "value": FIRST_ORDER - 1}])


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _key() -> sa.Column[str]:
    return sa.Column("key", _SORTED, nullable=False)


def _orders() -> None:
    op.create_table(
        "orders",
        sa.Column("number", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("order_date", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _text("status"),
        _text("customer_number"),
        _text("customer_name"),
        _text("address"),
        _text("postal_code"),
        _text("city"),
        _text("email"),
        _text("mobile_phone"),
        _text("registration"),
        _text("vehicle"),
        sa.Column("odometer", sa.Integer()),
        _text("vin"),
        _text("clerk"),
        sa.Column("payment_method", sa.Text()),
        sa.Column("payment_received_at", _TIME),
        sa.Column("prices_include_vat", sa.Boolean(), nullable=False),
        sa.Column("round_to_krona", sa.Boolean(), nullable=False),
        _text("note"),
        sa.Column("to_pay", _NUMBER, nullable=False),
        sa.Column("held", sa.Boolean(), server_default=sa.false(), nullable=False),
        _text("changed_by"),
        sa.Column("changed_at", _TIME, nullable=False),
        sa.Column("sms_sent_at", _TIME),
        sa.Column("link_expires_at", _TIME),
        sa.Column("deviates", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("search", sa.Text(), server_default=sa.text("''"), nullable=False),
        *_forms("customer_number", "customer_name", "registration", "vehicle", "mobile_phone", "clerk", "vin"),
        *_forms("address", "postal_code", "city", "email", "note", "changed_by"),
        sa.PrimaryKeyConstraint("number", name="pk_orders"),
    )
    _order_indexes()


def _forms(*keys: str) -> list[sa.Column[str]]:
    """The columns that lists sort and filter by."""
    return [sa.Column(f"sort_{key}", _SORTED) for key in keys]


def _order_indexes() -> None:
    texts = ("customer_number", "customer_name", "registration", "vehicle", "mobile_phone", "clerk", "vin")
    more_texts = ("postal_code", "city", "changed_by")
    rest = ("order_date", "status", "payment_method", "payment_received_at", "sms_sent_at", "link_expires_at")
    more = ("to_pay", "odometer", "changed_at")
    _sorted_by("orders", "number", *(f"sort_{key}" for key in (*texts, *more_texts)), *rest, *more)
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    true = " = 1" if on_sqlite else ""
    views = {
        "waiting": f"held{true} AND payment_received_at IS NULL",
        "paid": "payment_received_at IS NOT NULL AND status <> 'BOKFÖRD'",
        "deviations": f"deviates{true}",
    }
    for name, condition in views.items():
        _partial_index(f"ix_orders_view_{name}", "orders", "number", condition)


def _sorted_by(table: str, identity: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column, identity])


def _order_lines() -> None:
    op.create_table(
        "order_lines",
        sa.Column("order_number", _NUMBER, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        _text("type"),
        _text("number"),
        _text("description"),
        sa.Column("quantity", _NUMBER, nullable=False),
        _text("unit"),
        sa.Column("unit_price", _NUMBER, nullable=False),
        sa.Column("discount", sa.Integer(), nullable=False),
        sa.Column("vat_rate", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("order_number", "position", name="pk_order_lines"),
        sa.ForeignKeyConstraint(
            ["order_number"], ["orders.number"], name="fk_order_lines_order_number", ondelete="CASCADE"
        ),
    )


def _payment_requests() -> None:
    op.create_table(
        "payment_requests",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("order_number", _NUMBER, nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        _text("reference"),
        _text("key"),
        sa.Column("amount", _NUMBER, nullable=False),
        _text("phone"),
        sa.Column("link_life", sa.Integer(), nullable=False),
        _text("store_id"),
        sa.Column("created_at", _TIME, nullable=False),
        _text("created_by"),
        _text("intent"),
        sa.Column("voided_at", _TIME),
        _text("voided_by"),
        sa.Column("call_kind", sa.Text()),
        sa.Column("call_started_at", _TIME),
        sa.Column("call_transaction_id", sa.Text()),
        sa.Column("refusal_kind", sa.Text()),
        sa.Column("refusal_times", sa.Integer()),
        sa.Column("refusal_retry_at", _TIME),
        *_gateway_columns(),
        *_watch_columns(),
        sa.PrimaryKeyConstraint("id", name="pk_payment_requests"),
        sa.ForeignKeyConstraint(
            ["order_number"], ["orders.number"], name="fk_payment_requests_order_number", ondelete="RESTRICT"
        ),
        sa.UniqueConstraint("order_number", "attempt", name="uq_payment_requests_order_number"),
        sa.UniqueConstraint("reference", name="uq_payment_requests_reference"),
        sa.UniqueConstraint("key", name="uq_payment_requests_key"),
        sqlite_autoincrement=True,
    )
    holding, due = "released_at IS NULL", "outcome IS NULL"
    _partial_index("uq_payment_requests_holding", "payment_requests", "order_number", holding, unique=True)
    _partial_index("ix_payment_requests_due", "payment_requests", "next_check_at", due)


def _gateway_columns() -> list[sa.Column[Any]]:
    return [
        _text("payment_id"),
        _text("link"),
        sa.Column("sent_at", _TIME),
        sa.Column("expires_at", _TIME),
        sa.Column("standing", sa.Text()),
        sa.Column("captured", _NUMBER, nullable=False),
        sa.Column("refunded", _NUMBER, nullable=False),
        sa.Column("paid_at", _TIME),
        sa.Column("outcome", sa.Text()),
        _text("reason"),
        _text("deviation"),
        sa.Column("paid_late", sa.Boolean(), nullable=False),
    ]


def _watch_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("settled_at", _TIME),
        sa.Column("released_at", _TIME),
        sa.Column("checked_at", _TIME),
        sa.Column("next_check_at", _TIME),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("lease_until", _TIME),
    ]


def _partial_index(name: str, table: str, column: str, where: str, *, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(name, table, [column], unique=unique, sqlite_where=condition, postgresql_where=condition)


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("order_number", _NUMBER, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        _text("who"),
        _text("text"),
        _text("reference"),
        _text("trace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_events_order_number", "events", ["order_number", "id"])


def _customers() -> None:
    names = ("number", "name", "address", "postal_code", "city", "mobile_phone", "email", "organisation_number")
    op.create_table(
        "customers",
        _key(),
        *(_text(name) for name in names),
        sa.Column("is_company", sa.Boolean(), nullable=False),
        sa.Column("sort_key", _SORTED, nullable=False),
        _text("search"),
        *_forms(*names),
        sa.PrimaryKeyConstraint("key", name="pk_customers"),
    )
    sortable = ("number", "name", "postal_code", "city", "mobile_phone", "organisation_number")
    _sorted_by("customers", "key", *(f"sort_{key}" for key in sortable))


def _vehicles() -> None:
    op.create_table(
        "vehicles",
        _key(),
        *(_text(name) for name in ("registration", "description", "customer_number")),
        sa.Column("odometer", sa.Integer()),
        _text("vin"),
        sa.Column("sort_key", _SORTED, nullable=False),
        _text("search"),
        *_forms("registration", "description", "customer_number", "vin"),
        sa.PrimaryKeyConstraint("key", name="pk_vehicles"),
    )
    texts = ("registration", "description", "customer_number", "vin")
    _sorted_by("vehicles", "key", *(f"sort_{key}" for key in texts), "odometer")


def _articles() -> None:
    op.create_table(
        "articles",
        _key(),
        *(_text(name) for name in ("number", "type", "description", "unit")),
        sa.Column("price", _NUMBER, nullable=False),
        sa.Column("vat_rate", sa.Integer(), nullable=False),
        sa.Column("sort_key", _SORTED, nullable=False),
        _text("search"),
        *_forms("number", "description", "unit"),
        sa.PrimaryKeyConstraint("key", name="pk_articles"),
    )
    _sorted_by("articles", "key", "sort_number", "type", "sort_description", "sort_unit", "price", "vat_rate")
