"""The order being edited: opens, saves and reloads it; unsaved input is never lost."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from promeister_mpay.domain.orders.editing import CLERKS_FIELDS, merged
from promeister_mpay.domain.orders.order import Order, OrderStatus
from promeister_mpay.errors import InputError, OrderChanged, OrderLocked
from promeister_mpay.services.orders.service import OrderCard
from promeister_mpay.ui.common.background import Background, Lane
from promeister_mpay.ui.order.dialogs import ask_whose
from promeister_mpay.ui.order.page import OrderPage

if TYPE_CHECKING:
    from promeister_mpay.services.orders.service import OrderService

Then = Callable[[], None]


class OrderEditor(QObject):
    """Holds the current card. `card_shown`: another order is shown; `refreshed`: the same order has changed.

    `first` is the card of the order to begin with. An order that the page shows already stays, with what is typed in
    it, and takes over what is newer in `first`; only if `first` is another order and nothing is typed, it is shown.
    """

    card_shown = Signal(object)
    refreshed = Signal(object)
    dirty_changed = Signal(bool)
    refused = Signal(str)
    """Why the input could not be saved; the cursor is where it is wrong."""

    def __init__(
        self,
        page: OrderPage,
        background: Background,
        who: Callable[[], str],
        *,
        orders: "OrderService",
        first: OrderCard,
    ) -> None:
        super().__init__(page)
        self._page = page
        self._background = background
        self.who = who
        self._orders = orders
        self._saving = False
        self._afterwards: list[Then] = []
        shown = page.order
        is_kept = shown is not None and (shown.number == first.order.number or page.is_edited or page.is_typing)
        self.card = OrderCard(shown) if shown is not None and is_kept else first
        self._draft = self.card.order
        if is_kept:
            self.apply_update(first)
        else:
            page.show_order(first.order, locked=is_locked(first))
        self._was_dirty = self.is_dirty
        page.edited.connect(self._emit_dirty)
        page.row_left.connect(self.save)

    @property
    def is_at_rest(self) -> bool:
        """Whether no save is running or waiting."""
        return not (self._saving or self._afterwards)

    # -- showing

    def show_card(self, card: OrderCard) -> None:
        """Show a card from the store; input in the previous one must be saved or discarded before."""
        self.card = card
        self._draft = card.order
        self._page.show_order(card.order, locked=is_locked(card))
        self._emit_dirty()
        self.card_shown.emit(card)

    def reload(self) -> None:
        """Read the current order again; unsaved input stays."""
        number = self.card.order.number
        if number:
            self._background.run(lambda: self._orders.open(number), self.apply_update)

    def apply_update(self, card: OrderCard) -> None:
        """Apply a newer state of an order if it is the one on the screen."""
        if card.order.number != self.card.order.number or self._saving:
            return
        if self.is_dirty or self._page.is_typing:
            # A save will meet the newer version, or the lock, and say so; only what is locked shows at once.
            self._page.update_untouched(replace(self._draft, status=card.order.status), locked=is_locked(card))
            self.card = replace(card, order=self.card.order)
        else:
            self.card = card
            self._draft = card.order
            self._page.update_untouched(card.order, locked=is_locked(card))
        self.refreshed.emit(self.card)

    # -- saving

    @property
    def is_dirty(self) -> bool:
        """Whether the page has unsaved input."""
        return self._page.is_edited or self._draft != self.card.order

    def _emit_dirty(self) -> None:
        if self.is_dirty != self._was_dirty:
            self._was_dirty = self.is_dirty
            self.dirty_changed.emit(self._was_dirty)

    def save(self) -> None:
        """Save unsaved input; do nothing when there is none."""
        self.leave_then(lambda: None)

    def leave_then(self, then: Then) -> None:
        """Save unsaved input, then call `then`; when saving fails, stay and show why."""
        if not self._page.finish_typing():
            return
        self._afterwards.append(then)
        if not self._saving:
            self._save_or_go_on()

    def _save_or_go_on(self) -> None:
        if not self.is_dirty:
            waiting, self._afterwards = self._afterwards, []
            for then in waiting:
                then()
            return
        try:
            self._draft = self._page.draft(self._draft)
        except InputError as error:
            self._stay(error)
            return
        self._page.mark_saved()
        if self._draft == self.card.order:
            self._emit_dirty()
            self._save_or_go_on()
            return
        self._send_to_store(self._draft)

    def _send_to_store(self, draft: Order) -> None:
        self._saving = True
        who = self.who()
        self._background.run(
            lambda: self._orders.save(draft, who=who),
            lambda card: self._on_saved(card, draft),
            failed=self._on_not_saved,
            lane=Lane.CHANGING,
        )

    def _on_saved(self, card: OrderCard, sent: Order) -> None:
        self._saving = False
        self.card = card
        self._draft = card.order if self._draft == sent else merged(sent, self._draft, card.order)
        self._page.update_untouched(self._draft, locked=is_locked(card))
        self._emit_dirty()
        self.refreshed.emit(card)
        if self._afterwards:
            self._save_or_go_on()

    def _on_not_saved(self, error: Exception) -> None:
        self._saving = False
        if isinstance(error, OrderChanged):
            number = self.card.order.number
            self._background.run(lambda: self._orders.open(number), lambda card: self._on_conflict(error, card))
        elif isinstance(error, InputError):
            self._stay(error)
        else:
            self._afterwards.clear()
            if isinstance(error, OrderLocked):
                self.refused.emit(f"{error} Det du skrev står kvar på skärmen men är inte sparat.")
                return
            self._background.failed.emit(error)

    def _on_conflict(self, error: OrderChanged, theirs: OrderCard) -> None:
        """Another clerk saved first: ask whose values to keep; no input is lost."""
        base, mine = self.card.order, self._draft
        changed = [name for name in CLERKS_FIELDS if getattr(mine, name) != getattr(base, name)]
        if ask_whose(self._page, error, changed):
            self.card = theirs
            self._draft = merged(base, mine, theirs.order)
            self._page.show_order(self._draft, locked=is_locked(theirs))
            self._save_or_go_on()
        else:
            self._afterwards.clear()
            self.show_card(theirs)

    def _stay(self, error: InputError) -> None:
        self._afterwards.clear()
        self._page.focus_field(error.field)
        self.refused.emit(str(error))

    def give_up_typed(self) -> None:
        """Discard unsaved input."""
        self._page.mark_saved()
        self._draft = self.card.order

    def draft_with_typed(self) -> Order | None:
        """The order with the typed values; None when the input cannot be parsed."""
        try:
            return self._page.draft(self._draft)
        except InputError:
            return None


def is_locked(card: OrderCard) -> bool:
    """Whether a payment request locks the order, or it is posted."""
    return card.holding is not None or card.order.status in (OrderStatus.POSTED, OrderStatus.MOBILE_PAYMENT)
