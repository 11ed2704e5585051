"""A clerk at a list: presses keys, reads what is seen, waits for what comes."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QHeaderView, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from promeister_mpay.adapters.sheets.writer import write_sheet
from promeister_mpay.domain.lists.query import ListKind, ListRow, View
from promeister_mpay.services.lists.exports import ExportService
from promeister_mpay.ui.common.background import Background
from promeister_mpay.ui.common.workstation import Workstation
from promeister_mpay.ui.lists.footer import Tool
from promeister_mpay.ui.lists.menu import Link
from promeister_mpay.ui.lists.window import ListWindow
from support.clerks import key_in
from support.fakes.lists import FakeLists

PATIENCE = 30_000
Key = Qt.Key
Modifier = Qt.KeyboardModifier


class ListClerk:
    """Opens lists on a fake service and works in the one that is open."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.frame = QWidget()
        qtbot.addWidget(self.frame)
        self.ini = folder / "window.ini"
        self.background = Background()
        self.errors: list[Exception] = []
        self.background.failed.connect(self.errors.append)
        self.lists = FakeLists()
        self.taken: list[ListRow] = []
        self.window: ListWindow

    def open(
        self,
        lists: FakeLists | None = None,
        *,
        at: int | None = None,
        view: View = View.ALL,
        links: Callable[[ListRow], Sequence[Link]] | None = None,
        tools: Sequence[Tool] = (),
        wait: bool = True,
    ) -> ListWindow:
        """F5, as the order window does it; a new list as after a restart, on the same file."""
        self.lists = lists or self.lists
        exports = ExportService(lists=self.lists, write=write_sheet)
        self.window = ListWindow(
            ListKind.ORDERS,
            self.lists,
            self.background,
            Workstation(self.ini),
            self.frame,
            at=at,
            view=view,
            links=links,
            exports=exports,
            tools=tools,
        )
        self.window.taken.connect(self.taken.append)
        with self.qtbot.waitExposed(self.window):
            self.window.show()
        self.window.activateWindow()
        self.window.table.setFocus()
        if wait:
            self.settle()
        return self.window

    # -- hands

    @property
    def cursor(self) -> QWidget:
        """Where the keyboard is."""
        active = QApplication.activeWindow()
        window = active if isinstance(active, QDialog) else self.window
        focus: QWidget | None = window.focusWidget()
        return window if focus is None else focus

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Modifier.NoModifier) -> None:
        """One key, where the cursor is."""
        QTest.keyClick(self.cursor, key, modifier)

    def write(self, text: str, *keys: Qt.Key) -> None:
        """Text and then keys; each goes where the cursor is by then."""
        for letter in text:
            key_in(self.cursor, letter)
        for key in keys:
            self.press(key)

    def to_column(self, key: str) -> None:
        """Put the cursor on a column of the same row."""
        table = self.window.table
        table.setCurrentIndex(self.window.model.index(table.currentIndex().row(), self.section(key)))

    def to_row(self, place: int) -> None:
        """Put the cursor on a row."""
        self.window.table.to(place)

    def click_header(self, key: str) -> None:
        """Click on a column's title."""
        QTest.mouseClick(self.header.viewport(), Qt.MouseButton.LeftButton, pos=self.over_header(key))

    def over_header(self, key: str) -> QPoint:
        """The middle of a column's title."""
        section = self.section(key)
        middle = self.header.sectionViewportPosition(section) + self.header.sectionSize(section) // 2
        return QPoint(middle, self.header.height() // 2)

    def choose_columns(self, *keys: str) -> None:
        """Show these columns and no others, the way the chooser's Ok does."""
        controller = self.window.column_controller
        controller.show(controller.choice.with_ticked(keys, [column.key for column in self.window.columns]))

    # -- eyes

    @property
    def header(self) -> QHeaderView:
        """The titles."""
        return self.window.table.horizontalHeader()

    def section(self, key: str) -> int:
        """A column's section."""
        return [column.key for column in self.window.columns].index(key)

    def text(self, place: int, key: str) -> str:
        """What stands in a cell."""
        return str(self.window.model.data(self.window.model.index(place, self.section(key))))

    def seen(self, key: str = "number") -> list[str]:
        """A column of the rows on the screen, from the top."""
        table = self.window.table
        first, last = table.rowAt(0), table.rowAt(table.viewport().height() - 1)
        return [self.text(at, key) for at in range(max(first, 0), (last if last >= 0 else self.count - 1) + 1)]

    @property
    def count(self) -> int:
        """The rows that can be scrolled to."""
        return self.window.model.rowCount()

    @property
    def number(self) -> int:
        """The order that the cursor is on."""
        row = self.window.current()
        assert row is not None
        number = row.values["number"]
        assert isinstance(number, int)
        return number

    @property
    def chosen(self) -> list[str]:
        """The chosen orders."""
        return [self.text(at, "number") for at in self.window.table.selected_places()]

    @property
    def titles(self) -> list[str]:
        """The titles of the columns that are seen, from the left."""
        titles = {column.key: column.title for column in self.window.columns}
        return [titles[key] for key in self.window.table.shown_keys()]

    @property
    def foot(self) -> str:
        """What is said under the rows, with plain spaces."""
        return self.window.footer.count.text().replace("\N{NO-BREAK SPACE}", " ")

    def dialog(self, kind: type[QDialog]) -> QDialog:
        """The dialog of this kind that is open; it has the keyboard."""
        self.wait(lambda: any(child.isVisible() for child in self.window.findChildren(kind)))
        found = next(child for child in self.window.findChildren(kind) if child.isVisible())
        found.activateWindow()
        self.wait(found.isActiveWindow)
        return found

    def wait(self, condition: Callable[[], bool]) -> None:
        """Until something is so."""
        self.qtbot.waitUntil(condition, timeout=PATIENCE)

    def rows_are_there(self) -> None:
        """Until the rows on the screen are read."""
        self.wait(lambda: not self.window.reader.is_opening and self.background.is_idle)

    def settle(self) -> None:
        """Until the list is counted too."""
        reader = self.window.reader
        self.wait(lambda: self.background.is_idle and not reader._rest.isActive() and not reader.is_opening)

    def leave(self) -> None:
        """Close the list, as at the end of the day."""
        self.window.close()


@pytest.fixture
def list_clerk(application: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[ListClerk]:
    """A clerk, with no list open yet."""
    del application
    clerk = ListClerk(qtbot, tmp_path)
    yield clerk
    clerk.lists.surveys_may_go_on.set()
    clerk.lists.rows_may_go_on.set()
    if isValid(clerk.window):
        for dialog in clerk.window.findChildren(QDialog):
            dialog.close()
        clerk.leave()
    clerk.background.close()
    assert not clerk.errors
