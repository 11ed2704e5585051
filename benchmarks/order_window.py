"""Times the order list's window over a million orders, from key press to painted rows, against a bare Qt table."""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.measure import Figure, report, screen
from benchmarks.million_orders import Bare, SqliteFolder
from benchmarks.order_list import BUILD, ROWS
from PySide6.QtCore import QAbstractTableModel, QEvent, QEventLoop, QModelIndex, QObject, Qt, QTimer
from PySide6.QtWidgets import QTableView, QWidget

from promeister_mpay.adapters.store import open_store
from promeister_mpay.domain.lists.query import ListKind
from promeister_mpay.services.lists.service import ListService
from promeister_mpay.ui.common.background import Background
from promeister_mpay.ui.common.workstation import Workstation
from promeister_mpay.ui.lists.window import ListWindow
from promeister_mpay.ui.startup.application import apply_style, make_application

TIMES = 15
PATIENCE = 20_000
RESTING = 10
"""Milliseconds between two looks whether everything has come in."""
OPEN, JUMP, STEP = 2, 1.5, 2
"""How many times the floor each may take."""
SHOWN = 3
"""Columns of the bare table, as many as the list shows at first."""
NO_PARENT = QModelIndex()


def main() -> int:
    """Measure on a screen, in a separate process; returns the exit code."""
    if os.environ.get("MPAY_ON_SCREEN"):
        return play(_options())
    with screen() as environment:
        command = [sys.executable, __file__, *sys.argv[1:]]
        return subprocess.run(command, env=environment | {"MPAY_ON_SCREEN": "1"}, check=False).returncode


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=BUILD)
    parser.add_argument("--orders", type=int, default=1_000_000)
    return parser.parse_args()


def play(options: argparse.Namespace) -> int:
    """Open the list, jump and step through it; print the table."""
    apply_style(make_application())
    filled = SqliteFolder(options.folder, options.orders)
    store = open_store(filled.filled())
    places = random.Random(7)
    background = Background()
    try:
        with closing(filled.bare()) as bare, tempfile.TemporaryDirectory() as folder:
            lists, station = ListService(store=store), Workstation(Path(folder) / "window.ini")
            stage = Stage(lists, background, station, bare, places=options.orders * 9 // 10)
            figures = [_open(stage, places), *_walk(stage, places)]
    finally:
        background.close()
        store.close()
    return report(f"The list's window over {options.orders} orders, key to painted rows", figures)


@dataclass(frozen=True)
class Stage:
    """The services of a list's window, and the bare driver; `places` is how many places of the list are jumped to."""

    lists: ListService
    background: Background
    station: Workstation
    bare: Bare
    places: int

    def window(self, at: int | None = None) -> ListWindow:
        """A list window at an order."""
        return ListWindow(ListKind.ORDERS, self.lists, self.background, self.station, None, at=at)

    def rows(self, number: int) -> list[tuple[object, ...]]:
        """Rows from the bare driver, from an order on."""
        return [tuple(row) for row in self.bare.down_from(number, ROWS)]  # type: ignore[arg-type]


class BareModel(QAbstractTableModel):
    """The floor: a table model of unprocessed driver rows."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[object, ...]] = []

    def show(self, rows: list[tuple[object, ...]]) -> None:
        """Replace the rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = NO_PARENT) -> int:  # type: ignore[override]  # noqa: N802 – Qt's
        """The rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex = NO_PARENT) -> int:  # type: ignore[override]  # noqa: N802
        """The columns."""
        return 0 if parent.isValid() else SHOWN

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:  # type: ignore[override]
        """A text."""
        return str(self.rows[index.row()][index.column()]) if role == Qt.ItemDataRole.DisplayRole else None


class Painted(QObject):
    """Waits until `widget` has been painted while `holds`."""

    def __init__(self, widget: QWidget, holds: Callable[[], bool]) -> None:
        super().__init__(widget)
        self._holds = holds
        self._loop = QEventLoop(self)
        widget.installEventFilter(self)

    def eventFilter(self, seen: QObject, event: QEvent) -> bool:  # noqa: N802 – Qt's
        """Note the first event loop turn after such a paint event: by then it is on the screen."""
        del seen
        if event.type() == QEvent.Type.Paint and self._holds():
            QTimer.singleShot(0, self._loop, self._loop.quit)
        return False

    def wait(self) -> None:
        """Run the event loop until then."""
        QTimer.singleShot(PATIENCE, self._loop, lambda: self._loop.exit(1))
        if self._loop.exec():
            raise SystemExit("nothing was painted")


def _timed(widget: QWidget, holds: Callable[[], bool], act: Callable[[], object]) -> float:
    waiting = Painted(widget, holds)
    began = time.perf_counter()
    act()
    waiting.wait()
    taken = (time.perf_counter() - began) * 1000
    waiting.deleteLater()
    return taken


def _rest(stage: Stage) -> None:
    """Wait until read-ahead is finished, so that it does not run during the next measurement."""
    loop = QEventLoop()
    timer = QTimer(loop, interval=RESTING)
    timer.timeout.connect(lambda: loop.quit() if stage.background.is_idle else None)
    timer.start()
    loop.exec()


def _open(stage: Stage, places: random.Random) -> Figure:
    ours, floors = [], []
    for _ in range(TIMES):
        number = stage.bare.newest - places.randrange(stage.places)
        began = time.perf_counter()
        window = stage.window(number)
        _timed(window.table.viewport(), lambda w=window: w.current() is not None, window.show)  # type: ignore[misc]
        ours.append((time.perf_counter() - began) * 1000)
        window.close()
        _rest(stage)
        floors.append(_bare_opened(stage, number))
    return Figure("open at an order, rows painted", median(ours), median(floors), OPEN)


def _bare_table() -> tuple[QTableView, BareModel]:
    table, model = QTableView(), BareModel()
    table.setModel(model)
    table.resize(900, 560)
    return table, model


def _bare_opened(stage: Stage, number: int) -> float:
    began = time.perf_counter()
    table, model = _bare_table()
    model.show(stage.rows(number))
    _timed(table.viewport(), lambda: bool(model.rows), table.show)
    table.close()
    return (time.perf_counter() - began) * 1000


def _walk(stage: Stage, places: random.Random) -> list[Figure]:
    window = stage.window()
    _timed(window.table.viewport(), lambda: window.reader.count is not None, window.show)
    table, model = _bare_table()
    _timed(table.viewport(), lambda: True, table.show)
    jumps, steps, bare_jumps, bare_steps = [], [], [], []
    for _ in range(TIMES):
        place = places.randrange(stage.places)
        jumps.append(_to(window, place))
        _rest(stage)
        steps.append(_to(window, place + 3))
        _rest(stage)
        number = stage.bare.newest - place
        bare_jumps.append(_timed(table.viewport(), lambda: True, lambda n=number: model.show(stage.rows(n))))  # type: ignore[misc]
        bar = table.verticalScrollBar()
        bare_steps.append(_timed(table.viewport(), lambda: True, lambda b=bar: b.setValue((b.value() + 3) % 30)))  # type: ignore[misc]
    window.close()
    return [
        Figure("jump to any place, rows painted", median(jumps), median(bare_jumps), JUMP),
        Figure("wheel step, rows painted", median(steps), median(bare_steps), STEP),
    ]


def _to(window: ListWindow, place: int) -> float:
    bar = window.table.verticalScrollBar()
    return _timed(window.table.viewport(), lambda: window.model.row(place) is not None, lambda: bar.setValue(place))


if __name__ == "__main__":
    sys.exit(main())
