"""Skriv ut…: asks for the printer and the number of copies, or for a PDF or a preview."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from promeister_mpay.ui.common.plain_text import TextLabel, add_field, set_title
from promeister_mpay.ui.common.wheel import NumberBox
from promeister_mpay.ui.common.workstation import MOST_COPIES
from promeister_mpay.ui.documents.layout import LaidOutDocument

PDF = "Spara som PDF-fil…"
NAME = Qt.ItemDataRole.UserRole


class PrintDialog(QDialog):
    """Lists the printers and the PDF in one list: the arrows choose, Enter accepts.

    With `is_shown` the document is already on the screen, so that no preview is offered.
    """

    print_requested = Signal(str, int)
    """On this printer, so many copies."""
    pdf_requested = Signal()
    preview_requested = Signal()

    def __init__(
        self, document: LaidOutDocument, printers: Sequence[str], chosen: str, parent: QWidget, *, is_shown: bool
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        set_title(self, f"Skriv ut {document.name}")
        self.printers = QListWidget(self)
        self.printers.setAccessibleName("Skrivare")
        for name in printers:
            self._add(name, name)
        self._add(PDF, "")
        found = self.printers.findItems(chosen, Qt.MatchFlag.MatchExactly) if chosen else []
        self.printers.setCurrentItem(found[0] if found else self.printers.item(0))
        self.go = QPushButton(self)
        self.printers.currentItemChanged.connect(lambda _now, _before: self._name())
        self.printers.itemActivated.connect(lambda _item: self.accept())
        self.copies = NumberBox(self)
        self.copies.setRange(1, MOST_COPIES)
        pages = len(document.sheets)
        message = f"{document.name}, {pages} {'sida' if pages == 1 else 'sidor'}."
        if not printers:
            message += " Den här datorn har ingen skrivare; spara som PDF i stället."
        self._lay_out(message, is_shown=is_shown)
        self._name()

    def _add(self, text: str, name: str) -> None:
        item = QListWidgetItem(text, self.printers)
        item.setData(NAME, name)

    def _name(self) -> None:
        """Label the button with what Enter does for the selected row."""
        self.go.setText("&Skriv ut" if self._printer() else "&Spara…")

    def _printer(self) -> str:
        return str(self.printers.currentIndex().data(NAME) or "")

    def _lay_out(self, message: str, *, is_shown: bool) -> None:
        label = TextLabel(message, self)
        label.setWordWrap(True)
        form = QFormLayout()
        add_field(form, "S&krivare", self.printers)
        add_field(form, "&Antal", self.copies)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setDefault(True)
        if not is_shown:
            look = QPushButton("&Förhandsgranska", self)
            look.setAutoDefault(False)
            look.clicked.connect(self._on_preview)
            buttons.addButton(look, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(label)
        column.addLayout(form)
        column.addWidget(buttons)
        self.resize(430, 250)
        self.printers.setFocus()

    def _on_preview(self) -> None:
        self.reject()
        self.preview_requested.emit()

    def accept(self) -> None:
        """Print on the selected printer."""
        name = self._printer()
        super().accept()
        if name:
            self.print_requested.emit(name, self.copies.value())
        else:
            self.pdf_requested.emit()
