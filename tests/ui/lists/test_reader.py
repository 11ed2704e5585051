"""Live: what happens while the list is open appears in its row, and place, choice and scroll stay."""

from datetime import UTC, datetime

from PySide6.QtCore import QItemSelectionModel, Qt
from shiboken6 import isValid

from promeister_mpay.errors import StoreError
from support.fakes.lists import FakeLists, an_order_row
from support.list_clerks import Key, ListClerk, Modifier, list_clerk

__all__ = ["list_clerk"]

PAID = datetime(2026, 11, 23, 9, 42, tzinfo=UTC)


def place(clerk: ListClerk, number: int) -> int:
    return next(at for at in range(clerk.count) if clerk.text(at, "number") == str(number))


def test_a_payment_that_arrives_appears_in_its_row(list_clerk: ListClerk) -> None:
    window = list_clerk.open(FakeLists(1000), at=503)
    before = list_clerk.seen()
    assert list_clerk.text(place(list_clerk, 503), "payment_received") == ""

    list_clerk.lists.put(an_order_row(503, payment_received=True, payment_received_at=PAID))
    window.refresh()
    list_clerk.settle()

    assert list_clerk.text(place(list_clerk, 503), "payment_received") == "*"
    assert list_clerk.text(place(list_clerk, 503), "payment_received_at").startswith("26-11-23 ")
    assert list_clerk.seen() == before
    assert list_clerk.number == 503


def test_a_payment_is_seen_before_the_list_is_counted_anew(list_clerk: ListClerk) -> None:
    window = list_clerk.open(FakeLists(1000), at=503)
    list_clerk.lists.surveys_may_go_on.clear()

    list_clerk.lists.put(an_order_row(503, payment_received=True, payment_received_at=PAID))
    window.refresh()

    list_clerk.wait(lambda: "*" in list_clerk.text(window.table.currentIndex().row(), "payment_received"))
    list_clerk.lists.surveys_may_go_on.set()
    list_clerk.settle()


def test_new_orders_above_leave_place_choice_and_scroll(list_clerk: ListClerk) -> None:
    window = list_clerk.open(FakeLists(100_000), at=50_000)
    list_clerk.press(Key.Key_Down, Modifier.ShiftModifier)
    before, chosen = list_clerk.seen(), list_clerk.chosen
    assert chosen == ["50000", "49999"]

    for number in range(100_001, 100_301):
        list_clerk.lists.put(an_order_row(number))
    window.refresh()
    list_clerk.settle()

    assert list_clerk.count == 100_300
    assert list_clerk.seen() == before
    assert list_clerk.chosen == chosen
    assert list_clerk.number == 49_999
    assert list_clerk.foot == "100 300 order · visar alla"


def test_chosen_rows_out_of_sight_stay_chosen(list_clerk: ListClerk) -> None:
    window = list_clerk.open(FakeLists(10_000), at=5_000)
    selection = window.table.selectionModel()
    for number in (9_000, 100):
        at = window.model.index(10_000 - number, 0)
        window.table.scrollTo(at)
        list_clerk.rows_are_there()
        selection.select(at, QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows)
    before = list_clerk.seen()

    list_clerk.lists.put(an_order_row(10_001))
    list_clerk.lists.remove(8_000)
    window.refresh()
    list_clerk.settle()

    assert [10_001 - at - (1 if at > 2000 else 0) for at in window.table.selected_places()] == [9_000, 5_000, 100]
    assert list_clerk.seen() == before


def test_an_order_that_is_deleted_leaves_the_cursor_beside_its_place(list_clerk: ListClerk) -> None:
    window = list_clerk.open(FakeLists(1000), at=500)

    list_clerk.lists.remove(500)
    window.refresh()
    list_clerk.settle()

    assert list_clerk.count == 999
    assert list_clerk.number == 499


def test_an_order_that_moves_in_a_sorted_list_stays_chosen(list_clerk: ListClerk) -> None:
    window = list_clerk.open(FakeLists(500), at=250)
    list_clerk.click_header("customer_name")
    list_clerk.settle()
    number = list_clerk.number
    assert list_clerk.text(0, "customer_name") == "=1+1"

    list_clerk.lists.put(an_order_row(number, customer_name="Öööö sist"))
    window.refresh()
    list_clerk.settle()

    assert list_clerk.number == number
    assert window.table.currentIndex().row() == 499
    assert list_clerk.chosen == [str(number)]
    assert list_clerk.seen("customer_name")[0] == "=1+1"


def test_a_change_while_the_list_is_not_counted_yet_is_seen_too(list_clerk: ListClerk) -> None:
    lists = FakeLists(1000)
    lists.surveys_may_go_on.clear()
    window = list_clerk.open(lists, at=503, wait=False)
    list_clerk.wait(lambda: list_clerk.count > 0)

    lists.put(an_order_row(503, payment_received=True, payment_received_at=PAID))
    window.refresh()
    list_clerk.wait(lambda: list_clerk.text(window.table.currentIndex().row(), "payment_received") == "*")
    lists.surveys_may_go_on.set()
    list_clerk.settle()

    assert list_clerk.number == 503


def test_who_scrolls_while_the_list_is_counted_stays_where_he_went(list_clerk: ListClerk) -> None:
    lists = FakeLists(10_000)
    window = list_clerk.open(lists, at=5_000)
    lists.surveys_may_go_on.clear()
    lists.put(an_order_row(10_001))
    window.refresh()
    list_clerk.wait(lambda: lists.asked.count("survey") > 1)

    window.table.verticalScrollBar().setValue(2_000)
    list_clerk.wait(lambda: list_clerk.seen()[0] == "8001")
    lists.surveys_may_go_on.set()
    list_clerk.settle()

    assert list_clerk.seen()[0] == "8001"
    assert list_clerk.count == 10_001


def test_a_store_that_fails_meanwhile_is_said_and_nothing_goes(list_clerk: ListClerk) -> None:
    window = list_clerk.open(at=50)
    list_clerk.lists.error = StoreError("Databasen svarar inte. Försök igen.")

    window.refresh()
    list_clerk.settle()

    assert window.strip.text() == "Databasen svarar inte. Försök igen."
    assert list_clerk.number == 50
    list_clerk.lists.error = None


def test_a_filtered_list_keeps_saying_how_many_there_are_while_it_counts_anew(list_clerk: ListClerk) -> None:
    window = list_clerk.open(FakeLists(1000))
    list_clerk.press(Key.Key_F7)
    list_clerk.write("40..60", Key.Key_Return)
    list_clerk.settle()
    said: list[str] = []
    window.reader.counted.connect(lambda: said.append(list_clerk.foot))

    list_clerk.lists.put(an_order_row(1001))
    window.refresh()
    list_clerk.settle()

    assert said == ["21 av 1 000 order · Nr = 40..60", "21 av 1 001 order · Nr = 40..60"]


def test_a_list_that_is_left_lets_go_of_its_rows_and_shows_nothing_more(list_clerk: ListClerk) -> None:
    lists = FakeLists(1000)
    lists.surveys_may_go_on.clear()
    window = list_clerk.open(lists, at=503, wait=False)
    list_clerk.wait(lambda: "survey" in lists.asked)

    list_clerk.leave()
    assert window.model.rowCount() == 0
    lists.surveys_may_go_on.set()
    list_clerk.wait(lambda: list_clerk.background.is_idle)

    assert window.model.rowCount() == 0


def test_a_list_that_is_deleted_when_it_closes_leaves_no_answers_that_nobody_hears(list_clerk: ListClerk) -> None:
    lists = FakeLists(1000)
    lists.surveys_may_go_on.clear()
    window = list_clerk.open(lists, at=503, wait=False)
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    list_clerk.wait(lambda: "survey" in lists.asked)

    list_clerk.press(Key.Key_Escape)
    list_clerk.wait(lambda: not isValid(window))
    lists.surveys_may_go_on.set()
    list_clerk.wait(lambda: list_clerk.background.is_idle)

    assert list_clerk.errors == []
