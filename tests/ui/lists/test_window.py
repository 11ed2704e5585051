"""F5: the list opens at the order, is searched by typing, sorted by a click, and gives back what is taken."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from promeister_mpay.domain.lists.query import ListKind, View
from promeister_mpay.errors import StoreError
from promeister_mpay.ui.common.workstation import Workstation
from promeister_mpay.ui.lists.window import ListWindow
from support.fakes.lists import FakeLists, an_order_row
from support.list_clerks import Key, ListClerk, Modifier, list_clerk

__all__ = ["list_clerk"]


def test_the_list_opens_at_the_order_that_is_on_the_screen(list_clerk: ListClerk) -> None:
    window = list_clerk.open(FakeLists(1000), at=400)

    assert window.windowTitle() == "Order - Verkstadslista"
    assert list_clerk.number == 400
    assert list_clerk.chosen == ["400"]
    assert "400" in list_clerk.seen()
    assert list_clerk.foot == "1 000 order · visar alla"


def test_rows_are_seen_before_the_list_is_counted(list_clerk: ListClerk) -> None:
    lists = FakeLists(1000)
    lists.surveys_may_go_on.clear()
    list_clerk.open(lists, at=400, wait=False)

    list_clerk.wait(lambda: list_clerk.count > 0)
    assert list_clerk.number == 400
    assert list_clerk.foot == "Räknar order … · visar alla"
    list_clerk.wait(lambda: "survey" in lists.asked)
    before = list_clerk.seen()
    lists.surveys_may_go_on.set()
    list_clerk.settle()

    assert list_clerk.count == 1000
    assert list_clerk.seen() == before
    assert list_clerk.number == 400
    assert list_clerk.foot == "1 000 order · visar alla"


def test_a_list_that_is_not_counted_grows_in_both_directions(list_clerk: ListClerk) -> None:
    lists = FakeLists(1000)
    lists.surveys_may_go_on.clear()
    window = list_clerk.open(lists, at=500, wait=False)
    list_clerk.wait(lambda: list_clerk.count > 0)
    reader = window.reader

    for _ in range(100):
        list_clerk.press(Key.Key_Up)
        list_clerk.wait(lambda: not (reader._painted.isActive() or reader._aheads.is_running))
    assert list_clerk.number == 600
    assert "600" in list_clerk.seen()
    bar = window.table.verticalScrollBar()
    for _ in range(4):
        bar.setValue(bar.maximum())
        list_clerk.wait(lambda: bar.maximum() > bar.value())
    assert int(list_clerk.seen()[-1]) < 300
    assert list_clerk.number == 600


def test_the_ends_are_reached_before_the_list_is_counted(list_clerk: ListClerk) -> None:
    lists = FakeLists(1000)
    lists.surveys_may_go_on.clear()
    list_clerk.open(lists, at=500, wait=False)
    list_clerk.wait(lambda: list_clerk.count > 0)

    list_clerk.press(Key.Key_End, Modifier.ControlModifier)
    list_clerk.wait(lambda: list_clerk.number == 1)
    assert list_clerk.seen()[-1] == "1"
    list_clerk.press(Key.Key_Home, Modifier.ControlModifier)
    list_clerk.wait(lambda: list_clerk.number == 1000)
    assert list_clerk.seen()[0] == "1000"


def test_enter_takes_the_order_and_closes_the_list(list_clerk: ListClerk) -> None:
    window = list_clerk.open(at=50)

    list_clerk.press(Key.Key_Down)
    list_clerk.press(Key.Key_Return)

    assert [row.values["number"] for row in list_clerk.taken] == [49]
    assert not window.isVisible()


def test_a_double_click_takes_the_order(list_clerk: ListClerk) -> None:
    window = list_clerk.open(at=50)
    table = window.table
    middle = table.visualRect(table.currentIndex()).center()

    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=middle)

    assert [row.values["number"] for row in list_clerk.taken] == [50]


@pytest.mark.parametrize("way", ["esc", "button"])
def test_esc_and_avbryt_leave_without_taking(list_clerk: ListClerk, way: str) -> None:
    window = list_clerk.open(at=50)

    if way == "esc":
        list_clerk.press(Key.Key_Escape)
    else:
        window.footer.cancel_button.click()

    assert not window.isVisible()
    assert list_clerk.taken == []


def test_typing_among_the_rows_searches(list_clerk: ListClerk) -> None:
    window = list_clerk.open(at=50)

    list_clerk.write("oberg")
    list_clerk.settle()

    assert window.header.search.text() == "oberg"
    assert window.header.search.hasFocus()
    assert set(list_clerk.seen("customer_name")) == {"Åsa Öberg"}
    assert list_clerk.foot == "12 av 100 order · Sök: oberg"
    list_clerk.press(Key.Key_Down)
    assert list_clerk.number == 88


def test_a_letter_that_is_composed_among_the_rows_searches(list_clerk: ListClerk) -> None:
    window = list_clerk.open(at=50)
    for _ in range(2):
        assert window.table.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        QTest.keyClick(window.table, Key.Key_Down)
    composed = QInputMethodEvent()
    composed.setCommitString("ö")
    QApplication.sendEvent(window.table, composed)
    list_clerk.write("berg")
    list_clerk.settle()
    assert window.header.search.text() == "öberg"
    assert window.header.search.hasFocus()
    assert set(list_clerk.seen("customer_name")) == {"Åsa Öberg"}


def test_ctrl_f_goes_to_the_search_field(list_clerk: ListClerk) -> None:
    window = list_clerk.open()

    list_clerk.press(Key.Key_F, Modifier.ControlModifier)

    assert window.header.search.hasFocus()
    assert window.header.search.accessibleName() == "Sök"
    assert window.header.search.placeholderText() == "nr, kund, regnr, telefon …"


def test_typing_and_enter_in_one_go_takes_what_was_typed(list_clerk: ListClerk) -> None:
    window = list_clerk.open(FakeLists(1000), at=500)

    list_clerk.write("123", Key.Key_Return)

    list_clerk.wait(lambda: not window.isVisible())
    assert [row.values["number"] for row in list_clerk.taken] == [123]


def test_a_search_without_hits_takes_nothing_and_says_so(list_clerk: ListClerk) -> None:
    window = list_clerk.open()

    list_clerk.write("finns inte", Key.Key_Return)
    list_clerk.settle()

    assert list_clerk.taken == []
    assert window.isVisible()
    assert list_clerk.foot == "0 av 100 order · Sök: finns inte"
    assert not window.footer.ok_button.isEnabled()


def test_an_emptied_search_shows_all_again_at_the_same_order(list_clerk: ListClerk) -> None:
    window = list_clerk.open()
    list_clerk.write("oberg")
    list_clerk.settle()
    list_clerk.press(Key.Key_Down)
    assert list_clerk.number == 88

    window.header.search.clear()
    list_clerk.settle()

    assert list_clerk.number == 88
    assert list_clerk.foot == "100 order · visar alla"


def test_a_click_on_a_title_sorts_and_another_turns_it_round(list_clerk: ListClerk) -> None:
    window = list_clerk.open()

    list_clerk.click_header("customer_name")
    list_clerk.settle()
    assert list_clerk.seen("customer_name")[0] == "=1+1"
    assert list_clerk.header.sortIndicatorSection() == list_clerk.section("customer_name")
    assert list_clerk.header.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder
    list_clerk.click_header("customer_name")
    list_clerk.settle()

    assert list_clerk.seen("customer_name")[0] == "Örjan Ås"
    assert list_clerk.header.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder
    assert window.reader.query.descending


def test_a_ready_view_shows_its_orders_and_says_so(list_clerk: ListClerk) -> None:
    window = list_clerk.open()

    window.header.views.setCurrentText("Betalda ej bokförda")
    list_clerk.settle()

    assert set(list_clerk.seen("payment_received")) == {"*"}
    assert list_clerk.foot == "10 av 100 order · Betalda ej bokförda"


def test_the_list_can_open_in_a_ready_view(list_clerk: ListClerk) -> None:
    window = list_clerk.open(view=View.PAID_UNPOSTED)

    assert window.header.views.currentText() == "Betalda ej bokförda"
    assert list_clerk.count == 10
    assert list_clerk.foot == "10 av 100 order · Betalda ej bokförda"


def test_values_are_shown_as_the_manual_shows_them(list_clerk: ListClerk) -> None:
    list_clerk.open()

    assert list_clerk.text(0, "payment_received") == "*"
    assert list_clerk.text(1, "payment_received") == ""
    assert list_clerk.text(0, "payment_received_at").startswith("18-01-16 ")
    assert list_clerk.text(0, "order_date") == "2018-04-11"
    assert list_clerk.text(0, "to_pay") == "8\N{NO-BREAK SPACE}432,00"
    right = list_clerk.window.model.data(
        list_clerk.window.model.index(0, list_clerk.section("to_pay")), Qt.ItemDataRole.TextAlignmentRole
    )
    assert isinstance(right, int)
    assert right & Qt.AlignmentFlag.AlignRight.value


def test_a_store_that_does_not_answer_gets_a_sentence_and_the_rows_stay(list_clerk: ListClerk) -> None:
    window = list_clerk.open()
    before = list_clerk.seen()[:10]
    list_clerk.lists.error = StoreError("Databasen svarar inte. Försök igen.")

    list_clerk.write("ö")
    list_clerk.settle()

    assert window.strip.text() == "Databasen svarar inte. Försök igen."
    assert list_clerk.seen()[:10] == before
    list_clerk.lists.error = None


@pytest.mark.parametrize(
    ("kind", "title"), [(ListKind.CUSTOMERS, "Kunder"), (ListKind.VEHICLES, "Fordon"), (ListKind.ARTICLES, "Artiklar")]
)
def test_the_registers_have_the_same_list_without_the_orders_views(
    list_clerk: ListClerk, kind: ListKind, title: str
) -> None:
    list_clerk.open()
    window = ListWindow(
        kind, FakeLists(), list_clerk.background, Workstation(list_clerk.ini), list_clerk.window, at=None
    )
    window.show()

    assert window.windowTitle() == title
    assert not window.header.views.isVisible()
    assert window.header.search.isVisible()


def test_an_order_is_shown_with_what_the_store_says(list_clerk: ListClerk) -> None:
    lists = FakeLists(10)
    lists.put(an_order_row(5, customer_name="Östen Å"))
    list_clerk.open(lists, at=5)

    assert list_clerk.text(5, "customer_name") == "Östen Å"
