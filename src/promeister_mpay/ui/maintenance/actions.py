"""The daily copy of the store, Återställ… and Felsökningspaket…; they work also when the store does not open."""

import logging
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from promeister_mpay.errors import MpayError
from promeister_mpay.ui.common.actions import ActionName, Actions
from promeister_mpay.ui.common.background import Background, Lane
from promeister_mpay.ui.common.dialogs import ask
from promeister_mpay.ui.common.saved_geometry import remember_columns, remember_geometry
from promeister_mpay.ui.common.workstation import Workstation
from promeister_mpay.ui.shell.closing import Closing

if TYPE_CHECKING:
    from promeister_mpay.services.maintenance.backups import BackupService, Copy
    from promeister_mpay.services.maintenance.services import MaintenanceServices
    from promeister_mpay.ui.shell.window_frame import WindowFrame

logger = logging.getLogger(__name__)

A = ActionName
FIRST_AFTER = 60_000
AGAIN_AFTER = 30 * 60_000
"""Milliseconds from the start, and between looks: the program may be on for days."""
OFFER = "Öppna Återställ nu?"
BUSY = "Vänta tills det som pågår är klart, och återställ sedan."


class MaintenanceActions(QObject):
    """Daily copy, restore and support bundle. `reported` carries a message and whether it is good news."""

    reported = Signal(str, bool)

    def __init__(
        self,
        frame: "WindowFrame",
        actions: Actions,
        background: Background,
        workstation: Workstation,
        *,
        closing: Closing,
        services: "MaintenanceServices",
    ) -> None:
        super().__init__(frame)
        self._frame = frame
        self._background = background
        self._workstation = workstation
        self._closing = closing
        self._services = services
        self._stop = threading.Event()
        self._last_trouble = ""
        self._is_copying = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.back_up)
        closing.left.connect(self._stop.set)
        actions.on(A.RESTORE, self._restore)
        actions.on(A.SUPPORT, self._show_package)
        actions.on(A.ABOUT, self._show_about)
        # The first copy of the day comes when the start is over.
        self._timer.start(FIRST_AFTER)

    # -- the daily copy

    def back_up(self) -> None:
        """Make today's copy, unless there is one; and look again later."""
        backups = self._services.backups
        if not self._is_copying:
            self._is_copying = True
            self._background.run(
                lambda: backups.daily(cancelled=self._stop.is_set),
                self._on_backed_up,
                refused=self._on_not_backed_up,
                on_error=self._again,
                lane=Lane.LONG,
            )

    def back_up_at_closing(self) -> None:
        """Make the copy of the closing; the window is gone, so an error is logged, and told by the next daily copy."""
        try:
            self._services.backups.at_closing(cancelled=lambda: False)
        except MpayError as error:
            logger.warning("no copy was made at closing: %s", error)

    def _on_backed_up(self, made: "Copy | None") -> None:
        self._again()
        self._last_trouble = "" if made else self._last_trouble

    def _on_not_backed_up(self, error: MpayError) -> None:
        """Show the error once: the copy is tried again, and repeated messages would disturb the clerk."""
        if str(error) != self._last_trouble:
            self._last_trouble = str(error)
            self.reported.emit(f"Dagens säkerhetskopia kunde inte göras. {error}", False)  # noqa: FBT003 – Qt's signal

    def _again(self) -> None:
        self._is_copying = False
        self._timer.start(AGAIN_AFTER)

    # -- windows

    def _restore(self) -> None:
        backups = self._services.backups
        if self._background.tasks:
            self.reported.emit(BUSY, False)  # noqa: FBT003 – Qt's signal
        else:
            self._closing.save_then(lambda: self._open_restore(backups))

    def offer_restore(self, why: str) -> None:
        """Say why the store cannot be used, and open Återställ if the user says so."""
        backups = self._services.backups
        if backups.can_restore and ask(
            self._frame, "Databasen", f"{why}\n\n{OFFER}", yes="&Öppna Återställ", no="&Senare"
        ):
            self._open_restore(backups)

    def _open_restore(self, backups: "BackupService") -> None:
        from promeister_mpay.ui.maintenance.restore_dialog import RestoreDialog

        dialog = RestoreDialog(backups, self._background, self._workstation.clerk, self._frame)
        remember_geometry(dialog, self._workstation, "restore/place")
        remember_columns(dialog.copies, self._workstation, "copies")
        dialog.restoring.connect(self._closing.restart)
        dialog.open()

    def _show_package(self) -> None:
        from promeister_mpay.ui.maintenance.support_bundle_dialog import SupportBundleDialog

        dialog = SupportBundleDialog(self._services.support, self._background, self._frame)
        remember_geometry(dialog, self._workstation, "support/place")
        dialog.open()

    def _show_about(self) -> None:
        from promeister_mpay.ui.maintenance.about_dialog import AboutDialog

        dialog = AboutDialog(self._services.licences, self._background, self._frame)
        remember_geometry(dialog, self._workstation, "about/place")
        dialog.open()
