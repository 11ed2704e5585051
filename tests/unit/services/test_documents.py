"""What is printed: an invoice as it was booked, and an order as it stands with its customer's number."""

import pytest

from promeister_mpay.domain.documents.content import document_of
from promeister_mpay.domain.registers.entries import Customer
from promeister_mpay.errors import NotFoundError
from promeister_mpay.services.documents import DocumentService
from support.books import with_seller
from support.fakes.books import Books
from support.fakes.store import Data, FakeStore
from support.invoices import paid_by_mobile
from support.stores import an_order

COMPANY = Customer("10400", "Öbergs AB", organisation_number="6997368573", is_company=True)


def documents(**data: object) -> DocumentService:
    store = FakeStore(Data(**data))  # type: ignore[arg-type]
    with_seller(store)
    return DocumentService(store=store)


def test_an_invoice_is_printed_as_it_was_booked() -> None:
    invoice = paid_by_mobile()
    service = documents(books=Books(invoices={1001: invoice}))
    assert service.invoice(1001) == document_of(invoice)
    with pytest.raises(NotFoundError):
        service.invoice(1002)


def test_an_order_is_printed_with_its_companys_number() -> None:
    printed = documents(orders={14790: an_order()}, customers={"10400": COMPANY}).work_order(14790)
    assert printed.name == "Arbetsorder 14790"
    assert printed.buyer[-1] == "Org.nr 699736-8573"


def test_an_order_of_nobody_in_the_register_is_printed_as_it_stands() -> None:
    order = an_order(customer_number="", city="Göteborg")
    printed = documents(orders={14790: order}, customers={"": COMPANY}).work_order(14790)
    assert not any("Org.nr" in line for line in printed.buyer)
