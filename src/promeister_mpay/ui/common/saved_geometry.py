"""Saves and restores the geometry of windows and the column widths of tables."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QTableView, QWidget

from promeister_mpay.ui.common.workstation import Workstation

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog

NARROWEST, WIDEST = 24, 2_000
KEPT_AFTER = 400
"""Milliseconds of rest after a column is drawn before its width is kept."""


def restore_geometry(window: QWidget, workstation: Workstation, name: str) -> None:
    """Restore a window's saved geometry before it is shown.

    Qt moves a window whose screen is gone, and shrinks one that no longer fits.
    """
    place = workstation.place(name)
    if place is not None:
        window.restoreGeometry(place)


def remember_geometry(dialog: "QDialog", workstation: Workstation, name: str) -> None:
    """Restore a dialog's geometry, and save it when the dialog is closed."""
    restore_geometry(dialog, workstation, name)
    # By its signal: a filter would be asked once more while the dialog is being destroyed.
    dialog.finished.connect(lambda _result: workstation.keep_place(name, dialog.saveGeometry()))


def remember_columns(table: QTableView, workstation: Workstation, name: str, titles: Sequence[str] = ()) -> None:
    """Restore a table's column widths by title, and save every change.

    Before the first paint pass the titles: reading them from the header is slow.
    """
    ColumnKeeper(table, workstation, f"columns/{name}", titles or _titles(table))


def _titles(table: QTableView) -> list[str]:
    header, model = table.horizontalHeader(), table.model()
    titles = (model.headerData(at, QtCore.Qt.Orientation.Horizontal) for at in range(header.count()))
    return [str(title) for title in titles]


class ColumnKeeper(QObject):
    """Saves the column widths of one table; a stretched last column is not saved."""

    def __init__(self, table: QTableView, workstation: Workstation, name: str, titles: Sequence[str]) -> None:
        super().__init__(table)
        self._header = header = table.horizontalHeader()
        self._titles = list(titles[: len(titles) - header.stretchLastSection()])
        self._workstation = workstation
        self._name = name
        for at, width in self._read():
            header.resizeSection(at, width)
        self._rest = QTimer(self, singleShot=True, interval=KEPT_AFTER)
        self._rest.timeout.connect(self._keep)
        header.sectionResized.connect(self._on_resized)

    def _on_resized(self, section: int, _before: int, _now: int) -> None:
        if section < len(self._titles):
            self._rest.start()

    def _keep(self) -> None:
        widths = [f"{self._header.sectionSize(at)} {title}" for at, title in enumerate(self._titles)]
        self._workstation.keep(self._name, "\n".join(widths))

    def _read(self) -> Iterator[tuple[int, int]]:
        """Parse the saved widths by section; ignore damaged data and columns that no longer exist."""
        for line in self._workstation.kept(self._name).split("\n"):
            width, _, title = line.partition(" ")
            if width.isdecimal() and title in self._titles:
                yield self._titles.index(title), min(max(int(width), NARROWEST), WIDEST)
