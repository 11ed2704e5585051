"""Arkiv → Signatur och kassa: edits the user's signature and the counter's name."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QWidget

from promeister_mpay.ui.common.workstation import LONGEST_SIGNATURE, Workstation


class WorkstationDialog(QDialog):
    """Asks for the signature and the counter's name."""

    def __init__(self, workstation: Workstation, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Signatur och kassa")
        self.clerk = QLineEdit(workstation.clerk, self)
        self.counter = QLineEdit(workstation.counter, self)
        self.clerk.setMaxLength(LONGEST_SIGNATURE)
        self.counter.setMaxLength(LONGEST_SIGNATURE)
        form = QFormLayout(self)
        form.addRow("&Signatur", self.clerk)
        form.addRow("&Kassa", self.counter)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form.addRow(buttons)
        self.accepted.connect(lambda: workstation.put_names(self.clerk.text().strip(), self.counter.text().strip()))
