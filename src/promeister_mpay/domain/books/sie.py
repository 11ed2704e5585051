"""What a SIE 4I file says (`bookkeeping.md §1`); how it is written in bytes is the adapter's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from promeister_mpay.domain.books.financial_years import FinancialYear
from promeister_mpay.domain.books.vouchers import Voucher


@dataclass(frozen=True, slots=True)
class SieHead:
    """All that stands before the vouchers; `made_on` is local, `organisation_number` ten digits or nothing."""

    program: str
    version: str
    made_on: date
    sign: str
    company: str
    organisation_number: str
    year: FinancialYear
    accounts: tuple[tuple[int, str], ...]
    """Every account that the vouchers use, with its name."""
    comment: str = ""
    with_checksum: bool = True
    with_numbers: bool = True
    """Whether vouchers have their own numbers; else the importer gives its own."""


def named_accounts(accounts: Sequence[int], names: Mapping[int, str]) -> tuple[tuple[int, str], ...]:
    """Accounts in their order with their names; one that has been given none is called by its number."""
    return tuple((account, names.get(account) or f"Konto {account}") for account in sorted(accounts))


def text_of(voucher: Voucher, *, with_numbers: bool) -> str:
    """A voucher's text; when the importer gives the numbers, ours is told in it (§1.4)."""
    return voucher.text if with_numbers else f"{voucher.text} ({voucher.name})"
