"""Arkiv → Inställningar: opens the settings, the guide and the question for a secret, and reports changes."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.common.background import Lane
from promeister_mpay.ui.common.dialogs import ask
from promeister_mpay.ui.common.message_strip import Mood
from promeister_mpay.ui.settings.context import SettingsContext
from promeister_mpay.ui.settings.start_settings import StartSettings
from promeister_mpay.ui.shell.window_frame import WindowFrame

if TYPE_CHECKING:
    from promeister_mpay.services.counter import CounterServices
    from promeister_mpay.services.payments.connection import ConnectionService
    from promeister_mpay.services.settings import Settings

A = ActionName
IN_TRAINING = "I övningsläget behövs ingen guide"
GUIDED = "guide_shown"
CONNECTED = "Verkstaden är ansluten till Resurs."
NOT_CONNECTED = "Hemligheten för Resurs behövs för mobilbetalning. Ange den i Arkiv → Inställningar → Resurs."


class SettingsActions(QObject):
    """Opens the dialogs, all of which are imported when they are first opened."""

    changed = Signal(object)
    """The settings as they are now: at the beginning, and after each change."""
    connected = Signal()
    """The account at Resurs may be another one now."""
    import_requested = Signal()

    def __init__(self, frame: WindowFrame, start_settings: StartSettings, services: "CounterServices") -> None:
        super().__init__(frame)
        self._frame = frame
        self._start_settings = start_settings
        self._context = SettingsContext(start_settings.context, services)
        self._workstation = start_settings.context.workstation
        self._background = start_settings.context.background
        frame.actions_of_window.on(A.SETTINGS, self.open)
        frame.actions_of_window.on(A.GUIDE, self.open_guide)
        frame.actions_of_window.allow(A.GUIDE, "" if services.connection else IN_TRAINING)
        self._background.run(services.settings.load, lambda read: self.changed.emit(read[0]))
        if services.connection is not None:
            self._begin_connected(services, services.connection)

    def _begin_connected(self, services: "CounterServices", connection: "ConnectionService") -> None:
        if not self._workstation.kept(GUIDED):
            self._background.run(services.settings.is_untouched, self._welcome)
        self._background.run(connection.begin_once, lambda _: self._on_begun(connection), lane=Lane.LONG)

    def _on_begun(self, connection: "ConnectionService") -> None:
        if connection.wants_secret:
            self._ask_secret(connection)

    # -- the dialog

    def offer(self, why: str, name: str) -> None:
        """Say why a setting must be filled in, and show it in its field if the user says so."""
        if ask(self._frame, "Inställningar", f"{why}\n\nÖppna inställningarna nu?", yes="&Öppna", no="&Senare"):
            self.open(name=name)

    def open(self, title: str = "", name: str = "") -> None:
        """Show the settings at the page with this title, or with the focus in the field of a setting."""
        from promeister_mpay.ui.settings.dialog_factory import build_dialog

        dialog = build_dialog(self._context, self._frame)
        dialog.saved.connect(self._on_saved)
        dialog.import_requested.connect(self.import_requested)
        if name:
            dialog.show_setting(name)
        else:
            dialog.show_page(title)
        dialog.open()

    def _on_saved(self, settings: "Settings", warning: str, needs_restart: bool) -> None:  # noqa: FBT001 – a signal's
        self.changed.emit(settings)
        self.connected.emit()
        self._start_settings.on_saved(warning, needs_restart)

    # -- the guide

    def _welcome(self, is_untouched: bool) -> None:  # noqa: FBT001 – what was asked
        self._workstation.keep(GUIDED, "1")
        if is_untouched:
            self.open_guide()

    def open_guide(self) -> None:
        """Show the guide for a new workshop's first settings."""
        from promeister_mpay.ui.settings.guide import GuideDialog

        dialog = GuideDialog(self._context, self._frame)
        dialog.saved.connect(self._on_saved)
        dialog.import_requested.connect(self.import_requested)
        dialog.open()

    # -- what the keyring does not have

    def _ask_secret(self, connection: "ConnectionService") -> None:
        from promeister_mpay.ui.settings.secret_dialog import Question, ask_secret

        who = self._context.local.who
        question = Question(
            "Hemligheten för Resurs",
            f"{connection.wants_secret}\n\nSkriv hemligheten som hör till verkstadens konto hos Resurs, så att "
            "betalnings-SMS kan skickas och betalningar ses. Ordern kan användas under tiden.",
            "Hemlighet",
            lambda secret: connection.give_secret(secret, who=who()),
        )
        ask_secret(question, self._background, self._frame, self._on_connected, given_up=self._on_given_up)

    def _on_given_up(self) -> None:
        self._frame.strip.show_message(NOT_CONNECTED, Mood.BAD)

    def _on_connected(self, warning: str) -> None:
        self._frame.strip.show_message(warning or CONNECTED, Mood.BAD if warning else Mood.GOOD)
        self.connected.emit()
