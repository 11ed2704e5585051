"""Shows what was typed in a date field as a date (`design §13`)."""

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtWidgets import QLineEdit

from promeister_mpay.domain.dates import parse_date
from promeister_mpay.errors import InputError


def show_date_when_left(field: QLineEdit, today: Callable[[], date]) -> None:
    """Rewrite a field as `2026-11-02` when it is left or Enter is pressed in it.

    An empty field, what is no date and what can be several days stay as they are: they are refused when they are read.
    """
    field.editingFinished.connect(partial(_show_date, field, today))


def _show_date(field: QLineEdit, today: Callable[[], date]) -> None:
    if field.isReadOnly() or not field.text().strip():
        return
    try:
        shown = parse_date(field.text(), today()).isoformat()
    except InputError:
        return
    if field.text() != shown:
        field.setText(shown)
