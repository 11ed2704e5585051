"""A page of the settings: title, introduction and form; subclasses add what is not a plain setting."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from promeister_mpay.errors import InputError
from promeister_mpay.services.settings import Settings
from promeister_mpay.ui.common.background import Background
from promeister_mpay.ui.common.plain_text import TextLabel
from promeister_mpay.ui.help.topics import TOPIC
from promeister_mpay.ui.settings.field_specs import SettingSpec
from promeister_mpay.ui.settings.form import Form

Job = Callable[[], str]
"""Runs off the UI thread when the settings are saved; gives a warning, or nothing."""


class SettingsPage(QWidget):
    """A page with a form of `specs`; `refused` carries an error that the page found by itself."""

    refused = Signal(object)
    help_topic = ""
    """Where F1 leads; by default to the heading of its name."""

    def __init__(
        self,
        title: str,
        background: Background,
        parent: QWidget | None = None,
        *,
        about: str = "",
        specs: Sequence[SettingSpec] = (),
    ) -> None:
        super().__init__(parent)
        self.title = title
        self.setProperty(TOPIC, self.help_topic or f"installningar#{title}")
        self.background = background
        self.form = Form(background, self)
        self.form.refused.connect(self.refused)
        self.about = TextLabel(about, self)
        self._area = QScrollArea(self)
        self._lay_out()
        self.form.add_specs(specs)

    def _lay_out(self) -> None:
        """Put the form in a scroll area: it can be higher than the dialog on a small screen or with a large font."""
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 9, 0)
        for name, line in (("heading", TextLabel(self.title, inside)), ("about", self.about)):
            line.setObjectName(name)
            line.setWordWrap(True)
            column.addWidget(line)
        column.addWidget(self.form)
        column.addStretch(1)
        self._area.setObjectName("page")
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._area)

    def put(self, settings: Settings, *, keep: Collection[str] = ()) -> None:
        """Show the settings' values, except in the fields whose typed values must be kept."""
        self.form.put(settings, keep=keep)

    def typed(self) -> tuple[Mapping[str, object], Sequence[InputError]]:
        """The typed values by setting, and an error for each field that cannot be parsed."""
        return self.form.typed()

    @property
    def is_edited(self) -> bool:
        """Whether the page has unsaved input that is not one of the workshop's settings."""
        return False

    @property
    def needs_restart(self) -> bool:
        """Whether a saved value takes effect only at the next start."""
        return False

    def job(self, who: str) -> Job | None:
        """The function that saves local choices of this computer, or None.

        Raises `InputError` when input is missing.
        """
        del who
        return None

    def mark_saved(self) -> None:
        """Note that the page's input has been stored."""

    def show_errors(self, errors: Iterable[InputError]) -> str:
        """Show each error at its field; return the first field of this page that has one, or an empty text."""
        return self.form.show_errors(errors)

    def focus_field(self, name: str) -> None:
        """Focus a field and scroll to it."""
        row = self.form.rows.get(name)
        if row is not None:
            self._area.ensureWidgetVisible(row.editor)
            row.editor.setFocus()
            if isinstance(row.editor, QLineEdit):
                row.editor.selectAll()

    def focus_first(self) -> None:
        """Focus the page's first field."""
        for name, row in self.form.rows.items():
            if row.editor.isEnabled():
                self.focus_field(name)
                return
