"""Fills the order from the registers: a plate gives vehicle and owner, an article number its text and price."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from promeister_mpay.domain.orders.order import Order
from promeister_mpay.domain.plates import plate_key
from promeister_mpay.domain.registers.entries import (
    Article,
    Customer,
    Vehicle,
    with_article,
    with_customer,
    with_vehicle,
)
from promeister_mpay.ui.common.background import Background
from promeister_mpay.ui.lists.opener import ListOpener
from promeister_mpay.ui.order.editor import OrderEditor
from promeister_mpay.ui.order.header_form import shown
from promeister_mpay.ui.order.page import OrderPage

if TYPE_CHECKING:
    from promeister_mpay.services.registers.service import RegisterService, VehicleAndOwner

Fill = Callable[[Order], Order]


class RegisterLookup(QObject):
    """Fills empty fields when a number is typed, and all fields when an entry is chosen."""

    def __init__(
        self,
        page: OrderPage,
        editor: OrderEditor,
        background: Background,
        lists: ListOpener,
        *,
        registers: "RegisterService",
    ) -> None:
        super().__init__(page)
        self._page = page
        self._editor = editor
        self._background = background
        self._lists = lists
        self._registers = registers
        page.form.field_left.connect(self._on_field_left)
        page.model.number_typed.connect(self._on_number_typed)

    # -- typed numbers

    def _on_field_left(self, name: str) -> None:
        registers, text = self._registers, self._page.form.fields[name].text().strip()
        if not text:
            return
        if name == "registration":
            self._background.run(lambda: registers.vehicle(text), lambda found: self._on_vehicle(text, found))
        elif name == "customer_number":
            self._background.run(lambda: registers.customer(text), lambda found: self._on_customer(text, found))

    def _on_vehicle(self, text: str, found: "VehicleAndOwner | None") -> None:
        """Fill in the vehicle only if its plate is still in the field: the clerk may have opened another order."""
        if found and plate_key(self._page.form.fields["registration"].text()) == plate_key(text):
            self._fill(lambda order: with_vehicle(order, found.vehicle, found.owner), over=False)

    def _on_customer(self, text: str, found: Customer | None) -> None:
        if found and self._page.form.fields["customer_number"].text().strip() == text:
            self._fill(lambda order: with_customer(order, found), over=True)

    def _fill(self, fill: Fill, *, over: bool) -> None:
        """Type in what `fill` gives; `over` also where something else stands."""
        order = self._editor.draft_with_typed()
        if order is None or self._page.is_locked:
            return
        before, after = shown(order), shown(fill(order))
        for name, text in after.items():
            if text != before[name] and (over or not before[name] or name == "registration"):
                self._page.form.type_in(name, text)

    def _on_number_typed(self, row: int, number: str) -> None:
        registers = self._registers
        self._background.run(lambda: registers.article(number), lambda found: self._on_article(row, number, found))

    def _on_article(self, row: int, number: str, found: Article | None) -> None:
        """Fill in the article only in the line with its number, and only where nothing else has been typed."""
        line = self._page.model.line(row)
        if found and line and line.number == number and not line.description and not self._page.is_locked:
            self._page.model.put(row, with_article(line, found, prices_include_vat=self._page.prices_include_vat))

    # -- look-up

    def look_up(self) -> None:
        """F6 from the field or line with the cursor: what is chosen is filled in, unless the order is locked."""
        asked = self._page.register()
        if asked is None:
            return
        register, text = asked
        row = self._page.table.currentIndex().row()
        then = None if self._page.is_locked else lambda entry: self._on_taken(entry, row)
        self._lists.open_register(register, text, then)

    def _on_taken(self, entry: Customer | Vehicle | Article, row: int) -> None:
        if isinstance(entry, Customer):
            self._fill(lambda order: with_customer(order, entry), over=True)
        elif isinstance(entry, Vehicle):
            self._take_vehicle(entry)
        else:
            self._take_article(entry, row)

    def _take_vehicle(self, vehicle: Vehicle) -> None:
        registers = self._registers
        self._background.run(
            lambda: registers.vehicle(vehicle.registration),
            lambda found: self._fill(
                lambda order: with_vehicle(order, vehicle, found.owner if found else None), over=True
            ),
        )

    def _take_article(self, article: Article, row: int) -> None:
        model = self._page.model
        line = model.line(row) or model.empty_line()
        model.put(row, with_article(line, article, prices_include_vat=self._page.prices_include_vat))
        self._page.table.focus_cell(row, "quantity")
