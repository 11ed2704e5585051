"""The search field of the settings: typing part of a label and Enter focuses that field."""

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QListView, QWidget

from promeister_mpay.ui.common.text_field import TextField
from promeister_mpay.ui.settings.page import SettingsPage


class SettingSearchField(TextField):
    """`found` carries the page and the field's name."""

    found = Signal(object, str)

    def __init__(self, pages: Sequence[SettingsPage], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText("Sök inställning (Ctrl+F)")
        self.setAccessibleName("Sök inställning")
        self.setClearButtonEnabled(True)
        self._places = {
            f"{row.label} – {page.title}": (page, name)
            for page in pages
            for name, row in page.form.rows.items()
            if row.label
        }
        completer = QCompleter(QStringListModel(sorted(self._places, key=str.casefold), self), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(14)
        # The field first takes over the whole text.
        completer.activated.connect(self._go, Qt.ConnectionType.QueuedConnection)
        self._popup = QListView(self)
        completer.setPopup(self._popup)
        self.setCompleter(completer)

    def _go(self, words: str) -> None:
        if words in self._places:
            self.found.emit(*self._places[words])
            self.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the first match and does not save; Esc clears a non-empty field first."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._popup.isVisible() and self._popup.currentIndex().isValid():
                # The one that is picked; the popup takes it from here.
                event.ignore()
                return
            self._popup.hide()
            self._go(self.completer().currentCompletion())
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)
