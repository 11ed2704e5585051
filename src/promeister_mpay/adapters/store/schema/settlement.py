"""The declared schema of payouts: what Resurs has paid out, and which payments and refunds each row settles."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, Table, UniqueConstraint

from promeister_mpay.adapters.store.schema.column_types import BigNumber, PlainText, UtcTime, Word
from promeister_mpay.adapters.store.schema.tables import form_columns, metadata, sort_indexes
from promeister_mpay.domain.lists.query import ListKind
from promeister_mpay.domain.settlement.matching import OpenItemKind

payouts = Table(
    "payouts",
    metadata,
    Column("number", BigNumber, primary_key=True, autoincrement=False),
    Column("bundle", PlainText, nullable=False),
    Column("part", Integer, nullable=False),
    Column("posted_on", Date, nullable=False),
    Column("gross", BigNumber, nullable=False),
    Column("fee", BigNumber, nullable=False),
    Column("vat", BigNumber, nullable=False),
    Column("net", BigNumber, nullable=False),
    # The account that receives the net amount in the voucher.
    Column("bank", Integer, nullable=False),
    Column("difference_account", Integer),
    # None when the payout is zero on every account.
    Column("voucher_id", BigNumber, ForeignKey("vouchers.id", ondelete="RESTRICT")),
    # Name and hash of the settlement file; empty when the payout was typed.
    Column("file", PlainText, nullable=False),
    Column("digest", PlainText, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("created_by", PlainText, nullable=False),
    Column("search", PlainText, nullable=False),
    *form_columns(ListKind.PAYOUTS),
    *sort_indexes(ListKind.PAYOUTS, "payouts", "number"),
    UniqueConstraint("bundle", "part"),
    UniqueConstraint("voucher_id"),
)

payout_rows = Table(
    "payout_rows",
    metadata,
    # Rows are inserted before their payout, which seals them.
    Column(
        "payout_number",
        BigNumber,
        ForeignKey("payouts.number", ondelete="RESTRICT", deferrable=True, initially="DEFERRED"),
        primary_key=True,
    ),
    Column("position", Integer, primary_key=True),
    Column("line", Integer),
    Column("reference", PlainText, nullable=False),
    Column("gross", BigNumber, nullable=False),
    Column("fee", BigNumber, nullable=False),
    # The amount taken from the invoice's account, by the payment's reference in the books.
    Column("settled", BigNumber, nullable=False),
    Column("claim_kind", Word(OpenItemKind)),
    Column("claim", PlainText),
    Column("order_number", BigNumber),
    Column("booked_as", PlainText),
    Column("account", Integer),
    # The row's identity, the same in every file that contains it.
    Column("mark", PlainText),
    # The number of earlier bookings of the same item that a correction took back.
    Column("times", Integer, nullable=False),
)
Index(
    "uq_payout_rows_claim",
    payout_rows.c.claim_kind,
    payout_rows.c.claim,
    payout_rows.c.times,
    unique=True,
    sqlite_where=payout_rows.c.claim.is_not(None),
    postgresql_where=payout_rows.c.claim.is_not(None),
)
Index(
    "uq_payout_rows_mark",
    payout_rows.c.mark,
    payout_rows.c.times,
    unique=True,
    sqlite_where=payout_rows.c.mark.is_not(None),
    postgresql_where=payout_rows.c.mark.is_not(None),
)
