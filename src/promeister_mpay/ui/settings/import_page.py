"""Import: a page that leads to importing registers and orders from the workshop's previous program."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from promeister_mpay.ui.common.background import Background
from promeister_mpay.ui.settings.page import SettingsPage

INTRODUCTION = (
    "Kunder, fordon, artiklar, order och orderrader kan läsas in från filer som ett annat program har skrivit (csv "
    "eller Excel). Du ser vad filerna innehåller innan något sparas, och samma fil kan läsas in igen."
)


class ImportPage(SettingsPage):
    """Has one button, which opens the import dialog."""

    import_requested = Signal()

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__("Import", background, parent, about=INTRODUCTION)
        self.button = QPushButton(self)
        self.form.add_row("import", "Importera från fil…", self.button)
        self.button.clicked.connect(self.import_requested)
