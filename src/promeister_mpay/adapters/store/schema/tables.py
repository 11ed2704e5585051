"""The declared schema, which the migrations must lead to; books and payouts have their own modules here."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    TextClause,
    UniqueConstraint,
    false,
    text,
)

from promeister_mpay.adapters.store.schema.column_types import (
    BigNumber,
    PlainSortText,
    PlainText,
    Seconds,
    SortText,
    UtcTime,
    Word,
)
from promeister_mpay.domain.lists.columns import COLUMNS
from promeister_mpay.domain.lists.query import ListKind, View
from promeister_mpay.domain.orders.lines import LineType
from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.domain.payments.request import CallKind, Intent, PaymentOutcome, Standing

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010")
"""All schema versions that this program knows, oldest first; the last is the one it works with."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)


def form_columns(kind: ListKind) -> list[Column[str]]:
    """The sort column of each text column (`domain.lists.columns.forms`)."""
    return [Column(f"sort_{column.key}", PlainSortText) for column in COLUMNS[kind] if column.has_form]


def sort_indexes(kind: ListKind, table: str, identity: str) -> list[Index]:
    """An index for each sortable column of a list; it also contains the identity of the rows."""
    columns = [column for column in COLUMNS[kind] if column.sortable and not column.source]
    stored = [f"sort_{column.key}" if column.has_form else column.key for column in columns]
    return [Index(f"ix_{table}_{name}", name, identity) for name in stored if name != identity]


orders = Table(
    "orders",
    metadata,
    Column("number", BigNumber, primary_key=True, autoincrement=False),
    Column("order_date", Date, nullable=False),
    Column("version", Integer, nullable=False),
    Column("status", Word(OrderStatus), nullable=False),
    Column("customer_number", PlainText, nullable=False),
    Column("customer_name", PlainText, nullable=False),
    Column("address", PlainText, nullable=False),
    Column("postal_code", PlainText, nullable=False),
    Column("city", PlainText, nullable=False),
    Column("email", PlainText, nullable=False),
    Column("mobile_phone", PlainText, nullable=False),
    Column("registration", PlainText, nullable=False),
    Column("vehicle", PlainText, nullable=False),
    Column("odometer", Integer),
    Column("vin", PlainText, nullable=False),
    Column("clerk", PlainText, nullable=False),
    Column("payment_method", Word(PaymentMethod)),
    Column("payment_received_at", UtcTime),
    Column("prices_include_vat", Boolean, nullable=False),
    Column("round_to_krona", Boolean, nullable=False),
    Column("note", PlainText, nullable=False),
    # Kept by the store: sum in öre and lock, for lists and triggers; the last user who saved, for OrderChanged.
    Column("to_pay", BigNumber, nullable=False),
    Column("held", Boolean, nullable=False, server_default=false()),
    Column("changed_by", PlainText, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
    # From the invoice that is not credited.
    Column("invoice_number", BigNumber),
    Column("posted_on", Date),
    # From the payment requests, kept by triggers for lists.
    Column("sms_sent_at", UtcTime),
    Column("link_expires_at", UtcTime),
    Column("deviates", Boolean, nullable=False, server_default=false()),
    # Search words, indexed by `order_words` on SQLite and by `ix_orders_words` on PostgreSQL.
    Column("search", PlainText, nullable=False, server_default=text("''")),
    *form_columns(ListKind.ORDERS),
    *sort_indexes(ListKind.ORDERS, "orders", "number"),
)
VIEWS = {
    View.WAITING: "{held} AND payment_received_at IS NULL",
    View.PAID_UNPOSTED: "payment_received_at IS NOT NULL AND status <> 'BOKFÖRD'",
    View.DEVIATIONS: "{deviates}",
    View.CREDITS: "kind = 'Kreditfaktura'",
    View.CORRECTIONS: "corrects IS NOT NULL",
    View.NOT_EXPORTED: "NOT EXISTS (SELECT 1 FROM batch_vouchers WHERE voucher_id = vouchers.id)",
}
VIEW_INDEXES = {
    View.WAITING: "ix_orders_view_waiting",
    View.PAID_UNPOSTED: "ix_orders_view_paid",
    View.DEVIATIONS: "ix_orders_view_deviations",
    View.CREDITS: "ix_invoices_view_credits",
    View.CORRECTIONS: "ix_vouchers_view_corrections",
}
"""What is not exported changes without its voucher, so that no index can tell it."""


def view_condition(view: View, *, for_sqlite: bool) -> TextClause:
    """The condition that a row is in a view; it equals that of the index, so that the database uses the index."""
    true = " = 1" if for_sqlite else ""
    return text(VIEWS[view].format(held=f"held{true}", deviates=f"deviates{true}"))


def view_index(view: View, identity: Column[int]) -> Index:
    """The partial index of the rows in a view."""
    return Index(
        VIEW_INDEXES[view],
        identity,
        sqlite_where=view_condition(view, for_sqlite=True),
        postgresql_where=view_condition(view, for_sqlite=False),
    )


for _view in (View.WAITING, View.PAID_UNPOSTED, View.DEVIATIONS):
    view_index(_view, orders.c.number)

order_lines = Table(
    "order_lines",
    metadata,
    Column("order_number", BigNumber, ForeignKey("orders.number", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("type", Word(LineType), nullable=False),
    Column("number", PlainText, nullable=False),
    Column("description", PlainText, nullable=False),
    Column("quantity", BigNumber, nullable=False),
    Column("unit", PlainText, nullable=False),
    Column("unit_price", BigNumber, nullable=False),
    Column("discount", Integer, nullable=False),
    Column("vat_rate", Integer, nullable=False),
)

payment_requests = Table(
    "payment_requests",
    metadata,
    Column("id", BigNumber, primary_key=True),
    Column("order_number", BigNumber, ForeignKey("orders.number", ondelete="RESTRICT"), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("reference", PlainText, nullable=False),
    Column("key", PlainText, nullable=False),
    Column("amount", BigNumber, nullable=False),
    Column("phone", PlainText, nullable=False),
    Column("link_life", Seconds, nullable=False),
    Column("store_id", PlainText, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("created_by", PlainText, nullable=False),
    Column("intent", Word(Intent), nullable=False),
    Column("voided_at", UtcTime),
    Column("voided_by", PlainText, nullable=False),
    Column("call_kind", Word(CallKind)),
    Column("call_started_at", UtcTime),
    Column("call_transaction_id", PlainText),
    Column("refusal_kind", Word(CallKind)),
    Column("refusal_times", Integer),
    Column("refusal_retry_at", UtcTime),
    Column("payment_id", PlainText, nullable=False),
    Column("link", PlainText, nullable=False),
    Column("sent_at", UtcTime),
    Column("expires_at", UtcTime),
    Column("standing", Word(Standing)),
    Column("captured", BigNumber, nullable=False),
    Column("refunded", BigNumber, nullable=False),
    Column("paid_at", UtcTime),
    Column("outcome", Word(PaymentOutcome)),
    Column("reason", PlainText, nullable=False),
    Column("deviation", PlainText, nullable=False),
    Column("paid_late", Boolean, nullable=False),
    Column("settled_at", UtcTime),
    Column("released_at", UtcTime),
    Column("checked_at", UtcTime),
    Column("next_check_at", UtcTime),
    Column("failures", Integer, nullable=False),
    Column("doubles", PlainText),
    # The lease is not part of the request: it says which program may advance the request now (design §4 rule 6).
    Column("lease_owner", PlainText, nullable=False, server_default=text("''")),
    Column("lease_until", UtcTime),
    UniqueConstraint("order_number", "attempt"),
    UniqueConstraint("reference"),
    UniqueConstraint("key"),
    sqlite_autoincrement=True,
)
Index(
    "uq_payment_requests_holding",
    payment_requests.c.order_number,
    unique=True,
    sqlite_where=payment_requests.c.released_at.is_(None),
    postgresql_where=payment_requests.c.released_at.is_(None),
)
Index("ix_payment_requests_payment_id", payment_requests.c.payment_id)
Index(
    "ix_payment_requests_due",
    payment_requests.c.next_check_at,
    sqlite_where=payment_requests.c.outcome.is_(None),
    postgresql_where=payment_requests.c.outcome.is_(None),
)
_LOOKED_AT_AGAIN = text("outcome IS NOT NULL AND next_check_at IS NOT NULL")
Index(
    "ix_payment_requests_again",
    payment_requests.c.next_check_at,
    sqlite_where=_LOOKED_AT_AGAIN,
    postgresql_where=_LOOKED_AT_AGAIN,
)

events = Table(
    "events",
    metadata,
    Column("id", BigNumber, primary_key=True),
    # No foreign key, because the history of a deleted order stays.
    Column("order_number", BigNumber, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("who", PlainText, nullable=False),
    Column("text", PlainText, nullable=False),
    Column("reference", PlainText, nullable=False),
    Column("trace_id", PlainText, nullable=False),
    Column("os_user", PlainText, nullable=False, server_default=text("''")),
    Column("computer", PlainText, nullable=False, server_default=text("''")),
    # SHA-256 over the event and the seal of the one before it in the same order (design §18).
    Column("seal", PlainText, nullable=False, server_default=text("''")),
    Index("ix_events_order_number", "order_number", "id"),
    sqlite_autoincrement=True,
)

customers = Table(
    "customers",
    metadata,
    Column("key", PlainSortText, primary_key=True),
    Column("number", PlainText, nullable=False),
    Column("name", PlainText, nullable=False),
    Column("address", PlainText, nullable=False),
    Column("postal_code", PlainText, nullable=False),
    Column("city", PlainText, nullable=False),
    Column("mobile_phone", PlainText, nullable=False),
    Column("email", PlainText, nullable=False),
    Column("organisation_number", PlainText, nullable=False),
    Column("is_company", Boolean, nullable=False),
    Column("sort_key", SortText, nullable=False),
    Column("search", PlainText, nullable=False),
    *form_columns(ListKind.CUSTOMERS),
    *sort_indexes(ListKind.CUSTOMERS, "customers", "key"),
)

vehicles = Table(
    "vehicles",
    metadata,
    Column("key", PlainSortText, primary_key=True),
    Column("registration", PlainText, nullable=False),
    Column("description", PlainText, nullable=False),
    Column("customer_number", PlainText, nullable=False),
    Column("odometer", Integer),
    Column("vin", PlainText, nullable=False),
    Column("sort_key", SortText, nullable=False),
    Column("search", PlainText, nullable=False),
    *form_columns(ListKind.VEHICLES),
    *sort_indexes(ListKind.VEHICLES, "vehicles", "key"),
)

articles = Table(
    "articles",
    metadata,
    Column("key", PlainSortText, primary_key=True),
    Column("number", PlainText, nullable=False),
    Column("type", Word(LineType), nullable=False),
    Column("description", PlainText, nullable=False),
    Column("unit", PlainText, nullable=False),
    Column("price", BigNumber, nullable=False),
    Column("vat_rate", Integer, nullable=False),
    Column("sort_key", SortText, nullable=False),
    Column("search", PlainText, nullable=False),
    *form_columns(ListKind.ARTICLES),
    *sort_indexes(ListKind.ARTICLES, "articles", "key"),
)

settings = Table(
    "settings",
    metadata,
    Column("key", PlainText, primary_key=True),
    Column("value", PlainText, nullable=False),
)

counters = Table(
    "counters",
    metadata,
    Column("name", PlainText, primary_key=True),
    # The last number drawn.
    Column("value", BigNumber, nullable=False),
)

store_identity = Table(
    "store_identity",
    metadata,
    # One row: the store's name for life, in all its copies, and how many times the program has committed to it.
    Column("id", PlainText, primary_key=True),
    Column("commits", BigNumber, nullable=False),
)
