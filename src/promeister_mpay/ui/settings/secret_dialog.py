"""Asks for a secret missing in the keyring; not modal, so that the order window stays usable."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QWidget

from promeister_mpay.errors import MpayError
from promeister_mpay.ui.common.background import Background, Lane
from promeister_mpay.ui.common.plain_text import TextLabel, add_field, set_title
from promeister_mpay.ui.common.text_field import SecretField


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for and why; `use` receives the input off the UI thread and returns a warning or nothing."""

    title: str
    why: str
    label: str
    use: Callable[[str], str]


class SecretDialog(QDialog):
    """Stays open until the secret works or the user gives up. `given` carries a warning or an empty text."""

    given = Signal(str)

    def __init__(self, question: Question, background: Background, parent: QWidget) -> None:
        super().__init__(parent)
        set_title(self, question.title)
        self.setModal(False)
        self.setMinimumWidth(460)
        self._question = question
        self._background = background
        self.secret = SecretField(self)
        self.secret.setAccessibleName(question.label)
        self.why = TextLabel(question.why, self)
        self.message_label = TextLabel(parent=self)
        self.message_label.setObjectName("error")
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self._lay_out()
        self.buttons.accepted.connect(self.give)
        self.buttons.rejected.connect(self.reject)

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.addRow(self.why)
        add_field(form, f"&{self._question.label}", self.secret)
        form.addRow(self.message_label)
        form.addRow(self.buttons)
        for line in (self.why, self.message_label):
            line.setWordWrap(True)
        self.message_label.hide()

    def give(self) -> None:
        """Try the typed secret."""
        secret = self.secret.secret
        if secret:
            self._show_status("", busy=True)
            self._background.run(
                lambda: self._question.use(secret),
                self._on_used,
                refused=self._on_refused,
                on_error=lambda: self._show_status("", busy=False),
                lane=Lane.GATEWAY,
            )

    def _on_used(self, warning: str) -> None:
        self.given.emit(warning)
        self.accept()

    def _on_refused(self, error: MpayError) -> None:
        self._show_status(str(error), busy=False)
        self.secret.setFocus()
        self.secret.selectAll()

    def _show_status(self, trouble: str, *, busy: bool) -> None:
        self.message_label.setText(trouble)
        self.message_label.setVisible(bool(trouble))
        self.adjustSize()
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not busy)


def ask_secret(
    question: Question,
    background: Background,
    parent: QWidget,
    given: Callable[[str], object],
    *,
    given_up: Callable[[], object] = lambda: None,
) -> None:
    """Ask; `given` is called with a warning or an empty text once the secret has worked."""
    dialog = SecretDialog(question, background, parent)
    dialog.given.connect(given)
    dialog.rejected.connect(given_up)
    dialog.show()
