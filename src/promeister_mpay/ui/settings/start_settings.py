"""The settings of this computer while the store cannot be opened, and what every saved change may need."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from promeister_mpay.ui.common.dialogs import ask
from promeister_mpay.ui.common.message_strip import Mood
from promeister_mpay.ui.shell.window_frame import WindowFrame

if TYPE_CHECKING:
    from promeister_mpay.ui.settings.context import LocalContext

RESTART = "Drift eller databas är ändrad. Det gäller från nästa start.\n\nStarta om programmet nu?"
SAVED = "Inställningarna är sparade."


class StartSettings(QObject):
    """Opens the dialogs, which are imported when they are first opened."""

    restart_requested = Signal()
    store_requested = Signal()
    """The store's password is known now, so it can be opened."""

    def __init__(self, frame: WindowFrame, context: "LocalContext") -> None:
        super().__init__(frame)
        self._frame = frame
        self.context = context

    def open(self) -> None:
        """Show the pages that need no store."""
        from promeister_mpay.ui.settings.dialog_factory import build_local_dialog

        dialog = build_local_dialog(self.context, self._frame)
        dialog.saved.connect(lambda _settings, warning, needs_restart: self.on_saved(warning, needs_restart))
        dialog.open()

    def on_saved(self, warning: str, needs_restart: bool) -> None:  # noqa: FBT001 – a signal's
        """Say that the settings are saved, or the warning, and ask for the restart that a change needs."""
        self._frame.strip.show_message(warning or SAVED, Mood.BAD if warning else Mood.GOOD)
        if needs_restart and ask(self._frame, "Inställningar", RESTART, yes="&Starta om", no="S&enare"):
            self.restart_requested.emit()

    def ask_password(self, why: str) -> None:
        """Ask for the store's password, without which it cannot be opened."""
        from promeister_mpay.ui.settings.secret_dialog import Question, ask_secret

        start = self.context.start
        question = Question(
            "Lösenordet till databasen",
            f"{why}\n\nSkriv lösenordet till {start.running.store_url}.",
            "Lösenord",
            start.give_password,
        )
        ask_secret(question, self.context.background, self._frame, self._on_password)

    def _on_password(self, warning: str) -> None:
        self._frame.strip.clear_message()
        if warning:
            self._frame.strip.show_message(warning, Mood.BAD)
        self.store_requested.emit()
