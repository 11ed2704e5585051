"""The order window without a store: what works from the first second on, and when the store cannot be opened."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from promeister_mpay.errors import MpayError, NeedsApproval, StoreLogin, StoreLost
from promeister_mpay.services.orders.service import OrderCard
from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.common.background import Background
from promeister_mpay.ui.common.message_strip import Mood
from promeister_mpay.ui.common.saved_geometry import remember_columns
from promeister_mpay.ui.common.workstation import Workstation
from promeister_mpay.ui.help.actions import HelpActions
from promeister_mpay.ui.maintenance.actions import MaintenanceActions
from promeister_mpay.ui.order.billing_tab import BillingTab
from promeister_mpay.ui.order.row_actions import RowActions
from promeister_mpay.ui.payments.band_text import band_for
from promeister_mpay.ui.payments.tabs import events_table, payment_rows, requests_table
from promeister_mpay.ui.settings.context import LocalContext
from promeister_mpay.ui.settings.start_settings import StartSettings
from promeister_mpay.ui.shell.closing import Closing
from promeister_mpay.ui.shell.unsaved_input import UnsavedInput
from promeister_mpay.ui.shell.window_frame import WindowFrame, icon
from promeister_mpay.ui.shell.workstation_dialog import WorkstationDialog
from promeister_mpay.ui.startup.crash_box import CrashBox

if TYPE_CHECKING:
    from promeister_mpay.services.maintenance.services import MaintenanceServices
    from promeister_mpay.services.startup import StartService

A = ActionName
logger = logging.getLogger(__name__)
STARTING = "Programmet startar …"


class MainWindow(QObject):
    """Connects the frame to what needs no store. `CounterWindow` is the rest; what is chosen of it before waits."""

    def __init__(self, frame: WindowFrame, workstation: Workstation, start: "StartService") -> None:
        super().__init__(frame)
        self.frame = frame
        self.workstation = workstation
        self.page = frame.page
        self.strip = frame.strip
        self.actions_of_window = frame.actions_of_window
        self.background = Background(self)
        self.background.ask_approval = self._ask_approval
        self.crash_box = CrashBox(frame)
        self.unsaved = UnsavedInput(frame)
        self.closing = Closing(frame, self.unsaved, self.background, workstation)
        self.rows = RowActions(self.page, self.actions_of_window)
        self.help = HelpActions(frame, self.actions_of_window)
        local = LocalContext(start, workstation, self.background, lambda: workstation.clerk)
        self.start_settings = StartSettings(frame, local)
        self.billing = BillingTab(self.page.tabs)
        self.requests = requests_table(self.page.tabs)
        self.events = events_table(self.page.tabs)
        self._maintenance: MaintenanceActions | None = None
        self._lost = ""
        self._fill()
        self._connect()
        if self.page.order is not None:
            self.show_card(OrderCard(self.page.order))

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
        self.background.failed.connect(self.show_error)
        self.actions_of_window.queued.connect(lambda: self.strip.show_message(STARTING, Mood.BUSY))
        self.actions_of_window.refused.connect(lambda why: self.strip.show_message(f"{why}.", Mood.BAD))
        for refusing in (self.page, self.rows):
            refusing.refused.connect(lambda text: self.strip.show_message(text, Mood.BAD))
        self.rows.reported.connect(lambda text: self.strip.show_message(text, Mood.GOOD))
        self.crash_box.repeated.connect(lambda text: self.strip.show_message(text, Mood.BAD))
        self.start_settings.restart_requested.connect(lambda: self.closing.save_then(self.closing.restart))
        for name, slot in (
            (A.WORKSTATION, self._ask_workstation),
            (A.QUIT, self.frame.close),
            (A.TO_TREE, self.frame.navigation.setFocus),
            (A.TO_CARD, self.page.first_field),
        ):
            self.actions_of_window.on(name, slot)

    def _ask_approval(self, error: NeedsApproval, again: Callable[[], object], given_up: Callable[[], object]) -> None:
        """Ask for the manager's code, on top of whatever is open."""
        from promeister_mpay.ui.settings.code_page import ask_code

        parent = QApplication.activeModalWidget() or self.frame
        ask_code(error, self.background, parent, again, given_up=given_up, who=lambda: self.workstation.clerk)

    # -- when there is more

    def add_maintenance(self, services: "MaintenanceServices") -> MaintenanceActions:
        """Connect the functions of maintenance, which work also when the store cannot be opened."""
        maintenance = MaintenanceActions(
            self.frame,
            self.actions_of_window,
            self.background,
            self.workstation,
            closing=self.closing,
            services=services,
        )
        maintenance.reported.connect(self.strip.show_result)
        self._maintenance = maintenance
        self._offer_restore()
        return maintenance

    def back_up_at_closing(self) -> None:
        """Make the copy of the closing, when the window is gone."""
        if self._maintenance is not None:
            self._maintenance.back_up_at_closing()

    def refuse_store(self, error: Exception) -> None:
        """The store cannot be opened: say so, stay, and refuse everything that needs it."""
        self.show_error(error)
        self.frame.status_line.show_gateway("ej startad", str(error))
        self.unsaved.cannot_be_saved()
        self.actions_of_window.refuse_store_functions(str(error).rstrip("."))
        self.actions_of_window.on(A.SETTINGS, self.start_settings.open)
        if isinstance(error, StoreLogin):
            self.start_settings.ask_password(str(error))
        if isinstance(error, StoreLost):
            self._lost = str(error)
            self._offer_restore()

    def _offer_restore(self) -> None:
        """Offer Återställ once the store is known to be lost and maintenance is there, whichever comes last."""
        if self._lost and self._maintenance is not None:
            why, self._lost = self._lost, ""
            self._maintenance.offer_restore(why)

    # -- what is shown

    def show_card(self, card: OrderCard) -> None:
        """Show in band, tabs and title what is known of the order on the page, and remember it for the next start."""
        order = card.order
        logger.info("order %d: shown: %s", order.number, order.status)
        self.frame.band.show_band(band_for(card))
        self.billing.show_card(card)
        self.requests.rows.set_rows(payment_rows(card.requests))
        self.events.rows.set_rows(card.events)
        self.frame.show_title(order.number, order.customer_name)
        if order.number:
            self.workstation.last_order = order.number

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

    def _ask_workstation(self) -> None:
        dialog = WorkstationDialog(self.workstation, self.frame)
        dialog.accepted.connect(
            lambda: self.frame.status_line.show_workstation(self.workstation.counter, self.workstation.clerk)
        )
        dialog.open()
