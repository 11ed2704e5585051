"""The tabs Allmänt and Fordon: shows an order's header fields, locks them and parses the input."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from promeister_mpay.domain.dates import parse_date
from promeister_mpay.domain.orders.order import OPEN_STATUSES, Order, OrderStatus, show_odometer
from promeister_mpay.domain.orders.payment_methods import CHOSEN_BY_CLERKS, PaymentMethod
from promeister_mpay.domain.texts import one_line, several_lines
from promeister_mpay.ui.common.date_field import show_date_when_left
from promeister_mpay.ui.common.formats import parse_odometer
from promeister_mpay.ui.common.plain_text import TextLabel
from promeister_mpay.ui.common.style_property import set_style_property
from promeister_mpay.ui.order.fields import (
    GENERAL,
    VEHICLE,
    Field,
    FieldKind,
    FieldSpec,
    HeaderChoiceField,
    HeaderTextField,
    made,
)

YES, NO = "Ja", "Nej"
METHODS = ("", *(method.value for method in CHOSEN_BY_CLERKS))
STATUSES = tuple(status.value for status in OPEN_STATUSES)
Reader = Callable[[str], dict[str, object]]


class HeaderForm(QObject):
    """The header fields of an order. `general` and `vehicle` are the pages; other widgets show lines and payment."""

    edited = Signal()
    field_left = Signal(str)
    """A field was left with Enter or Tab after something was typed in it."""
    finished = Signal()
    """Enter in the last field: on to the lines."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.general = QWidget(parent)
        self.vehicle = QWidget(parent)
        self.fields: dict[str, Field] = {}
        self._typed: set[str] = set()
        self._locked = False
        self._lay_out(self.general, GENERAL)
        self._lay_out(self.vehicle, VEHICLE)

    def _lay_out(self, page: QWidget, specs: tuple[FieldSpec, ...]) -> None:
        grid = QGridLayout(page)
        grid.setContentsMargins(9, 11, 11, 11)
        grid.setVerticalSpacing(5)
        grid.setHorizontalSpacing(10)
        rows = [0, 0, 0]
        for spec in specs:
            label, field = TextLabel(spec.label, page), made(spec, page, self._on_edited)
            label.setBuddy(field)
            row, at = rows[spec.column], spec.column * 3
            grid.addWidget(label, row, at)
            grid.addWidget(field, row, at + 1, 1, 1)
            rows[spec.column] += 1
            self.fields[spec.name] = field
            field.left_by_enter.connect(lambda name=spec.name: self._on_enter(name))
            if isinstance(field, HeaderTextField):
                if spec.kind is FieldKind.DATE:
                    show_date_when_left(field, date.today)
                field.editingFinished.connect(lambda name=spec.name: self._on_left(name))
        for column in (2, 5):
            grid.setColumnMinimumWidth(column, 0)
            grid.setColumnStretch(column, 1)
        grid.setRowStretch(max(rows), 1)

    # -- showing

    def show_order(self, order: Order, *, locked: bool) -> None:
        """Show an order and discard input that was not parsed; call `draft` first to keep it."""
        self._typed.clear()
        self._locked = locked
        for name, text in shown(order).items():
            self._field(name, order).put(text)
        self._lock(locked=locked)
        self._colour(order.status)

    def update_untouched(self, order: Order, *, locked: bool) -> None:
        """Show an order's new values, except in fields with unsaved input."""
        for name, text in shown(order).items():
            if name not in self._typed:
                self._field(name, order).put(text)
        self._lock(locked=locked)
        self._colour(order.status)

    def _field(self, name: str, order: Order) -> Field:
        field = self.fields[name]
        if isinstance(field, HeaderChoiceField):
            words = {"status": STATUSES, "payment_method": METHODS, "prices_include_vat": (YES, NO)}[name]
            field.offer(words, shown(order)[name])
        return field

    def _lock(self, *, locked: bool) -> None:
        self._locked = locked
        for field in self.fields.values():
            fixed = locked or field.spec.kind is FieldKind.FIXED
            if isinstance(field, HeaderChoiceField):
                field.setEnabled(not fixed)
            else:
                field.setReadOnly(fixed)
        # The rest of the greying is the style sheet's; only the number is read-only without being grey.
        set_style_property(self.fields["number"], "locked", locked)

    def _colour(self, status: OrderStatus) -> None:
        set_style_property(self.fields["status"], "status", status.name)

    # -- reading

    @property
    def is_locked(self) -> bool:
        """Whether the fields are read-only."""
        return self._locked

    def page_of(self, field: Field) -> QWidget:
        """The page that a field is on."""
        return self.general if self.general.isAncestorOf(field) else self.vehicle

    @property
    def is_edited(self) -> bool:
        """Whether there is input that has not been stored."""
        return bool(self._typed)

    def draft(self, order: Order) -> Order:
        """`order` with the typed values; raises `InputError` with the faulty field and keeps all input."""
        changes: dict[str, object] = {}
        for name in self._typed:
            changes.update(READERS[name](self.fields[name].text()))
        return replace(order, **changes)  # type: ignore[arg-type]

    def mark_saved(self) -> None:
        """Note that the input has been stored."""
        self._typed.clear()

    # -- the keyboard

    def focus(self, name: str) -> bool:
        """Focus a field by its attribute name; return False when the form has no such field."""
        field = self.fields.get({"postal_code": "postal", "city": "postal"}.get(name, name))
        if field is None:
            return False
        field.setFocus()
        if isinstance(field, HeaderTextField):
            field.selectAll()
        return True

    def focused(self) -> Field | None:
        """The focused field."""
        return next((field for field in self.fields.values() if field.hasFocus()), None)

    def copy_from(self, previous: Order) -> None:
        """F8: copy the focused field's value from the previous order."""
        field = self.focused()
        if field is not None and not self._locked and field.spec.kind is not FieldKind.FIXED:
            self.type_in(field.spec.name, shown(previous)[field.spec.name])

    def type_in(self, name: str, text: str) -> None:
        """Fill a field as if the user had typed it."""
        field = self.fields[name]
        if isinstance(field, HeaderTextField):
            field.setText(text)
        else:
            field.put(text)
        self._on_edited(field)

    def _on_edited(self, field: Field) -> None:
        self._typed.add(field.spec.name)
        self.edited.emit()

    def _on_left(self, name: str) -> None:
        if name in self._typed:
            self.field_left.emit(name)

    def _on_enter(self, name: str) -> None:
        self._on_left(name)
        names = [spec.name for spec in (GENERAL if name in {s.name for s in GENERAL} else VEHICLE)]
        following = names[names.index(name) + 1 :]
        if following:
            self.focus(following[0])
        else:
            self.finished.emit()


def shown(order: Order) -> dict[str, str]:
    """An order's fields as texts."""
    method = order.payment_method
    return {
        "number": str(order.number) if order.number else "(ny)",
        "customer_number": order.customer_number,
        "customer_name": order.customer_name,
        "address": order.address,
        "postal": f"{order.postal_code} {order.city}".strip(),
        "registration": order.registration,
        "vehicle": order.vehicle,
        "odometer": show_odometer(order.odometer),
        "mobile_phone": order.mobile_phone,
        "email": order.email,
        "order_date": order.order_date.isoformat(),
        "status": order.status.value,
        "clerk": order.clerk,
        "payment_method": method.value if method else "",
        "prices_include_vat": YES if order.prices_include_vat else NO,
        "vin": order.vin,
        "note": order.note,
    }


def split_postal(text: str) -> tuple[str, str]:
    """Split '416 55 Göteborg' into postal code and town; without leading digits all of it is the town."""
    digits = 0
    for at, character in enumerate(text):
        if character.isdigit():
            digits += 1
        elif not character.isspace():
            return (text[:at].strip(), text[at:].strip()) if digits else ("", text.strip())
    return text.strip(), ""


def _plain(name: str) -> Reader:
    return lambda text: {name: one_line(text)}


def _postal(text: str) -> dict[str, object]:
    code, city = split_postal(one_line(text))
    return {"postal_code": code, "city": city}


READERS: dict[str, Reader] = {
    **{spec.name: _plain(spec.name) for spec in (*GENERAL, *VEHICLE)},
    "number": lambda _: {},
    "postal": _postal,
    "registration": lambda text: {"registration": one_line(text).upper()},
    "note": lambda text: {"note": several_lines(text)},
    "odometer": lambda text: {"odometer": parse_odometer(text)},
    "order_date": lambda text: {"order_date": parse_date(text, date.today())},
    "status": lambda text: {"status": OrderStatus(text)},
    "payment_method": lambda text: {"payment_method": PaymentMethod(text) if text else None},
    "prices_include_vat": lambda text: {"prices_include_vat": text == YES},
}
