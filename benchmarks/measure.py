"""Shared by the benchmarks: a screen, a data folder, a heartbeat of the event loop, and the table of figures."""

import compileall
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

SOURCE = Path(__file__).parent.parent / "src"
PREPARING = 80
"""Seconds that preparing a workshop may take."""
SCREEN = "1280x900x24"
MOST_GAP, GOAL_GAP = 50, 16
"""Milliseconds between two turns of the event loop: what a clerk may feel at most, and one frame."""

_PREPARE = """
import contextlib, pathlib, sys
from promeister_mpay.app.composition import Options, open_counter, start_service
from promeister_mpay.paths import DataFolder

with contextlib.ExitStack() as closing:
    options = Options(DataFolder(pathlib.Path(sys.argv[1])).make(), "benchmark", training=True)
    open_counter(options, start_service(options), closing.callback)
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value and its floor from the same run, both in `unit`; 0 means not measured.

    `most` and `goal` are limits of the ratio to the floor, or of the value itself when it is `absolute`.
    """

    name: str
    value: float
    floor: float = 0.0
    most: float = 0.0
    goal: float = 0.0
    unit: str = "ms"
    absolute: bool = False

    @property
    def ratio(self) -> float:
        """The value divided by the floor; 0 without a floor."""
        return self.value / self.floor if self.floor else 0.0

    @property
    def is_broken(self) -> bool:
        """Whether the limit is broken."""
        return bool(self.most) and self._compared > self.most

    @property
    def verdict(self) -> str:
        """The limit and the goal, and whether each is met, as text."""
        if not self.most:
            return ""
        unit = f" {self.unit}" if self.absolute else " ×"
        met = "BROKEN" if self.is_broken else "ok" if self._compared > self.goal else "goal"
        return f"≤ {self.most:g}{unit}  (goal {self.goal:g})  {met}" if self.goal else f"≤ {self.most:g}{unit}  {met}"

    @property
    def _compared(self) -> float:
        return self.value if self.absolute else self.ratio


def report(title: str, figures: Sequence[Figure]) -> int:
    """Print the table; returns the exit code, 1 if a limit is broken."""
    width = max(len(figure.name) for figure in figures)
    print(f"{title}\n  {'':{width}}  {'figure':>12}  {'floor':>12}  {'ratio':>6}  limit")
    for figure in figures:
        floor = f"{figure.floor:.2f} {figure.unit}" if figure.floor else ""
        ratio = f"{figure.ratio:.2f}" if figure.floor else ""
        value = f"{figure.value:.2f} {figure.unit}"
        print(f"  {figure.name:{width}}  {value:>12}  {floor:>12}  {ratio:>6}  {figure.verdict}".rstrip())
    return 1 if any(figure.is_broken for figure in figures) else 0


@contextlib.contextmanager
def screen() -> Iterator[dict[str, str]]:
    """Environment of a process that shows windows: the current one, else a new Xvfb, else Qt's offscreen platform."""
    shown = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("QT_QPA_PLATFORM")
    server = None if shown else shutil.which("Xvfb")
    if shown:
        yield dict(os.environ)
    elif server is None:
        yield {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    else:
        with _xvfb(server) as display:
            yield {**os.environ, "DISPLAY": display}


@contextlib.contextmanager
def _xvfb(server: str) -> Iterator[str]:
    """Start an X server that picks its display number, and read the number as soon as it accepts connections."""
    reading, writing = os.pipe()
    command = [server, "-displayfd", str(writing), "-screen", "0", SCREEN, "-nolisten", "tcp", "-noreset"]
    process = subprocess.Popen(command, pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading, encoding="ascii") as said:
            number = said.readline().strip()
        if not number:
            raise SystemExit("Xvfb did not start")
        yield f":{number}"
    finally:
        process.terminate()
        process.wait()


@contextlib.contextmanager
def workshop(environment: dict[str, str]) -> Iterator[Path]:
    """A temporary data folder in training mode with the demo's 600 orders, and compiled modules.

    Another process makes it, so that the caller has loaded no module whose loading it measures.
    """
    compileall.compile_dir(SOURCE, quiet=1)
    with tempfile.TemporaryDirectory(prefix="mpay-benchmark-") as folder:
        subprocess.run([sys.executable, "-c", _PREPARE, folder], env=environment, check=True, timeout=PREPARING)
        yield Path(folder)


class Heartbeat:
    """Records the time of each millisecond timer event; `beats` are `time.monotonic` seconds."""

    def __init__(self, parent: "QObject") -> None:
        from PySide6.QtCore import Qt, QTimer

        self.beats: list[float] = []
        self._timer = QTimer(parent)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Start recording."""
        self._beat()
        self._timer.start()

    def _beat(self) -> None:
        self.beats.append(time.monotonic())


Span = tuple[str, float, float]
"""What was going on, and from when to when."""


def gap_figures(beats: Sequence[float], floor: Sequence[float], spans: Sequence[Span]) -> list[Figure]:
    """The longest gap between two beats in each span, with the gap of an idle window at the same time as floor."""
    return [
        Figure(name, longest(beats, since, until), longest(floor, since, until), MOST_GAP, GOAL_GAP, absolute=True)
        for name, since, until in spans
    ]


class IdleWindow:
    """An idle window in another process, with the same heartbeat; its `beats` are read when it ends."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__, "idle"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def beats(self) -> list[float]:
        """End the process by closing its standard input, and return its beats."""
        reported: list[float] = json.loads(self._process.communicate()[0])
        return reported


def idle() -> int:
    """The process of `IdleWindow`."""
    from PySide6.QtCore import QSocketNotifier
    from PySide6.QtWidgets import QApplication, QLabel

    application = QApplication([])
    window = QLabel("Här händer inget.")
    window.show()
    heartbeat = Heartbeat(window)
    heartbeat.start()
    ending = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, window)
    ending.activated.connect(application.quit)
    application.exec()
    print(json.dumps(heartbeat.beats))
    return 0


def longest(beats: Sequence[float], since: float, until: float) -> float:
    """The longest gap in milliseconds between two beats that overlaps the span."""
    touching = (pair for pair in pairwise(beats) if pair[1] > since and pair[0] < until)
    return max((after - before for before, after in touching), default=0.0) * 1000


if __name__ == "__main__":
    sys.exit(idle())
