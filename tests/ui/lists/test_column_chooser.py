"""Visa kolumn…: which columns are shown, in which order, how wide and sorted by what; kept over a restart, by key."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication

from promeister_mpay.ui.common.dialogs import LineDialog
from promeister_mpay.ui.lists.column_chooser import ColumnChooser
from promeister_mpay.ui.lists.menu import ListAction
from support.list_clerks import Key, ListClerk, list_clerk

__all__ = ["list_clerk"]

STANDARD = ["Nr", "Förs.kundnr", "Förs.kundnamn"]
PAYMENT = ["Betalning mottagen", "Tidpunkt för mottagen betalning"]


def chooser(clerk: ListClerk) -> ColumnChooser:
    clerk.window.menu[ListAction.SHOW_COLUMN].trigger()
    found = clerk.dialog(ColumnChooser)
    assert isinstance(found, ColumnChooser)
    return found


def tick(dialog: ColumnChooser, title: str, *, on: bool = True) -> None:
    (item,) = dialog.list.findItems(title, Qt.MatchFlag.MatchExactly)
    item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)


@contextmanager
def naming(name: str) -> Iterator[None]:
    """Answer the question for a name that comes."""
    timer = QTimer(interval=5)

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, LineDialog):
            timer.stop()
            dialog.field.setText(name)
            dialog.accept()

    timer.timeout.connect(answer)
    timer.start()
    yield


def test_the_two_columns_of_the_manual_are_ticked_and_there(list_clerk: ListClerk) -> None:
    list_clerk.open()
    assert list_clerk.titles == STANDARD
    dialog = chooser(list_clerk)

    for title in PAYMENT:
        tick(dialog, title)
    dialog.ok_button.click()

    assert list_clerk.titles == STANDARD + PAYMENT
    assert list_clerk.seen("payment_received")[0] == "*"
    assert list_clerk.seen("payment_received_at")[0].startswith("18-01-16 ")


def test_the_chooser_has_all_columns_and_finds_one_by_typing(list_clerk: ListClerk) -> None:
    list_clerk.open()
    dialog = chooser(list_clerk)
    assert dialog.list.count() == len(list_clerk.window.columns)
    assert dialog.search.hasFocus()

    list_clerk.write("tid mott")
    shown = [item.text() for item in dialog._items() if not item.isHidden()]
    assert shown == ["Tidpunkt för mottagen betalning"]
    list_clerk.press(Key.Key_Down)
    list_clerk.press(Key.Key_Space)
    dialog.search.setFocus()
    list_clerk.press(Key.Key_Return)

    assert list_clerk.titles == [*STANDARD, "Tidpunkt för mottagen betalning"]


def test_avbryt_changes_nothing(list_clerk: ListClerk) -> None:
    list_clerk.open()
    dialog = chooser(list_clerk)
    tick(dialog, "Regnr")

    dialog.cancel_button.click()

    assert list_clerk.titles == STANDARD


def test_the_number_is_always_shown(list_clerk: ListClerk) -> None:
    list_clerk.open()
    dialog = chooser(list_clerk)

    dialog.list.setCurrentRow(0)
    dialog.list.setFocus()
    list_clerk.press(Key.Key_Space)
    dialog.ok_button.click()

    assert list_clerk.titles == STANDARD


def test_restore_brings_the_standard_back(list_clerk: ListClerk) -> None:
    window = list_clerk.open()
    list_clerk.choose_columns("number", "status", "to_pay")
    list_clerk.header.resizeSection(list_clerk.section("number"), 300)
    list_clerk.click_header("status")
    list_clerk.settle()
    dialog = chooser(list_clerk)

    dialog.restore_button.click()
    dialog.ok_button.click()
    list_clerk.settle()

    assert list_clerk.titles == STANDARD
    assert list_clerk.header.sectionSize(list_clerk.section("number")) < 100
    assert window.reader.query.sort == ""


def test_a_column_is_hidden_from_the_menu(list_clerk: ListClerk) -> None:
    window = list_clerk.open()
    list_clerk.to_column("customer_number")

    window.menu[ListAction.HIDE_COLUMN].trigger()

    assert list_clerk.titles == ["Nr", "Förs.kundnamn"]


def test_choice_order_width_and_sort_are_kept_over_a_restart(list_clerk: ListClerk) -> None:
    list_clerk.open()
    list_clerk.choose_columns("number", "customer_name", "payment_received")
    header = list_clerk.header
    header.moveSection(header.visualIndex(list_clerk.section("payment_received")), 1)
    header.resizeSection(list_clerk.section("customer_name"), 333)
    list_clerk.click_header("customer_name")
    list_clerk.settle()
    list_clerk.click_header("customer_name")
    list_clerk.settle()
    titles, first = list_clerk.titles, list_clerk.seen("customer_name")[0]
    list_clerk.leave()

    list_clerk.open()

    assert list_clerk.titles == titles == ["Nr", "Betalning mottagen", "Förs.kundnamn"]
    assert list_clerk.header.sectionSize(list_clerk.section("customer_name")) == 333
    assert list_clerk.seen("customer_name")[0] == first == "Örjan Ås"
    assert list_clerk.header.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder


def test_a_column_that_this_version_does_not_know_is_left_out_and_kept(list_clerk: ListClerk) -> None:
    stored = {"shown": ["number", "of_the_future", "status"], "widths": {"of_the_future": 99, "status": "wide"}}
    settings = QSettings(str(list_clerk.ini), QSettings.Format.IniFormat)
    settings.setValue("lists/orders/columns", json.dumps({**stored, "sort": "of_the_future"}))
    settings.sync()

    window = list_clerk.open()
    assert list_clerk.titles == ["Nr", "Statuskod"]
    assert window.reader.query.sort == ""
    list_clerk.header.resizeSection(list_clerk.section("status"), 200)
    list_clerk.leave()

    kept = list_clerk.open().column_controller.choice
    assert kept.shown == ("number", "status", "of_the_future")
    assert kept.widths == {"of_the_future": 99, "status": 200}


def test_a_damaged_file_gives_the_standard(list_clerk: ListClerk) -> None:
    settings = QSettings(str(list_clerk.ini), QSettings.Format.IniFormat)
    settings.setValue("lists/orders/columns", '{"shown": [')
    settings.setValue("lists/orders/sets", "[1, 2]")
    settings.sync()

    list_clerk.open()

    assert list_clerk.titles == STANDARD


def test_a_column_set_is_saved_under_a_name_and_picked_after_a_restart(list_clerk: ListClerk) -> None:
    list_clerk.open()
    dialog = chooser(list_clerk)
    tick(dialog, "Regnr")
    with naming("Däckbyte"):
        dialog.save_button.click()
    assert dialog.sets.currentText() == "Däckbyte"
    dialog.cancel_button.click()
    list_clerk.leave()
    list_clerk.open()
    assert list_clerk.titles == STANDARD

    dialog = chooser(list_clerk)
    dialog.sets.setCurrentText("Däckbyte")
    dialog.sets.activated.emit(dialog.sets.currentIndex())
    dialog.ok_button.click()

    assert list_clerk.titles == [*STANDARD, "Regnr"]


def test_a_column_set_can_be_forgotten(list_clerk: ListClerk) -> None:
    window = list_clerk.open()
    controller = window.column_controller
    controller.keeper.keep_set("Däckbyte", controller.choice)
    dialog = chooser(list_clerk)
    dialog.sets.setCurrentIndex(1)
    dialog.sets.activated.emit(1)

    dialog.drop_button.click()

    assert controller.keeper.sets() == {}
    assert [dialog.sets.itemText(at) for at in range(dialog.sets.count())] == ["Egen"]


def test_each_list_keeps_its_own_columns(list_clerk: ListClerk) -> None:
    list_clerk.open()
    list_clerk.choose_columns("number", "status")

    settings = QSettings(str(list_clerk.ini), QSettings.Format.IniFormat)

    assert settings.contains("lists/orders/columns")
    assert not settings.contains("lists/customers/columns")
