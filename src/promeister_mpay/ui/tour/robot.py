"""The steps of a tour: press keys, choose functions, answer questions, wait, and save pictures."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QWidget

from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.counter_window import CounterWindow

if TYPE_CHECKING:
    from promeister_mpay.services.orders.service import OrderCard


@dataclass(frozen=True, slots=True)
class Until:
    """Continue when `holds` returns true; `what` is reported if it never does."""

    what: str
    holds: Callable[[], bool]


class TourRobot(QObject):
    """Operates the window by keyboard and saves pictures of it in a folder."""

    def __init__(self, window: CounterWindow, folder: Path) -> None:
        super().__init__(window.frame)
        self._window = window
        self._folder = folder
        self._pictures = 0

    def _void(self, picture: str) -> Iterator[Until]:
        answered: list[bool] = []
        self._answer_when_asked(picture, answered)
        self._choose(ActionName.VOID)
        yield Until("the question", lambda: bool(answered))
        yield self._in_front()

    def _answer_when_asked(self, picture: str, answered: list[bool]) -> None:
        """A question blocks its caller, so a timer answers it."""
        timer = QTimer(self)
        timer.setInterval(10)

        def answer() -> None:
            box = QApplication.activeModalWidget()
            if isinstance(box, QMessageBox):
                timer.stop()
                self._picture(picture, box)
                answered.append(True)
                accept = next(b for b in box.buttons() if box.buttonRole(b) is QMessageBox.ButtonRole.AcceptRole)
                accept.click()

        timer.timeout.connect(answer)
        timer.start()

    def _quiet(self) -> Until:
        """Wait until no job is under way."""
        return Until("quiet", lambda: not self._window.background.is_busy)

    def _in_front(self) -> Until:
        """Wait until the order window has the focus again."""
        self._window.frame.activateWindow()
        return Until("the order window in front", self._window.frame.isActiveWindow)

    def _choose(self, name: ActionName) -> None:
        action = self._window.actions_of_window[name]
        if not action.isEnabled():
            raise LookupError(f"{action.text()}: {action.statusTip()}")
        action.trigger()

    def _press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self._window.frame, key, modifier)

    def _type(self, text: str, *keys: Qt.Key) -> None:
        """Send each key to the focused widget; the first key in a cell opens its editor."""
        for key in (*text, *keys):
            QTest.keyClick(QApplication.focusWidget() or self._window.frame, key)

    def _dialog(self) -> QDialog | None:
        shown = (child for child in self._window.frame.findChildren(QDialog) if child.isVisible())
        return next(shown, None)

    def _card(self) -> "OrderCard":
        return self._window.editor.card

    def _field(self, name: str) -> str:
        return self._window.page.form.fields[name].text()

    def _filled(self, row: int) -> Until:
        """Wait until the article's text has been filled into the line."""
        model = self._window.page.model

        def holds() -> bool:
            line = model.line(row)
            return line is not None and line.description != ""

        return Until(f"the text of line {row + 1}", holds)

    def _next(self) -> int:
        self._pictures += 1
        return self._pictures

    def _picture(self, name: str, widget: QWidget | None = None) -> None:
        (widget or self._window.frame).grab().save(str(self._folder / f"{self._next():02}-{name}.png"))
