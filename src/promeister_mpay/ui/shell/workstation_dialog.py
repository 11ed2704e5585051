"""Arkiv → Signatur och kassa: edits the user's signature and the counter's name."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QWidget

from promeister_mpay.domain.text_limits import COUNTER, SIGNATURE, check_text
from promeister_mpay.domain.texts import one_line
from promeister_mpay.errors import InputError
from promeister_mpay.ui.common.plain_text import TextLabel, add_field
from promeister_mpay.ui.common.text_field import TextField
from promeister_mpay.ui.common.workstation import Workstation


class WorkstationDialog(QDialog):
    """Asks for the signature and the counter's name."""

    def __init__(self, workstation: Workstation, parent: QWidget) -> None:
        super().__init__(parent)
        self._workstation = workstation
        self.setWindowTitle("Signatur och kassa")
        self.clerk = TextField(self, workstation.clerk)
        self.counter = TextField(self, workstation.counter)
        self.error_label = TextLabel(parent=self)
        self.error_label.setObjectName("error")
        self.error_label.setWordWrap(True)
        self.error_label.hide()
        form = QFormLayout(self)
        add_field(form, "&Signatur", self.clerk)
        add_field(form, "&Kassa", self.counter)
        form.addRow(self.error_label)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form.addRow(buttons)

    def accept(self) -> None:
        """Store the names; what is too long is said and stays."""
        clerk, counter = one_line(self.clerk.text()), one_line(self.counter.text())
        try:
            check_text(clerk, SIGNATURE, "clerk")
            check_text(counter, COUNTER, "counter")
        except InputError as error:
            self.error_label.setText(str(error))
            self.error_label.show()
            return
        self._workstation.put_names(clerk, counter)
        super().accept()
