"""A real screen for tests: Xvfb and openbox, the program in its own process, keys by xdotool, a real browser."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from promeister_mpay.adapters.store import SqlStore, open_store, sqlite_url
from promeister_mpay.adapters.training import SECRET_VARIABLE
from promeister_mpay.domain.orders.order import Order, OrderStatus
from promeister_mpay.domain.payments.request import PaymentRequest
from support.gateways import SECRET

PATIENCE = 100.0
"""Seconds that anything may take while other work keeps all processors busy."""
READY = "the services are ready"
"""What the program logs when its window answers to every key."""
CHROMIUM = "/usr/bin/chromium"
PHONE = {"width": 390, "height": 844}


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait for a condition; fails the test with `what` when it does not come."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"never came: {what}"
        threading.Event().wait(0.05)


@dataclass(frozen=True)
class Screen:
    """An X server with a window manager."""

    display: str

    @property
    def environment(self) -> dict[str, str]:
        """For programs on this screen."""
        return os.environ | {"DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb"}

    def xdotool(self, *words: str) -> str:
        """Run xdotool; what it says, or nothing when it finds nothing."""
        return subprocess.run(
            ["xdotool", *words], env=self.environment, capture_output=True, text=True, check=False, timeout=PATIENCE
        ).stdout.strip()

    def keys(self, *names: str) -> None:
        """Press keys, one after the other."""
        for name in names:
            self.xdotool("key", "--clearmodifiers", name)

    def write(self, text: str) -> None:
        """Type on the keyboard."""
        self.xdotool("type", "--delay", "10", text)

    def right_click(self, x: int, y: int) -> None:
        """With the mouse, so far from the upper left corner of the window with the keyboard."""
        self.xdotool("mousemove", "--window", self.xdotool("getactivewindow"), str(x), str(y))
        self.xdotool("click", "3")

    def title(self) -> str:
        """The title of the window that the keys go to; empty while window manager and X server disagree on it."""
        active = self.xdotool("getactivewindow")
        return self.xdotool("getwindowname", active) if active and active == self.xdotool("getwindowfocus") else ""

    def pressed(self, name: str) -> bool:
        """A key pressed once more, and a moment given to what it does."""
        self.keys(name)
        threading.Event().wait(0.3)
        return True

    def until_title(self, *parts: str) -> None:
        """Wait until the window with the keyboard is called so."""
        until(lambda: all(part in self.title() for part in parts), f"a window called {parts}, not {self.title()!r}")


@pytest.fixture(scope="session")
def screen() -> Iterator[Screen]:
    """One screen for this worker."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1400x900x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as said:
        display = f":{said.readline().strip()}"
    found = Screen(display)
    # A counter's keyboard. For a sign that no key gives xdotool changes the keyboard, and a busy program may miss that.
    subprocess.run(["setxkbmap", "se"], env=found.environment, check=True)
    manager = subprocess.Popen(["openbox"], env=found.environment, stderr=subprocess.DEVNULL)
    yield found
    for process in (manager, server):
        process.terminate()
        process.wait()


class Program:
    """The program on a screen, and its store."""

    def __init__(self, screen: Screen, folder: Path, *options: str) -> None:
        self.screen = screen
        self.folder = folder
        self._options = options
        self._ready_before = self._times_ready()
        self._process = self._started()
        self._store: SqlStore | None = None

    def _log(self) -> str:
        path = self.folder / "logs" / "promeister-mpay.log"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def _times_ready(self) -> int:
        return self._log().count(READY)

    def until_at_rest(self, number: int) -> None:
        """Wait until the window shows an order as it is after everything that was begun on it."""
        until(lambda: self._is_at_rest(number), f"a window at rest on order {number}")

    def _is_at_rest(self, number: int) -> bool:
        steps = "".join(re.findall(rf"order {number}: (b|e|s)(?:egins|nds|hown):", self._log()))
        # What begins may go on under another name before it ends.
        return steps.endswith("s") and steps.rstrip("s")[-1:] != "b"

    def until_ready(self) -> None:
        """Wait until the window of the last start answers to every key."""
        until(lambda: self._times_ready() > self._ready_before, "the services of the window")

    def _started(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "promeister_mpay", "--data-dir", str(self.folder), *self._options]
        environment = {**self.screen.environment, SECRET_VARIABLE: SECRET}
        return subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL)

    @property
    def store(self) -> SqlStore:
        """The program's store, opened by the test."""
        if self._store is None:
            self._store = open_store(sqlite_url(self.folder / "mpay.sqlite3"))
        return self._store

    def order(self, number: int) -> Order:
        """An order as stored."""
        with self.store.reading() as work:
            return work.orders.get(number)

    def request(self, number: int) -> PaymentRequest | None:
        """The order's newest request as stored."""
        with self.store.reading() as work:
            requests = work.requests.of_order(number)
        return requests[-1] if requests else None

    def look_away(self) -> None:
        """Close the test's connection to the store; the next access opens it again."""
        if self._store is not None:
            self._store.close()
            self._store = None

    def post_by_key(self, number: int) -> None:
        """Press F11 and Enter until the order is posted: F11 does nothing before the window, too, knows of the payment.

        Enter answers the question, once it has been seen for a moment.
        """
        until(
            lambda: (
                self.screen.pressed("F11")
                and self.screen.pressed("Return")
                and self.order(number).status is OrderStatus.POSTED
            ),
            "the posted order",
        )

    @property
    def is_running(self) -> bool:
        """Whether the process that was started has not ended."""
        return self._process.poll() is None

    def end_from_outside(self) -> None:
        """Send the signal of a logout."""
        self._process.terminate()

    def kill(self) -> None:
        """Kill the process, as a power cut would."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def start_again(self) -> None:
        """A new start on the same data."""
        self._ready_before = self._times_ready()
        self._process = self._started()
        self.until_ready()

    def started_once_more(self) -> int:
        """A second start beside the first; gives its exit code."""
        return self._started().wait(timeout=PATIENCE)

    def end(self) -> int:
        """Close the window as a clerk does; gives the exit code."""
        self.screen.keys("ctrl+q")
        try:
            return self._process.wait(timeout=PATIENCE)
        finally:
            self._process.kill()
            if self._store is not None:
                self._store.close()


@contextmanager
def running(screen: Screen, folder: Path, *options: str) -> Iterator[Program]:
    """The program while the block runs, from when its window answers to every key; it must end when asked to."""
    program = Program(screen, folder, *options)
    try:
        program.until_ready()
        yield program
    except BaseException:
        program.kill()
        raise
    assert program.end() == 0


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A page as wide as a phone."""
    context = browser.new_context(viewport={"width": PHONE["width"], "height": PHONE["height"]}, locale="sv-SE")
    context.set_default_timeout(PATIENCE * 1000)
    yield context.new_page()
    context.close()
