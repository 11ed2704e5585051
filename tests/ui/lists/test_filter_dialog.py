"""F7, Ctrl+F7 and Ctrl+Shift+F7: filters on columns, always said in the foot, and nothing lost when unreadable."""

import pytest
from PySide6.QtTest import QTest

from promeister_mpay.ui.lists.filter_dialog import FilterDialog
from support.fakes.lists import FakeLists
from support.list_clerks import Key, ListClerk, Modifier, list_clerk

__all__ = ["list_clerk"]

SHIFTED = Modifier.ControlModifier | Modifier.ShiftModifier


def filter_dialog(clerk: ListClerk) -> FilterDialog:
    clerk.press(Key.Key_F7, Modifier.ControlModifier)
    found = clerk.dialog(FilterDialog)
    assert isinstance(found, FilterDialog)
    return found


def test_f7_asks_for_the_column_under_the_cursor_beginning_with_its_value(list_clerk: ListClerk) -> None:
    window = list_clerk.open(at=52)
    list_clerk.choose_columns("number", "status")
    list_clerk.to_column("status")

    list_clerk.press(Key.Key_F7)

    line = window.filter_line
    assert line.isVisible()
    assert line.field.hasFocus()
    assert line.field.accessibleName() == "Filter på Statuskod"
    assert line.field.selectedText() == "KLART"


def test_enter_filters_and_the_foot_says_so(list_clerk: ListClerk) -> None:
    window = list_clerk.open(at=52)
    list_clerk.choose_columns("number", "status")
    list_clerk.to_column("status")

    list_clerk.press(Key.Key_F7)
    list_clerk.press(Key.Key_Return)
    list_clerk.settle()

    assert set(list_clerk.seen("status")) == {"KLART"}
    assert list_clerk.number == 52
    assert not window.filter_line.isVisible()
    assert window.table.hasFocus()
    assert list_clerk.foot == "20 av 100 order · Statuskod = KLART"
    list_clerk.write("oberg")
    list_clerk.settle()
    assert list_clerk.foot == "2 av 100 order · Statuskod = KLART · Sök: oberg"


def test_a_filtered_column_is_asked_about_with_its_filter(list_clerk: ListClerk) -> None:
    window = list_clerk.open(at=52)
    for typed in ("40..60", "45..50"):
        list_clerk.press(Key.Key_F7)
        list_clerk.write(typed, Key.Key_Return)
        list_clerk.settle()

    list_clerk.press(Key.Key_F7)

    assert window.filter_line.field.text() == "45..50"
    assert list_clerk.foot == "6 av 100 order · Nr = 45..50"


def test_an_empty_expression_takes_the_filter_off(list_clerk: ListClerk) -> None:
    list_clerk.open()
    list_clerk.press(Key.Key_F7)
    list_clerk.write("40..60", Key.Key_Return)
    list_clerk.settle()
    assert list_clerk.count == 21

    list_clerk.press(Key.Key_F7)
    list_clerk.press(Key.Key_Delete)
    list_clerk.press(Key.Key_Return)
    list_clerk.settle()

    assert list_clerk.foot == "100 order · visar alla"


def test_what_cannot_be_read_gets_a_sentence_and_is_not_lost(list_clerk: ListClerk) -> None:
    window = list_clerk.open()
    before = list_clerk.chosen

    list_clerk.press(Key.Key_F7)
    list_clerk.write("???", Key.Key_Return)
    list_clerk.wait(lambda: bool(window.filter_line.error_label.text()))

    assert window.filter_line.error_label.text() == "Filtret ”???” kan inte läsas. Skriv till exempel 14000..14790."
    assert window.filter_line.field.text() == "???"
    assert window.filter_line.field.hasFocus()
    assert list_clerk.chosen == before
    assert list_clerk.foot == "100 order · visar alla"


def test_esc_leaves_the_filter_as_it_was_and_the_list_open(list_clerk: ListClerk) -> None:
    window = list_clerk.open()

    list_clerk.press(Key.Key_F7)
    list_clerk.write("40..60")
    list_clerk.press(Key.Key_Escape)
    list_clerk.settle()

    assert window.isVisible()
    assert not window.filter_line.isVisible()
    assert list_clerk.count == 100


def test_ctrl_f7_shows_and_sets_all_filters(list_clerk: ListClerk) -> None:
    list_clerk.open(FakeLists(1000))
    list_clerk.press(Key.Key_F7)
    list_clerk.write("40..60", Key.Key_Return)
    list_clerk.settle()

    dialog = filter_dialog(list_clerk)
    assert dialog.fields["number"].text() == "40..60"
    dialog.fields["status"].setText("klart")
    dialog.apply_button.click()
    list_clerk.wait(lambda: not dialog.isVisible())
    list_clerk.settle()

    assert list_clerk.foot == "4 av 1 000 order · Nr = 40..60 · Statuskod = klart"


def test_the_dialog_keeps_what_cannot_be_read_and_goes_to_it(list_clerk: ListClerk) -> None:
    list_clerk.open()
    dialog = filter_dialog(list_clerk)
    dialog.fields["status"].setText("???")

    dialog.apply_button.click()
    list_clerk.wait(lambda: bool(dialog.error_label.text()))

    assert dialog.isVisible()
    assert dialog.fields["status"].text() == "???"
    assert dialog.fields["status"].hasFocus()
    assert list_clerk.foot == "100 order · visar alla"


@pytest.mark.parametrize("way", ["key", "dialog"])
def test_all_filters_are_taken_off_at_once(list_clerk: ListClerk, way: str) -> None:
    window = list_clerk.open()
    list_clerk.press(Key.Key_F7)
    list_clerk.write("40..60", Key.Key_Return)
    list_clerk.settle()

    if way == "key":
        QTest.keyClick(window, Key.Key_F7, SHIFTED)
    else:
        dialog = filter_dialog(list_clerk)
        dialog.clear_button.click()
        dialog.apply_button.click()
    list_clerk.wait(lambda: list_clerk.foot == "100 order · visar alla")
    list_clerk.settle()

    assert list_clerk.count == 100
