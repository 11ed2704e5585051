"""Verkstaden: the details printed on invoices; the VAT number is derived from the organisation number until edited."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from promeister_mpay.domain.company_numbers import read_organisation_number, shown_organisation_number, vat_number_of
from promeister_mpay.errors import InputError
from promeister_mpay.services.ports.files import ReadPicture
from promeister_mpay.ui.common.background import Background
from promeister_mpay.ui.settings.field_specs import WORKSHOP
from promeister_mpay.ui.settings.logo_field import LogoField
from promeister_mpay.ui.settings.page import SettingsPage

if TYPE_CHECKING:
    from collections.abc import Collection

    from promeister_mpay.services.settings import Settings

NUMBER = "organisation_number"
INTRODUCTION = "Uppgifterna står på fakturor och i filer till bokföringen."


class WorkshopPage(SettingsPage):
    """The form; formats the organisation number with its hyphen."""

    def __init__(self, background: Background, read_picture: ReadPicture, parent: QWidget | None = None) -> None:
        super().__init__("Verkstaden", background, parent, about=INTRODUCTION, specs=WORKSHOP)
        for field in self.form.fields.values():
            if isinstance(field, LogoField):
                field.read_picture = read_picture
        self._number = self._line(NUMBER)
        self._number.editingFinished.connect(self._follow)

    def put(self, settings: "Settings", *, keep: "Collection[str]" = ()) -> None:
        """Show the settings' values, except in the fields that are to keep what is typed."""
        super().put(settings, keep=keep)
        if NUMBER not in keep:
            self._number.setText(shown_organisation_number(settings.organisation_number))

    def typed(self) -> "tuple[dict[str, object], list[InputError]]":
        """The typed values; adding or removing the hyphen does not count as a change."""
        values, errors = self.form.typed()
        return values | {NUMBER: self._number.text().strip().replace("-", "")}, errors

    def _line(self, name: str) -> QLineEdit:
        editor = self.form.rows[name].editor
        if not isinstance(editor, QLineEdit):
            raise TypeError(f"{name} is no line of text")
        return editor

    def _follow(self) -> None:
        vat_number = self._line("vat_number")
        if vat_number.text().strip() or not self._number.text().strip():
            return
        try:
            digits = read_organisation_number(self._number.text(), NUMBER)
        except InputError:
            # Saving reports the error.
            return
        vat_number.setText(vat_number_of(digits))
