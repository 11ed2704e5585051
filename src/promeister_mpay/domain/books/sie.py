"""The contents of a SIE 4I file (`bookkeeping.md §1`); the adapter writes its bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from promeister_mpay.domain.books.financial_years import FinancialYear
from promeister_mpay.domain.books.vouchers import Voucher


@dataclass(frozen=True, slots=True)
class SieHead:
    """The records before the vouchers; `made_on` is local, `organisation_number` is ten digits or empty."""

    program: str
    version: str
    made_on: date
    sign: str
    company: str
    organisation_number: str
    year: FinancialYear
    accounts: tuple[tuple[int, str], ...]
    """The accounts that the vouchers use, with their names."""
    comment: str
    with_checksum: bool
    with_numbers: bool
    """Whether vouchers are written with our numbers; otherwise the bookkeeping program numbers them."""


def named_accounts(accounts: Sequence[int], names: Mapping[int, str]) -> tuple[tuple[int, str], ...]:
    """Sort accounts and add their names; an account without a name is called 'Konto' and its number."""
    return tuple((account, names.get(account) or f"Konto {account}") for account in sorted(accounts))


def text_of(voucher: Voucher, *, with_numbers: bool) -> str:
    """A voucher's text; when the bookkeeping program numbers vouchers, our number is added to it (§1.4)."""
    return voucher.text if with_numbers else f"{voucher.text} ({voucher.name})"
