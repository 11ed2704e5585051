"""A payout from Resurs, read from a settlement file or typed by a clerk, and its voucher (`bookkeeping.md §5(b)`)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from promeister_mpay.domain.books.accounts import Accounts, check_account
from promeister_mpay.domain.books.vouchers import DocumentKind, LedgerItem, Voucher, rows_of
from promeister_mpay.domain.money import format_kronor
from promeister_mpay.domain.settlement.matching import MatchedRow, OpenItem, PayoutBatch
from promeister_mpay.errors import InputError

COUNTERPARTY = "Resurs Bank"
LONGEST_BATCH_NUMBER = 100


@dataclass(frozen=True, slots=True)
class PayoutRow:
    """One row of a payout, in öre: `settled` is credited to the clearing account, the rest is a difference.

    `line` and `mark` are the file row's; a typed payout has neither.
    """

    reference: str
    gross: int
    fee: int = 0
    settled: int = 0
    open_item: OpenItem | None = None
    line: int | None = None
    mark: str = ""
    times: int = 0

    @property
    def difference(self) -> int:
        """The amount that is booked on the difference account."""
        return self.gross - self.settled


@dataclass(frozen=True, slots=True)
class Payout:
    """A payout as it is booked; amounts in öre: `gross - fee - vat == net`, which is what the bank got.

    `fee` is without VAT. `number` is our own, given when it is booked; `batch_number` is Resurs's. `part` counts the
    payouts that one batch number was booked in. `file` and `digest` name the file that it was read from.
    """

    batch_number: str
    posted_on: date
    gross: int
    fee: int
    vat: int
    net: int
    rows: tuple[PayoutRow, ...]
    difference_account: int | None = None
    part: int = 1
    file: str = ""
    digest: str = ""
    number: int = 0

    @property
    def plan(self) -> tuple[object, ...]:
        """The values that must be unchanged between the trial posting and the booking."""
        return (
            self.part,
            *((row.mark, row.open_item and row.open_item.identity, row.settled, row.times) for row in self.rows),
        )


@dataclass(frozen=True, slots=True)
class PayoutTerms:
    """A clerk's choices for a payout.

    `fee_vat` in öre is included in the file's fees, or added to them when `vat_on_top`. Deviating rows are booked
    with their difference on `difference_account`, or left out when it is None. `accepts_unusual` says that the clerk
    has seen what is unusual in the payout and wants it booked.
    """

    fee_vat: int = 0
    vat_on_top: bool = False
    difference_account: int | None = None
    accepts_unusual: bool = False


def payout_of(
    batch: PayoutBatch, terms: PayoutTerms, accounts: Accounts, *, file: str = "", digest: str = ""
) -> Payout:
    """Make the payout of a batch's rows that are not booked before; raises `InputError` with the field at fault."""
    chosen = [each for each in batch.fresh if terms.difference_account is not None or not each.outcome.is_deviating]
    rows = tuple(_row(each, accounts) for each in chosen)
    gross, fees = sum(row.gross for row in rows), sum(row.fee for row in rows)
    _check_vat(terms.fee_vat, fees)
    fee = fees if terms.vat_on_top else fees - terms.fee_vat
    return Payout(
        batch_number=batch.number,
        posted_on=batch.posted_on,
        gross=gross,
        fee=fee,
        vat=terms.fee_vat,
        net=gross - fee - terms.fee_vat,
        rows=rows,
        difference_account=terms.difference_account,
        part=batch.before.parts + 1,
        file=file,
        digest=digest,
    )


def _row(matched: MatchedRow, accounts: Accounts) -> PayoutRow:
    row, open_item = matched.row, matched.settles and _with_account(matched.settles, accounts)
    return PayoutRow(
        reference=row.reference,
        gross=row.gross,
        fee=row.fee,
        settled=open_item.amount if open_item else 0,
        open_item=open_item,
        line=row.number,
        mark=row.mark,
        times=matched.times,
    )


def _with_account(open_item: OpenItem, accounts: Accounts) -> OpenItem:
    """The open item with an account: its invoice's, else the one in the settings, where its invoice will be booked."""
    return open_item if open_item.account is not None else replace(open_item, account=accounts.mobile)


def _check_vat(vat: int, fees: int) -> None:
    if vat and (vat * fees <= 0 or abs(vat) >= abs(fees)):
        raise InputError(f"Momsen ska vara mindre än avgifterna, som är {format_kronor(fees)}.", "vat")


@dataclass(frozen=True, slots=True)
class TypedPayout:
    """A payout that a clerk has typed from Resurs's statement; amounts in öre. See `PayoutTerms.accepts_unusual`."""

    batch_number: str
    posted_on: date
    gross: int
    fee: int
    vat: int
    net: int
    difference_account: int | None = None
    accepts_unusual: bool = False


def payout_by_hand(typed: TypedPayout, chosen: Iterable[OpenItem], accounts: Accounts) -> Payout:
    """Make a payout that settles the chosen open items; raises `InputError` where the sums do not add up."""
    rows = tuple(
        PayoutRow(
            open_item.key,
            open_item.amount,
            settled=open_item.amount,
            open_item=_with_account(open_item, accounts),
            times=open_item.times,
        )
        for open_item in chosen
    )
    _check_typed(typed)
    rest = typed.gross - sum(row.gross for row in rows)
    if rest and typed.difference_account is None:
        raise InputError(
            f"De valda betalningarna är {format_kronor(typed.gross - rest)} men bruttobeloppet "
            f"{format_kronor(typed.gross)}. Välj andra, eller ett konto för skillnaden {format_kronor(rest)}.",
            "difference_account",
        )
    return Payout(
        batch_number=typed.batch_number.strip(),
        posted_on=typed.posted_on,
        gross=typed.gross,
        fee=typed.fee,
        vat=typed.vat,
        net=typed.net,
        rows=(*rows, PayoutRow("Skillnad", rest)) if rest else rows,
        difference_account=typed.difference_account,
    )


def _check_typed(typed: TypedPayout) -> None:
    if not typed.batch_number.strip():
        raise InputError(
            "Skriv utbetalningens nummer eller referens, så att den hittas på Resurs besked.", "batch_number"
        )
    if len(typed.batch_number.strip()) > LONGEST_BATCH_NUMBER:
        raise InputError(f"Referensen är längre än {LONGEST_BATCH_NUMBER} tecken.", "batch_number")
    if typed.vat and (typed.vat * typed.fee <= 0):
        raise InputError("Moms finns bara på en avgift. Fyll i avgiften utan moms.", "vat")
    left = typed.gross - typed.fee - typed.vat
    if left != typed.net:
        raise InputError(
            f"Brutto − avgift − moms är {format_kronor(left)}, men nettobeloppet är {format_kronor(typed.net)}.", "net"
        )


def check_payout_accounts(accounts: Accounts, difference_account: int | None) -> None:
    """Refuse a payout account that is used for something else too; raises `InputError` with the field at fault.

    The clearing account may hold only ledger items of orders: otherwise its balance cannot be split by order.
    """
    if difference_account is not None:
        check_account(difference_account, "difference_account")
    others = {
        "Konto för utbetalningar": accounts.bank,
        "Konto för avgifter": accounts.fee,
        "Konto för moms på avgifterna": accounts.fee_vat,
        "Konto för skillnader": difference_account,
    }
    for name, account in others.items():
        if account == accounts.mobile:
            raise InputError(
                f"{name} kan inte vara {account}: avräkningskontots saldo ska kunna förklaras order för order.",
                "difference_account",
            )
    if accounts.bank in (accounts.fee, accounts.fee_vat, difference_account):
        raise InputError(
            f"Konto {accounts.bank} är banken. Avgifter, moms och skillnader ska bokas på andra konton.",
            "difference_account",
        )


def payout_voucher(payout: Payout, accounts: Accounts, *, series: str, event_date: date) -> Voucher:
    """Make a payout's voucher, with a ledger item for each payment and refund; without rows when all sums are zero.

    Raises `InputError` for an account that cannot be used.
    """
    check_payout_accounts(accounts, payout.difference_account)
    items = tuple(_items(payout))
    amounts = [(accounts.bank, payout.net), (accounts.fee, payout.fee), (accounts.fee_vat, payout.vat)]
    amounts += [(item.account, item.amount) for item in items]
    if payout.difference_account is not None:
        amounts.append((payout.difference_account, -sum(row.difference for row in payout.rows)))
    part = f" del {payout.part}" if payout.part > 1 else ""
    return Voucher(
        series=series,
        event_date=event_date,
        text=f"Utbetalning Resurs {payout.batch_number}{part}",
        counterparty=COUNTERPARTY,
        rows=rows_of(amounts),
        document_kind=DocumentKind.PAYOUT,
        document=payout.number or None,
        items=items,
    )


def _items(payout: Payout) -> Iterator[LedgerItem]:
    for row in payout.rows:
        if row.open_item is not None and row.open_item.account is not None:
            yield LedgerItem(row.open_item.account, row.open_item.order_number, row.open_item.reference, -row.settled)


def booking_day(posted_on: date, closed_through: date | None) -> date:
    """The voucher date of a payout: Resurs's posting day, or the first day after the closed period."""
    if closed_through is None or posted_on > closed_through:
        return posted_on
    return closed_through + timedelta(days=1)
