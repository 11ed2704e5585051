"""The menu under the right button and the menu key: copy, look closer, go on, hide and show."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from promeister_mpay.domain.lists.query import ListRow
from promeister_mpay.ui.lists.footer import Tool
from promeister_mpay.ui.lists.menu import Link, ListAction
from promeister_mpay.ui.lists.row_zoom import RowZoom
from support.fakes.lists import FakeLists
from support.list_clerks import Key, ListClerk, Modifier, list_clerk

__all__ = ["list_clerk"]

MENU = ["Kopiera", "Klistra in", "Radera", "Kopiera föregående", "Zooma", "Länkar", "Dölj kolumn", "Visa kolumn…"]


def menu(clerk: ListClerk) -> QMenu:
    """The menu that is open."""
    shown = clerk.window.menu.menu
    clerk.wait(shown.isVisible)
    return shown


def texts(shown: QMenu) -> list[str]:
    return [action.text().replace("&", "") for action in shown.actions() if not action.isSeparator()]


def greyed(shown: QMenu) -> list[str]:
    return [action.text().replace("&", "") for action in shown.actions() if not action.isEnabled()]


def copied() -> list[list[str]]:
    return [line.split("\t") for line in QGuiApplication.clipboard().text().split("\n")]


def test_a_right_click_on_a_cell_opens_the_menu_of_the_manual(list_clerk: ListClerk) -> None:
    window = list_clerk.open(at=50)
    at = window.table.visualRect(window.table.currentIndex()).center()

    window.table.customContextMenuRequested.emit(at)

    shown = menu(list_clerk)
    assert texts(shown)[:8] == MENU
    assert greyed(shown) == ["Klistra in", "Radera", "Kopiera föregående", "Länkar", "Dölj kolumn"]
    shown.close()


def test_a_right_click_on_a_title_is_about_that_column(list_clerk: ListClerk) -> None:
    window = list_clerk.open(at=50)

    list_clerk.header.customContextMenuRequested.emit(list_clerk.over_header("customer_name"))
    shown = menu(list_clerk)
    assert window.menu[ListAction.HIDE_COLUMN].isEnabled()
    shown.close()
    window.menu[ListAction.HIDE_COLUMN].trigger()

    assert "Förs.kundnamn" not in list_clerk.titles
    assert list_clerk.number == 50


def test_shift_f10_and_the_menu_key_open_it_without_a_mouse(list_clerk: ListClerk) -> None:
    window = list_clerk.open(at=50)

    for key, modifier in ((Key.Key_F10, Modifier.ShiftModifier), (Key.Key_Menu, Modifier.NoModifier)):
        list_clerk.press(key, modifier)
        shown = menu(list_clerk)
        assert shown.activeAction() is window.menu[ListAction.COPY]
        shown.close()


def test_an_empty_list_has_nothing_to_copy_or_look_at(list_clerk: ListClerk) -> None:
    list_clerk.open(FakeLists(0))

    list_clerk.press(Key.Key_F10, Modifier.ShiftModifier)

    shown = menu(list_clerk)
    assert {"Kopiera", "Zooma"} <= set(greyed(shown))
    shown.close()
    assert list_clerk.window.menu[ListAction.COPY].isEnabled()
    assert list_clerk.foot == "0 order · visar alla"


def test_copied_rows_paste_into_a_spreadsheet_as_they_are_seen(list_clerk: ListClerk) -> None:
    list_clerk.open(at=50)
    list_clerk.choose_columns("number", "customer_name", "payment_received", "to_pay", "order_date")
    list_clerk.press(Key.Key_Down, Modifier.ShiftModifier)

    list_clerk.press(Key.Key_C, Modifier.ControlModifier)

    assert copied() == [
        ["50", "Örjan Ås", "*", "8432,00", "2018-02-20"],
        ["49", "Per Ek", "", "8432,00", "2018-02-19"],
    ]


def test_a_copied_cell_cannot_become_a_formula(list_clerk: ListClerk) -> None:
    list_clerk.open(at=53)
    list_clerk.choose_columns("number", "customer_name", "mobile_phone")
    assert list_clerk.text(47, "customer_name") == "=1+1"

    list_clerk.press(Key.Key_C, Modifier.ControlModifier)

    assert copied() == [["53", "'=1+1", "070-0000053"]]


def test_rows_that_are_not_read_yet_are_copied_too(list_clerk: ListClerk) -> None:
    window = list_clerk.open(FakeLists(2_000))
    list_clerk.choose_columns("number")

    list_clerk.press(Key.Key_A, Modifier.ControlModifier)
    list_clerk.press(Key.Key_C, Modifier.ControlModifier)
    list_clerk.wait(lambda: "kopierade" in window.strip.text())

    assert [int(line[0]) for line in copied()] == list(range(2_000, 0, -1))


def test_too_many_rows_are_refused_with_a_way_out(list_clerk: ListClerk) -> None:
    window = list_clerk.open(FakeLists(1_000_000))

    list_clerk.press(Key.Key_A, Modifier.ControlModifier)
    list_clerk.press(Key.Key_C, Modifier.ControlModifier)

    assert "Exportera listan i stället" in window.strip.text()


def test_ctrl_c_in_the_search_field_copies_its_text(list_clerk: ListClerk) -> None:
    window = list_clerk.open()
    list_clerk.write("oberg")
    list_clerk.settle()
    window.header.search.selectAll()

    list_clerk.press(Key.Key_C, Modifier.ControlModifier)

    assert copied() == [["oberg"]]


def test_zoom_shows_every_field_of_the_row(list_clerk: ListClerk) -> None:
    window = list_clerk.open(at=50)

    list_clerk.press(Key.Key_F8, Modifier.ControlModifier)

    zoom = list_clerk.dialog(RowZoom)
    assert isinstance(zoom, RowZoom)
    assert zoom.windowTitle() == "Order 50"
    fields = dict(zoom.table.rows.shown)
    assert list(fields) == [column.title for column in window.columns]
    assert fields["Att betala"] == "8\N{NO-BREAK SPACE}432,00"
    assert fields["Mätarställning"] == "18\N{NO-BREAK SPACE}432 mil"
    assert fields["Betalning mottagen"] == "*"


def test_the_links_of_the_row_lead_on(list_clerk: ListClerk) -> None:
    gone: list[str] = []

    def links(row: ListRow) -> list[Link]:
        name = str(row.values["customer_name"])
        return [Link(f"Kund {name} & Co", lambda: gone.append(name))]

    window = list_clerk.open(at=48, links=links)
    list_clerk.press(Key.Key_Menu)
    shown = menu(list_clerk)
    (link,) = window.menu.links.actions()
    assert link.text() == "Kund Åsa Öberg && Co"
    assert "Länkar" not in greyed(shown)
    shown.close()

    link.trigger()

    assert gone == ["Åsa Öberg"]


def test_every_part_of_the_list_has_a_name_and_can_be_reached_with_the_keyboard(list_clerk: ListClerk) -> None:
    window = list_clerk.open()
    reached = set()
    for _ in range(12):
        list_clerk.press(Key.Key_Tab)
        focus = QApplication.focusWidget()
        reached.add(focus)

    parts = (
        window.header.search,
        window.header.views,
        window.table,
        window.footer.export_button,
        window.footer.ok_button,
        window.footer.cancel_button,
    )
    assert reached >= set(parts)
    named = (
        window.header.search,
        window.header.views,
        window.table,
        window.footer.count,
        window.strip,
        window.filter_line.field,
    )
    window.filter_line.ask(window.columns[0], "")
    assert all(widget.accessibleName() for widget in named)


def test_the_right_button_keeps_the_rows_that_are_chosen(list_clerk: ListClerk) -> None:
    window = list_clerk.open(at=50)
    list_clerk.press(Key.Key_Down, Modifier.ShiftModifier)
    at = window.table.visualRect(window.table.currentIndex()).center()

    QTest.mouseClick(window.table.viewport(), Qt.MouseButton.RightButton, pos=QPoint(at))

    assert list_clerk.chosen == ["50", "49"]


def test_a_list_may_have_buttons_of_its_own_with_their_keys(list_clerk: ListClerk) -> None:
    used: list[object] = []
    tool = Tool("Ä&ndra (F2)", "F2", lambda row: used.append(row and row.values["number"]))
    window = list_clerk.open(at=50, tools=[tool])

    list_clerk.press(Key.Key_F2)
    window.footer.tool_buttons[0].click()

    assert used == [50, 50]
    assert window.footer.tool_buttons[0].text() == "Ä&ndra (F2)"
