"""Windows stand where they stood at the last start, and columns are as wide as they were drawn."""

from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QRect
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.common.saved_geometry import remember_geometry
from promeister_mpay.ui.common.workstation import Workstation
from promeister_mpay.ui.registers.import_dialog import ImportDialog
from promeister_mpay.ui.shell.window_frame import WindowFrame
from support.clerks import Clerk, at_a_window
from support.counters import counter_on
from support.gateways import Sandbox, client_of


@pytest.fixture
def workstation(application: QApplication, tmp_path: Path) -> Workstation:
    del application
    return Workstation(tmp_path / "places.ini")


def place_after(workstation: Workstation, stood: QRect, qtbot: QtBot) -> QRect:
    """Where a window stands at the next start, when it stood there."""
    before, after = QDialog(), QDialog()
    for window in (before, after):
        qtbot.addWidget(window)
    remember_geometry(before, workstation, "dialog")
    before.show()
    before.setGeometry(stood)
    before.close()
    remember_geometry(after, workstation, "dialog")
    return after.geometry()


def test_a_window_stands_where_it_stood(workstation: Workstation, qtbot: QtBot) -> None:
    assert place_after(workstation, QRect(120, 130, 400, 300), qtbot) == QRect(120, 130, 400, 300)


@pytest.mark.parametrize("stood", [QRect(5000, 100, 600, 400), QRect(-4000, -3000, 600, 400), QRect(0, 0, 7000, 4000)])
def test_a_window_whose_screen_is_gone_comes_back_whole(workstation: Workstation, stood: QRect, qtbot: QtBot) -> None:
    screen = QApplication.primaryScreen().availableGeometry()

    assert screen.contains(place_after(workstation, stood, qtbot))


def test_a_damaged_file_places_nothing_and_stops_nothing(workstation: Workstation, qtbot: QtBot) -> None:
    workstation.keep_place("dialog", QByteArray(b"\x00damaged"))
    window = QDialog()
    qtbot.addWidget(window)
    window.resize(400, 300)

    remember_geometry(window, workstation, "dialog")

    assert (window.width(), window.height()) == (400, 300)


def widths(clerk: Clerk) -> list[int]:
    tables = (clerk.window.page.table, clerk.main.events, clerk.main.requests)
    return [table.columnWidth(at) for table in tables for at in (0, 2)]


def test_columns_splitter_and_dialogs_are_as_they_were_at_the_next_start(
    clerk: Clerk, sandbox: Sandbox, qtbot: QtBot, tmp_path: Path
) -> None:
    for at, table in enumerate((clerk.window.page.table, clerk.main.events, clerk.main.requests)):
        table.setColumnWidth(0, 91 + at)
        table.setColumnWidth(2, 191 + at)
    drawn = widths(clerk)
    clerk.wait(lambda: "193 " in Workstation(tmp_path / "window.ini").kept("columns/requests"))
    clerk.frame._splitter.setSizes([0, 1000])
    importing(clerk).setGeometry(77, 88, 650, 500)
    importing(clerk).close()
    clerk.frame.close()

    with (
        closing(client_of(sandbox)) as gateway,
        at_a_window(qtbot, clerk.store, counter_on(clerk.store, gateway), tmp_path / "window.ini") as again,
    ):
        assert widths(again) == drawn
        assert again.frame._splitter.sizes()[0] == 0
        assert importing(again).geometry() == QRect(77, 88, 650, 500)


def importing(clerk: Clerk) -> ImportDialog:
    if not any(dialog.isVisible() for dialog in clerk.frame.findChildren(ImportDialog)):
        clerk.choose(ActionName.IMPORT)
    dialog = clerk.dialog(ImportDialog)
    assert isinstance(dialog, ImportDialog)
    return dialog


@pytest.mark.parametrize("kept", ["", "wide Typ", "-5 Typ\n99999 Nr\n80 Finns inte", "80", "\n\n"])
def test_widths_that_cannot_be_read_are_as_they_would_be(kept: str, workstation: Workstation, qtbot: QtBot) -> None:
    usual = WindowFrame(workstation, training=True)
    workstation.keep("columns/lines", kept)
    frame = WindowFrame(workstation, training=True)
    for window in (usual, frame):
        qtbot.addWidget(window)

    assert frame.page.table.columnWidth(0) == usual.page.table.columnWidth(0)
    assert 24 <= frame.page.table.columnWidth(1) <= 2000
