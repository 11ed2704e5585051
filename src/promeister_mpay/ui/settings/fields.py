"""The field widgets of the settings: each shows a value and parses what the user typed."""

import re
from collections.abc import Mapping, Sequence
from typing import Protocol

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QCheckBox, QCompleter, QHBoxLayout, QListView, QWidget

from promeister_mpay.domain.texts import one_line
from promeister_mpay.errors import InputError
from promeister_mpay.services.settings import LABELS
from promeister_mpay.services.settings.texts import duration_text
from promeister_mpay.ui.common.plain_text import TextLabel
from promeister_mpay.ui.common.text_field import TextField
from promeister_mpay.ui.common.wheel import ChoiceBox

_UNITS = {"m": 1, "min": 1, "t": 60, "tim": 60, "h": 60, "d": 1440, "dygn": 1440, "dag": 1440, "dagar": 1440}
_DURATION = re.compile(r"([0-9]{1,6})\s*([a-zåäö]*)")
_UNKNOWN = "okänt konto"
NAMES_WIDTH = 280


class SettingField(Protocol):
    """The interface between a form and a field; `editor` is the widget that takes the focus."""

    @property
    def editor(self) -> QWidget:
        """The widget that takes the focus."""
        ...

    def put(self, value: object) -> None:
        """Show a value."""
        ...

    def value(self) -> object:
        """Parse and return the value; raises `InputError` when it cannot be parsed."""
        ...


class SettingTextField(TextField):
    """A line of text."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(LABELS.get(name, ""))

    @property
    def editor(self) -> QWidget:
        """Itself."""
        return self

    def put(self, value: object) -> None:
        """Show a text."""
        self.setText(str(value))
        self.setCursorPosition(0)

    def value(self) -> object:
        """The text."""
        return one_line(self.text())


class NumberField(SettingTextField):
    """A whole number."""

    def value(self) -> object:
        """The number; raises `InputError`."""
        digits = "".join(self.text().split())
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 12):
            label = LABELS[self.objectName()]
            raise InputError(f"{label}: ”{self.text().strip()}” är inget heltal. Skriv siffror.", self.objectName())
        return int(digits)


class DurationField(SettingTextField):
    """A time stored in minutes, typed as '90 min', '24 tim' or '7 dygn'."""

    def put(self, value: object) -> None:
        """Show minutes."""
        super().put(duration_text(value) if isinstance(value, int) else "")

    def value(self) -> object:
        """The minutes; raises `InputError`."""
        found = _DURATION.fullmatch(self.text().strip().lower())
        unit = _UNITS.get(found[2] or "min") if found else None
        if found is None or unit is None:
            raise InputError(
                f"”{self.text().strip()}” kan inte läsas som en tid. Skriv till exempel 90 min, 24 tim eller 7 dygn.",
                self.objectName(),
            )
        return int(found[1]) * unit


class YesNoField(QCheckBox):
    """A check box, whose text is the setting's label."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(LABELS.get(name, ""), parent)
        self.setObjectName(name)

    @property
    def editor(self) -> QWidget:
        """Itself."""
        return self

    def put(self, value: object) -> None:
        """Tick it or not."""
        self.setChecked(bool(value))

    def value(self) -> object:
        """Whether it is ticked."""
        return self.isChecked()


class ChoiceField(ChoiceBox):
    """A choice among a few values, each with its label."""

    def __init__(self, name: str, choices: Sequence[tuple[str, object]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(LABELS.get(name, ""))
        self.offer(choices)

    def offer(self, choices: Sequence[tuple[str, object]]) -> None:
        """Set the values to choose from; keep the current choice if it is still among them."""
        chosen = self.currentData()
        self.clear()
        for words, value in choices:
            self.addItem(words, value)
        self.setCurrentIndex(max(self.findData(chosen), 0))

    @property
    def editor(self) -> QWidget:
        """Itself."""
        return self

    def put(self, value: object) -> None:
        """Choose a value, also one that is not offered."""
        if self.findData(value) < 0:
            self.addItem(str(value), value)
        self.setCurrentIndex(self.findData(value))

    def value(self) -> object:
        """The chosen value."""
        chosen: object = self.currentData()
        return chosen


class AccountField(QWidget):
    """An account number with its name beside it; typing part of the name finds the account."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._names: Mapping[int, str] = {}
        self._number = TextField(self)
        self._number.setAccessibleName(LABELS[name])
        self._number.setFixedWidth(110)
        self._account_name = TextLabel(parent=self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._number)
        row.addWidget(self._account_name, 1)
        self._number.textChanged.connect(self._show_account_name)
        self.setFocusProxy(self._number)

    @property
    def editor(self) -> QWidget:
        """Where the number is typed."""
        return self._number

    def name_accounts(self, names: Mapping[int, str]) -> None:
        """Set the account names shown beside the number and in the completer."""
        self._names = names
        completer = QCompleter([f"{account} {name}" for account, name in sorted(names.items())], self._number)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        # The line has the whole text first.
        completer.activated.connect(lambda _: self.put(self._digits()), Qt.ConnectionType.QueuedConnection)
        found = QListView(self)
        found.setMinimumWidth(NAMES_WIDTH)
        completer.setPopup(found)
        self._number.setCompleter(completer)
        self._show_account_name()

    def put(self, value: object) -> None:
        """Show an account."""
        with QSignalBlocker(self._number):
            self._number.setText(str(value))
        self._show_account_name()

    def value(self) -> object:
        """The account's number; raises `InputError`."""
        digits = self._digits()
        if not digits:
            raise InputError(
                f"{LABELS[self.objectName()]}: ”{self._number.text().strip()}” är inget konto. Skriv fyra siffror, "
                "till exempel 1931.",
                self.objectName(),
            )
        return int(digits)

    def _digits(self) -> str:
        """The leading digits; the name follows them when the user picked an account from the completer."""
        first = (self._number.text().split() or [""])[0]
        return first if first.isascii() and first.isdigit() and len(first) <= 9 else ""

    def _show_account_name(self) -> None:
        digits = self._digits()
        self._account_name.setText(self._names.get(int(digits), _UNKNOWN) if digits else "")
