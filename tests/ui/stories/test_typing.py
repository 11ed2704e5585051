"""Typing in the order: keys, numbers as people write them, and nothing typed is ever lost."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from promeister_mpay.domain.orders.lines import LineType
from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.common.message_strip import Mood
from promeister_mpay.ui.help.shortcuts_dialog import ShortcutsDialog
from promeister_mpay.ui.lists.window import ListWindow
from promeister_mpay.ui.order.row_actions import ZoomDialog
from promeister_mpay.ui.registers.card import RegisterCard
from support.clerks import CONTROL, Clerk, buttons_of, key_in
from support.counters import ARTICLE, CUSTOMER, VEHICLE

A = ActionName
Key = Qt.Key
NBSP = "\N{NO-BREAK SPACE}"
DESCRIPTION, QUANTITY, PRICE = 2, 3, 5


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("1 234,5", f"1{NBSP}234,50"), ("1234.5", f"1{NBSP}234,50"), ("-5", "-5,00"), ("−5", "-5,00"), ("0", "0,00")],
)
def test_a_price_is_read_as_people_write_it(clerk: Clerk, typed: str, shown: str) -> None:
    clerk.to_cell(0, "unit_price")
    clerk.write(typed, Key.Key_Return)

    clerk.wait(lambda: clerk.cell(0, PRICE) == shown)


@pytest.mark.parametrize("typed", ["1.234,50", "12,345", "abc", "1,2,3", "--5", "1e3"])
def test_a_price_that_cannot_be_read_stays_in_its_cell_with_a_sentence(clerk: Clerk, typed: str) -> None:
    clerk.to_cell(0, "unit_price")
    clerk.write(typed, Key.Key_Return)

    clerk.wait(lambda: f"Priset ”{typed}” kan inte läsas" in clerk.said)
    clerk.wait(lambda: _cell_editor_text(clerk) == typed)
    clerk.shortcut(A.NEXT)
    assert clerk.card.order.number == 14790
    clerk.press(Key.Key_Escape)
    clerk.wait(lambda: not clerk.window.page.is_typing)
    assert clerk.cell(0, PRICE) == f"1{NBSP}195,00"


def _cell_editor_text(clerk: Clerk) -> str:
    table = clerk.window.page.table
    editor = table.indexWidget(table.currentIndex())
    return editor.text() if isinstance(editor, QLineEdit) else ""


def test_enter_goes_from_cell_to_cell_and_on_to_a_new_row(clerk: Clerk) -> None:
    table = clerk.window.page.table
    clerk.to_cell(2, "vat_rate")
    clerk.press(Key.Key_Return)
    assert (table.currentIndex().row(), table.currentIndex().column()) == (3, 0)

    clerk.to_cell(3, "description")
    clerk.write("Spolarvätska", Key.Key_Return)
    clerk.wait(lambda: table.currentIndex().column() == QUANTITY)

    assert clerk.cell(3, DESCRIPTION) == "Spolarvätska"
    assert table.lines.rowCount() == 5


def test_enter_goes_from_field_to_field_and_then_to_the_rows(clerk: Clerk) -> None:
    clerk.to_field("address")
    clerk.press(Key.Key_Return)
    assert clerk.field("postal").hasFocus()

    clerk.to_field("prices_include_vat")
    clerk.press(Key.Key_Return)
    assert clerk.window.page.in_lines


def test_esc_takes_back_what_was_typed_in_a_field(clerk: Clerk) -> None:
    clerk.fill("address", "Fel gata 1")
    clerk.press(Key.Key_Escape)

    assert clerk.text("address") == ""
    clerk.window.editor.save()
    clerk.settle()
    assert not clerk.frame.isWindowModified()


def test_the_title_has_an_asterisk_until_the_order_is_stored(clerk: Clerk) -> None:
    assert clerk.frame.windowTitle() == "14790 Åsa Öberg – Order[*]"
    clerk.fill("address", "Nygatan 2")
    assert clerk.frame.isWindowModified()

    clerk.to_cell(0, "type")
    clerk.to_cell(1, "type")
    clerk.settle()

    assert not clerk.frame.isWindowModified()
    assert clerk.stored().address == "Nygatan 2"


def test_a_plate_fills_in_vehicle_and_owner_however_it_is_written(clerk: Clerk) -> None:
    clerk.shortcut(A.NEW)
    clerk.wait(lambda: clerk.card.order.number == 0 and clerk.field("registration").hasFocus())

    clerk.write("abc123", Key.Key_Return)
    clerk.wait(lambda: clerk.text("customer_name") == CUSTOMER.name)

    assert clerk.text("vehicle") == VEHICLE.description
    assert clerk.text("mobile_phone") == CUSTOMER.mobile_phone
    assert clerk.text("odometer") == f"35{NBSP}172 mil"
    assert clerk.text("postal") == "416 55 Göteborg"


def test_an_article_number_fills_in_text_and_price_and_leaves_what_was_typed(clerk: Clerk) -> None:
    clerk.to_cell(3, "number")
    clerk.write("w712/94", Key.Key_Return)
    clerk.wait(lambda: clerk.cell(3, DESCRIPTION) == ARTICLE.description)
    assert clerk.cell(3, PRICE) == "189,00"

    clerk.to_cell(3, "description")
    clerk.write("Filter som kunden hade med", Key.Key_Return)
    clerk.wait(lambda: clerk.cell(3, DESCRIPTION).startswith("Filter"))
    clerk.to_cell(3, "number")
    clerk.write("W712/94", Key.Key_Return)
    clerk.wait(lambda: clerk.cell(3, 1) == "W712/94")
    clerk.settle()
    assert clerk.cell(3, DESCRIPTION) == "Filter som kunden hade med"


def test_what_is_typed_ahead_lands_cell_by_cell(clerk: Clerk) -> None:
    clerk.to_cell(3, "number")
    for text in ("zz1", "Oljebyte", "2", "st", "450"):
        clerk.write(text, Key.Key_Return)

    assert [clerk.cell(3, at) for at in range(1, 6)] == ["zz1", "Oljebyte", "2", "st", "450,00"]
    clerk.press(Key.Key_Up)
    clerk.wait(lambda: len(clerk.stored().lines) == 4)
    assert clerk.stored().lines[3].description == "Oljebyte"


def test_an_article_that_comes_late_replaces_nothing_that_is_being_typed(clerk: Clerk) -> None:
    clerk.to_cell(3, "number")
    clerk.write("W712/94", Key.Key_Return)
    clerk.write("Eg")
    clerk.wait(lambda: clerk.cell(3, PRICE) == "189,00")
    assert _cell_editor_text(clerk) == "Eg"
    clerk.write("et", Key.Key_Return)
    assert clerk.cell(3, DESCRIPTION) == "Eget"


def test_keys_typed_ahead_of_a_refusal_stay_with_what_was_refused(clerk: Clerk) -> None:
    clerk.to_cell(0, "unit_price")
    clerk.write("abc", Key.Key_Return)
    clerk.write("2", Key.Key_Return)
    assert _cell_editor_text(clerk) == "abc2"
    clerk.press(Key.Key_Escape)
    clerk.wait(lambda: not clerk.window.page.is_typing)
    assert clerk.cell(0, PRICE) == f"1{NBSP}195,00"


def test_tab_leaves_a_cell_at_once_and_shift_tab_goes_back(clerk: Clerk) -> None:
    clerk.to_cell(3, "description")
    clerk.write("Olja", Key.Key_Tab)
    clerk.write("2")
    clerk.press(Key.Key_Backtab)
    assert [clerk.cell(3, at) for at in (DESCRIPTION, QUANTITY)] == ["Olja", "2"]
    assert clerk.window.page.table.currentIndex().column() == DESCRIPTION


def test_a_letter_that_is_composed_counts_as_the_first_of_a_cell(clerk: Clerk) -> None:
    clerk.to_cell(3, "description")
    composed = QInputMethodEvent()
    composed.setCommitString("é")
    QApplication.sendEvent(clerk.cursor, composed)
    clerk.write("tage", Key.Key_Return)
    assert clerk.cell(3, DESCRIPTION) == "étage"


def paste(clerk: Clerk, text: str) -> None:
    QApplication.clipboard().setText(text)
    clerk.press(Key.Key_V, CONTROL)


def test_what_is_pasted_on_a_chosen_cell_is_its_text_without_signs_that_nobody_sees(clerk: Clerk) -> None:
    clerk.to_cell(0, "description")
    paste(clerk, "Byte av\N{ZERO WIDTH SPACE}\N{NO-BREAK SPACE}\N{RIGHT-TO-LEFT MARK} olja \n")
    assert clerk.cell(0, DESCRIPTION) == "Byte av olja"


def test_rows_of_a_spreadsheet_are_pasted_into_rows(clerk: Clerk) -> None:
    clerk.to_cell(3, "description")
    paste(clerk, "Olja\t4\tl\t125,50\r\nFilter\t1\tst\t89\r\n")
    rows = [[clerk.cell(row, at) for at in (DESCRIPTION, QUANTITY, QUANTITY + 1, PRICE)] for row in (3, 4)]
    assert rows == [["Olja", "4", "l", "125,50"], ["Filter", "1", "st", "89,00"]]
    clerk.press(Key.Key_Up)
    clerk.wait(lambda: len(clerk.stored().lines) == 5)


def test_an_article_number_that_is_pasted_is_looked_up(clerk: Clerk) -> None:
    clerk.to_cell(3, "number")
    paste(clerk, "W712/94")
    clerk.wait(lambda: clerk.cell(3, DESCRIPTION) == ARTICLE.description)


def test_of_rows_with_one_that_cannot_be_read_none_is_pasted(clerk: Clerk) -> None:
    before = clerk.window.page.model.lines
    clerk.to_cell(2, "description")
    paste(clerk, "Olja\t4\nFilter\tmånga\n")
    assert "Antalet ”många” kan inte läsas" in clerk.said
    assert clerk.window.page.model.lines == before


def test_f6_looks_up_while_typing_and_enter_takes(clerk: Clerk) -> None:
    clerk.fill("customer_name", "obe")
    clerk.shortcut(A.LOOK_UP)
    window = list_window(clerk)
    clerk.wait(lambda: names(window) == [CUSTOMER.name])

    QTest.keyClick(window.header.search, Key.Key_Return)
    clerk.wait(lambda: clerk.text("customer_name") == CUSTOMER.name)

    assert clerk.text("address") == CUSTOMER.address


def list_window(clerk: Clerk) -> ListWindow:
    window = clerk.dialog(ListWindow)
    assert isinstance(window, ListWindow)
    return window


def names(window: ListWindow) -> list[object]:
    rows = [window.model.row(at) for at in range(window.model.rowCount())]
    return [row.values["name"] if row else None for row in rows]


def test_a_new_customer_is_laid_up_from_the_look_up(clerk: Clerk) -> None:
    clerk.choose(A.REGISTERS_CUSTOMERS)
    window = list_window(clerk)
    clerk.wait(lambda: names(window) == [CUSTOMER.name])
    buttons_of(window)["Ny (F3)"].click()
    card = clerk.dialog(RegisterCard)
    fields = {child.objectName(): child for child in card.findChildren(QLineEdit)}

    key_in(fields["name"], "Örjan Åkerberg")
    buttons_of(card)["Spara"].click()
    assert "Kundnr saknas" in _error_text(card)
    key_in(fields["number"], CUSTOMER.number)
    buttons_of(card)["Spara"].click()
    clerk.wait(lambda: "Numret finns redan" in _error_text(card))
    fields["number"].setText("20001")
    buttons_of(card)["Spara"].click()
    clerk.wait(lambda: not card.isVisible())

    window.header.search.setText("åkerberg")
    clerk.wait(lambda: names(window) == ["Örjan Åkerberg"])


def test_a_customer_is_changed_from_the_register(clerk: Clerk) -> None:
    clerk.choose(A.REGISTERS_CUSTOMERS)
    window = list_window(clerk)
    clerk.wait(lambda: names(window) == [CUSTOMER.name])

    buttons_of(window)["Ändra (F2)"].click()
    card = clerk.dialog(RegisterCard)
    name = card.findChild(QLineEdit, "name")
    assert isinstance(name, QLineEdit)
    name.setText("Åsa Öberg-Ek")
    buttons_of(card)["Spara"].click()

    clerk.wait(lambda: names(window) == ["Åsa Öberg-Ek"])


def _error_text(card: object) -> str:
    assert isinstance(card, RegisterCard)
    return card.error_label.text()


def test_f8_copies_from_the_order_before_and_from_the_row_above(clerk: Clerk) -> None:
    clerk.fill("address", "Nygatan 2")
    clerk.window.editor.save()
    clerk.settle()
    clerk.shortcut(A.NEW)
    clerk.wait(lambda: clerk.card.order.number == 0)

    clerk.to_field("address")
    clerk.shortcut(A.COPY_PREVIOUS)
    clerk.wait(lambda: clerk.text("address") == "Nygatan 2")

    clerk.to_cell(0, "description")
    clerk.write("Första", Key.Key_Return)
    clerk.wait(lambda: clerk.cell(0, DESCRIPTION) == "Första")
    clerk.to_cell(1, "description")
    clerk.shortcut(A.COPY_PREVIOUS)
    clerk.wait(lambda: clerk.cell(1, DESCRIPTION) == "Första")


def test_rows_are_inserted_moved_deleted_and_brought_back(clerk: Clerk) -> None:
    clerk.to_cell(1, "type")
    clerk.shortcut(A.ROW_INSERT)
    assert clerk.cell(1, DESCRIPTION) == ""
    clerk.shortcut(A.ROW_DELETE)
    clerk.to_cell(0, "description")
    clerk.shortcut(A.ROW_DOWN)
    assert clerk.cell(1, DESCRIPTION) == "Service enligt serviceschema"
    clerk.shortcut(A.DELETE)
    assert [line.type for line in clerk.window.page.model.lines] == [LineType.ARTICLE, LineType.TEXT]
    assert clerk.said == "Raden är raderad. Ctrl+Z tar tillbaka den."
    assert clerk.window.strip.mood is Mood.GOOD
    clerk.press(Key.Key_Z, CONTROL)
    clerk.window.editor.save()
    clerk.settle()

    assert [line.type for line in clerk.stored().lines] == [LineType.ARTICLE, LineType.LABOUR, LineType.TEXT]


def test_only_what_there_is_to_pay_is_bold(clerk: Clerk) -> None:
    labels = clerk.window.page.totals.findChildren(QLabel)
    assert [label.text() for label in labels if label.font().bold()] == [f"Att betala 2{NBSP}988,75{NBSP}kr"]


def test_totals_follow_what_is_typed(clerk: Clerk) -> None:
    assert f"Att betala 2{NBSP}988,75{NBSP}kr" in clerk.window.page.totals.text()
    clerk.to_cell(0, "quantity")
    clerk.write("2", Key.Key_Return)

    clerk.wait(lambda: f"3{NBSP}586,25" in clerk.window.page.totals.text())


def test_zoom_shows_the_whole_text(clerk: Clerk) -> None:
    clerk.to_cell(0, "description")
    clerk.shortcut(A.ZOOM)
    assert clerk.dialog(ZoomDialog).windowTitle() == "Beskrivning"


def test_help_lists_every_key(clerk: Clerk) -> None:
    clerk.shortcut(A.SHORTCUTS)
    assert clerk.dialog(ShortcutsDialog).isVisible()
