"""What stands on an invoice, a credit invoice and a work order."""

from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import msgspec
import pytest

from promeister_mpay.domain.books.invoices import Buyer, Invoice, InvoicedVehicle, Seller
from promeister_mpay.domain.documents.content import Document, DocumentColumn, document_of, work_order
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.domain.registers.entries import Customer
from support.invoices import an_invoice, credited
from support.printed_documents import (
    SELLER,
    ZONE,
    an_order_to_print,
    its_credit,
    of_many_pages,
    paid_by_mobile,
    waiting,
)
from support.read_fields import noting

GOLDEN = Path(__file__).parents[3] / "golden"
SPACE = "\N{NO-BREAK SPACE}"


def facts(document: Document) -> dict[str, str]:
    return {fact.label: fact.text for fact in (*document.facts, *document.vehicle, *document.sums, *document.slip)}


@pytest.mark.parametrize("name", ["faktura-1001", "kreditfaktura-1002", "faktura-1003"])
def test_a_snapshot_of_years_ago_prints_as_it_did_then(name: str) -> None:
    snapshot = msgspec.json.decode((GOLDEN / f"{name}.snapshot.json").read_bytes(), type=Invoice)
    printed = msgspec.json.decode((GOLDEN / f"{name}.document.json").read_bytes(), type=Document)
    assert document_of(snapshot, ZONE) == printed


NOT_PRINTED = {
    "Buyer.email": "is where the document is sent, and says nothing on it",
    "Invoice.accounts": "are for the voucher",
    "Invoice.labour": "tells which account the work is posted on",
    "Invoice.created_at": "is for the lists; the document has the day of issue",
    "Invoice.created_by": "is for the lists; the document has the clerk of the order",
    "Invoice.round_to_krona": "the rounding itself is printed",
}
"""The fields of an invoice that are not printed, each with the reason."""


def printed_fields() -> set[str]:
    """The fields of an invoice and its parts that its document is made of: 'Seller.name'."""
    read: dict[type, set[str]] = {kind: set() for kind in (Invoice, Seller, Buyer, InvoicedVehicle)}
    for invoice in (waiting(), paid_by_mobile(), its_credit()):
        seller = noting(invoice.seller, read[Seller])
        buyer, vehicle = noting(invoice.buyer, read[Buyer]), noting(invoice.vehicle, read[InvoicedVehicle])
        document_of(noting(replace(invoice, seller=seller, buyer=buyer, vehicle=vehicle), read[Invoice]), ZONE)
    return {f"{kind.__name__}.{name}" for kind, names in read.items() for name in names}


def test_each_field_of_an_invoice_is_printed_or_left_out_with_a_reason() -> None:
    kinds = (Invoice, Seller, Buyer, InvoicedVehicle)
    names = {f"{kind.__name__}.{each.name}" for kind in kinds for each in fields(kind)}
    missing = names - printed_fields() - set(NOT_PRINTED)
    assert not missing, f"print it by document_of in domain/documents/content.py, or NOT_PRINTED here: {missing}"
    assert not printed_fields() & set(NOT_PRINTED)


def test_an_invoice_has_what_the_law_asks_for() -> None:
    """ML 17:24, by its points."""
    document = document_of(waiting(), ZONE)
    known = facts(document)
    assert (known["Fakturadatum"], known["Fakturanummer"]) == ("2026-11-23", "1003")
    assert "Momsreg.nr SE699736857301" in document.foot[2]
    assert document.foot[0] == ("Övningsverkstaden AB", "Verkstadsgatan 1", "416 55 Göteborg")
    assert document.buyer == ("Niklas Nerholt", "Glassgatan 15", "416 55 Göteborg")
    assert document.rows[0].cells == ("1010", "Service", "1", "tim", "990,00", "25", "990,00")
    assert [(row.rate, row.base, row.vat) for row in document.vat] == [("25 %", f"1{SPACE}344,75", "336,19")]
    assert document.to_pay.text == f"1{SPACE}681,00{SPACE}kr"


def test_an_invoice_has_what_a_workshops_customer_expects() -> None:
    document = document_of(waiting(), ZONE)
    known = facts(document)
    assert known["Förfallodatum"] == "2026-12-23"
    assert known["Betalningsvillkor"] == "30 dagar netto"
    assert (known["OCR-nummer"], known["Bankgiro"], known["Plusgiro"]) == ("10033", "991-2346", "28 65 43-4")
    assert (known["Ordernummer"], known["Kundnummer"], known["Kundmottagare"]) == ("14790", "11995", "BH")
    assert (known["Regnr"], known["Mätarställning"]) == ("ABC123", f"18{SPACE}432 mil")
    assert (known["Fordon"], known["Chassinr"]) == ("VOLVO V70 2.4D", "YV1BW714791108543")
    assert known["Öresavrundning"] == "0,06"
    assert document.foot[2] == (
        "Org.nr 699736-8573",
        "Momsreg.nr SE699736857301",
        "Säte Göteborg",
        "Godkänd för F-skatt",
    )
    assert document.settled == ""


def test_prices_with_vat_are_shown_without_it_too_and_discounts_by_themselves() -> None:
    document = document_of(paid_by_mobile(), ZONE)
    oil = dict(zip(document.columns, document.rows[2].cells, strict=True))
    assert oil[DocumentColumn.NET_PRICE] == "143,20"
    assert oil[DocumentColumn.GROSS_PRICE] == "179,00"
    assert oil[DocumentColumn.DISCOUNT] == "10"
    assert oil[DocumentColumn.GROSS_AMOUNT] == "886,05"
    assert [row.rate for row in document.vat] == ["25 %", "6 %"]
    assert document.rows[4].cells == ("Kunden kontaktas när bilen är klar",)


def test_a_mobile_payment_is_told_with_its_time_and_reference_and_there_is_nothing_to_pay_it_by() -> None:
    document = document_of(paid_by_mobile(), ZONE)
    assert document.settled == "Betald med mobilbetalning (Resurs) 2026-11-23 16:13, referens 14790-1"
    assert document.slip == ()
    assert "Förfallodatum" not in facts(document)


@pytest.mark.parametrize(
    ("method", "reported"),
    [
        (PaymentMethod.CASH, "Betald kontant 2026-11-23"),
        (PaymentMethod.CARD, "Betald med kort 2026-11-23"),
        (PaymentMethod.SWISH, "Betald med Swish 2026-11-23"),
    ],
)
def test_other_payments_are_told_by_their_name(method: PaymentMethod, reported: str) -> None:
    assert document_of(replace(waiting(), payment_method=method), ZONE).settled == reported


def test_a_credit_invoice_names_the_invoice_and_the_reason_and_all_its_amounts_are_negative() -> None:
    """ML 17:22–23."""
    document = document_of(its_credit(), ZONE)
    assert document.name == "Kreditfaktura 1002"
    assert document.remarks == (
        "Denna kreditfaktura avser faktura 1001.",
        "Orsak: Fel kund",
        "Faktura 1001: betald med mobilbetalning (Resurs) 2026-11-23 16:13, referens 14790-1",
    )
    known = facts(document)
    assert (known["Avser faktura"], known["Fakturadatum"], known["Leveransdatum"]) == (
        "1001",
        "2026-11-30",
        "2026-11-23",
    )
    assert document.to_pay.label == "Att kreditera"
    amounts = [row.cells[-1] for row in document.rows if len(row.cells) > 1]
    assert all(text.startswith("-") for text in (*amounts, document.to_pay.text, document.vat[0].vat))
    assert (document.slip, document.settled) == ((), "")


def test_a_credit_mirrors_the_sums_of_its_invoice() -> None:
    invoice, credit = document_of(paid_by_mobile(), ZONE), document_of(its_credit(), ZONE)
    assert [fact.text for fact in credit.sums] == [f"-{fact.text}" for fact in invoice.sums]
    assert [(row.base, row.vat) for row in credit.vat] == [(f"-{row.base}", f"-{row.vat}") for row in invoice.vat]


@pytest.mark.parametrize("number", ["166997368573", "6997368573", "699736-8573"])
def test_a_companys_number_is_shown_as_papers_show_it(number: str) -> None:
    company = replace(waiting(), buyer=Buyer("1", "Åkeriet AB", organisation_number=number))
    assert document_of(company).buyer == ("Åkeriet AB", "Org.nr 699736-8573")


def test_what_is_empty_is_not_there() -> None:
    bare = replace(waiting(), vehicle=InvoicedVehicle(), clerk="", buyer=Buyer(name="Kontantkund"))
    document = document_of(bare)
    assert document.vehicle == ()
    assert document.buyer == ("Kontantkund",)
    assert {"Kundmottagare", "Kundnummer"}.isdisjoint(facts(document))
    assert DocumentColumn.DISCOUNT not in document.columns


def test_a_work_order_says_that_it_is_no_invoice() -> None:
    order = an_order_to_print(note="Byt även torkarblad", payment_method=None)
    document = work_order(order, Customer("11995", "x", organisation_number="6997368573", is_company=True), SELLER)
    assert document.name == "Arbetsorder 14790"
    assert document.remarks == ("Detta är inte en faktura.", "Byt även torkarblad")
    assert (document.slip, document.settled) == ((), "")
    assert document.buyer[-1] == "Org.nr 699736-8573"
    assert facts(document)["Orderdatum"] == date(2026, 11, 2).isoformat()
    assert {"Fakturanummer", "OCR-nummer", "Förfallodatum"}.isdisjoint(facts(document))


def test_seventy_rows_add_up_to_what_is_to_pay() -> None:
    invoice = of_many_pages()
    assert sum(row.amount for row in document_of(invoice).rows) == invoice.totals.net + invoice.totals.vat


def test_an_order_with_nothing_to_pay_says_so_on_paper() -> None:
    free = replace(an_order_to_print().lines[0], discount=10_000)
    document = document_of(an_invoice(an_order_to_print(lines=(free,))), ZONE)
    assert (document.title, document.settled, document.slip) == ("Faktura", "Inget att betala", ())
    assert "Betalningssätt" not in facts(document)


def test_an_order_below_zero_is_printed_as_a_credit_invoice_and_asks_for_no_payment() -> None:
    returned = replace(an_order_to_print().lines[0], quantity=-100)
    paid_out = an_invoice(an_order_to_print(lines=(returned,), payment_method=PaymentMethod.INVOICE))
    document = document_of(paid_out, ZONE)
    assert (document.title, document.to_pay.label, document.settled, document.slip) == (
        "Kreditfaktura",
        "Att kreditera",
        "",
        (),
    )
    assert not {"OCR-nummer", "Förfallodatum", "Avser faktura"} & set(facts(document))
    (back,) = credited(paid_out, {0: -100})
    taken_back = document_of(back, ZONE)
    assert (taken_back.title, facts(taken_back)["Avser kreditfaktura"]) == ("Faktura", "1001")
    assert taken_back.remarks[0] == "Denna faktura avser kreditfaktura 1001."
