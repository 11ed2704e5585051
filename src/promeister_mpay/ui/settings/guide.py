"""Kom igång: the guide shown at the first start, with the settings pages as steps; each step can be skipped."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from promeister_mpay.services.settings import Settings
from promeister_mpay.ui.common.dialogs import ask_discard
from promeister_mpay.ui.common.plain_text import TextLabel
from promeister_mpay.ui.settings.context import SettingsContext
from promeister_mpay.ui.settings.dialog_factory import session_of
from promeister_mpay.ui.settings.import_page import ImportPage
from promeister_mpay.ui.settings.page import SettingsPage
from promeister_mpay.ui.settings.resurs_page import ResursPage
from promeister_mpay.ui.settings.startup_page import StartupPage
from promeister_mpay.ui.settings.workshop_page import WorkshopPage

SIZE = (780, 600)
WELCOME = (
    "Det här programmet sköter verkstadens order. Med Ctrl+S får kunden ett SMS med en länk och betalar med mobilen "
    "genom Resurs Bank; ordern låses under tiden och betalningen syns här när den har kommit.\n\n"
    "Guiden går igenom det som behövs före det första SMS:et. Varje steg kan hoppas över och göras senare i "
    "Arkiv → Inställningar. Guiden finns kvar i Hjälp → Kom igång.\n\n"
    "1. Drift: prova i övningsläge först, eller börja på riktigt, och var order och register ska ligga.\n"
    "2. Verkstaden: uppgifterna på fakturorna.\n"
    "3. Resurs: kontot som betalningarna går genom.\n"
    "4. Import: kunder, fordon och artiklar från det program som ni har haft."
)
NOT_YET = "inte ifyllt än – Arkiv → Inställningar → {page}"
KEYS = (
    "F3 börjar en ny order. Ett registreringsnummer och Enter fyller i fordon och ägare, F6 slår upp i registren. "
    "Ctrl+S skickar betalnings-SMS, Ctrl+L ser efter om det är betalt. F1 visar hjälp om det du står på."
)


class InformationStep(SettingsPage):
    """A step with text only, nothing to fill in."""

    help_topic = "installningar#Kom igång"

    def show_text(self, text: str) -> None:
        """Replace the step's text."""
        self.about.setText(text)


class GuideDialog(QDialog):
    """Shows the steps in order. `saved` carries the settings, a warning or nothing, and whether to restart."""

    saved = Signal(object, str, bool)
    import_requested = Signal()

    def __init__(self, context: SettingsContext, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Kom igång")
        self.resize(*SIZE)
        self.steps = _steps(context)
        self._settings = Settings()
        self.stack = QStackedWidget(self)
        self.message_label = TextLabel(parent=self)
        self.progress = TextLabel(parent=self)
        self.back_button = QPushButton("&Tillbaka", self)
        self.skip_button = QPushButton("&Hoppa över", self)
        self.next_button = QPushButton("&Nästa", self)
        self.session = session_of(context)(self.steps[1:-1], self)
        self._lay_out()
        self._connect()
        self._show(0)
        self.session.load()

    def _lay_out(self) -> None:
        for page in self.steps:
            self.stack.addWidget(page)
        self.message_label.setObjectName("error")
        self.message_label.setWordWrap(True)
        self.progress.setObjectName("hint")
        row = QHBoxLayout()
        row.addWidget(self.progress, 1)
        for button in (self.back_button, self.skip_button, self.next_button):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.addWidget(self.stack, 1)
        column.addWidget(self.message_label)
        column.addLayout(row)

    def _connect(self) -> None:
        self.back_button.clicked.connect(lambda: self._show(self.stack.currentIndex() - 1))
        self.skip_button.clicked.connect(lambda: self._show(self.stack.currentIndex() + 1))
        self.next_button.clicked.connect(self.go_on)
        self.session.loaded.connect(self._keep_settings)
        self.session.refused.connect(self._on_refused)
        self.session.failed.connect(self._show_status)
        self.session.saved.connect(self._on_saved)
        for page in self.steps:
            if isinstance(page, ImportPage):
                page.import_requested.connect(self.import_requested)

    def _keep_settings(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def step(self) -> SettingsPage:
        """The current step."""
        return self.steps[self.stack.currentIndex()]

    def _show(self, at: int) -> None:
        is_first, is_last = at == 0, at == len(self.steps) - 1
        self._show_status("")
        last = self.steps[-1]
        if is_last and isinstance(last, InformationStep):
            last.show_text(summary(self._settings))
        self.stack.setCurrentIndex(at)
        self.progress.setText(f"Steg {at + 1} av {len(self.steps)}")
        self.back_button.setEnabled(not is_first)
        self.skip_button.setVisible(not (is_first or is_last))
        self.next_button.setText("&Stäng" if is_last else "&Nästa")
        self.next_button.setDefault(True)
        # It must be shown before it can take the cursor.
        QTimer.singleShot(0, self, self._focus)

    def _focus(self) -> None:
        if self.step.form.rows:
            self.step.focus_first()
        else:
            self.next_button.setFocus()

    # -- going on

    def go_on(self) -> None:
        """Save the input of this step and show the next one."""
        if self.step is self.steps[-1]:
            self.reject()
        elif isinstance(self.step, InformationStep):
            self._show(self.stack.currentIndex() + 1)
        else:
            self._show_status("Sparar …", busy=True)
            self.session.save([self.step])

    def _on_saved(self, settings: Settings, warning: str) -> None:
        self._settings = settings
        step = self.step
        self._show(self.stack.currentIndex() + 1)
        self._show_status(warning)
        self.saved.emit(settings, warning, step.needs_restart)

    def _on_refused(self, page: SettingsPage, field: str) -> None:
        self._show_status("")
        page.focus_field(field)

    def _show_status(self, text: str, *, busy: bool = False) -> None:
        self.message_label.setText(text)
        self.next_button.setEnabled(not busy)

    def reject(self) -> None:
        """Esc and Stäng: ask before unsaved input is thrown away."""
        if not self.session.is_edited or ask_discard(self, self.windowTitle()):
            super().reject()


def _steps(context: SettingsContext) -> list[SettingsPage]:
    background = context.local.background
    return [
        InformationStep("Välkommen", background, about=WELCOME),
        StartupPage(context.local.start, background),
        WorkshopPage(background, context.services.read_picture),
        ResursPage(context.services.connection, background),
        ImportPage(background),
        InformationStep("Klart", background),
    ]


def summary(settings: Settings) -> str:
    """The text of the last step: what is set up, what is missing, and the keys to know first."""
    workshop = settings.workshop_name or NOT_YET.format(page="Verkstaden")
    resurs = (settings.resurs_store_name or "ansluten") if settings.resurs_method_id else NOT_YET.format(page="Resurs")
    return f"Verkstaden: {workshop}\n\nResurs: {resurs}\n\n{KEYS}"
