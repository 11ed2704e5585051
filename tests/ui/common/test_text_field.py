"""The field for a line of text: what gets into it by any way has no hidden signs, and nothing is cut."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from promeister_mpay.domain.texts import one_line
from promeister_mpay.ui.common.text_field import SecretField, TextField
from support.clerks import CONTROL, Clerk, key_in

Key = Qt.Key
ZWSP, RLM, NBSP = "\N{ZERO WIDTH SPACE}", "\N{RIGHT-TO-LEFT MARK}", "\N{NO-BREAK SPACE}"
DIRTY = f"{ZWSP}Åsa\t\r\nÖberg{RLM}{NBSP}Ek\n"
Way = Callable[[TextField, str], None]


def ctrl_v(field: TextField, text: str) -> None:
    QApplication.clipboard().setText(text)
    QTest.keyClick(field, Key.Key_V, CONTROL)


def menu(field: TextField, text: str) -> None:
    QApplication.clipboard().setText(text)
    shown = field.createStandardContextMenu()
    for action in shown.actions():
        if action.objectName() == "edit-paste":
            action.trigger()
    shown.deleteLater()


def drop(field: TextField, text: str) -> None:
    data = QMimeData()
    data.setText(text)
    at = QPointF(field.width() - 5, 5)
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(field, QDragEnterEvent(at.toPoint(), *how))
    QApplication.sendEvent(field, QDropEvent(at, *how))


def compose(field: TextField, text: str) -> None:
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(field, event)


@pytest.fixture
def field(qtbot: QtBot, application: QApplication) -> TextField:
    del application
    made = TextField()
    qtbot.addWidget(made)
    made.show()
    return made


WAYS = (ctrl_v, menu, drop, TextField.insert)


@pytest.mark.parametrize("way", WAYS)
def test_what_is_put_in_is_one_line_without_hidden_signs(field: TextField, way: Way) -> None:
    field.setText("Fru ")
    field.end(False)
    way(field, DIRTY)
    assert field.text() == "Fru Åsa Öberg Ek"
    assert field.cursorPosition() == len(field.text())


@pytest.mark.parametrize("way", [*WAYS[:3], compose])
def test_a_field_that_only_shows_takes_nothing(field: TextField, way: Way) -> None:
    field.setText("1001")
    field.setReadOnly(True)
    way(field, DIRTY)
    key_in(field, NBSP)
    assert field.text() == "1001"


def test_a_letter_that_is_composed_counts_and_a_hidden_one_does_not(field: TextField) -> None:
    compose(field, "é")
    key_in(field, f"ta{ZWSP}{RLM}ge{NBSP}2")
    compose(field, f"{RLM}å")
    assert field.text() == "étage 2å"


def test_a_paste_replaces_what_is_selected_and_goes_in_at_the_cursor(field: TextField) -> None:
    field.setText("Olja  och filter")
    field.setSelection(5, 0)
    field.setCursorPosition(5)
    ctrl_v(field, "5W-30\n")
    assert (field.text(), field.cursorPosition()) == ("Olja 5W-30 och filter", 10)
    field.setSelection(0, 4)
    ctrl_v(field, "Fett\r\n")
    assert (field.text(), field.cursorPosition()) == ("Fett 5W-30 och filter", 4)


def test_of_a_paste_that_nobody_sees_nothing_goes(field: TextField) -> None:
    field.setText("Olja")
    field.selectAll()
    ctrl_v(field, f"{ZWSP}\n{RLM}")
    assert field.text() == "Olja"


def test_ctrl_z_takes_back_the_paste_alone_and_ctrl_y_brings_it_back(field: TextField) -> None:
    key_in(field, "Olja")
    ctrl_v(field, " 5W\n-\n30")
    key_in(field, "!")
    seen = []
    for _ in range(3):
        QTest.keyClick(field, Key.Key_Z, CONTROL)
        seen.append(field.text())
    assert seen == ["Olja 5W - 30", "Olja", ""]
    field.redo()
    field.redo()
    assert field.text() == "Olja 5W - 30"


def test_ctrl_z_brings_back_what_a_paste_replaced(field: TextField) -> None:
    key_in(field, "Olja")
    field.selectAll()
    ctrl_v(field, "Fett\t")
    QTest.keyClick(field, Key.Key_Z, CONTROL)
    assert field.text() == "Olja"


def test_a_long_paste_and_a_long_value_are_whole(field: TextField) -> None:
    long = "x" * 40_000
    ctrl_v(field, f"{long}\n")
    assert field.text() == long
    field.setText(long)
    field.end(False)
    field.backspace()
    assert len(field.text()) == 39_999


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=30), st.sampled_from(WAYS))
def test_whatever_gets_in_is_what_is_stored(field: TextField, text: str, way: Way) -> None:
    field.clear()
    way(field, text)
    assert field.text().strip() == one_line(text)


@pytest.mark.parametrize("way", WAYS)
def test_a_secret_loses_its_ends_and_nothing_else(qtbot: QtBot, application: QApplication, way: Way) -> None:
    del application
    field = SecretField()
    qtbot.addWidget(field)
    field.show()
    inside = f"a{ZWSP}b  c{NBSP}d\te"
    way(field, f"{ZWSP} {inside}{RLM}\r\n")
    assert (field.text(), field.secret) == (inside, inside)
    key_in(field, " ")
    key_in(field, f"{NBSP}f ")
    assert field.secret == f"{inside} {NBSP}f"
    assert field.echoMode() is QLineEdit.EchoMode.Password


def test_every_field_of_the_window_is_such_a_field(clerk: Clerk) -> None:
    fields: list[QWidget] = [child for child in clerk.frame.findChildren(QLineEdit) if child.isVisibleTo(clerk.frame)]
    assert len(fields) > 5
    assert [field for field in fields if not isinstance(field, TextField)] == []


def test_what_is_pasted_in_a_field_of_the_order_is_found_and_stored_clean(clerk: Clerk) -> None:
    clerk.to_field("customer_name")
    QApplication.clipboard().setText(DIRTY)
    clerk.press(Key.Key_V, CONTROL)
    assert clerk.text("customer_name") == "Åsa Öberg Ek"
    clerk.to_field("address")
    composed = QInputMethodEvent()
    composed.setCommitString("É")
    QApplication.sendEvent(clerk.cursor, composed)
    clerk.write("gatan 1")
    clerk.window.editor.save()
    clerk.settle()
    assert (clerk.stored().customer_name, clerk.stored().address) == ("Åsa Öberg Ek", "Égatan 1")
