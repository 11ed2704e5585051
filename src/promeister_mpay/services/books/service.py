"""The use cases of bookkeeping: book an order's invoice, credit it, correct a voucher; each in one transaction."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date, datetime

from promeister_mpay.domain.approvals import GuardedAct
from promeister_mpay.domain.books.crediting import credit_of, credited_by, left_of, takes_all
from promeister_mpay.domain.books.financial_years import FinancialYear, new_year
from promeister_mpay.domain.books.invoices import Invoice, Seller
from promeister_mpay.domain.books.invoicing import InvoiceTerms, invoice_of, ocr_number
from promeister_mpay.domain.books.posting import invoice_voucher
from promeister_mpay.domain.books.readiness import check_invoiceable, check_seller
from promeister_mpay.domain.books.unusual_days import unusual_day
from promeister_mpay.domain.books.vouchers import DocumentKind, Voucher, correction
from promeister_mpay.domain.events import Event
from promeister_mpay.domain.orders.order import Order, OrderStatus
from promeister_mpay.domain.orders.transitions import credited, posted, unpaid
from promeister_mpay.domain.payments.request import Intent, PaymentRequest
from promeister_mpay.domain.text_limits import CORRECTION, CREDIT, check_text
from promeister_mpay.errors import InputError, MpayError, OrderLocked, UnusualDay
from promeister_mpay.services.approvals import Approvals
from promeister_mpay.services.orders.changed import changed_since
from promeister_mpay.services.payments.part_refunds import give_part_back, paying_request, payment_of
from promeister_mpay.services.ports.clock import Clock
from promeister_mpay.services.ports.store import Store, UnitOfWork
from promeister_mpay.services.settings import Settings, load_settings

PARTLY_GIVEN_BACK = (
    "En del av mobilbetalningen är återbetald, så ordern kan inte bokföras som betald med den. Betala tillbaka resten "
    "med Funktion → Annullera betalnings-SMS / Öppna order och skicka en ny länk."
)
WAITS_FOR_PAYMENT = (
    "Ordern väntar på mobilbetalning och kan inte bokföras. Kontrollera betalningen med Ctrl+L, eller ta tillbaka "
    "länken med Funktion → Annullera betalnings-SMS / Öppna order och ta betalt på annat sätt."
)


@dataclass(frozen=True, slots=True)
class Posted:
    """A document and its voucher, booked or as a trial; a document with only zero amounts has no voucher."""

    invoice: Invoice
    voucher: Voucher | None


@dataclass(frozen=True, slots=True)
class Credited(Posted):
    """A booked credit invoice; `request_id` is the payment request with a part refund that the loop must now run."""

    request_id: int | None = None


@dataclass(frozen=True, slots=True)
class Creditable:
    """An invoice, its credit invoices, what is left of its rows (hundredths by position), and its mobile payment."""

    invoice: Invoice
    earlier: Sequence[Invoice]
    left: Mapping[int, int]
    payment: PaymentRequest | None = None


@dataclass(frozen=True, slots=True)
class VoucherCard:
    """A voucher with the vouchers it is linked to, and the names of accounts."""

    voucher: Voucher
    corrects: Voucher | None
    corrected_by: Voucher | None
    account_names: Mapping[int, str]

    @property
    def why_not_corrected(self) -> str:
        """A sentence why the voucher cannot be corrected; empty when it can."""
        return _why_not_corrected(self.voucher, self.corrected_by.id if self.corrected_by else None)


class BookkeepingService:
    """The books of the workshop. Blocking; run it off the UI thread, in the lane of changes."""

    def __init__(self, *, store: Store, clock: Clock, approvals: Approvals | None = None) -> None:
        self._store = store
        self._clock = clock
        self._approvals = approvals or Approvals(writing=store.writing, clock=clock)

    def trial(self, order_number: int, *, who: str) -> Posted:
        """The invoice and voucher that `post` would book (Provbokför); writes nothing. Raises as `post` does."""
        with self._store.writing() as work:
            return self._post(work, order_number, None, who)

    def post(self, order_number: int, *, version: int, who: str, asks_about_day: bool = False) -> Posted:
        """Book the order (Bokför): invoice, voucher and status in one transaction.

        With `asks_about_day`, raises `UnusualDay` when it is unlikely that today is the day to book on.

        Raises `InputError` with the field at fault, `OrderLocked` for an order that is booked or waits for its
        payment, `OrderChanged` when its version is not the one on the clerk's screen.
        """
        with self._store.writing() as work:
            if asks_about_day:
                self._check_day(work)
            is_below_zero = work.orders.get(order_number).totals.to_pay < 0
            about = f" (order {order_number})"
            with self._approvals.approved_if(is_below_zero, work, GuardedAct.PAY_OUT, who=who, about=about):
                made = self._post(work, order_number, version, who, approvals=self._approvals)
                work.commit()
        return made

    def _check_day(self, work: UnitOfWork) -> None:
        unusual = unusual_day(self._today(), last_document=work.invoices.last_day(), opened=work.vouchers.years())
        if unusual:
            raise UnusualDay(" ".join(unusual), "event_date")

    def _post(
        self, work: UnitOfWork, order_number: int, version: int | None, who: str, *, approvals: Approvals | None = None
    ) -> Posted:
        settings = load_settings(work.settings)
        order = _postable(work, work.orders.get(order_number), version, who)
        paid_by = _standing_payment(work, order)
        check_invoiceable(order)
        customer = work.registers.customer(order.customer_number) if order.customer_number else None
        made = self._booked(
            work, invoice_of(order, customer, paid_by, self._terms(settings)), settings, who, approvals=approvals
        )
        work.orders.set_state(posted(order, made.invoice.number, made.invoice.issued_on), who=who, at=self._clock.now())
        self._add_event(work, made, who, "Bokförd: faktura")
        return made

    def _booked(
        self, work: UnitOfWork, invoice: Invoice, settings: Settings, who: str, *, approvals: Approvals | None
    ) -> Posted:
        """Give the document its number and accounts, store it and book its voucher."""
        at = self._clock.now()
        number = work.invoices.next_number(settings.first_invoice_number)
        ocr = ocr_number(number, with_length=settings.ocr_with_length)
        # A credit has the accounts of its invoice: the settings may name others by now, and nothing may stay on them.
        accounts = invoice.accounts or settings.accounts
        numbered = replace(invoice, number=number, ocr=ocr, created_at=at, created_by=who, accounts=accounts)
        work.invoices.add(numbered)
        voucher = invoice_voucher(numbered, accounts, settings.invoice_series)
        if not voucher.rows:
            return Posted(numbered, None)
        return Posted(numbered, book(work, voucher, settings, who=who, at=at, approvals=approvals))

    def _terms(self, settings: Settings) -> InvoiceTerms:
        seller = seller_of(settings)
        check_seller(seller)
        return InvoiceTerms(self._today(), seller, settings.payment_days, settings.ocr_with_length)

    def _today(self) -> date:
        return self._clock.now().astimezone().date()

    def _add_event(self, work: UnitOfWork, made: Posted, who: str, what: str) -> None:
        voucher = f", verifikation {made.voucher.name}" if made.voucher else ""
        text = f"{what} {made.invoice.number}{voucher}."
        work.events.add(Event(made.invoice.order_number, self._clock.now(), who, text))

    # -- crediting

    def creditable(self, invoice_number: int) -> Creditable:
        """An invoice with what is left to credit of it; raises `NotFoundError`, or `MpayError` for a credit invoice."""
        with self._store.reading() as work:
            return _creditable(work, invoice_number)

    def credit(self, invoice_number: int, quantities: Mapping[int, int], *, reason: str, who: str) -> Credited:
        """Book a credit invoice (Kreditera) for these quantities (hundredths by position) of the original's rows.

        A credit of all that is left reopens the order: KLART, or MOBILBET while its mobile payment remains (S12). A
        part credit of a mobile payment is refunded through the gateway. Raises `InputError` with the row at fault when
        a quantity is more than is left, or for a reason that is too long.
        """
        check_text(reason, CREDIT, "reason")
        about = f" (faktura {invoice_number})"
        with (
            self._store.writing() as work,
            self._approvals.approved(work, GuardedAct.CREDIT, who=who, about=about),
        ):
            settings = load_settings(work.settings)
            original = work.invoices.get(invoice_number)
            # Lock the payment request before its order, as the loop does: otherwise two counters could deadlock.
            payment = paying_request(work, original)
            order = work.orders.get(original.order_number)
            found = _creditable(work, invoice_number)
            credit = credit_of(original, found.earlier, quantities, reason=reason, terms=self._terms(settings))
            made = self._booked(work, credit, settings, who, approvals=self._approvals)
            self._add_event(work, made, who, f"Faktura {invoice_number} krediterad: kreditfaktura")
            if takes_all(found.left, quantities) and order.invoice_number == invoice_number:
                self._open(work, order, who)
                request_id = None
            else:
                request_id = give_part_back(work, payment, made.invoice, who=who, at=self._clock.now())
            work.commit()
        return Credited(made.invoice, made.voucher, request_id)

    def _open(self, work: UnitOfWork, order: Order, who: str) -> None:
        holding = _holding(work, order)
        opened = credited(order, is_held=holding is not None)
        if holding is not None and not holding.is_paid:
            opened = unpaid(opened)
        work.orders.set_state(opened, who=who, at=self._clock.now())
        text = (
            "Ordern är öppen igen."
            if opened.status.is_open
            else ("Betalningen står kvar. Annullera betalnings-SMS:et för att betala tillbaka den och öppna ordern.")
        )
        work.events.add(Event(order.number, self._clock.now(), who, text))

    # -- documents and vouchers

    def invoice(self, number: int) -> Posted:
        """A booked document with its voucher; raises `NotFoundError`."""
        with self._store.reading() as work:
            vouchers = work.vouchers.of_document(DocumentKind.INVOICE, number)
            return Posted(work.invoices.get(number), vouchers[0] if vouchers else None)

    def voucher(self, voucher_id: int) -> tuple[Voucher, int | None]:
        """A voucher, and the id of the one that corrects it; raises `NotFoundError`."""
        with self._store.reading() as work:
            return work.vouchers.get(voucher_id), work.vouchers.corrected_by(voucher_id)

    def voucher_card(self, voucher_id: int) -> VoucherCard:
        """A voucher with its linked vouchers and account names; raises `NotFoundError`."""
        with self._store.reading() as work:
            voucher, by = work.vouchers.get(voucher_id), work.vouchers.corrected_by(voucher_id)
            return VoucherCard(
                voucher,
                work.vouchers.get(voucher.corrects) if voucher.corrects else None,
                work.vouchers.get(by) if by else None,
                load_settings(work.settings).account_names,
            )

    def correct(self, voucher_id: int, *, why: str, who: str) -> Voucher:
        """Reverse a voucher with a new one, dated today (BFL 5:5).

        Raises `InputError` without a reason or for one that is too long, `MpayError` for a voucher already corrected, a
        correction, or the voucher of an invoice: that is credited instead.
        """
        if not why.strip():
            raise InputError("Skriv varför verifikationen rättas.", "why")
        check_text(why.strip(), CORRECTION, "why")
        about = f" (löpnummer {voucher_id})"
        with (
            self._store.writing() as work,
            self._approvals.approved(work, GuardedAct.CORRECT, who=who, about=about),
        ):
            settings = load_settings(work.settings)
            wrong = work.vouchers.get(voucher_id)
            _check_correctable(wrong, work.vouchers.corrected_by(voucher_id))
            made = correction(wrong, series=settings.correction_series, event_date=self._today(), why=why.strip())
            booked = book(work, made, settings, who=who, at=self._clock.now(), approvals=self._approvals)
            work.commit()
        return booked

    def closed_through(self) -> date | None:
        """The last day of the closed period; None when nothing is closed."""
        with self._store.reading() as work:
            return work.vouchers.closed_through()

    def close_through(self, day: date, *, who: str) -> None:
        """Close the books through a day, irreversibly; raises `InputError` for a closed day, today or later."""
        about = f" (till och med {day})"
        with (
            self._store.writing() as work,
            self._approvals.approved(work, GuardedAct.CLOSE_PERIOD, who=who, about=about),
        ):
            closed = work.vouchers.closed_through()
            if closed is not None and day <= closed:
                raise InputError(f"Bokföringen är redan stängd till och med {closed}.", "day")
            if day >= self._today():
                raise InputError("Bokföringen kan stängas till och med igår, inte längre.", "day")
            work.vouchers.close_through(day, who=who, at=self._clock.now())
            work.commit()


def seller_of(settings: Settings) -> Seller:
    """The seller on documents, from the settings."""
    return Seller(
        name=settings.workshop_name,
        address=settings.workshop_address,
        postal_code=settings.workshop_postal_code,
        city=settings.workshop_city,
        seat=settings.workshop_seat,
        phone=settings.workshop_phone,
        email=settings.workshop_email,
        website=settings.workshop_website,
        organisation_number=settings.organisation_number,
        vat_number=settings.vat_number,
        has_f_tax=settings.has_f_tax,
        bankgiro=settings.bankgiro,
        plusgiro=settings.plusgiro,
        logo=settings.logo,
    )


def book(
    work: UnitOfWork, voucher: Voucher, settings: Settings, *, who: str, at: datetime, approvals: Approvals | None
) -> Voucher:
    """Book a voucher in the financial year of its event date, and open that year if this is its first voucher.

    Opening a year after the first one needs one of `approvals`; None for a trial, which is never committed. Raises
    `InputError` when the event date is in a closed period.
    """
    closed = work.vouchers.closed_through()
    if closed is not None and voucher.event_date <= closed:
        raise InputError(
            f"Bokföringen är stängd till och med {closed}, så {voucher.event_date} kan inte bokföras.", "event_date"
        )
    year = work.vouchers.year_of(voucher.event_date)
    if year is None:
        about, is_first = f" ({voucher.event_date.year})", not work.vouchers.years()
        with (
            nullcontext()
            if approvals is None
            else approvals.approved_if(not is_first, work, GuardedAct.OPEN_YEAR, who=who, about=about)
        ):
            year = _opened_year(work, voucher.event_date, settings)
    return work.vouchers.add(replace(voucher, year=year.first_day), who=who, at=at)


def _opened_year(work: UnitOfWork, day: date, settings: Settings) -> FinancialYear:
    """Open the year of a day, which fits between the years opened before; raises `InputError` when none does."""
    year = new_year(day, settings.financial_year_start, work.vouchers.years())
    work.vouchers.open_year(year)
    return year


def _postable(work: UnitOfWork, order: Order, version: int | None, who: str) -> Order:
    if version is not None and order.version != version:
        raise changed_since(work, order.number, who=who, advice="Titta igenom den och bokför igen.")
    if order.status is OrderStatus.POSTED:
        raise OrderLocked("Ordern är redan bokförd.")
    return order


def _holding(work: UnitOfWork, order: Order) -> PaymentRequest | None:
    return next((request for request in work.requests.of_order(order.number) if request.holds_order), None)


def _standing_payment(work: UnitOfWork, order: Order) -> PaymentRequest | None:
    """The mobile payment that paid the order; raises `OrderLocked` when it is not paid or is being refunded."""
    holding = _holding(work, order)
    if holding is None and order.status is not OrderStatus.MOBILE_PAYMENT:
        return None
    if holding is None or not holding.is_paid or holding.intent is Intent.VOID:
        raise OrderLocked(WAITS_FOR_PAYMENT)
    if holding.refunds:
        raise OrderLocked(PARTLY_GIVEN_BACK)
    return holding


def _creditable(work: UnitOfWork, invoice_number: int) -> Creditable:
    invoice = work.invoices.get(invoice_number)
    if invoice.is_credit:
        raise MpayError(f"{invoice_number} är en kreditfaktura och kan inte krediteras.")
    earlier = work.invoices.credits_of(invoice_number)
    return Creditable(invoice, earlier, left_of(invoice, credited_by(earlier)), payment_of(work, invoice))


def _check_correctable(voucher: Voucher, corrected_by: int | None) -> None:
    why_not = _why_not_corrected(voucher, corrected_by)
    if why_not:
        raise MpayError(why_not)


def _why_not_corrected(voucher: Voucher, corrected_by: int | None) -> str:
    if corrected_by is not None:
        return f"Verifikation {voucher.name} är redan rättad."
    if voucher.document_kind is DocumentKind.INVOICE:
        return f"Verifikation {voucher.name} hör till en faktura. Kreditera fakturan i stället."
    if voucher.document_kind is DocumentKind.CORRECTION:
        return f"Verifikation {voucher.name} är själv en rättelse. Bokför en ny i stället."
    return ""
