"""Content of printed documents: invoices as they were booked, work orders as the order is now."""

from promeister_mpay.domain.documents.content import Document, document_of, work_order
from promeister_mpay.services.books.service import seller_of
from promeister_mpay.services.ports.store import Store
from promeister_mpay.services.settings import load_settings


class DocumentService:
    """Reads documents to print. Blocking; run it off the UI thread. All raise `NotFoundError`, `StoreError`."""

    def __init__(self, *, store: Store) -> None:
        self._store = store

    def invoice(self, number: int) -> Document:
        """An invoice or credit invoice, from the snapshot stored when it was booked, so it never changes."""
        with self._store.reading() as work:
            return document_of(work.invoices.get(number))

    def work_order(self, number: int) -> Document:
        """The work order of an order that is not booked, as the order is now."""
        with self._store.reading() as work:
            order = work.orders.get(number)
            customer = work.registers.customer(order.customer_number) if order.customer_number else None
            return work_order(order, customer, seller_of(load_settings(work.settings)))
