"""Arkiv → Inställningar: opens the settings, the guide and the question for a secret, and reports changes."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from promeister_mpay.errors import StoreLogin
from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.common.background import Background
from promeister_mpay.ui.common.dialogs import ask
from promeister_mpay.ui.common.message_strip import Mood
from promeister_mpay.ui.common.workstation import Workstation
from promeister_mpay.ui.shell.window_frame import WindowFrame

if TYPE_CHECKING:
    from promeister_mpay.services.counter import CounterServices
    from promeister_mpay.services.payments.connection import ConnectionService
    from promeister_mpay.services.settings import Settings
    from promeister_mpay.services.startup import StartService
    from promeister_mpay.ui.settings.dialog_factory import SettingsContext
    from promeister_mpay.ui.settings.secret_dialog import Question

A = ActionName
STARTING = "Programmet startar"
RESTART = "Drift eller databas är ändrad. Det gäller från nästa start.\n\nStarta om programmet nu?"
IN_TRAINING = "I övningsläget behövs ingen guide"
GUIDED = "guide_shown"
SAVED = "Inställningarna är sparade."
CONNECTED = "Verkstaden är ansluten till Resurs."
STILL_WANTED = "Hemligheten för Resurs behövs för mobilbetalning. Ange den i Arkiv → Inställningar → Resurs."


class SettingsActions(QObject):
    """Opens the dialogs, all of which are imported when they are first wanted."""

    changed = Signal(object)
    """The settings as they are now: at the beginning, and after each change."""
    connected = Signal()
    """The account at Resurs may be another one now."""
    import_wanted = Signal()
    restart_wanted = Signal()
    store_wanted = Signal()
    """The store's password is known now, so it can be opened."""

    def __init__(
        self, frame: WindowFrame, workstation: Workstation, background: Background, who: Callable[[], str]
    ) -> None:
        super().__init__(frame)
        self._frame = frame
        self._workstation = workstation
        self._background = background
        self._who = who
        self._start: StartService | None = None
        self._counter: CounterServices | None = None
        frame.actions_of_window.on(A.SETTINGS, self.open)
        frame.actions_of_window.on(A.GUIDE, self.open_guide)
        for name in (A.SETTINGS, A.GUIDE):
            frame.actions_of_window.allow(name, STARTING)

    def begin_start(self, start: "StartService") -> None:
        """How the program starts can be looked at and changed, also while the store cannot be opened."""
        self._start = start

    def begin(self, counter: "CounterServices") -> None:
        """The services are there."""
        self._counter = counter
        self._frame.actions_of_window.allow(A.SETTINGS)
        self._background.run(counter.settings.load, lambda read: self.changed.emit(read[0]))
        self._frame.actions_of_window.allow(A.GUIDE, "" if counter.connection else IN_TRAINING)
        if counter.connection is not None and not self._workstation.kept(GUIDED):
            self._background.run(counter.settings.is_untouched, self._welcome)
        if counter.connection is not None and counter.connection.wants_secret:
            self._ask_secret(counter.connection)

    def cannot_begin(self, error: Exception) -> None:
        """The store cannot be opened; if that is for its password, ask for it."""
        self._frame.actions_of_window.allow(A.SETTINGS)
        if isinstance(error, StoreLogin) and self._start is not None:
            self._ask_password(self._start, str(error))

    # -- the dialog

    def offer(self, why: str, name: str) -> None:
        """Say why a setting is wanted, and show it in its field if the user says so."""
        if ask(self._frame, "Inställningar", f"{why}\n\nÖppna inställningarna nu?", yes="&Öppna", no="&Senare"):
            self.open(name=name)

    def open(self, title: str = "", name: str = "") -> None:
        """Show the settings at the page with this title, or with the focus in the field of a setting."""
        context = self._workplace()
        if context is None:
            return
        from promeister_mpay.ui.settings.dialog_factory import build_dialog

        dialog = build_dialog(context, self._frame)
        dialog.saved.connect(self._on_saved)
        dialog.import_wanted.connect(self.import_wanted)
        if name:
            dialog.show_setting(name)
        else:
            dialog.show_page(title)
        dialog.open()

    def _workplace(self) -> "SettingsContext | None":
        from promeister_mpay.ui.settings.dialog_factory import SettingsContext

        if self._start is None:
            return None
        return SettingsContext(self._start, self._workstation, self._background, self._who, self._counter)

    def _on_saved(self, settings: "Settings", warning: str, needs_restart: bool) -> None:  # noqa: FBT001 – a signal's
        self._frame.strip.show_message(warning or SAVED, Mood.BAD if warning else Mood.GOOD)
        if self._counter is not None:
            self.changed.emit(settings)
            self.connected.emit()
        if needs_restart and ask(self._frame, "Inställningar", RESTART, yes="&Starta om", no="S&enare"):
            self.restart_wanted.emit()

    # -- the guide

    def _welcome(self, is_untouched: bool) -> None:  # noqa: FBT001 – what was asked
        self._workstation.keep(GUIDED, "1")
        if is_untouched:
            self.open_guide()

    def open_guide(self) -> None:
        """Show the guide for a new workshop's first settings."""
        context = self._workplace()
        if context is None:
            return
        from promeister_mpay.ui.settings.guide import GuideDialog

        dialog = GuideDialog(context, self._frame)
        dialog.saved.connect(self._on_saved)
        dialog.import_wanted.connect(self.import_wanted)
        dialog.open()

    # -- what the keyring does not have

    def _ask_secret(self, connection: "ConnectionService") -> None:
        from promeister_mpay.ui.settings.secret_dialog import Question

        self._ask(
            Question(
                "Hemligheten för Resurs",
                f"{connection.wants_secret}\n\nSkriv hemligheten som hör till verkstadens konto hos Resurs, så att "
                "betalnings-SMS kan skickas och betalningar ses. Ordern kan användas under tiden.",
                "Hemlighet",
                lambda secret: connection.give_secret(secret, who=self._who()),
            ),
            self._on_connected,
            given_up=lambda: self._frame.strip.show_message(STILL_WANTED, Mood.BAD),
        )

    def _on_connected(self, warning: str) -> None:
        self._frame.strip.show_message(warning or CONNECTED, Mood.BAD if warning else Mood.GOOD)
        self.connected.emit()

    def _ask_password(self, start: "StartService", why: str) -> None:
        from promeister_mpay.ui.settings.secret_dialog import Question

        self._ask(
            Question(
                "Lösenordet till databasen",
                f"{why}\n\nSkriv lösenordet till {start.running.store_url}.",
                "Lösenord",
                start.give_password,
            ),
            self._on_password,
        )

    def _on_password(self, warning: str) -> None:
        self._frame.strip.clear_message()
        if warning:
            self._frame.strip.show_message(warning, Mood.BAD)
        self.store_wanted.emit()

    def _ask(
        self,
        question: "Question",
        given: Callable[[str], object],
        given_up: Callable[[], object] = lambda: None,
    ) -> None:
        from promeister_mpay.ui.settings.secret_dialog import SecretDialog

        dialog = SecretDialog(question, self._background, self._frame)
        dialog.given.connect(given)
        dialog.rejected.connect(given_up)
        dialog.show()
