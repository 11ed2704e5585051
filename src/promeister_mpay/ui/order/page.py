"""The current order: tabs at the top, lines and totals below, with one interface to show, lock and read all of it."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from promeister_mpay.domain.orders.lines import totals
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.domain.registers.kinds import Register
from promeister_mpay.ui.common.style_property import set_style_property
from promeister_mpay.ui.common.wheel import TabPages
from promeister_mpay.ui.order.fields import HeaderTextField
from promeister_mpay.ui.order.header_form import NO, HeaderForm
from promeister_mpay.ui.order.line_model import AT, COLUMNS, LineModel
from promeister_mpay.ui.order.line_table import LineTable
from promeister_mpay.ui.order.totals_bar import TotalsBar

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

FRAME = 3
LINE_FIELD = re.compile(r"lines\[(\d+)\]\.(\w+)")


class OrderPage(QWidget):
    """Shows one order. `edited`: something was typed; `row_left`: save now; `refused`: a cell is invalid."""

    edited = Signal()
    row_left = Signal()
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tabs = TabPages(self)
        self.form = HeaderForm(self.tabs)
        self.model = LineModel()
        self.table = LineTable(self.model, self)
        self.totals = TotalsBar(self)
        self._order: Order | None = None
        self._rounds: Callable[[PaymentMethod | None], bool] | None = None
        self._lines_edited = False
        self.tabs.addTab(self.form.general, "Allmänt")
        self.tabs.addTab(self.form.vehicle, "Fordon")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.tabs)
        column.addWidget(self.table, 1)
        column.addWidget(self.totals)

    def showEvent(self, event: "QShowEvent") -> None:
        """The form sets the height of the tabs; the lines get the rest."""
        super().showEvent(event)
        form, bar = self.form.general.sizeHint(), self.tabs.tabBar().sizeHint()
        self.tabs.setFixedHeight(form.height() + bar.height() + FRAME)

    def _connect(self) -> None:
        self.form.edited.connect(self._on_edited)
        self.form.finished.connect(lambda: self.table.focus_cell(0, "type"))
        self.model.edited.connect(self._on_lines_edited)
        self.model.refused.connect(self.refused)
        self.table.row_left.connect(self.row_left)

    def _on_edited(self) -> None:
        self._show_totals()
        self.edited.emit()

    def _on_lines_edited(self) -> None:
        self._lines_edited = True
        self._on_edited()

    def _show_totals(self) -> None:
        if self._order is not None:
            sums = totals(
                self.model.lines, prices_include_vat=self.prices_include_vat, to_krona=self._is_rounded(self._order)
            )
            self.totals.show_totals(sums)

    def _is_rounded(self, order: Order) -> bool:
        """A newly chosen payment method is rounded at once, as the store will when the order is saved."""
        word = self.form.fields["payment_method"].text()
        return self.with_method(order, PaymentMethod(word) if word else None).round_to_krona

    def with_method(self, order: Order, method: PaymentMethod | None) -> Order:
        """The order with this payment method, rounded by its rule if the order does not have the method already."""
        if method == order.payment_method or not self._rounds:
            return replace(order, payment_method=method)
        return replace(order, payment_method=method, round_to_krona=self._rounds(method))

    def follow(self, rounds: Callable[[PaymentMethod | None], bool]) -> None:
        """Set the function that tells whether a payment method is rounded."""
        self._rounds = rounds
        self._show_totals()

    @property
    def prices_include_vat(self) -> bool:
        """Whether prices on this order include VAT."""
        return self.form.fields["prices_include_vat"].text() != NO

    @property
    def is_locked(self) -> bool:
        """Whether the order is read-only."""
        return self.form.is_locked

    # -- what the editor needs

    @property
    def order(self) -> Order | None:
        """The order that is shown, without what is typed in it."""
        return self._order

    def show_order(self, order: Order, *, locked: bool) -> None:
        """Show an order and focus its first field."""
        self._order = order
        self._lines_edited = False
        self.form.show_order(order, locked=locked)
        self._show_lines(order, locked=locked)

    def update_untouched(self, order: Order, *, locked: bool) -> None:
        """Show an order's new values, except where the user is typing."""
        self._order = order
        self.form.update_untouched(order, locked=locked)
        lines = self.model.lines if self._lines_edited or self.is_typing else order.lines
        self._show_lines(replace(order, lines=lines), locked=locked)

    def _show_lines(self, order: Order, *, locked: bool) -> None:
        self.model.show(order.lines, locked=locked)
        set_style_property(self.table, "locked", locked)
        self._show_totals()

    @property
    def is_edited(self) -> bool:
        """Whether something was typed since the order was shown or stored."""
        return self.form.is_edited or self._lines_edited

    @property
    def is_typing(self) -> bool:
        """Whether a cell's editor is open."""
        return self.table.is_typing

    def draft(self, order: Order) -> Order:
        """`order` with the typed values; raises `InputError` with the faulty field."""
        return replace(self.form.draft(order), lines=self.model.lines)

    def finish_typing(self) -> bool:
        """Commit an open cell; return False when it is invalid, and then keep it open and show why."""
        return self.table.finish_typing()

    def mark_saved(self) -> None:
        """Note that the input is being stored."""
        self.form.mark_saved()
        self._lines_edited = False

    def focus_field(self, field: str) -> None:
        """Focus the faulty field, on its tab or in its cell."""
        line = LINE_FIELD.fullmatch(field)
        if line:
            name = line[2] if line[2] in {column.name for column in COLUMNS} else "number"
            self.table.focus_cell(int(line[1]), name)
            return
        widget = self.form.fields.get({"postal_code": "postal", "city": "postal"}.get(field, field))
        if widget is not None:
            self.tabs.setCurrentWidget(self.form.page_of(widget))
            # The tab's page must be shown before it can take the cursor.
            QTimer.singleShot(0, self, lambda: self.form.focus(field))

    # -- the keyboard

    @property
    def in_lines(self) -> bool:
        """Whether the focus is in the lines."""
        focus = QApplication.focusWidget()
        return focus is not None and (focus is self.table or self.table.isAncestorOf(focus))

    @property
    def at_line_number(self) -> bool:
        """Whether the cursor is in a line's article number."""
        return self.in_lines and self.table.currentIndex().column() == AT["number"]

    def register(self) -> tuple[Register, str] | None:
        """The register that F6 opens here, and the typed text to search for."""
        if self.in_lines:
            line = self.model.line(self.table.currentIndex().row())
            return Register.ARTICLES, line.number if line else ""
        field = self.form.focused()
        if field is None or field.spec.register is None:
            return None
        return field.spec.register, field.text()

    def text_at_cursor(self) -> tuple[str, str]:
        """The label and full text of the focused field or cell."""
        if self.in_lines:
            index = self.table.currentIndex()
            return COLUMNS[max(index.column(), 0)].title, str(self.model.data(index) or "")
        field = self.form.focused()
        return (field.spec.label, field.text()) if field is not None else ("", "")

    def add_tab(self, title: str) -> None:
        """Add a page beside the form's, empty until `fill_tab`; the form's height sets that of all pages."""
        self.tabs.addTab(QWidget(self.tabs), title)

    def show_tab(self, title: str) -> None:
        """Show the page with this title."""
        for at in range(self.tabs.count()):
            if self.tabs.tabText(at) == title:
                self.tabs.setCurrentIndex(at)

    def fill_tab(self, title: str, content: QWidget) -> None:
        """Set the content of the page with this title."""
        from PySide6.QtWidgets import QSizePolicy

        for at in range(self.tabs.count()):
            page = self.tabs.widget(at)
            if page is not None and self.tabs.tabText(at) == title:
                page.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
                column = QVBoxLayout(page)
                column.setContentsMargins(0, 0, 0, 0)
                column.addWidget(content)

    def first_field(self) -> None:
        """Focus the first field."""
        field = self.form.fields["registration"]
        self.tabs.setCurrentIndex(0)
        if isinstance(field, HeaderTextField):
            field.setFocus()
