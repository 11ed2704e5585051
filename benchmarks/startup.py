"""Times the start of the process until an order is on the screen, against a bare PySide6 window with a table."""

import inspect
import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.measure import MOST_GAP, Figure, report, screen, workshop

if TYPE_CHECKING:
    from contextlib import ExitStack

    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QWidget

    from promeister_mpay.app.composition import Options

PAIRS = 9
PATIENCE = 30
"""Seconds that one start may take, services and all."""
MOST, GOAL = 1.5, 1.25
NEWEST = 14799
"""The demo's newest order, which the program opens when there was none before."""


def main() -> int:
    """Start both in turn and print the table; returns the exit code."""
    with screen() as environment, workshop(environment) as folder:
        starts = [(_start(program, folder, environment), _start(bare, folder, environment)) for _ in range(PAIRS + 1)]
    # The first run of each only fills the file cache.
    ours, floors = zip(*starts[1:], strict=True)
    wrong = [start["number"] for start in ours if start["number"] != NEWEST]
    if wrong:
        raise SystemExit(f"painted order {wrong[0]:.0f} instead of {NEWEST}")
    return report(f"Start, {PAIRS} pairs of processes, warm file cache", _figures(ours, floors))


def _figures(ours: tuple[dict[str, float], ...], floors: tuple[dict[str, float], ...]) -> list[Figure]:
    def of(what: str, starts: tuple[dict[str, float], ...]) -> list[float]:
        return [start[what] for start in starts]

    painted, bare_painted = of("painted", ours), of("painted", floors)
    gaps, bare_gaps = of("gap", ours), of("gap", floors)
    return [
        Figure("order painted, median", median(painted), median(bare_painted), MOST, GOAL),
        Figure("order painted, worst", max(painted), max(bare_painted)),
        Figure("services ready, median", median(of("ready", ours))),
        Figure("longest gap while loading, median", median(gaps), median(bare_gaps)),
        Figure("longest gap while loading, worst", max(gaps), max(bare_gaps), MOST_GAP, absolute=True),
    ]


def _start(child: Callable[[str], None], folder: Path, environment: Mapping[str, str]) -> dict[str, float]:
    """Run one process to its end; its times in milliseconds from its start."""
    parts = "\n".join(inspect.getsource(part) for part in (watch, count_gaps, child))
    code = f"import time\n\n{parts}\n{child.__name__}({str(folder)!r})"
    began = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, check=True, timeout=PATIENCE
    )
    said: dict[str, float] = json.loads(ended.stdout)
    return said | {name: (said[name] - began) * 1000 for name in ("painted", "ready")}


# -- the code of the measured processes; each function is sent as source, so that nothing else is loaded


def program(folder: str) -> None:
    """Run the real program, from its command line until its services are ready."""
    from promeister_mpay.__main__ import main
    from promeister_mpay.app import start
    from promeister_mpay.app.program import Program

    class Watched(Program):
        def __init__(self, options: "Options", closing: "ExitStack") -> None:
            super().__init__(options, closing)
            number = self.frame.page.form.fields["number"]
            self.ready.connect(self.on_ready)
            watch(self.frame, number, lambda: number.text().isdigit(), self.on_painted)

        def on_painted(self, painted: float) -> None:
            self.end = count_gaps(self.frame, painted)

        def on_ready(self) -> None:
            if self.counter_window is not None:
                self.end(self.counter_window.editor.card.order.number)

    setattr(start, "Program", Watched)  # noqa: B010 – to mypy a class is no variable
    main(["--training", "--data-dir", folder])


def bare(folder: str) -> None:
    """The floor: a window with a table of text and no module of the program; `folder` is not used."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow, QTableWidget, QTableWidgetItem

    class Bare(QMainWindow):
        is_painted = False

        def paintEvent(self, event: object) -> None:  # noqa: N802 – Qt's
            del event
            if not self.is_painted:
                self.is_painted = True
                # By the next event loop turn the table is painted too, and all is on the screen.
                QTimer.singleShot(0, self, lambda: count_gaps(self, time.monotonic())(0))

    del folder
    application = QApplication([])
    window = Bare()
    table = QTableWidget(20, 8, window)
    for cell in range(20 * 8):
        table.setItem(cell // 8, cell % 8, QTableWidgetItem(str(cell)))
    window.setCentralWidget(table)
    window.resize(1153, 720)
    window.show()
    application.exec()


def watch(window: "QWidget", part: "QWidget", shows: "Callable[[], bool]", then: "Callable[[float], None]") -> None:
    """Call `then` with the time when `window` has been painted with `part` in it, once `shows`."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    class Eye(QObject):
        part_is_painted = False

        def eventFilter(self, seen: QObject, event: QEvent) -> bool:  # noqa: N802 – Qt's
            if event.type() == QEvent.Type.Paint:
                self.part_is_painted = self.part_is_painted or (seen is part and shows())
                # By the next event loop turn all parts are painted and on the screen.
                QTimer.singleShot(0, self, self.look)
            return False

        def look(self) -> None:
            if self.part_is_painted:
                painted = time.monotonic()
                for seen in (window, part):
                    seen.removeEventFilter(self)
                self.part_is_painted = False
                then(painted)

    eye = Eye(window)
    for seen in (window, part):
        seen.installEventFilter(eye)


def count_gaps(parent: "QObject", painted: float) -> "Callable[[int], None]":
    """Record the turns of the event loop; the returned function prints the gaps and ends the process."""
    from itertools import pairwise

    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtWidgets import QApplication

    beats: list[float] = []
    timer = QTimer(parent)
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: beats.append(time.monotonic()))
    timer.start(1)
    # Start now and not at `painted`: the floor has loaded parts of Qt in between, only for measuring.
    beats.append(time.monotonic())

    def end(number: int) -> None:
        ready = time.monotonic()
        # The first queries and calls run now; their answers are part of the measurement.
        QTimer.singleShot(500, parent, lambda: say(number, ready))

    def say(number: int, ready: float) -> None:
        if timer.isActive():
            timer.stop()
            gap = max(after - before for before, after in pairwise(beats)) * 1000
            print(f'{{"painted": {painted}, "ready": {ready}, "gap": {gap}, "number": {number}}}', flush=True)
            QApplication.closeAllWindows()

    return end


if __name__ == "__main__":
    sys.exit(main())
