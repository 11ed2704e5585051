"""Arkiv → Inställningar: the list of pages on the left, the fields on the right, one Spara button for all pages."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QListWidget,
    QPushButton,
    QStackedWidget,
    QWidget,
)

from promeister_mpay.ui.common.dialogs import ask_discard
from promeister_mpay.ui.common.plain_text import TextLabel
from promeister_mpay.ui.settings.form_session import FormSession
from promeister_mpay.ui.settings.page import SettingsPage
from promeister_mpay.ui.settings.search_field import SettingSearchField

if TYPE_CHECKING:
    from promeister_mpay.services.settings import Settings

SIZE = (900, 640)
LIST_WIDTH = 170
FAULT = "  ●"
"""Behind the title of a page where something is wrong."""


class SettingsDialog(QDialog):
    """`saved` carries all settings as stored, a warning or an empty text, and whether a restart is needed.

    `session` makes what loads and saves the pages; `history` the dialog of the button Ändringar, where there is one.
    """

    saved = Signal(object, str, bool)
    import_requested = Signal()

    def __init__(
        self,
        pages: Sequence[SettingsPage],
        parent: QWidget,
        *,
        session: Callable[[Sequence[SettingsPage], QWidget], FormSession],
        history: Callable[[QWidget], QDialog] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Inställningar")
        self.resize(*SIZE)
        self.pages = pages
        self.session = session(pages, self)
        self._history = history
        self.finder = SettingSearchField(pages, self)
        self.list = QListWidget(self)
        self.stack = QStackedWidget(self)
        self.message_label = TextLabel(parent=self)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel, self
        )
        self.history_button = QPushButton("Ändringar…", self)
        self._lay_out()
        self._connect()
        self.session.load()

    def _lay_out(self) -> None:
        self.list.setObjectName("pages")
        self.list.setAccessibleName("Sidor")
        for widget in (self.list, self.finder):
            widget.setFixedWidth(LIST_WIDTH)
        for page in self.pages:
            self.list.addItem(page.title)
            self.stack.addWidget(page)
        self.message_label.setObjectName("error")
        self.message_label.setWordWrap(True)
        self.buttons.addButton(self.history_button, QDialogButtonBox.ButtonRole.ResetRole)
        self.save_button.setText("&Spara")
        self.save_button.setDefault(True)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText("&Avbryt")
        grid = QGridLayout(self)
        grid.addWidget(self.finder, 0, 0)
        grid.addWidget(self.list, 1, 0)
        grid.addWidget(self.stack, 0, 1, 2, 1)
        grid.addWidget(self.message_label, 2, 0, 1, 2)
        grid.addWidget(self.buttons, 3, 0, 1, 2)

    @property
    def save_button(self) -> QPushButton:
        """The button Spara."""
        return self.buttons.button(QDialogButtonBox.StandardButton.Save)

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(self.stack.setCurrentIndex)
        self.list.setCurrentRow(0)
        self.finder.found.connect(self.show_field)
        self.buttons.accepted.connect(self.save)
        self.buttons.rejected.connect(self.reject)
        self.session.refused.connect(self._on_refused)
        self.session.failed.connect(self._on_failed)
        self.session.saved.connect(self._on_saved)
        self.history_button.setEnabled(self._history is not None)
        self.history_button.clicked.connect(self._show_history)
        for keys, slot in (
            ("Ctrl+Tab", lambda: self.turn(1)),
            ("Ctrl+PgDown", lambda: self.turn(1)),
            ("Ctrl+Shift+Tab", lambda: self.turn(-1)),
            ("Ctrl+PgUp", lambda: self.turn(-1)),
            ("Ctrl+F", self.finder.setFocus),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    def _show_history(self) -> None:
        if self._history is not None:
            self._history(self).open()

    # -- pages

    def turn(self, step: int) -> None:
        """Go to the next or previous page and focus its first field."""
        self.list.setCurrentRow((self.list.currentRow() + step) % self.list.count())
        self.pages[self.list.currentRow()].focus_first()

    def show_page(self, title: str) -> None:
        """Show the page with this title, else the first page."""
        at = next((at for at, page in enumerate(self.pages) if page.title == title), 0)
        self.list.setCurrentRow(at)
        # It must be shown before it can take the cursor.
        QTimer.singleShot(0, self.pages[at], self.pages[at].focus_first)

    def show_setting(self, name: str) -> None:
        """Show the page that has a setting and focus its field; do nothing when no page has it."""
        for page in self.pages:
            if name in page.form.rows:
                self.show_field(page, name)

    def show_field(self, page: SettingsPage, name: str) -> None:
        """Show a page and focus one of its fields."""
        self.list.setCurrentRow(list(self.pages).index(page))
        QTimer.singleShot(0, page, lambda: page.focus_field(name))

    # -- saving

    def save(self) -> None:
        """Save the changes of all pages."""
        self._show_status("Sparar …", busy=True)
        self._mark_faults(())
        self.session.save(self.pages)

    def _on_refused(self, page: SettingsPage, name: str) -> None:
        self._show_status("", busy=False)
        self._mark_faults([each for each in self.pages if each.form.has_errors])
        self.show_field(page, name)

    def _on_failed(self, trouble: str) -> None:
        self._show_status(trouble, busy=False)

    def _on_saved(self, settings: "Settings", warning: str) -> None:
        self._show_status("", busy=False)
        self.accept()
        self.saved.emit(settings, warning, any(page.needs_restart for page in self.pages))

    def _show_status(self, message: str, *, busy: bool) -> None:
        self.message_label.setText(message)
        self.save_button.setEnabled(not busy)

    def _mark_faults(self, faulty: Sequence[SettingsPage]) -> None:
        for at, page in enumerate(self.pages):
            self.list.item(at).setText(f"{page.title}{FAULT}" if page in faulty else page.title)

    def reject(self) -> None:
        """Esc: ask before typed values are thrown away."""
        if not self.session.is_edited or ask_discard(self, self.windowTitle()):
            super().reject()
