"""Hjälp → Om programmet: its version, and the licence texts of all that it is made of."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from promeister_mpay import __version__
from promeister_mpay.ui.common.background import Background
from promeister_mpay.ui.common.plain_text import TextLabel

if TYPE_CHECKING:
    from promeister_mpay.services.maintenance.licences import Licence

TEXT = (
    f"promeister-mpay {__version__}\n\nFri programvara, MIT. Programmet är byggt på Python, Qt och paketen nedan; här "
    "är deras licenser. Qt, PySide6 och psycopg får du byta ut mot egna versioner (LGPL)."
)


class AboutDialog(QDialog):
    """The texts by package on the left, the one of the selected on the right."""

    def __init__(self, licences: "Callable[[], Sequence[Licence]]", background: Background, parent: QWidget) -> None:
        super().__init__(parent)
        self._licences: Sequence[Licence] = ()
        self.message_label = TextLabel(TEXT, self)
        self.names = QListWidget(self)
        self.text = QPlainTextEdit(self)
        self._lay_out()
        background.run(licences, self._show)

    def _lay_out(self) -> None:
        self.setWindowTitle("Om programmet")
        self.resize(860, 520)
        self.message_label.setWordWrap(True)
        self.names.setAccessibleName("Paket")
        self.text.setAccessibleName("Licensens text")
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.names.currentRowChanged.connect(self._show_text)
        both = QSplitter(Qt.Orientation.Horizontal, self)
        both.addWidget(self.names)
        both.addWidget(self.text)
        both.setSizes([260, 600])
        column = QVBoxLayout(self)
        for widget in (self.message_label, both, self._buttons()):
            column.addWidget(widget)
        column.setStretch(1, 1)

    def _buttons(self) -> QDialogButtonBox:
        box, close = QDialogButtonBox(self), QPushButton("Stäng", self)
        box.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        close.clicked.connect(self.reject)
        return box

    def _show(self, licences: "Sequence[Licence]") -> None:
        self._licences = licences
        self.names.addItems([f"{each.package} {each.version} ({each.file})" for each in licences])
        self.names.setCurrentRow(0)
        self.names.setFocus()

    def _show_text(self, at: int) -> None:
        self.text.setPlainText(self._licences[at].text if 0 <= at < len(self._licences) else "")
