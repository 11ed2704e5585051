"""F5 and F6: opens the list windows of orders and registers, and passes on the row that the user takes."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from promeister_mpay.domain.lists.query import ListKind, ListRow, View
from promeister_mpay.domain.registers.kinds import Register
from promeister_mpay.errors import MpayError
from promeister_mpay.ui.common.background import Background, Lane
from promeister_mpay.ui.common.message_strip import Mood
from promeister_mpay.ui.common.saved_geometry import remember_geometry
from promeister_mpay.ui.common.workstation import Workstation
from promeister_mpay.ui.lists.footer import Tool
from promeister_mpay.ui.lists.menu import Link
from promeister_mpay.ui.lists.model import identity_of
from promeister_mpay.ui.lists.window import ListWindow
from promeister_mpay.ui.registers.card import RegisterCard
from promeister_mpay.ui.registers.kinds import RegisterKind, kind_of

if TYPE_CHECKING:
    from promeister_mpay.services.counter import CounterServices
    from promeister_mpay.services.lists.service import ListService
    from promeister_mpay.services.registers.service import RegisterService

LISTS = {
    Register.CUSTOMERS: ListKind.CUSTOMERS,
    Register.VEHICLES: ListKind.VEHICLES,
    Register.ARTICLES: ListKind.ARTICLES,
}
Then = Callable[[Any], None]
MakeCard = Callable[[RegisterKind[Any]], RegisterCard]


class ListOpener(QObject):
    """Keeps one window per open list, and refreshes them when the store has changed."""

    payment_tab_requested = Signal()
    """Show the payment requests of the order on the screen."""
    reported = Signal(str, object)
    """A message for the order window, and its mood."""
    document_requested = Signal(int)
    """Show the invoice with this number."""

    order_chosen = Signal(int)
    """Show the order with this number."""

    def __init__(
        self, parent: QWidget, background: Background, workstation: Workstation, services: "CounterServices"
    ) -> None:
        super().__init__(parent)
        self._parent = parent
        self._background = background
        self._workstation = workstation
        self._services = services
        self._open: list[ListWindow] = []

    def open_orders(self, number: int = 0, view: View = View.ALL) -> ListWindow:
        """The list of orders, at the order with this number; the chosen one comes on the screen."""
        window = self.show(ListKind.ORDERS, at=number or None, view=view, links=self.links_of)
        window.taken.connect(lambda row: self.order_chosen.emit(int(str(identity_of(row)))))
        return window

    def open_register(self, register: Register, text: str = "", then: Then | None = None) -> ListWindow:
        """Open a register; `then` receives the taken entry. Without `then` a taken entry is edited."""
        tools = (
            Tool("&Ny (F3)", "F3", lambda _row: self._create(register, window)),
            Tool("Ä&ndra (F2)", "F2", lambda row: self._change(register, row, window)),
        )
        window: ListWindow = self.show(LISTS[register], tools=tools)
        take = then or (lambda entry: self._edit(register, entry, None))
        window.taken.connect(lambda row: self._fetch(register, row, take))
        window.header.search.setText(text)
        window.header.search.selectAll()
        window.header.search.setFocus()
        return window

    def show(self, kind: ListKind, *, lists: "ListService | None" = None, **how: Any) -> ListWindow:  # noqa: ANN401 – as the window takes it
        """Open a list window, of the counter's lists or of other lists."""
        services = self._services
        service, exports = lists or services.lists, services.exports.over(lists) if lists else services.exports
        window = ListWindow(kind, service, self._background, self._workstation, self._parent, exports=exports, **how)
        remember_geometry(window, self._workstation, f"lists/{kind.value}/place")
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        window.finished.connect(lambda _result: self._open.remove(window))
        self._open.append(window)
        window.open()
        return window

    @property
    def front(self) -> QWidget:
        """The topmost list window, or the order window: the parent for new windows."""
        return self._open[-1] if self._open else self._parent

    def show_message(self, text: str, mood: Mood) -> None:
        """Show a message in the topmost list window, else in the order window."""
        if self._open:
            self._open[-1].strip.show_message(text, mood)
        else:
            self.reported.emit(text, mood)

    def show_error(self, error: MpayError) -> None:
        """Show a known error as a message."""
        self.show_message(str(error), Mood.BAD)

    def show_order(self, number: int) -> None:
        """Close all lists and return to the order window."""
        for window in list(self._open):
            window.close()
        self.order_chosen.emit(number)

    def refresh(self) -> None:
        """The store has changed: refresh all open lists."""
        for window in self._open:
            window.refresh()

    # -- links of an order's row

    def links_of(self, row: ListRow) -> Sequence[Link]:
        """The records related to an order's row: customer, vehicle, payment requests and invoice."""
        number, plate = str(row.values["customer_number"] or ""), str(row.values["registration"] or "")
        links = []
        if number:
            links.append(Link(f"Kund {number}", lambda: self._edit_by(Register.CUSTOMERS, number)))
        if plate:
            links.append(Link(f"Fordon {plate}", lambda: self._edit_by(Register.VEHICLES, plate)))
        if row.values["sms_sent_at"]:
            links.append(Link("Betalnings-SMS", lambda: self._show_requests(int(str(identity_of(row))))))
        if row.values.get("invoice_number"):
            invoice = int(str(row.values["invoice_number"]))
            links.append(Link(f"Faktura {invoice}", lambda: self.document_requested.emit(invoice)))
        return links

    def _show_requests(self, number: int) -> None:
        self.show_order(number)
        self.payment_tab_requested.emit()

    def _edit_by(self, register: Register, number: str) -> None:
        self._read(register, number, lambda entry: self._edit(register, entry, None))

    # -- entries of a register

    def _fetch(self, register: Register, row: ListRow, then: Then) -> None:
        self._read(register, str(identity_of(row)), then)

    def _change(self, register: Register, row: ListRow | None, window: ListWindow) -> None:
        if row is not None:
            self._fetch(register, row, lambda entry: self._edit(register, entry, window))

    def _read(self, register: Register, number: str, then: Then) -> None:
        service = self._services.registers
        self._background.run(lambda: entry_of(service, register, number), lambda found: self._found(found, then))

    def _found(self, entry: object, then: Then) -> None:
        if entry is None:
            self._background.failed.emit(MpayError("Posten finns inte i registret."))
        else:
            then(entry)

    def _create(self, register: Register, window: ListWindow) -> None:
        """Open the card of a new entry; what was searched for without a hit is filled in."""
        typed = "" if window.model.rowCount() or window.reader.is_opening else window.header.search.text()
        self._open_card(register, lambda kind: RegisterCard(kind, kind.named(typed), self.front, is_new=True), window)

    def _edit(self, register: Register, entry: object, window: ListWindow | None) -> None:
        """Open the card of an entry; `window` is the list that it was chosen in, if it was chosen in its register."""
        self._open_card(register, lambda kind: RegisterCard(kind, entry, self.front), window)

    def _open_card(self, register: Register, make: MakeCard, window: ListWindow | None) -> None:
        """The card of an article offers the setting's VAT rates."""
        rates = self._services.registers.vat_rates

        def show(found: Sequence[int]) -> None:
            kind = kind_of(register, found)
            card = make(kind)
            card.save_requested.connect(lambda typed: self._store(card, typed, kind.key(typed), window))
            card.open()

        self._background.run(rates, show)

    def _store(self, card: RegisterCard, entry: Any, key: str, window: ListWindow | None) -> None:  # noqa: ANN401 – of any register
        service = self._services.registers
        self._background.run(
            lambda: service.add(entry) if card.is_new else service.put(entry),
            lambda _: self._on_stored(card, key, window),
            refused=card.show_error,
            on_error=card.end_storing,
            lane=Lane.CHANGING,
        )

    def _on_stored(self, card: RegisterCard, key: str, window: ListWindow | None) -> None:
        """The list shows what was stored, so that Enter takes it and no other."""
        card.accept()
        for each in self._open:
            if each is window:
                each.show_entry(key)
            else:
                each.refresh()


def entry_of(service: "RegisterService", register: Register, number: str) -> object:
    """The entry with this number, or None."""
    if register is Register.CUSTOMERS:
        return service.customer(number)
    if register is Register.ARTICLES:
        return service.article(number)
    found = service.vehicle(number)
    return found.vehicle if found else None
