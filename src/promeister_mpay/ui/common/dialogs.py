"""The program's message boxes and input boxes; each is one function, so that a test can answer it."""

from PySide6 import QtCore
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QMessageBox, QVBoxLayout, QWidget

from promeister_mpay.domain.text_limits import TextLimit, check_text
from promeister_mpay.domain.texts import one_line
from promeister_mpay.errors import InputError
from promeister_mpay.ui.common.plain_text import TextLabel, set_title
from promeister_mpay.ui.common.text_field import TextField


class LineDialog(QDialog):
    """Asks for a line of text, which stays until it is short enough. Qt's own has a field that takes every sign."""

    def __init__(self, parent: QWidget, title: str, label: str, limit: TextLimit | None) -> None:
        super().__init__(parent)
        set_title(self, title)
        self._limit = limit
        self.field = TextField(self)
        self.error_label = TextLabel(parent=self)
        self.error_label.setObjectName("error")
        self.error_label.hide()
        caption = TextLabel(label, self)
        caption.setBuddy(self.field)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for widget in (caption, self.field, self.error_label, buttons):
            column.addWidget(widget)

    @property
    def line(self) -> str:
        """The text."""
        return one_line(self.field.text())

    def accept(self) -> None:
        """Close, unless the text is too long."""
        try:
            if self._limit:
                check_text(self.line, self._limit, "")
        except InputError as error:
            self.error_label.setText(str(error))
            self.error_label.show()
        else:
            super().accept()


GUARDED_FOR = 200
"""Milliseconds after it is shown that a guarded question takes no key: what was typed before is not an answer."""


class KeyGuard(QObject):
    """Drops the keys that come to a message box before somebody can have read it, and those of a key held down."""

    def __init__(self, box: QMessageBox) -> None:
        super().__init__(box)
        self._timer = QTimer(self, singleShot=True, interval=GUARDED_FOR)
        self._timer.start()
        for widget in (box, *box.buttons()):
            widget.installEventFilter(self)

    @property
    def drops_all_keys(self) -> bool:
        """Whether the box was shown only a moment ago."""
        return self._timer.isActive()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begin when the box is shown; drop keys until then and for a moment more."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QMessageBox):
            self._timer.start()
        is_key = event.type() in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.Shortcut)
        is_held = isinstance(event, QKeyEvent) and event.isAutoRepeat()
        return is_held or (is_key and self.drops_all_keys)


def ask(
    parent: QWidget, title: str, text: str, *, yes: str, no: str = "Avbryt", safe: bool = False, guarded: bool = False
) -> bool:
    """Ask a yes-or-no question: Enter means yes unless `safe`, Esc means no; `guarded` against keys typed before it."""
    box = _box(parent, QMessageBox.Icon.Question, title, text)
    accept = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    refuse = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(refuse if safe else accept)
    box.setEscapeButton(refuse)
    if guarded:
        KeyGuard(box)
    box.exec()
    return box.clickedButton() is accept


def ask_number(
    parent: QWidget, title: str, label: str, text: str = "", *, limit: TextLimit | None = None
) -> str | None:
    """Ask for a line of text; None when cancelled."""
    dialog = LineDialog(parent, title, label, limit)
    dialog.field.setText(text)
    dialog.field.selectAll()
    is_given = dialog.exec()
    dialog.deleteLater()
    return dialog.line if is_given else None


def ask_discard(parent: QWidget, title: str) -> bool:
    """Ask whether unsaved input may be discarded."""
    text = "Det du har ändrat är inte sparat. Kasta ändringarna?"
    return ask(parent, title, text, yes="&Kasta", no="&Fortsätt redigera", safe=True)


def show_error(title: str, text: str) -> None:
    """Show an error with an Ok button, when there is no window."""
    _box(None, QMessageBox.Icon.Critical, title, text).exec()


def _box(parent: QWidget | None, icon: QMessageBox.Icon, title: str, text: str) -> QMessageBox:
    """A message box that shows `text` letter by letter; Qt's ready-made ones guess whether it is HTML."""
    # Qt guesses when it is given the text, so the format comes first.
    box = QMessageBox(parent)
    box.setIcon(icon)
    box.setTextFormat(QtCore.Qt.TextFormat.PlainText)
    set_title(box, title)
    box.setText(text)
    return box
