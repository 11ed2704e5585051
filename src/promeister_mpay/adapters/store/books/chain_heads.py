"""The seals at the ends of the chains, which are kept outside the store too: in its mark and in every SIE file."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import bindparam, func, select

from promeister_mpay.adapters.store.database.transaction import Transaction
from promeister_mpay.adapters.store.schema.books import voucher_seals, vouchers
from promeister_mpay.domain.books.sie import ChainHead

_YEAR = bindparam("year", type_=vouchers.c.year.type)
_VOUCHER = (
    select(voucher_seals.c.digest)
    .join(vouchers, vouchers.c.id == voucher_seals.c.voucher_id)
    .where(vouchers.c.series == bindparam("series"), vouchers.c.year == _YEAR, vouchers.c.number == bindparam("number"))
)
_ENDS = (
    select(vouchers.c.series, func.max(vouchers.c.number).label("number"))
    .where(vouchers.c.year == _YEAR)
    .group_by(vouchers.c.series)
    .order_by(vouchers.c.series)
)


def voucher_digest(transaction: Transaction, series: str, year: date, number: int) -> str:
    """The seal of a voucher; empty when there is none."""
    return str(transaction.value(_VOUCHER, {"series": series, "year": year, "number": number}) or "")


def heads_of_year(transaction: Transaction, year: date) -> Sequence[ChainHead]:
    """The last voucher of each series in a financial year, with its seal."""
    ends = transaction.rows(_ENDS, {"year": year})
    return [
        ChainHead(row["series"], row["number"], voucher_digest(transaction, row["series"], year, row["number"]))
        for row in ends
    ]
