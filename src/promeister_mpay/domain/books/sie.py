"""The contents of a SIE 4I file (`bookkeeping.md §1`); the adapter writes its bytes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from promeister_mpay.domain.books.financial_years import FinancialYear
from promeister_mpay.domain.books.vouchers import Voucher

_HEADS = "Kontrollvärden (SHA-256): "
_HEAD = re.compile(r"(?<![A-Za-z0-9])([A-Za-z0-9]++) (\d+) ([0-9a-f]{64})")


class ChainHead(NamedTuple):
    """The last voucher of a series in a financial year, with its seal (design §18)."""

    series: str
    number: int
    digest: str


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


def comment_of(heads: Sequence[ChainHead], *, before: str = "") -> str:
    """The file's comment: the seals that the books have now, after another comment; a reader of SIE ignores it."""
    seals = "; ".join(f"{head.series} {head.number} {head.digest}" for head in heads if head.digest)
    return " ".join(filter(None, (before, seals and _HEADS + seals)))


def heads_in(text: str) -> Sequence[ChainHead]:
    """The seals that a SIE file's comment tells; none in a file from before they were written."""
    _, found, rest = text.partition(_HEADS)
    listed = rest.partition('"')[0] if found else ""
    return [ChainHead(series, int(number), digest) for series, number, digest in _HEAD.findall(listed)]


def named_accounts(accounts: Sequence[int], names: Mapping[int, str]) -> tuple[tuple[int, str], ...]:
    """Sort accounts and add their names; an account without a name is called 'Konto' and its number."""
    return tuple((account, names.get(account) or f"Konto {account}") for account in sorted(accounts))


def text_of(voucher: Voucher, *, with_numbers: bool) -> str:
    """A voucher's text; when the bookkeeping program numbers vouchers, our number is added to it (§1.4)."""
    return voucher.text if with_numbers else f"{voucher.text} ({voucher.name})"
