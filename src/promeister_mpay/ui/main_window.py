"""The order window: connects its parts to each other and to the services."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from promeister_mpay.domain.lists.query import View
from promeister_mpay.domain.registers.kinds import Register
from promeister_mpay.errors import MpayError
from promeister_mpay.ui.books.credit_actions import CreditActions
from promeister_mpay.ui.books.list_actions import BookListActions
from promeister_mpay.ui.books.posting_actions import PostingActions
from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.common.background import Background
from promeister_mpay.ui.common.message_strip import Mood
from promeister_mpay.ui.common.saved_geometry import remember_columns, remember_geometry, restore_geometry
from promeister_mpay.ui.common.workstation import Workstation
from promeister_mpay.ui.documents.printing import Printing
from promeister_mpay.ui.help.actions import HelpActions
from promeister_mpay.ui.lists.opener import ListOpener
from promeister_mpay.ui.maintenance.actions import MaintenanceActions
from promeister_mpay.ui.order.actions import OrderActions
from promeister_mpay.ui.order.billing_tab import BillingTab
from promeister_mpay.ui.order.busy import BusyOrders
from promeister_mpay.ui.order.editor import OrderEditor
from promeister_mpay.ui.order.lookup import RegisterLookup
from promeister_mpay.ui.order.navigator import OrderNavigator
from promeister_mpay.ui.payments.actions import PaymentActions
from promeister_mpay.ui.payments.band_text import band_for
from promeister_mpay.ui.payments.gateway_monitor import GatewayMonitor
from promeister_mpay.ui.payments.messages import change_message
from promeister_mpay.ui.payments.tabs import events_table, payment_rows, requests_table
from promeister_mpay.ui.payments.training_phone import TrainingPhone
from promeister_mpay.ui.payments.watch import Watch
from promeister_mpay.ui.registers.import_dialog import ImportDialog
from promeister_mpay.ui.settings.actions import SettingsActions
from promeister_mpay.ui.settlement.actions import SettlementActions
from promeister_mpay.ui.shell.closing import Closing
from promeister_mpay.ui.shell.counts import VIEWS, ViewCounts
from promeister_mpay.ui.shell.notifications import Notifications
from promeister_mpay.ui.shell.window_frame import WindowFrame, icon
from promeister_mpay.ui.shell.workstation_dialog import WorkstationDialog
from promeister_mpay.ui.startup.crash_box import CrashBox

if TYPE_CHECKING:
    from promeister_mpay.services.counter import CounterServices
    from promeister_mpay.services.orders.service import OrderCard
    from promeister_mpay.services.payments.service import Change

A = ActionName


class MainWindow(QObject):
    """What the window does. It is made behind the frame, and begins when the services are there."""

    def __init__(self, frame: WindowFrame, workstation: Workstation) -> None:
        super().__init__(frame)
        self.frame = frame
        self.workstation = workstation
        self.page = frame.page
        self.band = frame.band
        self.strip = frame.strip
        self.status_line = frame.status_line
        self.actions_of_window = frame.actions_of_window
        self.background = Background(self)
        self.editor = OrderEditor(self.page, self.background, lambda: workstation.clerk)
        self.navigator = OrderNavigator(self.page, self.editor, self.background)
        self.lists = ListOpener(frame, self.background, workstation)
        self.filling = RegisterLookup(self.page, self.editor, self.background, self.lists)
        self.order_actions = OrderActions(
            self.page, self.navigator, self.filling, self.actions_of_window, lists=self.lists
        )
        self.settings = SettingsActions(frame, workstation, self.background, self.editor.who)
        self.counts = ViewCounts(frame.navigation, self.background, self)
        self.work = BusyOrders(self.page, self.editor, self.strip)
        self.payment_actions = PaymentActions(
            self.page, self.editor, self.actions_of_window, self.background, work=self.work
        )
        self.printing = Printing(frame, self.background, workstation, strip=self.strip)
        self.bookkeeping = PostingActions(
            self.page, self.editor, self.actions_of_window, self.background, work=self.work, printing=self.printing
        )
        self.books = BookListActions(self.lists, self.background, self.actions_of_window, workstation)
        self.settlement = SettlementActions(frame, self.navigator, self.background, lambda: workstation.clerk)
        self.crediting = CreditActions(
            self.payment_actions, self.editor, self.actions_of_window, self.background, work=self.work
        )
        self.watch = Watch(self.background, self)
        self.gateway_state = GatewayMonitor(self.status_line, self.background, self)
        self.notices = Notifications(frame, icon())
        self.help = HelpActions(frame, self.actions_of_window)
        self.crash_box = CrashBox(frame)
        self.closing = Closing(frame, self.editor, self.background, workstation)
        self.maintenance = MaintenanceActions(
            frame, self.actions_of_window, self.background, workstation, closing=self.closing
        )
        self.billing = BillingTab(self.page.tabs)
        self.requests = requests_table(self.page.tabs)
        self.events = events_table(self.page.tabs)
        self.phone: TrainingPhone | None = None
        self.counter: CounterServices | None = None
        self._warning = ""
        self._fill()
        self._connect()
        self._choose()

    def _fill(self) -> None:
        self.frame.setWindowIcon(icon())
        self.frame.fill_menus()
        self.page.fill_tab("Fakturering", self.billing)
        self.page.fill_tab("Mobilbetalning", self.requests)
        self.page.fill_tab("Händelser", self.events)
        remember_columns(self.requests, self.workstation, "requests")
        remember_columns(self.events, self.workstation, "events")
        remember_columns(self.billing.documents, self.workstation, "documents")

    def _connect(self) -> None:
        self.frame.escaped.connect(self._on_escaped)
        self.editor.card_shown.connect(self._show_card)
        self.editor.refreshed.connect(self._show_card)
        self.editor.refreshed.connect(lambda _: self.refresh_lists())
        self.editor.dirty_changed.connect(self.frame.setWindowModified)
        for complaining in (self.editor, self.page, self.order_actions, self.navigator):
            complaining.complained.connect(lambda text, _field: self.strip.show_message(text, Mood.BAD))
        self.order_actions.reported.connect(lambda text: self.strip.show_message(text, Mood.GOOD))
        self.actions_of_window.refused.connect(lambda why: self.strip.show_message(f"{why}.", Mood.BAD))
        self.background.failed.connect(self.show_error)
        self.maintenance.reported.connect(self.strip.show_result)
        self.crash_box.repeated.connect(lambda text: self.strip.show_message(text, Mood.BAD))
        self.watch.changed.connect(self._on_change)
        self.lists.document_wanted.connect(self.bookkeeping.show_document)
        self.lists.reported.connect(self.strip.show_message)
        self.lists.order_chosen.connect(self.navigator.open)
        self.lists.requests_wanted.connect(lambda: self.page.show_tab("Mobilbetalning"))
        self.watch.polled.connect(self.gateway_state.show_last_call)
        self.gateway_state.clock_is_wrong.connect(lambda text: self.strip.show_message(text, Mood.BAD))
        self.settlement.booked.connect(self.editor.reload)
        self.billing.document_wanted.connect(self.bookkeeping.show_document)
        self.payment_actions.called.connect(self.gateway_state.show_last_call)
        self.payment_actions.called.connect(self.watch.poll)
        self.settings.changed.connect(lambda settings: self.page.follow(settings.rounds))
        self.bookkeeping.setting_wanted.connect(self.settings.offer)
        self.settings.connected.connect(self.gateway_state.ask)
        self.settings.import_wanted.connect(self._import)

    def _choose(self) -> None:
        on = self.actions_of_window.on
        on(A.REGISTERS_CUSTOMERS, lambda: self.lists.open_register(Register.CUSTOMERS))
        on(A.REGISTERS_VEHICLES, lambda: self.lists.open_register(Register.VEHICLES))
        on(A.REGISTERS_ARTICLES, lambda: self.lists.open_register(Register.ARTICLES))
        for name, view in VIEWS.items():
            on(name, partial(self._list, view))
        on(A.IMPORT, self._import)
        on(A.WORKSTATION, self._ask_workstation)
        on(A.QUIT, self.frame.close)
        on(A.PHONE, self.show_phone)
        on(A.TO_TREE, self.frame.navigation.setFocus)
        on(A.TO_CARD, self.page.first_field)

    # -- beginning

    def begin(self, counter: "CounterServices") -> None:
        """The services are there: everything works from now on."""
        self.counter = counter
        self._warning = counter.warning
        self.payment_actions.begin(counter.payments)
        self.bookkeeping.begin(counter)
        self.crediting.begin(counter.bookkeeping)
        self.settlement.begin(counter)
        self.filling.begin(counter.registers)
        self.lists.begin(counter)
        self.books.begin(counter)
        self.counts.begin(counter.lists)
        self.settings.begin(counter)
        self.navigator.begin(counter.orders)
        self.editor.begin(counter.orders)
        self.watch.begin(counter.payments)
        self.gateway_state.begin(counter.payments)
        if self.editor.card is None:
            self.navigator.open_last(self.workstation.last_order)
        else:
            self.editor.reload()

    def cannot_begin(self, error: Exception) -> None:
        """Store or gateway cannot be opened: say so and stay, with everything that needs them off."""
        self.show_error(error)
        self.status_line.show_gateway("ej startad", str(error))
        self.settings.cannot_begin(error)

    # -- what is shown

    def _show_card(self, card: "OrderCard") -> None:
        order = card.order
        self.band.show_band(band_for(card))
        self.billing.show_card(card)
        self.requests.rows.set_rows(payment_rows(card.requests))
        self.events.rows.set_rows(card.events)
        self.frame.show_title(order.number, order.customer_name)
        if order.number:
            self.workstation.last_order = order.number
        if self._warning:
            # Not before an order is shown: that takes away what was said of the one before.
            self.strip.show_message(self._warning, Mood.BAD)
            self._warning = ""

    def _on_change(self, change: "Change") -> None:
        if self.editor.card is not None and self.editor.card.order.number == change.after.order_number:
            self.editor.reload()
        self.refresh_lists()
        notice = change_message(change)
        if notice is not None:
            text, mood = notice
            self.strip.show_message(text, mood)
            self.notices.notify("Mobilbetalning", text)

    def _list(self, view: View) -> None:
        self.lists.open_orders(self.navigator.number, view)

    def refresh_lists(self) -> None:
        """An order has changed: refresh the open lists and the counts in the tree."""
        self.lists.refresh()
        self.counts.refresh()

    def show_error(self, error: Exception) -> None:
        """Show a known error in the strip; pass anything else, a bug, to the crash box."""
        if isinstance(error, MpayError):
            self.strip.show_message(str(error), Mood.BAD)
        else:
            self.crash_box.show(error)

    def _on_escaped(self) -> None:
        """The first Esc hides the message, the next one moves the focus out of the order."""
        if self.strip.isVisible():
            self.strip.clear_message()
        else:
            self.frame.navigation.setFocus()

    # -- windows beside it

    def show_phone(self) -> None:
        """Show the Övningstelefon (training only)."""
        if self.counter is None or self.counter.phone is None:
            return
        if self.phone is None:
            self.phone = phone = TrainingPhone(self.counter.phone, self.background, self.frame)
            restore_geometry(phone, self.workstation, "phone/place")
            self.closing.left.connect(lambda: self.workstation.keep_place("phone/place", phone.saveGeometry()))
        self.phone.show()
        self.phone.raise_()

    def _import(self) -> None:
        if self.counter is not None:
            dialog = ImportDialog(self.counter.imports, self.background, lambda: self.workstation.clerk, self.frame)
            remember_geometry(dialog, self.workstation, "import/place")
            dialog.imported.connect(self.navigator.reload_or_last)
            dialog.open()

    def _ask_workstation(self) -> None:
        dialog = WorkstationDialog(self.workstation, self.frame)
        dialog.accepted.connect(
            lambda: self.status_line.show_workstation(self.workstation.counter, self.workstation.clerk)
        )
        dialog.open()
