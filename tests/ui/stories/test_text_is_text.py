"""A customer, a plate, a row and a signature that look like HTML: every window shows them letter by letter."""

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit

from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.lists.window import ListWindow
from support.books import with_seller, worked_order
from support.clerks import Clerk
from support.shown_texts import guessed_texts, shortcuts_in
from support.stores import stored

A = ActionName
NAME, OTHER = "Ada <img src=/dev/zero>", "<b>&amp;</b>"
FIELDS = {"customer_name": NAME, "address": OTHER, "registration": OTHER, "vehicle": NAME, "note": OTHER}
LISTS = (A.LIST, A.INVOICES, A.CREDITS, A.VOUCHERS)
DIALOGS = (A.SETTINGS, A.IMPORT, A.CLEARING)


@pytest.fixture
def hostile(clerk: Clerk) -> Clerk:
    """A clerk whose signature and counter look like HTML, as do the customer of an order and of an invoice."""
    with_seller(clerk.store)
    clerk.main.workstation.put_names("<i>B&amp;", OTHER)
    order = stored(clerk.store, worked_order(15001, customer_name=NAME, registration=OTHER, note=OTHER))
    clerk.window.services.bookkeeping.post(order.number, version=order.version, who="<i>B&amp;")
    clerk.window.services.bookkeeping.credit(1001, {0: 100}, reason=OTHER, who="<i>B&amp;")
    for name, text in FIELDS.items():
        field = clerk.field(name)
        assert isinstance(field, QLineEdit)
        field.setText(text)
    return clerk


def test_no_window_makes_html_of_a_text(hostile: Clerk) -> None:
    hostile.frame.show_title(14790, NAME)
    for name in (*LISTS, *DIALOGS):
        hostile.choose(name)
        hostile.wait(lambda: hostile.window.background.is_idle)
        hostile.to_front()

    windows = QApplication.topLevelWidgets()
    lists = [window for window in windows if isinstance(window, ListWindow)]
    assert len(lists) == len(LISTS)
    hostile.wait(lambda: all(window.reader.count is not None for window in lists))
    assert [window.windowTitle() for window in lists if not window.model.rowCount()] == []
    assert [text for window in windows for text in (*guessed_texts(window), *shortcuts_in(window, "amp;"))] == []
