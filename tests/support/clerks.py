"""A clerk at the real window: presses keys, reads the screen, waits for what comes."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from promeister_mpay.adapters.resurs import ResursGateway
from promeister_mpay.adapters.store import SqlStore, open_store, probe_store
from promeister_mpay.domain.orders.order import Order, OrderStatus
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.domain.payments.request import PaymentRequest
from promeister_mpay.services.counter import CounterServices
from promeister_mpay.services.orders.service import OrderCard
from promeister_mpay.services.ports.secrets import Secrets
from promeister_mpay.services.startup import StartService
from promeister_mpay.services.training import TextMessage
from promeister_mpay.start_choice import StartChoice
from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.common.workstation import Workstation
from promeister_mpay.ui.counter_window import CounterWindow
from promeister_mpay.ui.main_window import MainWindow
from promeister_mpay.ui.order.editor import OrderEditor
from promeister_mpay.ui.order.fields import HeaderChoiceField
from promeister_mpay.ui.shell.window_frame import WindowFrame
from promeister_mpay.ui.startup.application import apply_style, make_application
from support.counters import CLOCK, counter_on, prepare
from support.fakes.secrets import MemorySecrets
from support.gateways import Sandbox
from support.stores import an_order, copy_of, sqlite_path, stored

PATIENCE = 30_000
"""Milliseconds that anything may take while other work keeps all processors busy."""
CONTROL = Qt.KeyboardModifier.ControlModifier
Key = Qt.Key
Kind = TypeVar("Kind", bound=QDialog)


class Clerk:
    """At one window; `settle` waits until nothing is under way."""

    def __init__(self, window: CounterWindow, qtbot: QtBot, store: SqlStore) -> None:
        self.window = window
        self.main = window.main
        self.frame = window.frame
        self.qtbot = qtbot
        self.store = store

    # -- hands

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key, where the cursor is."""
        QTest.keyClick(self.cursor, key, modifier)

    def write(self, text: str, *keys: Qt.Key) -> None:
        """Text and then keys; each goes where the cursor is by then."""
        for letter in text:
            key_in(self.cursor, letter)
        for key in keys:
            self.press(key)

    @property
    def cursor(self) -> QWidget:
        """Where the keyboard is."""
        focus: QWidget | None = self.frame.focusWidget()
        return self.frame if focus is None else focus

    def shortcut(self, name: ActionName) -> None:
        """Press the function's key in the window."""
        sequence = self.window.actions_of_window[name].shortcut()
        QTest.keySequence(self.frame, sequence)

    def choose(self, name: ActionName) -> None:
        """Choose a function from its menu; it must be enabled."""
        action = self.window.actions_of_window[name]
        assert action.isEnabled(), f"{action.text()}: {action.statusTip()}"
        action.trigger()

    def to_field(self, name: str) -> None:
        """Put the cursor in a field."""
        self.window.page.focus_field(name)
        self.wait(lambda: self.field(name).hasFocus())

    def fill(self, name: str, text: str) -> None:
        """Write over a field."""
        self.to_field(name)
        field = self.field(name)
        if isinstance(field, QLineEdit):
            field.selectAll()
            self.write(text) if text else self.press(Key.Key_Delete)
        elif isinstance(field, HeaderChoiceField):
            self.write(text[:2])

    def to_cell(self, row: int, name: str) -> None:
        """Put the cursor in a cell."""
        self.window.page.table.focus_cell(row, name)

    @contextmanager
    def answering(self, button: str, *, to_front: bool = True) -> Iterator[list[str]]:
        """Answer the question that comes by the button with this text; gives what was asked.

        The window must be there afterwards, unless it is not to come back `to_front`.
        """
        with answer_with(button) as asked:
            yield asked
            self.wait(lambda: bool(asked))
        if to_front:
            self.to_front()

    @contextmanager
    def typing_into_dialog(self, text: str) -> Iterator[None]:
        """Answer the dialog with one field that comes."""
        done: list[bool] = []
        timer = QTimer(self.window)
        timer.setInterval(5)

        def answer() -> None:
            dialog = QApplication.activeModalWidget()
            field = dialog.findChild(QLineEdit) if isinstance(dialog, QDialog) else None
            if field is not None and isinstance(dialog, QDialog):
                timer.stop()
                field.setText(text)
                done.append(True)
                dialog.accept()

        timer.timeout.connect(answer)
        timer.start()
        yield
        self.wait(lambda: bool(done))
        self.to_front()

    def to_front(self) -> None:
        """The window has the keyboard again; offscreen no window manager gives it back."""
        self.frame.activateWindow()
        self.wait(self.frame.isActiveWindow)

    # -- eyes

    def wait(self, condition: Callable[[], bool]) -> None:
        """Until something is so."""
        self.qtbot.waitUntil(condition, timeout=PATIENCE)

    def settle(self) -> None:
        """Until nothing is under way and everything typed is stored."""
        self.wait(lambda: self.window.background.is_idle and self.window.editor.is_at_rest)

    @property
    def card(self) -> OrderCard:
        """The card on the screen."""
        return self.window.editor.card

    @property
    def request(self) -> PaymentRequest:
        """The newest request of the order on the screen."""
        return self.card.requests[-1]

    @property
    def said(self) -> str:
        """The message above the order."""
        return self.window.strip.text()

    @property
    def band(self) -> str:
        """The band above the tabs."""
        return self.frame.band.text()

    def field(self, name: str) -> QWidget:
        """A field's widget."""
        return self.window.page.form.fields[name]

    def text(self, name: str) -> str:
        """What stands in a field."""
        return self.window.page.form.fields[name].text()

    def cell(self, row: int, column: int) -> str:
        """What stands in a cell."""
        model = self.window.page.model
        return str(model.data(model.index(row, column)) or "")

    def stored(self, number: int | None = None) -> Order:
        """The order as the store has it."""
        with self.store.reading() as work:
            return work.orders.get(number or self.card.order.number)

    def dialog(self, kind: type[Kind]) -> Kind:
        """The dialog of this kind that is open."""
        self.wait(lambda: any(child.isVisible() for child in self.frame.findChildren(kind)))
        return next(child for child in self.frame.findChildren(kind) if child.isVisible())

    # -- the work

    def later(self, seconds: int) -> None:
        """Time goes by, and the watch looks by itself."""
        CLOCK.ahead += timedelta(seconds=seconds)
        self.window.watch.poll()

    def send(self) -> PaymentRequest:
        """Ctrl+S, until the link is there."""
        self.shortcut(ActionName.SEND)
        self.wait(lambda: bool(self.card.requests and self.request.link))
        self.settle()
        return self.request

    def post(self, method: PaymentMethod | None = PaymentMethod.CASH) -> None:
        """F11, paid in this way, until the order is booked; None when it has its payment method already."""
        if method:
            self.fill("payment_method", method.value)
        self.shortcut(ActionName.POST)
        self.wait(lambda: self.card.order.status is OrderStatus.POSTED)
        self.settle()

    def opened(self, kind: type[QDialog], function: Callable[[], None]) -> QDialog:
        """The dialog that a function opens, with the keyboard."""
        self.to_front()
        function()
        dialog = self.dialog(kind)
        self.wait(dialog.isActiveWindow)
        return dialog

    def void(self, button: str = "Annullera") -> None:
        """Annullera, saying yes."""
        with self.answering(button):
            self.choose(ActionName.VOID)
        self.settle()


@contextmanager
def answer_with(button: str, look: Callable[[QMessageBox], object] = repr) -> Iterator[list[str]]:
    """Answer each question that comes by the button with this text, after a `look`; gives what was asked."""
    asked: list[str] = []
    timer = QTimer()
    timer.setInterval(5)

    def answer() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            asked.append(box.text())
            look(box)
            next(b for b in box.buttons() if b.text().replace("&", "") == button).click()

    timer.timeout.connect(answer)
    timer.start()
    yield asked
    timer.stop()


@pytest.fixture(scope="session")
def application() -> QApplication:
    """The Qt application as the program makes it."""
    made = make_application()
    apply_style(made)
    return made


@pytest.fixture(scope="session")
def counter_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a prepared workshop and one order (14790), to be copied."""
    url = copy_of(sqlite_template, tmp_path_factory.mktemp("counter"))
    with closing(open_store(url)) as store:
        prepare(store)
        stored(store, an_order())
    return sqlite_path(url)


@pytest.fixture
def counter(
    sqlite_store_url: str, counter_template: Path, sandbox: Sandbox, gateway: ResursGateway
) -> Iterator[tuple[SqlStore, CounterServices]]:
    """A store on a file with one order (14790) in it, and a counter over it that talks to the sandbox."""
    CLOCK.ahead = timedelta()
    # Preparing each store anew would take a tenth of the time of all tests of the window.
    store = open_store(copy_of(counter_template, sqlite_path(sqlite_store_url).parent))
    services = counter_on(store, gateway)
    yield (
        store,
        replace(
            services, phone=lambda: [TextMessage(said["to"], said["text"], said["link"]) for said in sandbox.messages()]
        ),
    )
    store.close()


@pytest.fixture
def clerk(
    application: QApplication, counter: tuple[SqlStore, CounterServices], qtbot: QtBot, tmp_path: Path
) -> Iterator[Clerk]:
    """A clerk in front of order 14790."""
    del application
    store, services = counter
    with at_a_window(qtbot, store, services, tmp_path / "window.ini") as clerk:
        yield clerk


def start_in(folder: Path, secrets: Secrets | None = None) -> StartService:
    """How the program starts, where nobody has chosen anything."""
    return StartService(
        file=folder / "start.json", secrets=secrets or MemorySecrets(), look=probe_store, running=StartChoice()
    )


@contextmanager
def before_the_store(
    qtbot: QtBot, settings: Path, *, start: StartService | None = None, shown: Order | None = None
) -> Iterator[MainWindow]:
    """Open a window whose store is not open yet, with an order in it if one is given; it closes at the end."""
    workstation = Workstation(settings)
    workstation.put_names("BH", "Kassa 1")
    frame = WindowFrame(workstation, training=True)
    if shown is not None:
        frame.page.show_order(shown, locked=not shown.status.is_open)
    qtbot.addWidget(frame, before_close_func=give_up)
    with qtbot.waitExposed(frame):
        frame.show()
    frame.activateWindow()
    qtbot.waitUntil(frame.isActiveWindow, timeout=PATIENCE)
    yield MainWindow(frame, workstation, start or start_in(settings.parent))
    give_up(frame)
    frame.close()


def store_opened(window: MainWindow, counter: CounterServices) -> CounterWindow:
    """The store of a window is open now: what the program makes then."""
    workstation = window.workstation
    first = counter.orders.open_or_newest(workstation.last_order, clerk=workstation.clerk)
    return CounterWindow(window, counter, first)


@contextmanager
def at_a_window(
    qtbot: QtBot, store: SqlStore, counter: CounterServices, settings: Path, *, start: StartService | None = None
) -> Iterator[Clerk]:
    """Open a window on a counter; it closes at the end."""
    with before_the_store(qtbot, settings, start=start) as window:
        clerk = Clerk(store_opened(window, counter), qtbot, store)
        # What the window asks for at the start is there, and Qt has carried out what it was asked to activate.
        clerk.wait(lambda: window.background.is_idle)
        yield clerk


def give_up(frame: WindowFrame) -> None:
    """Nothing that is typed shall be asked about when a test is over."""
    for child in frame.findChildren(QDialog):
        child.done(0)
    for editor in frame.findChildren(OrderEditor):
        editor.give_up_typed()
    frame.page.mark_saved()


def key_in(widget: QWidget, text: str) -> None:
    """Letters of any alphabet, as a keyboard gives them; `QTest` only knows those of ASCII."""
    for letter in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(widget, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))


def buttons_of(dialog: QDialog) -> dict[str, QPushButton]:
    """A dialog's buttons by their text."""
    return {button.text().replace("&", ""): button for button in dialog.findChildren(QPushButton)}
