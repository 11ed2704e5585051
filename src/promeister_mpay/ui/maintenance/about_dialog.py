"""Hjälp → Om programmet: its version, and the licence texts of all that it is made of."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from promeister_mpay import __version__
from promeister_mpay.ui.common.background import Background
from promeister_mpay.ui.common.named_texts import NamedTexts
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
        self.message_label = TextLabel(TEXT, self)
        self.texts = NamedTexts("Paket", "Licensens text", 260, self)
        self._lay_out()
        background.run(licences, self._show)

    def _lay_out(self) -> None:
        self.setWindowTitle("Om programmet")
        self.resize(860, 520)
        self.message_label.setWordWrap(True)
        column = QVBoxLayout(self)
        for widget in (self.message_label, self.texts, self._buttons()):
            column.addWidget(widget)
        column.setStretch(1, 1)

    def _buttons(self) -> QDialogButtonBox:
        box, close = QDialogButtonBox(self), QPushButton("Stäng", self)
        box.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        close.clicked.connect(self.reject)
        return box

    def _show(self, licences: "Sequence[Licence]") -> None:
        self.texts.show_texts([(f"{each.package} {each.version} ({each.file})", each.text) for each in licences])
