"""The mouse wheel changes nothing that it passes over; it scrolls what is behind."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from promeister_mpay.ui.common.wheel import ChoiceBox, NumberBox, TabPages
from support.clerks import Clerk


def turn_wheel(widget: QWidget, steps: int) -> bool:
    """Turn the wheel over the middle of a widget; whether the widget kept it from the one behind."""
    at = QPointF(widget.rect().center())
    event = QWheelEvent(
        at,
        QPointF(widget.mapToGlobal(at.toPoint())),
        QPoint(),
        QPoint(0, 120 * steps),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def choice() -> tuple[QWidget, Callable[[], int]]:
    box = ChoiceBox()
    box.addItems(["A", "B", "C"])
    return box, box.currentIndex


def number() -> tuple[QWidget, Callable[[], int]]:
    box = NumberBox()
    return box, box.value


def tabs() -> tuple[QWidget, Callable[[], int]]:
    pages = TabPages()
    for title in "ABC":
        pages.addTab(QWidget(), title)
    return pages.tabBar(), pages.currentIndex


@pytest.mark.parametrize("make", [choice, number, tabs])
@pytest.mark.parametrize("steps", [-3, 3])
def test_the_wheel_is_left_to_what_is_behind(
    qtbot: QtBot, make: Callable[[], tuple[QWidget, Callable[[], int]]], steps: int
) -> None:
    widget, value = make()
    qtbot.addWidget(widget.window())
    before = value()
    assert not turn_wheel(widget, steps)
    assert value() == before


def test_the_wheel_changes_no_field_of_an_order(clerk: Clerk) -> None:
    window = clerk.window
    order = clerk.card.order
    boxes: list[QComboBox | QTabBar] = list(window.frame.findChildren(QComboBox))
    boxes += window.frame.findChildren(QTabBar)
    shown = [(box, box.currentIndex()) for box in boxes]
    assert len(shown) > 3
    for box, _ in shown:
        for steps in (-3, 3, 1, -1):
            turn_wheel(box, steps)
    clerk.settle()
    assert [(box, box.currentIndex()) for box, _ in shown] == shown
    assert clerk.stored() == order
