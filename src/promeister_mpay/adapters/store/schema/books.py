"""The declared schema of the books: invoices, refunds, vouchers, financial years and what has been exported of them."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    UniqueConstraint,
)

from promeister_mpay.adapters.store.schema.column_types import BigNumber, PlainText, UtcTime, Word
from promeister_mpay.adapters.store.schema.tables import form_columns, metadata, sort_indexes, view_index
from promeister_mpay.domain.books.invoices import InvoiceKind
from promeister_mpay.domain.books.vouchers import DocumentKind
from promeister_mpay.domain.lists.query import ListKind, View
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.domain.payments.part_refunds import RefundOutcome


def _sealed_by(name: str, document: str) -> Column[int]:
    """A foreign key, checked at the end of the transaction: rows are inserted before the document that seals them."""
    to = ForeignKey(document, ondelete="RESTRICT", deferrable=True, initially="DEFERRED")
    return Column(name, BigNumber, to, primary_key=True)


financial_years = Table(
    "financial_years",
    metadata,
    Column("first_day", Date, primary_key=True),
    Column("last_day", Date, nullable=False),
)

book_closings = Table(
    "book_closings",
    metadata,
    Column("through", Date, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("who", PlainText, nullable=False),
)

invoices = Table(
    "invoices",
    metadata,
    Column("number", BigNumber, primary_key=True, autoincrement=False),
    Column("kind", Word(InvoiceKind), nullable=False),
    Column("order_number", BigNumber, ForeignKey("orders.number", ondelete="RESTRICT"), nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("customer_number", PlainText, nullable=False),
    Column("customer_name", PlainText, nullable=False),
    Column("registration", PlainText, nullable=False),
    Column("to_pay", BigNumber, nullable=False),
    # Empty when there was nothing to pay.
    Column("payment_method", Word(PaymentMethod, empty=True), nullable=False),
    Column("payment_reference", PlainText, nullable=False),
    Column("ocr", PlainText, nullable=False),
    Column("credits", BigNumber, ForeignKey("invoices.number", ondelete="RESTRICT")),
    Column("created_at", UtcTime, nullable=False),
    Column("created_by", PlainText, nullable=False),
    # The whole document as JSON, which is printed now and in seven years.
    Column("snapshot", PlainText, nullable=False),
    Column("search", PlainText, nullable=False),
    *form_columns(ListKind.INVOICES),
    *sort_indexes(ListKind.INVOICES, "invoices", "number"),
)
Index("ix_invoices_credits", invoices.c.credits, invoices.c.number)
view_index(View.CREDITS, invoices.c.number)

invoice_lines = Table(
    "invoice_lines",
    metadata,
    _sealed_by("invoice_number", "invoices.number"),
    Column("position", Integer, primary_key=True),
    Column("quantity", BigNumber, nullable=False),
    Column("amount", BigNumber, nullable=False),
    Column("vat_rate", Integer, nullable=False),
    # On a credit invoice, the row of the original, to limit the credited quantity.
    Column("of_invoice", BigNumber),
    Column("of_position", Integer),
    Index("ix_invoice_lines_of_invoice", "of_invoice", "of_position"),
)

refunds = Table(
    "refunds",
    metadata,
    # What a part credit gives back of a mobile payment, which is known by its reference: written with its credit
    # invoice, and never taken back.
    Column("transaction_id", PlainText, primary_key=True),
    Column("reference", PlainText, ForeignKey("payment_requests.reference", ondelete="RESTRICT"), nullable=False),
    Column("credit_invoice", BigNumber, ForeignKey("invoices.number", ondelete="RESTRICT"), nullable=False),
    Column("amount", BigNumber, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("outcome", Word(RefundOutcome)),
    Column("settled_at", UtcTime),
    Column("refusals", Integer, nullable=False),
    Column("retry_at", UtcTime),
    Column("is_overdue", Boolean, nullable=False),
    UniqueConstraint("credit_invoice"),
    CheckConstraint("amount > 0", name="money_goes_back"),
    Index("ix_refunds_reference", "reference", "credit_invoice"),
)

vouchers = Table(
    "vouchers",
    metadata,
    # Drawn in the transaction, so in the order of registration and without gaps.
    Column("id", BigNumber, primary_key=True, autoincrement=False),
    Column("series", PlainText, nullable=False),
    Column("year", Date, ForeignKey("financial_years.first_day", ondelete="RESTRICT"), nullable=False),
    Column("number", BigNumber, nullable=False),
    Column("event_date", Date, nullable=False),
    Column("registered_at", UtcTime, nullable=False),
    Column("who", PlainText, nullable=False),
    Column("text", PlainText, nullable=False),
    Column("counterparty", PlainText, nullable=False),
    Column("document_kind", Word(DocumentKind), nullable=False),
    Column("document", BigNumber),
    Column("corrects", BigNumber, ForeignKey("vouchers.id", ondelete="RESTRICT")),
    Column("amount", BigNumber, nullable=False),
    Column("search", PlainText, nullable=False),
    *form_columns(ListKind.VOUCHERS),
    *sort_indexes(ListKind.VOUCHERS, "vouchers", "id"),
    UniqueConstraint("series", "year", "number"),
    UniqueConstraint("corrects"),
    Index("ix_vouchers_document", "document_kind", "document"),
    Index("ix_vouchers_year", "year", "series", "number"),
)

view_index(View.CORRECTIONS, vouchers.c.id)

voucher_rows = Table(
    "voucher_rows",
    metadata,
    _sealed_by("voucher_id", "vouchers.id"),
    Column("position", Integer, primary_key=True),
    Column("account", Integer, nullable=False),
    Column("amount", BigNumber, nullable=False),
    # Copied from the voucher, so that one index gives the ledger.
    Column("event_date", Date, nullable=False),
    CheckConstraint("amount <> 0", name="no_empty_row"),
    Index("ix_voucher_rows_account", "account", "event_date", "voucher_id", "amount"),
)

ledger_items = Table(
    "ledger_items",
    metadata,
    _sealed_by("voucher_id", "vouchers.id"),
    Column("position", Integer, primary_key=True),
    Column("account", Integer, nullable=False),
    Column("order_number", BigNumber, nullable=False),
    Column("reference", PlainText, nullable=False),
    Column("amount", BigNumber, nullable=False),
    Index("ix_ledger_items_account", "account", "order_number", "amount"),
)

batches = Table(
    "batches",
    metadata,
    Column("id", BigNumber, primary_key=True, autoincrement=False),
    Column("year", Date, ForeignKey("financial_years.first_day", ondelete="RESTRICT"), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("created_by", PlainText, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("vouchers", BigNumber, nullable=False),
    Column("file_name", PlainText, nullable=False),
    # The bytes of the file, compressed (zlib), so that a batch can be saved again unchanged.
    Column("content", LargeBinary, nullable=False),
    Column("search", PlainText, nullable=False),
    *form_columns(ListKind.BATCHES),
)

batch_vouchers = Table(
    "batch_vouchers",
    metadata,
    # The primary key allows a voucher in one batch only. Links are inserted before their batch, which seals them.
    Column("voucher_id", BigNumber, ForeignKey("vouchers.id", ondelete="RESTRICT"), primary_key=True),
    Column(
        "batch_id",
        BigNumber,
        ForeignKey("batches.id", ondelete="RESTRICT", deferrable=True, initially="DEFERRED"),
        nullable=False,
    ),
    Index("ix_batch_vouchers_batch_id", "batch_id", "voucher_id"),
)


def _seals(name: str, key: str, document: str) -> Table:
    """The seals of one kind of document (design §18); a document may not be changed, so its seal lies beside it."""
    return Table(
        name,
        metadata,
        Column(key, BigNumber, ForeignKey(document, ondelete="RESTRICT"), primary_key=True, autoincrement=False),
        # Hashed with what is personal, and gone when that was erased.
        Column("salt", PlainText),
        Column("personal", PlainText, nullable=False),
        Column("digest", PlainText, nullable=False),
    )


invoice_seals = _seals("invoice_seals", "number", "invoices.number")
voucher_seals = _seals("voucher_seals", "voucher_id", "vouchers.id")

pictures = Table(
    "pictures",
    metadata,
    # SHA-256 of the content: each logo is stored once for all its invoices.
    Column("key", PlainText, primary_key=True),
    Column("content", PlainText, nullable=False),
)

number_gaps = Table(
    "number_gaps",
    metadata,
    # Numbers of a series that are not in this store: given out after the copy from which it was restored.
    Column("series", PlainText, primary_key=True),
    Column("last_known", BigNumber, primary_key=True, autoincrement=False),
    # The last of several gaps at one place counts.
    Column("goes_on_at", BigNumber, primary_key=True, autoincrement=False),
    Column("at", UtcTime, nullable=False),
    Column("who", PlainText, nullable=False),
)
