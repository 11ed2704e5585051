"""Hjälp → Felsökningspaket: shows all files of the support bundle, then saves them as one file."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import qVersion
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from promeister_mpay.errors import MpayError
from promeister_mpay.ui.common.background import Background
from promeister_mpay.ui.common.named_texts import NamedTexts
from promeister_mpay.ui.common.plain_text import TextLabel

if TYPE_CHECKING:
    from promeister_mpay.services.maintenance.support_bundle import SupportFile, SupportService

INSTRUCTION = (
    "Det här läggs i paketet, och inget annat. Läs igenom det innan du skickar det till någon: namn, telefonnummer, "
    "personnummer, länkar och hemligheter är borttagna."
)


class SupportBundleDialog(QDialog):
    """The bundle's files on the left, the content of the selected file on the right."""

    def __init__(self, service: "SupportService", background: Background, parent: QWidget) -> None:
        super().__init__(parent)
        self._service = service
        self._background = background
        self._files: Sequence[SupportFile] = ()
        self.message_label = TextLabel("Samlar ihop …", self)
        self.texts = NamedTexts("Paketets filer", "Filens innehåll", 220, self)
        self.save_button = QPushButton("&Spara som…", self)
        self.close_button = QPushButton("Stäng", self)
        self._lay_out()
        background.run(lambda: service.files(screen_facts()), self._show, refused=self._on_refused)

    def _lay_out(self) -> None:
        self.setWindowTitle("Felsökningspaket")
        self.resize(860, 520)
        self.message_label.setWordWrap(True)
        self.texts.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.texts.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        column = QVBoxLayout(self)
        for widget in (self.message_label, self.texts, self._buttons()):
            column.addWidget(widget)
        column.setStretch(1, 1)

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(self)
        box.addButton(self.save_button, QDialogButtonBox.ButtonRole.ActionRole)
        box.addButton(self.close_button, QDialogButtonBox.ButtonRole.RejectRole)
        self.save_button.setEnabled(False)
        self.save_button.clicked.connect(self._ask_where)
        self.close_button.clicked.connect(self.reject)
        return box

    def _show(self, files: "Sequence[SupportFile]") -> None:
        self._files = files
        self.message_label.setText(INSTRUCTION)
        self.texts.show_texts([(file.name, file.text) for file in files])
        self.save_button.setEnabled(True)

    def _ask_where(self) -> None:
        name = f"promeister-felsokning-{date.today():%Y-%m-%d}.zip"
        chosen, _ = QFileDialog.getSaveFileName(self, "Spara felsökningspaketet", name, "Zip (*.zip)")
        if chosen:
            path = Path(chosen)
            self.save_to(path if path.suffix else path.with_suffix(".zip"))

    def save_to(self, path: Path) -> None:
        """Save exactly what is shown."""
        files = self._files
        self._background.run(
            lambda: self._service.write(files, path),
            lambda _: self.message_label.setText(f"Sparat som {path.name}."),
            refused=self._on_refused,
        )

    def _on_refused(self, error: MpayError) -> None:
        self.message_label.setText(str(error))


def screen_facts() -> Mapping[str, object]:
    """Facts for the bundle that only the window knows: Qt's version and the screens."""
    facts: dict[str, object] = {"Qt": f"{qVersion()}, {QGuiApplication.platformName()}"}
    for number, screen in enumerate(QGuiApplication.screens(), 1):
        size = screen.size()
        facts[f"Skärm {number}"] = f"{size.width()} × {size.height()}, skala {screen.devicePixelRatio():g}"
    return facts
