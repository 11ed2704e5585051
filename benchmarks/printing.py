"""Measures how long the window is blocked while a user posts, previews and saves as PDF an invoice of forty pages."""

import contextlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.measure import Heartbeat, IdleWindow, Span, gap_figures, report, screen, workshop
from PySide6.QtCore import QObject, QTimer, Signal

from promeister_mpay.app.composition import Options
from promeister_mpay.app.program import Program
from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.paths import DataFolder
from promeister_mpay.services.counter import CounterServices
from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.counter_window import CounterWindow
from promeister_mpay.ui.documents.preview import PreviewDialog
from promeister_mpay.ui.startup.application import make_application

LONGEST_RUN = 80
PATIENCE = 20
SETTLING = 1.0
"""Seconds in which what the start, or the preparation, has left behind comes to rest."""
ORDER, LONG = 14790, 14780
TIMES = 300
"""So many times its rows make forty pages of an order."""

Until = Callable[[], bool]


def main() -> int:
    """Run the story in a separate process; returns its exit code."""
    with screen() as environment, workshop(environment) as folder:
        command = [sys.executable, __file__, str(folder)]
        return subprocess.run(command, env=environment, timeout=LONGEST_RUN, check=False).returncode


def play(folder: Path) -> int:
    """Run the story and print the table; returns the exit code."""
    application = make_application()
    idle = IdleWindow()
    with contextlib.ExitStack() as closing:
        paper = Path(closing.enter_context(tempfile.TemporaryDirectory()))
        program = Program(Options(DataFolder(folder).make(), "benchmark", training=True), closing)
        story = Story(program, paper)
        story.finished.connect(application.exit)
        code = application.exec()
        program.frame.close()
    figures = gap_figures(story.beats, idle.beats(), story.spans)
    return code or report("The longest time between two turns of the event loop, printing", figures)


class Story(QObject):
    """Posts, previews and saves; `spans` are the times of each step, complete when `finished` carries 0."""

    finished = Signal(int)

    def __init__(self, program: Program, paper: Path) -> None:
        super().__init__(program.frame)
        self._program = program
        self._paper = paper
        self._heartbeat = Heartbeat(program.frame)
        self.beats = self._heartbeat.beats
        self.spans: list[Span] = []
        self._steps = self._play()
        self._waits: Until = lambda: True
        self._deadline = 0.0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)
        program.ready.connect(lambda: self._timer.start(5))

    @property
    def _window(self) -> CounterWindow:
        if self._program.counter_window is None:
            raise RuntimeError("ready without a window")
        return self._program.counter_window

    def _go_on(self) -> None:
        if self._waits():
            try:
                self._waits = next(self._steps)
            except StopIteration:
                self._end(0)
            self._deadline = time.monotonic() + PATIENCE
        elif time.monotonic() > self._deadline:
            print(f"no end after {self.spans}; the window says: {self._window.strip.text()}", file=sys.stderr)
            self._end(1)

    def _end(self, code: int) -> None:
        self._timer.stop()
        self.finished.emit(code)

    def _play(self) -> Iterator[Until]:
        yield from self._ready(ORDER, 1)
        yield _later(SETTLING)
        self._heartbeat.start()
        yield from self._post()
        yield from self._ready(LONG, TIMES)
        card = self._window.editor.card
        # Locking so many rows on the screen is not part of the measurement.
        self._counter.bookkeeping.post(LONG, version=card.order.version, who="BH")
        self._window.editor.reload()
        yield self._is_posted
        yield _later(SETTLING)
        yield from self._look()
        yield from self._keep()

    @property
    def _counter(self) -> CounterServices:
        return self._window.services

    def _ready(self, number: int, times: int) -> Iterator[Until]:
        """Show an order with its rows multiplied by `times`, ready to be posted; not part of the measurement."""
        order = self._counter.orders.open(number).order
        ready = replace(order, lines=order.lines * times, payment_method=PaymentMethod.CARD, status=OrderStatus.DONE)
        self._counter.orders.save(
            replace(ready, customer_name="Karin Ek", address="Storgatan 1", city="Umeå"), who="BH"
        )
        self._window.navigator.open(number)
        editor = self._window.editor
        yield lambda: editor.card.order.number == number and not editor.is_dirty
        yield lambda: self._window.background.is_idle

    def _is_posted(self) -> bool:
        card = self._window.editor.card
        return card.order.status is OrderStatus.POSTED

    def _post(self) -> Iterator[Until]:
        since = time.monotonic()
        self._window.actions_of_window[ActionName.POST].trigger()
        yield self._is_posted
        yield lambda: self._window.background.is_idle
        self._note("F11", since)
        yield _later(SETTLING)

    def _look(self) -> Iterator[Until]:
        since = time.monotonic()
        self._window.actions_of_window[ActionName.SHOW_INVOICE].trigger()
        yield lambda: bool(self._previews())
        preview = self._previews()[0]
        pages = len(preview.document.sheets)
        yield lambda: not preview.paper.pixmap().isNull()
        self._note(f"preview of {pages} pages", since)
        since = time.monotonic()
        for page in range(1, pages):
            preview.go(page)
            yield lambda: self._window.background.is_idle
        self._note("turning the pages", since)
        preview.close()
        yield _later(SETTLING)

    def _previews(self) -> list[PreviewDialog]:
        return [each for each in self._program.frame.findChildren(PreviewDialog) if each.isVisible()]

    def _keep(self) -> Iterator[Until]:
        path, card = self._paper / "faktura.pdf", self._window.editor.card
        number = card.documents[0].number
        since = time.monotonic()
        self._window.printing.save(partial(self._counter.documents.invoice, number), path)
        yield path.exists
        yield lambda: self._window.background.is_idle
        self._note("saving them as PDF", since)

    def _note(self, name: str, since: float) -> None:
        self.spans.append((name, since, time.monotonic()))


def _later(seconds: float) -> Until:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


if __name__ == "__main__":
    sys.exit(play(Path(sys.argv[1])) if sys.argv[1:] else main())
