"""Enter takes the row that the clerk saw chosen, whatever replaces the rows between the choice and Enter."""

import random
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from promeister_mpay.ui.lists.row_choice import GONE, NOT_READ
from promeister_mpay.ui.lists.window import ListWindow
from support.fakes.lists import FakeLists, an_order_row
from support.list_clerks import Key, ListClerk, Modifier, list_clerk

__all__ = ["list_clerk"]


def taken(clerk: ListClerk) -> list[object]:
    return [row.values["number"] for row in clerk.taken]


def message(clerk: ListClerk) -> str:
    return clerk.window.strip.text()


# -- the watch refreshes


def test_a_row_that_is_deleted_leaves_no_other_to_enter(list_clerk: ListClerk) -> None:
    window = list_clerk.open(at=50)
    list_clerk.lists.remove(50)
    window.refresh()
    list_clerk.settle()
    assert (list_clerk.number, list_clerk.chosen) == (49, [])

    list_clerk.press(Key.Key_Return)
    assert (taken(list_clerk), message(list_clerk)) == ([], GONE)
    window.footer.ok_button.click()
    assert taken(list_clerk) == []

    list_clerk.press(Key.Key_Down)
    assert list_clerk.chosen == ["49"]
    list_clerk.press(Key.Key_Return)
    assert taken(list_clerk) == [49]


def test_the_only_row_that_is_left_can_be_chosen(list_clerk: ListClerk) -> None:
    window = list_clerk.open(FakeLists(2), at=1)
    list_clerk.lists.remove(1)
    window.refresh()
    list_clerk.settle()
    list_clerk.press(Key.Key_Return)
    list_clerk.press(Key.Key_Up)
    list_clerk.press(Key.Key_Return)
    assert taken(list_clerk) == [2]


def test_a_click_on_the_row_that_took_the_place_chooses_it(list_clerk: ListClerk) -> None:
    window = list_clerk.open(at=50)
    list_clerk.lists.remove(50)
    window.refresh()
    list_clerk.settle()
    table = window.table
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(table.currentIndex()).center())
    list_clerk.press(Key.Key_Return)
    assert taken(list_clerk) == [49]


def test_rows_that_are_read_again_at_other_places_are_not_taken(list_clerk: ListClerk) -> None:
    """A page that was given up and is read again after a change shows another row at the place of the chosen one."""
    window = list_clerk.open(at=50)
    at = window.table.currentIndex().row()
    page = at // 32 * 32
    window.model.put(page, [an_order_row(1000 - each) for each in range(32)])
    list_clerk.press(Key.Key_Return)
    assert (taken(list_clerk), message(list_clerk)) == ([], GONE)


def test_a_row_that_is_not_read_yet_says_so_and_is_taken_when_it_is_seen(list_clerk: ListClerk) -> None:
    lists = FakeLists(10_000)
    window = list_clerk.open(lists, at=5_000)
    lists.rows_may_go_on.clear()
    list_clerk.press(Key.Key_End, Modifier.ControlModifier)
    list_clerk.press(Key.Key_Return)
    assert (taken(list_clerk), message(list_clerk)) == ([], NOT_READ)
    lists.rows_may_go_on.set()
    list_clerk.wait(lambda: window.current() is not None)
    list_clerk.press(Key.Key_Return)
    assert taken(list_clerk) == [1]


# -- another query is under way


def hold_answers(lists: FakeLists) -> None:
    lists.rows_may_go_on.clear()


def let_go(clerk: ListClerk) -> None:
    clerk.lists.rows_may_go_on.set()
    clerk.settle()


def test_a_row_chosen_while_a_search_is_under_way_is_not_exchanged_for_its_first_hit(list_clerk: ListClerk) -> None:
    list_clerk.open(FakeLists(100), at=50)
    hold_answers(list_clerk.lists)
    list_clerk.write("oberg", Key.Key_Down, Key.Key_Return)
    let_go(list_clerk)
    assert (taken(list_clerk), message(list_clerk), list_clerk.chosen) == ([], GONE, [])


def test_a_row_chosen_while_a_search_is_under_way_is_taken_if_it_is_a_hit(list_clerk: ListClerk) -> None:
    list_clerk.open(FakeLists(100), at=49)
    hold_answers(list_clerk.lists)
    list_clerk.write("oberg", Key.Key_Down, Key.Key_Return)
    assert list_clerk.number == 48
    let_go(list_clerk)
    assert taken(list_clerk) == [48]


def test_a_letter_after_enter_searches_on_and_takes_nothing(list_clerk: ListClerk) -> None:
    list_clerk.open(FakeLists(1000), at=500)
    hold_answers(list_clerk.lists)
    list_clerk.write("12", Key.Key_Return)
    list_clerk.write("3")
    let_go(list_clerk)
    assert taken(list_clerk) == []
    assert list_clerk.number == 123


def test_a_sort_stays_at_the_row_that_was_chosen_by_hand(list_clerk: ListClerk) -> None:
    list_clerk.open(at=50)
    list_clerk.press(Key.Key_Down)
    hold_answers(list_clerk.lists)
    list_clerk.click_header("customer_name")
    list_clerk.press(Key.Key_Return)
    let_go(list_clerk)
    assert taken(list_clerk) == [49]


@pytest.mark.parametrize("hide", ["filter", "view"])
def test_a_row_that_a_filter_or_view_hides_is_not_exchanged_for_another(list_clerk: ListClerk, hide: str) -> None:
    window = list_clerk.open(at=50)
    list_clerk.press(Key.Key_Down)
    if hide == "filter":
        window._ask(filters={"number": "1..10"})
    else:
        window.header.views.setCurrentText("Betalda ej bokförda")
    list_clerk.press(Key.Key_Return)
    list_clerk.settle()
    assert (taken(list_clerk), message(list_clerk), list_clerk.chosen) == ([], GONE, [])


def test_a_search_without_hits_says_what_was_sought_and_what_can_be_done(list_clerk: ListClerk) -> None:
    window = list_clerk.open()
    window._ask(filters={"number": "1..10"})
    list_clerk.write("finns inte", Key.Key_Return)
    list_clerk.settle()
    assert message(list_clerk) == (
        "Ingenting hittades · Nr = 1..10 · Sök: finns inte. Ändra det sökta, eller ta bort filtren med Ctrl+Skift+F7."
    )
    window.header.search.setText("3")
    list_clerk.settle()
    assert message(list_clerk) == ""
    list_clerk.press(Key.Key_Return)
    assert taken(list_clerk) == [3]


# -- an entry that is to be shown


@pytest.mark.parametrize(
    "hide",
    [
        lambda _window: None,
        lambda window: window.header.search.setText("oberg"),
        lambda window: window._ask(filters={"number": "1..10"}),
        lambda window: window.header.views.setCurrentText("Betalda ej bokförda"),
    ],
)
def test_an_entry_is_shown_whatever_hides_it_and_enter_takes_it(
    list_clerk: ListClerk, hide: Callable[[ListWindow], None]
) -> None:
    window = list_clerk.open()
    hide(window)
    list_clerk.settle()
    window.show_entry(77)
    list_clerk.press(Key.Key_Return)
    list_clerk.wait(lambda: bool(list_clerk.taken))
    assert taken(list_clerk) == [77]
    assert window.header.search.text() == window.reader.asked.text == ""


def test_a_filter_that_shows_the_entry_stays(list_clerk: ListClerk) -> None:
    window = list_clerk.open()
    window._ask(filters={"number": "50..60"})
    list_clerk.settle()
    window.show_entry(55)
    list_clerk.settle()
    assert list_clerk.chosen == ["55"]
    assert window.reader.query.filters == {"number": "50..60"}


def test_an_entry_that_is_gone_by_then_leaves_nothing_to_enter(list_clerk: ListClerk) -> None:
    window = list_clerk.open()
    window.show_entry(1234)
    list_clerk.press(Key.Key_Return)
    list_clerk.settle()
    assert (taken(list_clerk), message(list_clerk)) == ([], GONE)


def test_enter_before_the_sorted_rows_are_there_takes_no_row_that_was_not_seen_chosen(list_clerk: ListClerk) -> None:
    window = list_clerk.open(FakeLists(300), at=150)
    list_clerk.click_header("number")
    window.refresh()
    list_clerk.press(Key.Key_Return)
    list_clerk.settle()
    assert taken(list_clerk) in ([], [150])


# -- by chance


@pytest.mark.parametrize("seed", range(12))
def test_whatever_happens_enter_takes_the_row_that_was_seen_chosen_or_none(list_clerk: ListClerk, seed: int) -> None:
    chance = random.Random(seed)
    window = list_clerk.open(FakeLists(300), at=150)
    for _ in range(6):
        list_clerk.press(chance.choice((Key.Key_Down, Key.Key_Up)))
        seen = list_clerk.number
        for change in chance.sample(changes(list_clerk, chance), 2):
            change()
        list_clerk.press(Key.Key_Return)
        list_clerk.settle()
        assert taken(list_clerk) in ([], [seen])
        if list_clerk.taken:
            return
        assert message(list_clerk) == GONE
        window._ask(filters={})
        list_clerk.settle()


def changes(clerk: ListClerk, chance: random.Random) -> list[Callable[[], object]]:
    """What others, the watch, and the clerk's own sort and filters do to the rows."""
    lists, window = clerk.lists, clerk.window
    return [
        lambda: lists.remove(clerk.number),
        lambda: lists.put(an_order_row(lists.numbers.stop)),
        window.refresh,
        lambda: clerk.click_header(chance.choice(("customer_name", "number"))),
        lambda: window._ask(filters={"number": f"{chance.randrange(100, 180)}..180"}),
        clerk.settle,
    ]
