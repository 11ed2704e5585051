"""The tab Fakturering: the order's payment and its invoices and credit invoices."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QHBoxLayout, QLineEdit, QWidget

from promeister_mpay.domain.books.invoices import InvoiceHead
from promeister_mpay.domain.money import format_hundredths
from promeister_mpay.ui.common.formats import local
from promeister_mpay.ui.common.plain_text import add_field
from promeister_mpay.ui.common.read_only_table import ReadOnlyTable, TableColumn
from promeister_mpay.ui.common.text_field import TextField

if TYPE_CHECKING:
    from promeister_mpay.services.orders.service import OrderCard

DOCUMENT_COLUMNS: tuple[TableColumn[InvoiceHead], ...] = (
    TableColumn("Nr", 48, lambda head: str(head.number)),
    TableColumn("Typ", 86, lambda head: head.kind.value),
    TableColumn("Datum", 76, lambda head: head.issued_on.isoformat()),
    TableColumn("Belopp", 76, lambda head: format_hundredths(head.to_pay), right=True),
    TableColumn("Avser", 48, lambda head: str(head.credits) if head.credits is not None else ""),
    TableColumn("Verifikation", 70, lambda head: head.voucher),
)


class BillingTab(QWidget):
    """Payment on the left with the valid invoice beside it; on the right all documents of the order."""

    document_requested = Signal(int)
    """Enter or a double click on a document."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.received = QCheckBox(self)
        self.received.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.received.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.received_at, self.method, self.reference = (_shown_field(self, 120) for _ in range(3))
        self.invoice, self.posted_on, self.due_on, self.voucher = (_shown_field(self, 90) for _ in range(4))
        self.documents: ReadOnlyTable[InvoiceHead] = ReadOnlyTable("Fakturor", DOCUMENT_COLUMNS, self)
        self.documents.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.documents.activated.connect(self._on_activated)
        row = QHBoxLayout(self)
        row.addLayout(
            _form(
                ("Betalningssätt", self.method),
                ("Betalning mottagen", self.received),
                ("Tidpunkt för mottagen betalning", self.received_at),
                ("Betalningens referens", self.reference),
            )
        )
        row.addLayout(
            _form(
                ("Fakturanr", self.invoice),
                ("Bokföringsdatum", self.posted_on),
                ("Förfallodatum", self.due_on),
                ("Verifikation", self.voucher),
            )
        )
        row.addWidget(self.documents, 1)

    def show_card(self, card: "OrderCard") -> None:
        """Show the order's payment and documents."""
        order = card.order
        self.method.setText(order.payment_method.value if order.payment_method else "")
        self.received.setChecked(order.payment_received)
        self.received_at.setText(local(order.payment_received_at))
        paid = next((request for request in card.requests if request.is_paid), None)
        self.reference.setText(paid.reference if paid else "")
        stands = next((head for head in card.documents if head.number == order.invoice_number), None)
        self.invoice.setText(str(stands.number) if stands else "")
        self.posted_on.setText(order.posted_on.isoformat() if order.posted_on else "")
        self.due_on.setText(stands.due_on.isoformat() if stands else "")
        self.voucher.setText(stands.voucher if stands else "")
        self.documents.rows.set_rows(card.documents)

    def _on_activated(self) -> None:
        head = self.documents.current()
        if head is not None:
            self.document_requested.emit(head.number)


def _form(*rows: tuple[str, QWidget]) -> QFormLayout:
    form = QFormLayout()
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
    for label, field in rows:
        add_field(form, label, field)
        field.setAccessibleName(label)
    return form


def _shown_field(parent: QWidget, width: int) -> QLineEdit:
    field = TextField(parent)
    field.setReadOnly(True)
    field.setFixedWidth(width)
    return field
