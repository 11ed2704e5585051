"""The order window with the services of a counter: makes the parts that need them, and connects them to each other."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from promeister_mpay.domain.lists.query import View
from promeister_mpay.domain.registers.kinds import Register
from promeister_mpay.ui.books.credit_actions import CreditActions
from promeister_mpay.ui.books.list_actions import BookListActions
from promeister_mpay.ui.books.posting_actions import PostingActions
from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.common.message_strip import Mood
from promeister_mpay.ui.common.saved_geometry import remember_geometry, restore_geometry
from promeister_mpay.ui.documents.printing import Printing
from promeister_mpay.ui.lists.opener import ListOpener
from promeister_mpay.ui.main_window import MainWindow
from promeister_mpay.ui.order.actions import OrderActions
from promeister_mpay.ui.order.busy import BusyOrders
from promeister_mpay.ui.order.editor import OrderEditor
from promeister_mpay.ui.order.functions import OrderContext
from promeister_mpay.ui.order.lookup import RegisterLookup
from promeister_mpay.ui.order.navigator import OrderNavigator
from promeister_mpay.ui.order.scanned_articles import ScannedArticles
from promeister_mpay.ui.payments.actions import PaymentActions
from promeister_mpay.ui.payments.gateway_monitor import GatewayMonitor
from promeister_mpay.ui.payments.messages import change_message
from promeister_mpay.ui.payments.search_actions import PaymentSearchActions
from promeister_mpay.ui.payments.training_phone import TrainingPhone
from promeister_mpay.ui.payments.watch import Watch
from promeister_mpay.ui.registers.import_dialog import ImportDialog
from promeister_mpay.ui.registers.personal_data_actions import PersonalDataActions
from promeister_mpay.ui.settings.actions import SettingsActions
from promeister_mpay.ui.settlement.actions import SettlementActions
from promeister_mpay.ui.shell.counts import VIEWS, ViewCounts
from promeister_mpay.ui.shell.notifications import Notifications
from promeister_mpay.ui.shell.window_frame import icon

if TYPE_CHECKING:
    from promeister_mpay.services.counter import CounterServices
    from promeister_mpay.services.orders.service import OrderCard
    from promeister_mpay.services.payments.service import Change

A = ActionName


class CounterWindow(QObject):
    """Everything in the window that needs the store. `first` is the card of the order to begin with."""

    def __init__(self, main: MainWindow, services: "CounterServices", first: "OrderCard") -> None:
        super().__init__(main.frame)
        self.main = main
        self.frame = main.frame
        self.workstation = main.workstation
        self.page = main.page
        self.strip = main.strip
        self.actions_of_window = main.actions_of_window
        self.background = main.background
        self.services = services
        self.strip.clear_message()
        self.actions_of_window.accept_store_functions()
        self._make_order_parts(first)
        self._make_book_parts()
        self._make_watching_parts()
        self._connect_order()
        self._connect_rest()
        self._choose()
        main.show_card(self.editor.card)
        if services.warning:
            self.strip.show_message(services.warning, Mood.BAD)

    # -- the parts

    def _make_order_parts(self, first: "OrderCard") -> None:
        frame, page, background, services = self.frame, self.page, self.background, self.services
        self.editor = OrderEditor(page, background, self._who, orders=services.orders, first=first)
        self.main.unsaved.hand_over(self.editor)
        self.navigator = OrderNavigator(page, self.editor, background, services.orders)
        self.lists = ListOpener(frame, background, self.workstation, services)
        self.lookup = RegisterLookup(page, self.editor, background, self.lists, registers=services.registers)
        self.scanned = ScannedArticles(page, background, registers=services.registers)
        self.order_actions = OrderActions(
            page, self.navigator, self.lookup, self.actions_of_window, rows=self.main.rows, lists=self.lists
        )
        self.busy = BusyOrders(page, self.editor, self.strip)

    def _make_book_parts(self) -> None:
        services, background, workstation = self.services, self.background, self.workstation
        context = OrderContext(self.page, self.editor, self.actions_of_window, background, self.busy)
        self.printing = Printing(self.frame, background, workstation, strip=self.strip)
        self.payment_actions = PaymentActions(context, services.payments)
        self.posting = PostingActions(context, services, self.printing)
        # Nobody calls these two; their parents in Qt keep them.
        CreditActions(context, services.bookkeeping, self.payment_actions)
        BookListActions(self.lists, background, self.actions_of_window, workstation, services=services)
        self.payment_search = PaymentSearchActions(
            self.frame, self.navigator, background, self._who, payments=services.payments
        )
        self.settlement = SettlementActions(
            self.frame, self.navigator, background, self._who, services=services, search=self.payment_search
        )

    def _make_watching_parts(self) -> None:
        services, background = self.services, self.background
        self.settings = SettingsActions(self.frame, self.main.start_settings, services)
        self.counts = ViewCounts(self.frame.navigation, background, self, services.lists)
        self.watch = Watch(background, self, services.payments)
        self.gateway_monitor = GatewayMonitor(self.frame.status_line, background, self, services.payments)
        self.notifications = Notifications(self.frame, icon())
        if services.phone is not None:
            self._add_phone(TrainingPhone(services.phone, background, self.frame))

    def _add_phone(self, phone: TrainingPhone) -> None:
        """Training only."""
        restore_geometry(phone, self.workstation, "phone/place")
        self.main.closing.left.connect(lambda: self.workstation.keep_place("phone/place", phone.saveGeometry()))
        self.actions_of_window.on(A.PHONE, phone.come_forward)

    def _who(self) -> str:
        return self.workstation.clerk

    # -- how they are connected

    def _connect_order(self) -> None:
        self.editor.card_shown.connect(self.main.show_card)
        self.editor.refreshed.connect(self.main.show_card)
        self.editor.refreshed.connect(lambda _: self.refresh_lists())
        for refusing in (self.editor, self.order_actions, self.navigator, self.scanned):
            refusing.refused.connect(lambda text: self.strip.show_message(text, Mood.BAD))
        self.lists.document_requested.connect(self.posting.show_document)
        self.lists.reported.connect(self.strip.show_message)
        self.lists.order_chosen.connect(self.navigator.open)
        self.lists.payment_tab_requested.connect(lambda: self.page.show_tab("Mobilbetalning"))
        self.main.billing.document_requested.connect(self.posting.show_document)
        self.settlement.booked.connect(self.editor.reload)

    def _connect_rest(self) -> None:
        self.watch.changed.connect(self._on_change)
        self.watch.polled.connect(self.gateway_monitor.show_last_call)
        self.gateway_monitor.clock_is_wrong.connect(lambda text: self.strip.show_message(text, Mood.BAD))
        self.payment_actions.called.connect(self.gateway_monitor.show_last_call)
        self.payment_actions.called.connect(self.watch.poll)
        self.payment_search.called.connect(self.gateway_monitor.show_last_call)
        self.payment_search.taken_up.connect(self._on_taken_up)
        self.posting.setting_requested.connect(self.settings.offer)
        self.settings.changed.connect(lambda settings: self.page.follow(settings.rounds))
        self.settings.connected.connect(self.gateway_monitor.ask)
        self.settings.import_requested.connect(self._import)

    def _choose(self) -> None:
        on = self.actions_of_window.on
        on(A.REGISTERS_CUSTOMERS, lambda: self.lists.open_register(Register.CUSTOMERS))
        on(A.REGISTERS_VEHICLES, lambda: self.lists.open_register(Register.VEHICLES))
        on(A.REGISTERS_ARTICLES, lambda: self.lists.open_register(Register.ARTICLES))
        for name, view in VIEWS.items():
            on(name, partial(self._list, view))
        on(A.IMPORT, self._import)
        personal = PersonalDataActions(
            self.frame, self.actions_of_window, self.background, self._who, service=self.services.personal_data
        )
        personal.reported.connect(self.strip.show_result)
        personal.erased.connect(self.navigator.reload_or_newest)

    # -- what happens

    def _on_change(self, change: "Change") -> None:
        if self.editor.card.order.number == change.after.order_number:
            self.editor.reload()
        self.refresh_lists()
        message = change_message(change)
        if message is not None:
            text, mood = message
            self.strip.show_message(text, mood)
            self.notifications.notify("Mobilbetalning", text)

    def _on_taken_up(self, order_number: int) -> None:
        if self.editor.card.order.number == order_number:
            self.editor.reload()
        self.refresh_lists()
        self.watch.poll()

    def _list(self, view: View) -> None:
        self.lists.open_orders(self.navigator.number, view)

    def refresh_lists(self) -> None:
        """An order has changed: refresh the open lists and the counts in the tree."""
        self.lists.refresh()
        self.counts.refresh()

    def _import(self) -> None:
        dialog = ImportDialog(self.services.imports, self.background, self._who, self.frame)
        remember_geometry(dialog, self.workstation, "import/place")
        dialog.imported.connect(self.navigator.reload_or_newest)
        dialog.open()
