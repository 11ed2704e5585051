"""A list of a million orders: any place, the end and the search are at hand, and nothing is read needlessly."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from promeister_mpay.ui.lists.model import ON_ITS_WAY, PAGE
from support.fakes.lists import FakeLists
from support.list_clerks import Key, ListClerk, Modifier, list_clerk

__all__ = ["list_clerk"]

MILLION = 1_000_000


def test_the_list_opens_in_the_middle_of_a_million(list_clerk: ListClerk) -> None:
    list_clerk.open(FakeLists(MILLION), at=500_000)

    assert list_clerk.number == 500_000
    assert list_clerk.count == MILLION
    assert list_clerk.foot == "1 000 000 order · visar alla"
    assert "500000" in list_clerk.seen()


def test_the_end_and_the_beginning_are_one_key_away(list_clerk: ListClerk) -> None:
    list_clerk.open(FakeLists(MILLION), at=500_000)

    list_clerk.press(Key.Key_End, Modifier.ControlModifier)
    list_clerk.rows_are_there()
    assert list_clerk.number == 1
    assert list_clerk.seen()[-1] == "1"
    list_clerk.press(Key.Key_Home, Modifier.ControlModifier)
    list_clerk.rows_are_there()

    assert list_clerk.number == MILLION
    assert list_clerk.seen()[:3] == ["1000000", "999999", "999998"]


def test_the_scroll_bar_reaches_any_place(list_clerk: ListClerk) -> None:
    window = list_clerk.open(FakeLists(MILLION))

    window.table.verticalScrollBar().setValue(777_777)
    assert set(list_clerk.seen()) == {ON_ITS_WAY}
    list_clerk.rows_are_there()

    assert list_clerk.seen()[:2] == [str(MILLION - 777_777), str(MILLION - 777_778)]


def test_of_many_quick_places_only_the_last_one_is_read(list_clerk: ListClerk) -> None:
    lists = FakeLists(MILLION)
    window = list_clerk.open(lists)
    lists.asked.clear()
    lists.rows_may_go_on.clear()

    for place in range(10_000, 900_000, 10_000):
        window.table.verticalScrollBar().setValue(place)
    lists.rows_may_go_on.set()
    list_clerk.rows_are_there()

    assert list_clerk.seen()[0] == str(MILLION - 890_000)
    read = [int(each.split()[1]) for each in lists.asked]
    assert len(read) <= 4
    assert all(place < 20_000 or place > 889_000 for place in read)


def test_a_page_ahead_is_read_so_that_the_wheel_finds_it(list_clerk: ListClerk) -> None:
    window = list_clerk.open(FakeLists(MILLION))
    window.table.verticalScrollBar().setValue(500_000)
    list_clerk.rows_are_there()

    window.table.verticalScrollBar().setValue(500_000 + PAGE)

    assert ON_ITS_WAY not in list_clerk.seen()


def test_a_search_finds_one_of_a_million(list_clerk: ListClerk) -> None:
    list_clerk.open(FakeLists(MILLION), at=3)

    list_clerk.write("14790")
    list_clerk.settle()
    assert list_clerk.foot == "11 av 1 000 000 order · Sök: 14790"
    list_clerk.press(Key.Key_End, Modifier.ControlModifier)
    list_clerk.press(Key.Key_Return)

    assert [row.values["number"] for row in list_clerk.taken] == [14_790]


def test_a_filter_leaves_a_few_of_a_million_and_the_place_when_it_goes(list_clerk: ListClerk) -> None:
    window = list_clerk.open(FakeLists(MILLION), at=3)

    list_clerk.press(Key.Key_F7)
    list_clerk.write("14000..14790", Key.Key_Return)
    list_clerk.wait(lambda: list_clerk.foot == "791 av 1 000 000 order · Nr = 14000..14790")
    QTest.keyClick(window, Key.Key_F7, Modifier.ControlModifier | Modifier.ShiftModifier)
    list_clerk.settle()

    assert list_clerk.foot == "1 000 000 order · visar alla"
    assert list_clerk.number == 14_790


def test_the_cursor_walks_over_rows_that_are_not_read_yet(list_clerk: ListClerk) -> None:
    window = list_clerk.open(FakeLists(MILLION))
    window.table.verticalScrollBar().setValue(300_000)
    list_clerk.rows_are_there()
    middle = window.table.viewport().rect().center()
    QTest.mouseClick(window.table.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    start = list_clerk.number

    for _ in range(10):
        list_clerk.press(Key.Key_PageDown)
    list_clerk.rows_are_there()

    assert list_clerk.number < start - 100
    list_clerk.press(Key.Key_Return)
    assert len(list_clerk.taken) == 1


def test_a_place_that_is_gone_when_it_is_read_is_empty(list_clerk: ListClerk) -> None:
    lists = FakeLists(MILLION)
    window = list_clerk.open(lists)
    lists.numbers = range(1, 11)

    window.table.verticalScrollBar().setValue(500_000)
    list_clerk.rows_are_there()
    assert set(list_clerk.seen()) == {""}
    window.refresh()
    list_clerk.settle()

    assert list_clerk.count == 10
    assert list_clerk.foot == "10 order · visar alla"
