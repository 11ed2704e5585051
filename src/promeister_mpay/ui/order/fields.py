"""Declares the order form's fields, and the widgets that show them."""

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from PySide6 import QtCore, QtGui
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from promeister_mpay.domain.registers.kinds import Register
from promeister_mpay.ui.common.qt_constants import STRONG_FOCUS
from promeister_mpay.ui.common.text_field import TextField
from promeister_mpay.ui.common.wheel import ChoiceBox

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent, QObject
    from PySide6.QtGui import QFocusEvent, QKeyEvent


class FieldKind(Enum):
    """The kinds of field."""

    TEXT = "text"
    FIXED = "fixed"
    DATE = "date"
    ODOMETER = "odometer"
    STATUS = "status"
    METHOD = "method"
    YES_NO = "yes_no"


class FieldSpec(NamedTuple):
    """A field: the name in the domain's `Order`, its label, where it stands and how wide it is in pixels."""

    name: str
    label: str
    column: int
    width: int
    kind: FieldKind = FieldKind.TEXT
    register: Register | None = None


GENERAL: tuple[FieldSpec, ...] = (
    FieldSpec("number", "Nr", 0, 110, FieldKind.FIXED),
    FieldSpec("customer_number", "Förs.kundnr", 0, 110, register=Register.CUSTOMERS),
    FieldSpec("customer_name", "Förs.kundnamn", 0, 240, register=Register.CUSTOMERS),
    FieldSpec("address", "Adress", 0, 240),
    FieldSpec("postal", "Postnr / Ort", 0, 240),
    FieldSpec("registration", "Regnr", 1, 110, register=Register.VEHICLES),
    FieldSpec("vehicle", "Fordon", 1, 240, register=Register.VEHICLES),
    FieldSpec("odometer", "Mätarställning", 1, 110, FieldKind.ODOMETER),
    FieldSpec("mobile_phone", "Mobiltelefon", 1, 150),
    FieldSpec("email", "E-post", 1, 240),
    FieldSpec("order_date", "Orderdatum", 2, 110, FieldKind.DATE),
    FieldSpec("status", "Statuskod", 2, 110, FieldKind.STATUS),
    FieldSpec("clerk", "Kundmottagare", 2, 110),
    FieldSpec("payment_method", "Betalningssätt", 2, 110, FieldKind.METHOD),
    FieldSpec("prices_include_vat", "Priser inkl. moms", 2, 110, FieldKind.YES_NO),
)
VEHICLE: tuple[FieldSpec, ...] = (
    FieldSpec("vin", "Chassinr", 0, 240),
    FieldSpec("note", "Anteckning", 0, 500),
)


class HeaderTextField(TextField):
    """A text field: Enter moves on, Esc restores the value that the field had when it got the focus."""

    left_by_enter = Signal()
    edited = Signal()

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(spec.name)
        self.spec = spec
        self.setAccessibleName(spec.label)
        self._before = ""
        self.textEdited.connect(lambda _: self.edited.emit())

    def put(self, text: str) -> None:
        """Show a value; Esc restores this value."""
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)
        self._before = text

    def focusInEvent(self, event: "QFocusEvent") -> None:
        """Only the field with the cursor looks at all its events: at the start they are hundreds."""
        self.installEventFilter(self)
        super().focusInEvent(event)

    def focusOutEvent(self, event: "QFocusEvent") -> None:
        """See `focusInEvent`."""
        self.removeEventFilter(self)
        super().focusOutEvent(event)

    def eventFilter(self, seen: "QObject", event: "QEvent") -> bool:
        """Leave Ctrl+Home and Ctrl+End to the window, where they show the first and last order."""
        if event.type() == QtCore.QEvent.Type.ShortcutOverride and isinstance(event, QtGui.QKeyEvent):
            control = event.modifiers() == QtCore.Qt.KeyboardModifier.ControlModifier
            if control and event.key() in (QtCore.Qt.Key.Key_Home, QtCore.Qt.Key.Key_End):
                event.ignore()
                return True
        return False

    def keyPressEvent(self, event: "QKeyEvent") -> None:
        """Handle Enter and Esc."""
        keys = QtCore.Qt.Key
        if event.key() in (keys.Key_Return, keys.Key_Enter):
            self.left_by_enter.emit()
        elif event.key() == keys.Key_Escape and self.text() != self._before:
            self.setText(self._before)
            self.edited.emit()
        else:
            super().keyPressEvent(event)


class HeaderChoiceField(ChoiceBox):
    """A combo box: a letter chooses, Enter moves on, the arrows change the value."""

    left_by_enter = Signal()
    edited = Signal()

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(spec.name)
        self.spec = spec
        self.setAccessibleName(spec.label)
        self.setProperty("focusPolicy", STRONG_FOCUS)
        self.activated.connect(lambda _: self.edited.emit())

    def text(self) -> str:
        """The chosen value."""
        return self.currentText()

    def put(self, text: str) -> None:
        """Show a value, also one that is not in the list."""
        if self.findText(text) < 0:
            self.addItem(text)
        self.setCurrentText(text)

    def offer(self, words: tuple[str, ...], shown: str) -> None:
        """Set the values to choose from and the current one."""
        if [self.itemText(at) for at in range(self.count())] != list(words):
            self.clear()
            self.addItems(list(words))
        self.put(shown)

    def keyPressEvent(self, event: "QKeyEvent") -> None:
        """Enter moves on; Alt+Down or Space opens the list."""
        keys = QtCore.Qt.Key
        if event.key() in (keys.Key_Return, keys.Key_Enter):
            self.left_by_enter.emit()
        elif event.key() in (keys.Key_PageUp, keys.Key_PageDown):
            event.ignore()
        else:
            super().keyPressEvent(event)


Field = HeaderTextField | HeaderChoiceField


def made(spec: FieldSpec, parent: QWidget, on_edited: Callable[[Field], None]) -> Field:
    """Create the widget of a field."""
    choice = spec.kind in (FieldKind.STATUS, FieldKind.METHOD, FieldKind.YES_NO)
    field: Field = HeaderChoiceField(spec, parent) if choice else HeaderTextField(spec, parent)
    field.setFixedWidth(spec.width)
    field.edited.connect(lambda: on_edited(field))
    return field
