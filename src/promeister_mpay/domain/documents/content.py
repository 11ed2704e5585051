"""The texts that are printed of an invoice, a credit invoice or an order, without their layout."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from promeister_mpay.domain.books.invoices import Buyer, Invoice, InvoicedVehicle, InvoiceLine, Seller
from promeister_mpay.domain.books.invoicing import buyer_of
from promeister_mpay.domain.company_numbers import read_organisation_number, shown_organisation_number
from promeister_mpay.domain.money import format_hundredths, format_kronor, format_short
from promeister_mpay.domain.orders.lines import LineType, OrderLine, Totals, vat_sum
from promeister_mpay.domain.orders.order import Order, show_odometer
from promeister_mpay.domain.orders.payment_methods import PaymentMethod, facts_of
from promeister_mpay.domain.registers.entries import Customer
from promeister_mpay.errors import InputError


class DocumentColumn(StrEnum):
    """The columns of the rows; the value is the heading."""

    NUMBER = "Nr"
    DESCRIPTION = "Beskrivning"
    QUANTITY = "Antal"
    UNIT = "Enhet"
    NET_PRICE = "À-pris exkl. moms"
    GROSS_PRICE = "À-pris inkl. moms"
    DISCOUNT = "Rabatt %"
    VAT = "Moms %"
    NET_AMOUNT = "Belopp exkl. moms"
    GROSS_AMOUNT = "Belopp inkl. moms"


@dataclass(frozen=True, slots=True)
class Fact:
    """A text with its label."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A text for each column, or one text across all columns; `amount` is its part of the carried sum, in öre."""

    cells: tuple[str, ...]
    amount: int = 0


@dataclass(frozen=True, slots=True)
class VatRow:
    """One line of the VAT specification: the rate, its tax base and its VAT (ML 17:24, 9–11)."""

    rate: str
    base: str
    vat: str


@dataclass(frozen=True, slots=True)
class Document:
    """All that is printed, from the top to the bottom; `logo` is base64 or empty.

    `slip` tells how to pay an unpaid invoice; `settled` tells how a paid one was paid.
    """

    title: str
    number: str
    seller: str
    logo: str
    buyer: tuple[str, ...]
    facts: tuple[Fact, ...]
    remarks: tuple[str, ...]
    vehicle: tuple[Fact, ...]
    columns: tuple[DocumentColumn, ...]
    rows: tuple[DocumentRow, ...]
    vat: tuple[VatRow, ...]
    sums: tuple[Fact, ...]
    to_pay: Fact
    slip: tuple[Fact, ...]
    settled: str
    foot: tuple[tuple[str, ...], ...]

    @property
    def name(self) -> str:
        """The document's name, also as a file name: 'Faktura 1001'."""
        return f"{self.title} {self.number}"


def document_of(invoice: Invoice, zone: tzinfo | None = None) -> Document:
    """Make the document of an invoice or credit invoice from its snapshot only, so that every print is the same.

    `zone` is the workshop's time zone; None is this computer's.
    """
    waits = invoice.payment_method is PaymentMethod.INVOICE and not invoice.lowers
    columns = _columns(tuple(each.line for each in invoice.lines), prices_include_vat=invoice.prices_include_vat)
    return Document(
        title=invoice.title,
        number=str(invoice.number),
        seller=invoice.seller.name,
        logo=invoice.seller.logo,
        buyer=_buyer(invoice.buyer),
        facts=_facts(invoice, waits=waits),
        remarks=_remarks(invoice, zone),
        vehicle=_vehicle(invoice.vehicle),
        columns=columns,
        rows=tuple(_row(each, columns, prices_include_vat=invoice.prices_include_vat) for each in invoice.lines),
        vat=_vat(invoice.totals),
        sums=_sums(invoice.totals),
        to_pay=Fact("Att kreditera" if invoice.lowers else "Att betala", format_kronor(invoice.to_pay)),
        slip=_slip(invoice) if waits else (),
        settled="" if invoice.lowers else _paid(invoice, zone),
        foot=_foot(invoice.seller),
    )


def work_order(order: Order, customer: Customer | None, seller: Seller) -> Document:
    """Make the document of an order that is not booked; its text says that it is not an invoice."""
    columns = _columns(order.lines, prices_include_vat=order.prices_include_vat)
    lines = tuple(InvoiceLine(position, line, line.amount) for position, line in enumerate(order.lines))
    return Document(
        title="Arbetsorder",
        number=str(order.number),
        seller=seller.name,
        logo=seller.logo,
        buyer=_buyer(buyer_of(order, customer)),
        facts=_given(
            ("Ordernummer", str(order.number)),
            ("Orderdatum", order.order_date.isoformat()),
            ("Kundnummer", order.customer_number),
            ("Mobiltelefon", order.mobile_phone),
            ("Kundmottagare", order.clerk),
        ),
        remarks=tuple(text for text in ("Detta är inte en faktura.", order.note.strip()) if text),
        vehicle=_vehicle(InvoicedVehicle(order.registration, order.vehicle, order.odometer, order.vin)),
        columns=columns,
        rows=tuple(_row(each, columns, prices_include_vat=order.prices_include_vat) for each in lines),
        vat=_vat(order.totals),
        sums=_sums(order.totals),
        to_pay=Fact("Summa", format_kronor(order.totals.to_pay)),
        slip=(),
        settled="",
        foot=_foot(seller),
    )


# -- the head


def _given(*pairs: tuple[str, str]) -> tuple[Fact, ...]:
    """The facts whose text is not empty."""
    return tuple(Fact(label, text) for label, text in pairs if text)


def _buyer(buyer: Buyer) -> tuple[str, ...]:
    number = _organisation_number(buyer.organisation_number)
    town = f"{buyer.postal_code} {buyer.city}".strip()
    return tuple(line for line in (buyer.name, buyer.address, town, f"Org.nr {number}" if number else "") if line)


def _organisation_number(text: str) -> str:
    """Format an organisation number; a text that is none is printed as it is stored."""
    if not text:
        return ""
    try:
        return shown_organisation_number(read_organisation_number(text, "organisation_number"))
    except InputError:
        return text


def _facts(invoice: Invoice, *, waits: bool) -> tuple[Fact, ...]:
    delivered = invoice.delivered_on.isoformat() if invoice.delivered_on != invoice.issued_on else ""
    days = (invoice.due_on - invoice.issued_on).days
    return _given(
        ("Fakturanummer", str(invoice.number)),
        ("Fakturadatum", invoice.issued_on.isoformat()),
        (f"Avser {invoice.credited_title.lower()}", str(invoice.credits) if invoice.is_credit else ""),
        ("Leveransdatum", delivered),
        ("Förfallodatum", invoice.due_on.isoformat() if waits else ""),
        ("Betalningsvillkor", _terms(days) if waits else ""),
        ("Betalningssätt", "" if waits else _method(invoice)),
        ("OCR-nummer", "" if invoice.lowers or invoice.is_credit else invoice.ocr),
        ("Ordernummer", str(invoice.order_number)),
        ("Kundnummer", invoice.buyer.number),
        ("Kundmottagare", invoice.clerk),
    )


def _terms(days: int) -> str:
    return f"{days} dagar netto" if days else "Omgående"


def _method(invoice: Invoice) -> str:
    return facts_of(invoice.payment_method).on_paper if invoice.payment_method else ""


def _remarks(invoice: Invoice, zone: tzinfo | None) -> tuple[str, ...]:
    """What a credit invoice changes, and why (ML 17:22–23)."""
    if not invoice.is_credit:
        return ()
    paid = _paid(invoice, zone) if invoice.paid_at else ""
    original = f"{invoice.credited_title} {invoice.credits}"
    remarks = (
        f"Denna {invoice.title.lower()} avser {original[0].lower()}{original[1:]}.",
        f"Orsak: {invoice.reason.strip()}" if invoice.reason.strip() else "",
        f"{original}: {paid[0].lower()}{paid[1:]}" if paid else "",
    )
    return tuple(text for text in remarks if text)


def _vehicle(vehicle: InvoicedVehicle) -> tuple[Fact, ...]:
    return _given(
        ("Regnr", vehicle.registration),
        ("Fordon", vehicle.description),
        ("Mätarställning", show_odometer(vehicle.odometer)),
        ("Chassinr", vehicle.vin),
    )


# -- the rows


def _columns(lines: tuple[OrderLine, ...], *, prices_include_vat: bool) -> tuple[DocumentColumn, ...]:
    """The columns of the rows; the unit price is without VAT (ML 17:24, 9), and with VAT too when prices include it."""
    has_discount = any(line.discount for line in lines)
    is_shown = {
        DocumentColumn.NUMBER: any(line.number for line in lines),
        DocumentColumn.GROSS_PRICE: prices_include_vat,
        DocumentColumn.DISCOUNT: has_discount,
        DocumentColumn.NET_AMOUNT: not prices_include_vat,
        DocumentColumn.GROSS_AMOUNT: prices_include_vat,
    }
    return tuple(column for column in DocumentColumn if is_shown.get(column, True))


def _row(each: InvoiceLine, columns: tuple[DocumentColumn, ...], *, prices_include_vat: bool) -> DocumentRow:
    line = each.line
    if line.type is LineType.TEXT:
        return DocumentRow((line.description,))
    net = vat_sum(line.vat_rate, line.unit_price, includes_vat=True).net if prices_include_vat else line.unit_price
    texts = {
        DocumentColumn.NUMBER: line.number,
        DocumentColumn.DESCRIPTION: line.description,
        DocumentColumn.QUANTITY: format_short(line.quantity),
        DocumentColumn.UNIT: line.unit,
        DocumentColumn.NET_PRICE: format_hundredths(net),
        DocumentColumn.GROSS_PRICE: format_hundredths(line.unit_price),
        DocumentColumn.DISCOUNT: format_short(line.discount) if line.discount else "",
        DocumentColumn.VAT: str(line.vat_rate),
        DocumentColumn.NET_AMOUNT: format_hundredths(each.amount),
        DocumentColumn.GROSS_AMOUNT: format_hundredths(each.amount),
    }
    return DocumentRow(tuple(texts[column] for column in columns), each.amount)


# -- the sums


def _vat(totals: Totals) -> tuple[VatRow, ...]:
    return tuple(
        VatRow(f"{each.rate} %", format_hundredths(each.net), format_hundredths(each.vat)) for each in totals.by_rate
    )


def _sums(totals: Totals) -> tuple[Fact, ...]:
    return _given(
        ("Summa exkl. moms", format_hundredths(totals.net)),
        ("Moms", format_hundredths(totals.vat)),
        ("Öresavrundning", format_hundredths(totals.rounding) if totals.rounding else ""),
    )


# -- the payment


def _paid(invoice: Invoice, zone: tzinfo | None) -> str:
    """The payment method and day of payment; empty for an unpaid invoice."""
    if invoice.payment_method is None:
        return "Inget att betala"
    how = facts_of(invoice.payment_method).paid
    if not how:
        return ""
    when = _local(invoice.paid_at, zone) if invoice.paid_at else invoice.issued_on.isoformat()
    reference = f", referens {invoice.payment_reference}" if invoice.payment_reference else ""
    return f"Betald {how} {when}{reference}"


def _local(time: datetime, zone: tzinfo | None) -> str:
    return f"{time.astimezone(zone):%Y-%m-%d %H:%M}"


def _slip(invoice: Invoice) -> tuple[Fact, ...]:
    return _given(
        ("Bankgiro", invoice.seller.bankgiro),
        ("Plusgiro", invoice.seller.plusgiro),
        ("OCR-nummer", invoice.ocr),
        ("Förfallodatum", invoice.due_on.isoformat()),
        ("Att betala", format_kronor(invoice.to_pay)),
    )


# -- the foot


def _foot(seller: Seller) -> tuple[tuple[str, ...], ...]:
    """The seller in columns: address, contact, numbers and accounts (ML 17:24, 3 and 5)."""
    number = _organisation_number(seller.organisation_number)
    columns = (
        (seller.name, seller.address, f"{seller.postal_code} {seller.city}".strip()),
        (_labelled("Telefon", seller.phone), seller.email, seller.website),
        (
            _labelled("Org.nr", number),
            _labelled("Momsreg.nr", seller.vat_number),
            _labelled("Säte", seller.seat),
            "Godkänd för F-skatt" if seller.has_f_tax else "",
        ),
        (_labelled("Bankgiro", seller.bankgiro), _labelled("Plusgiro", seller.plusgiro)),
    )
    return tuple(lines for column in columns if (lines := tuple(line for line in column if line)))


def _labelled(label: str, text: str) -> str:
    return f"{label} {text}" if text else ""
