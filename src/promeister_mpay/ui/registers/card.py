"""The card of one customer, vehicle or article: creates or edits an entry."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QWidget

from promeister_mpay.errors import InputError
from promeister_mpay.ui.common.dialogs import ask
from promeister_mpay.ui.common.plain_text import TextLabel, add_field, set_title
from promeister_mpay.ui.common.text_field import TextField
from promeister_mpay.ui.common.wheel import ChoiceBox
from promeister_mpay.ui.registers.kinds import RegisterKind


class RegisterCard(QDialog):
    """A form with the register's fields.

    `save_requested` carries the entry to store; the card stays open until it is stored, and is stored once.
    """

    save_requested = Signal(object)

    def __init__(self, kind: RegisterKind[Any], entry: object, parent: QWidget, *, is_new: bool = False) -> None:
        super().__init__(parent)
        self._kind = kind
        self._entry = entry
        self.is_new = is_new
        self._is_storing = False
        set_title(self, f"Ny {kind.one}" if is_new else f"Ändra {kind.one} {kind.key(entry)}")
        self._fields: dict[str, QLineEdit | QComboBox] = {}
        self.error_label = TextLabel(parent=self)
        self.error_label.setObjectName("error")
        self.error_label.setWordWrap(True)
        self.error_label.hide()
        self._lay_out()

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        for spec in self._kind.fields:
            field = self._made(spec.choices, spec.show(self._entry))
            field.setAccessibleName(spec.label)
            field.setObjectName(spec.name)
            self._fields[spec.name] = field
            add_field(form, spec.label, field)
        if not self.is_new:
            # The number is what orders know the entry by.
            self._fields[self._kind.fields[0].name].setEnabled(False)
        form.addRow(self.error_label)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel, self)
        buttons.accepted.connect(self._on_save)
        buttons.rejected.connect(self.reject)
        form.addRow(buttons)
        self.setMinimumWidth(420)

    def _made(self, choices: tuple[str, ...], text: str) -> QLineEdit | QComboBox:
        if not choices:
            return TextField(self, text)
        field = ChoiceBox(self)
        # A value that may not be chosen any more is shown as it is, and refused when it is saved.
        field.addItems(list(dict.fromkeys((*choices, text))))
        field.setCurrentText(text)
        return field

    def _on_save(self) -> None:
        if self._is_storing:
            return
        texts = {
            name: field.text() if isinstance(field, QLineEdit) else field.currentText()
            for name, field in self._fields.items()
        }
        try:
            entry = self._kind.read(self._entry, texts)
        except InputError as error:
            self.show_error(error)
            return
        question = self._kind.question(self._entry, entry)
        if question and not ask(self, self.windowTitle(), question, yes="&Spara ändå", safe=True, guarded=True):
            return
        self._is_storing = True
        self.save_requested.emit(entry)

    def end_storing(self) -> None:
        """The entry was not stored: the card can be saved again."""
        self._is_storing = False

    def show_error(self, error: Exception) -> None:
        """Show the error and focus its field; the input stays."""
        self.error_label.setText(str(error))
        self.error_label.show()
        field = self._fields.get(error.field) if isinstance(error, InputError) else None
        if field is not None:
            field.setFocus()
