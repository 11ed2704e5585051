"""Measures how long the window is blocked while the gateway is slow and a user types and changes orders."""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.measure import Heartbeat, IdleWindow, Span, gap_figures, report, screen, workshop
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from promeister_mpay.adapters.training import SECRET_HEADER, SECRET_VARIABLE, Sandbox
from promeister_mpay.app.composition import WORKSHOP_NAME, Options
from promeister_mpay.app.program import Program
from promeister_mpay.paths import DataFolder
from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.counter_window import CounterWindow
from promeister_mpay.ui.startup.application import make_application

A = ActionName
Key = Qt.Key
SOON, LATE = 3, 30
"""Seconds after which the gateway answers. At the later one our client has given up waiting, and asks again."""
APART = 4
"""Seconds between the late calls, and from the last one to the end of the trouble: asking again is answered."""
ORDERS = (14790, 14780, 14770)
"""What is called about; the clerk types in the orders after them."""
WORDS = "Kolla bromsar"
EVERY = 25
"""Milliseconds between two acts of the clerk: quicker than a key that is held down."""
SETTLING = 0.5
"""Seconds after the end of a call in which the order is read and shown anew."""
PATIENCE = 45
"""Seconds that one step may take."""
LONGEST_RUN = 88

Until = Callable[[], bool]
K = TypeVar("K")


def main() -> int:
    """Run the story in a separate, fresh process; returns its exit code."""
    with (
        screen() as environment,
        workshop(environment) as folder,
        Sandbox(DataFolder(folder).sandbox, WORKSHOP_NAME) as sandbox,
    ):
        command = [sys.executable, __file__, str(folder), sandbox.url]
        known = {**environment, SECRET_VARIABLE: sandbox.secret}
        return subprocess.run(command, env=known, timeout=LONGEST_RUN, check=False).returncode


def play(folder: Path, sandbox_url: str) -> int:
    """Run the story beside an idle window in another process and print the table; returns the exit code."""
    application = make_application()
    idle = IdleWindow()
    with contextlib.ExitStack() as closing:
        options = Options(
            DataFolder(folder).make(),
            "benchmark",
            training=True,
            sandbox_url=sandbox_url,
            sandbox_secret=os.environ[SECRET_VARIABLE],
        )
        program = Program(options, closing)
        story = Story(program, sandbox_url)
        story.finished.connect(application.exit)
        code = application.exec()
        program.frame.close()
    figures = gap_figures(story.beats, idle.beats(), story.spans)
    code = code or report("The longest time between two turns of the event loop", figures)
    if program.window is not None and not program.window.closing.left_cleanly:
        # A call may take half a minute more.
        sys.stdout.flush()
        os._exit(code)
    return code


class Clerk(QObject):
    """Uses the window all the time: changes order, types in a field, moves among the lines, answers dialogs."""

    def __init__(self, window: CounterWindow) -> None:
        super().__init__(window)
        self._window = window
        self._acts = self._endless()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._act)

    def start(self) -> None:
        """Start or resume."""
        self._timer.start(EVERY)

    def rest(self) -> None:
        """Pause until `start`."""
        self._timer.stop()

    def _act(self) -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            box.defaultButton().click()
        else:
            next(self._acts)()

    def _endless(self) -> Iterator[Callable[[], object]]:
        while True:
            yield self._window.actions_of_window[A.NEXT].trigger
            yield from self._walk(Key.Key_Down, Key.Key_Down, Key.Key_Up, Key.Key_Right, Key.Key_Left)
            for letter in WORDS:
                yield partial(self._type, QTest.keyClicks, letter)
            # One letter remains, so that leaving the order saves it.
            for _ in WORDS[1:]:
                yield partial(self._type, QTest.keyClick, Key.Key_Backspace)
            yield self._window.actions_of_window[A.PREVIOUS].trigger
            yield from self._walk(Key.Key_Down, Key.Key_Up, Key.Key_End, Key.Key_Home)

    def _walk(self, *keys: Qt.Key) -> Iterator[Callable[[], object]]:
        table = self._window.page.table
        yield partial(table.focus_cell, 0, "description")
        for key in keys:
            yield partial(QTest.keyClick, table, key)

    def _type(self, press: Callable[[QWidget, K], None], key: K) -> None:
        """Type into the address, except where a lock may interrupt and keep half-typed text."""
        card = self._window.editor.card
        if card.order.number not in ORDERS:
            press(self._window.page.form.fields["address"], key)


class Story(QObject):
    """Sends, checks and voids under delays; `spans` are the times of each step, complete when `finished` carries 0."""

    finished = Signal(int)

    def __init__(self, program: Program, sandbox_url: str) -> None:
        super().__init__(program.frame)
        self._program = program
        self._host = sandbox_url.rpartition("/")[2]
        self._heartbeat = Heartbeat(program.frame)
        self._called = 0
        self.beats = self._heartbeat.beats
        self.spans: list[Span] = []
        self._steps = self._play()
        self._waits: Until = lambda: True
        self._deadline = 0.0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)
        program.frame.first_painted.connect(self._heartbeat.start)
        program.ready.connect(self._begin)

    def _begin(self) -> None:
        if self._program.counter_window is None:
            raise RuntimeError("ready without a window")
        self._window = self._program.counter_window
        self._clerk = Clerk(self._window)
        self._window.payment_actions.called.connect(self._on_called)
        self._timer.start(10)

    def _on_called(self) -> None:
        self._called += 1

    def _go_on(self) -> None:
        if self._waits():
            self._step()
        elif time.monotonic() > self._deadline:
            self._end(f"{len(self.spans)} figures, then no end. The window says: {self._window.strip.text()}")

    def _step(self) -> None:
        try:
            self._waits = next(self._steps)
        except StopIteration:
            self._end("")
        self._deadline = time.monotonic() + PATIENCE

    def _end(self, error: str) -> None:
        self._timer.stop()
        if error:
            print(error, file=sys.stderr)
        self.finished.emit(1 if error else 0)

    # -- the story

    def _play(self) -> Iterator[Until]:
        first, second, third = ORDERS
        yield from self._load()
        yield from self._trouble(SOON)
        for name in (A.SEND, A.CHECK, A.VOID):
            yield from self._soon(first, name)
        yield from self._trouble(0)
        yield from self._call(second, A.SEND)
        yield from self._over(1)
        yield from self._late((first, A.CHECK), (second, A.VOID), (third, A.SEND))
        self._clerk.rest()
        yield from self._open(first)

    def _load(self) -> Iterator[Until]:
        """Measure loading the services behind the painted window."""
        since = self.beats[0]
        yield _later(SETTLING)
        self._note("while the services load", since)

    def _soon(self, order: int, name: ActionName) -> Iterator[Until]:
        """Make one call and wait for it."""
        since = yield from self._call(order, name)
        yield from self._over(1)
        if time.monotonic() - since < SOON:
            raise AssertionError(f"{name} did not wait for the gateway")
        self._note(f"{name}, answered after {SOON} s", since)

    def _late(self, *calls: tuple[int, ActionName]) -> Iterator[Until]:
        """Make several calls that wait at the same time."""
        yield from self._trouble(LATE)
        before = self._called
        begun = []
        for order, name in calls:
            begun.append((name, (yield from self._call(order, name))))
            yield _later(APART)
        if self._called != before:
            raise AssertionError("a call did not wait for the gateway")
        yield from self._trouble(0)
        yield from self._over(len(calls))
        for name, since in begun:
            self._note(f"{name}, answered after {LATE} s", since)

    def _call(self, order: int, name: ActionName) -> Generator[Until, None, float]:
        """Trigger the action on its order and resume the clerk; returns the time of the trigger."""
        self._clerk.rest()
        yield from self._open(order)
        action = self._window.actions_of_window[name]
        yield action.isEnabled
        since = time.monotonic()
        # Triggered from the event loop, because the dialog of Annullera blocks its caller.
        QTimer.singleShot(0, self, action.trigger)
        self._clerk.start()
        return since

    def _open(self, order: int) -> Iterator[Until]:
        self._window.navigator.open(order)
        editor = self._window.editor
        yield lambda: editor.card.order.number == order

    def _over(self, calls: int) -> Iterator[Until]:
        target = self._called + calls
        yield lambda: self._called >= target
        yield _later(SETTLING)

    def _trouble(self, seconds: int) -> Iterator[Until]:
        """Delay every answer of the gateway by `seconds`; 0 removes the delay."""
        done: list[None] = []
        self._window.background.run(partial(_switch, self._host, seconds), done.append)
        yield lambda: bool(done)

    def _note(self, name: str, since: float) -> None:
        self.spans.append((name, since, time.monotonic()))


def _later(seconds: float) -> Until:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def _switch(host: str, seconds: int) -> None:
    """Set the sandbox's switches; `host` is its name and port."""
    troubles = [{"kind": "delay", "operation": "*", "times": 0, "seconds": seconds}] if seconds else []
    connection = HTTPConnection(host, timeout=PATIENCE)
    with contextlib.closing(connection):
        headers = {SECRET_HEADER: os.environ[SECRET_VARIABLE], "content-type": "application/json"}
        connection.request("PUT", "/sandbox/switches", json.dumps({"troubles": troubles}), headers)
        if connection.getresponse().status != 200:
            raise AssertionError("the sandbox did not take its switches")


if __name__ == "__main__":
    sys.exit(play(Path(sys.argv[1]), sys.argv[2]) if sys.argv[1:] else main())
