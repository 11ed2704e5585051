"""The crash box's dialog: what happened in plain words, and details to copy for support."""

import platform

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QPlainTextEdit,
    QPushButton,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from promeister_mpay import __version__
from promeister_mpay.ui.common.plain_text import TextLabel

TEXT = (
    "Något gick fel som programmet inte väntade sig. Det som är sparat är säkert, och betalningar som är på väg "
    "tas upp igen av sig själva. Starta om programmet om det beter sig konstigt. "
    "Hjälp → Felsökningspaket… samlar det som supporten behöver."
)
MOST_DETAILS = 50_000
"""Characters; a thousand different errors tell no more than the first few."""


class CrashDialog(QDialog):
    """One dialog for all errors that occur while it is open."""

    def __init__(self, trace: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Oväntat fel")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.message_label = TextLabel(TEXT, self)
        self.counted = TextLabel(parent=self)
        self.details = QPlainTextEdit(self)
        self.copy_button = QPushButton("&Kopiera detaljer", self)
        self.close_button = QPushButton("&Stäng", self)
        self._lay_out()
        head = f"promeister-mpay {__version__}, Python {platform.python_version()}, Qt {qVersion()}"
        self.details.setPlainText(f"{head}, {platform.platform()}\n\n{trace}")

    def _lay_out(self) -> None:
        self.resize(640, 380)
        icon = TextLabel(parent=self)
        icon.setPixmap(self.style().standardIcon(QStyle.StandardPixmap.SP_MessageBoxCritical).pixmap(32))
        self.message_label.setWordWrap(True)
        self.counted.hide()
        self.details.setReadOnly(True)
        self.details.setTabChangesFocus(True)
        self.details.setAccessibleName("Detaljer om felet")
        self.details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        column = QVBoxLayout(self)
        for widget in (icon, self.message_label, self.counted, self.details, self._buttons()):
            column.addWidget(widget)
        self.close_button.setFocus()

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(self)
        box.addButton(self.copy_button, QDialogButtonBox.ButtonRole.ActionRole)
        box.addButton(self.close_button, QDialogButtonBox.ButtonRole.RejectRole)
        self.copy_button.clicked.connect(self._copy)
        self.close_button.clicked.connect(self.reject)
        self.close_button.setDefault(True)
        return box

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details.toPlainText())
        self.copy_button.setText("Kopierat")

    def add(self, trace: str) -> None:
        """Add another error to the details."""
        if len(self.details.toPlainText()) < MOST_DETAILS:
            self.details.appendPlainText(f"\n{trace}")

    def count(self, errors: int) -> None:
        """Show how many errors have occurred since the program was started."""
        self.counted.setText(f"Fel sedan programmet startades: {errors}")
        self.counted.show()
