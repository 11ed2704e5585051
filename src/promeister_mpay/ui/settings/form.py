"""A form of settings: each row has a label, a field, a hint and a label for the error."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QFormLayout, QVBoxLayout, QWidget

from promeister_mpay.errors import InputError
from promeister_mpay.services.settings import Settings
from promeister_mpay.services.settings.texts import MONTHS
from promeister_mpay.ui.common.background import Background
from promeister_mpay.ui.common.plain_text import TextLabel, add_field
from promeister_mpay.ui.common.style_property import set_style_property
from promeister_mpay.ui.settings.field_specs import SettingKind, SettingSpec
from promeister_mpay.ui.settings.fields import (
    AccountField,
    ChoiceField,
    DurationField,
    NumberField,
    SettingField,
    SettingTextField,
    YesNoField,
)
from promeister_mpay.ui.settings.logo_field import LogoField
from promeister_mpay.ui.settings.mnemonics import Mnemonics
from promeister_mpay.ui.settings.table_fields import NamesField, RatesField

LETTERS_OF_DIALOGS = "sathn"
"""Spara, Avbryt, Tillbaka, Hoppa över and Nästa are reached by them, whichever page is shown."""
UNBOUNDED = 16_777_215
"""The maximum width of a widget for which none was set (QWIDGETSIZE_MAX)."""
_KINDS: Mapping[SettingKind, type[Any]] = {
    SettingKind.TEXT: SettingTextField,
    SettingKind.NUMBER: NumberField,
    SettingKind.DURATION: DurationField,
    SettingKind.YES_NO: YesNoField,
    SettingKind.ACCOUNT: AccountField,
    SettingKind.RATES: RatesField,
    SettingKind.NAMES: NamesField,
}


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row of the form: its label, its field and its error label."""

    label: str
    editor: QWidget
    error_label: TextLabel


class Form(QWidget):
    """Rows of fields. `refused` carries an error that a field found by itself."""

    refused = Signal(object)

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._mnemonics = Mnemonics(LETTERS_OF_DIALOGS)
        self.fields: dict[str, SettingField] = {}
        self.rows: dict[str, FormRow] = {}
        self._layout = QFormLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)

    def add_specs(self, specs: Sequence[SettingSpec]) -> None:
        """Add a row for each setting."""
        for spec in specs:
            self.fields[spec.name] = field = self._made(spec)
            if spec.width:
                field.editor.setFixedWidth(spec.width)
            if isinstance(field, QWidget):
                self.add_row(spec.name, spec.label, field, editor=field.editor, hint=spec.hint)

    def _made(self, spec: SettingSpec) -> SettingField:
        if spec.kind is SettingKind.LOGO:
            logo = LogoField(spec.name, self._background, self)
            logo.refused.connect(self.refused)
            return logo
        if spec.kind is SettingKind.MONTH:
            return ChoiceField(spec.name, [(month, at) for at, month in enumerate(MONTHS, 1)], self)
        made: SettingField = _KINDS[spec.kind](spec.name, self)
        return made

    def add_row(
        self,
        name: str,
        label: str,
        widget: QWidget,
        *,
        editor: QWidget | None = None,
        hint: str = "",
        caption: str = "",
    ) -> None:
        """Add a row: label, widget, and below it the hint and the error.

        A button or check box carries its own label; `caption` may stand before it.
        """
        error_label = _line("error", "", self)
        error_label.hide()
        self.rows[name] = FormRow(label, editor or widget, error_label)
        cell = QVBoxLayout()
        cell.setSpacing(2)
        # Aligned, a small widget leaves the lines below it all the width.
        is_small = isinstance(widget, QAbstractButton) or widget.maximumWidth() < UNBOUNDED
        cell.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft if is_small else Qt.AlignmentFlag(0))
        for line in (*([_line("hint", hint, self)] if hint else []), error_label):
            cell.addWidget(line)
        add_field(self._layout, self._label(label, widget, caption), cell)
        (editor or widget).setAccessibleName(label)
        (editor or widget).setAccessibleDescription(hint)

    def _label(self, text: str, widget: QWidget, caption: str) -> TextLabel:
        label = TextLabel(parent=self)
        if isinstance(widget, QAbstractButton):
            widget.setText(self._mnemonics.marked(text))
            label.setText(caption)
        elif text:
            label.setText(self._mnemonics.marked(text))
            label.setBuddy(widget)
        return label

    def put(self, settings: Settings, *, keep: Collection[str] = ()) -> None:
        """Show the settings' values, except in the fields whose typed values must be kept."""
        for name, field in self.fields.items():
            if name not in keep:
                field.put(getattr(settings, name))
            if isinstance(field, AccountField):
                field.name_accounts(settings.account_names)

    def typed(self) -> tuple[dict[str, object], list[InputError]]:
        """The typed values by setting, and an error for each field that cannot be parsed."""
        values: dict[str, object] = {}
        errors = []
        for name, field in self.fields.items():
            try:
                values[name] = field.value()
            except InputError as error:
                errors.append(error)
        return values, errors

    def show_errors(self, errors: Iterable[InputError]) -> str:
        """Show each error at its field; return the name of the first field that is in this form, or an empty text."""
        first = ""
        for error in errors:
            row = self.rows.get(error.field)
            if row is not None:
                row.error_label.setText(str(error))
                row.error_label.show()
                set_style_property(row.editor, "wrong", value=True)
                first = first or error.field
        return first

    def clear_errors(self) -> None:
        """Hide all errors."""
        for row in self.rows.values():
            row.error_label.hide()
            set_style_property(row.editor, "wrong", value=False)

    @property
    def has_errors(self) -> bool:
        """Whether any error is shown."""
        return any(not row.error_label.isHidden() for row in self.rows.values())

    def error_text(self, name: str) -> str:
        """The error shown at a field; empty when there is none."""
        label = self.rows[name].error_label
        return "" if label.isHidden() else label.text()


def _line(name: str, text: str, parent: QWidget) -> TextLabel:
    line = TextLabel(text, parent)
    line.setObjectName(name)
    line.setWordWrap(True)
    return line
