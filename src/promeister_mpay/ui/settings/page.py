"""A page of the settings: a title, some words about it, and a form; what a page has beside that it adds itself."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from promeister_mpay.errors import InputError
from promeister_mpay.services.settings import Settings
from promeister_mpay.ui.common.background import Background
from promeister_mpay.ui.help.topics import TOPIC
from promeister_mpay.ui.settings.field_specs import SettingSpec
from promeister_mpay.ui.settings.form import Form

Job = Callable[[], str]
"""Runs off the UI thread when the settings are saved; gives a warning, or nothing."""


class SettingsPage(QWidget):
    """A page with a form of `specs`; `complained` when it has found out by itself what is wrong."""

    complained = Signal(object)
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
        self.form.complained.connect(self.complained)
        self.about = QLabel(about, self)
        self._area = QScrollArea(self)
        self._lay_out()
        self.form.add_specs(specs)

    def _lay_out(self) -> None:
        """It may be higher than the dialog, on a small screen or with large letters."""
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 9, 0)
        for name, line in (("heading", QLabel(self.title, inside)), ("about", self.about)):
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
        """Show the settings' values, except in the fields that are to keep what is typed."""
        self.form.put(settings, keep=keep)

    def typed(self) -> tuple[Mapping[str, object], Sequence[InputError]]:
        """What is typed, by setting, and a complaint for each that cannot be read."""
        return self.form.typed()

    @property
    def is_edited(self) -> bool:
        """Whether something beside the workshop's settings was typed."""
        return False

    @property
    def needs_restart(self) -> bool:
        """Whether something that was saved takes effect with the next start only."""
        return False

    def job(self, who: str) -> Job | None:
        """What is to be saved beside the workshop's settings, such as a choice of this computer's.

        Raises `InputError` for what has to be typed first.
        """
        del who
        return None

    def mark_saved(self) -> None:
        """What stands here has been saved."""

    def complain(self, complaints: Iterable[InputError]) -> str:
        """Say at its field what is wrong; gives the first field at fault that stands here, or nothing."""
        return self.form.complain(complaints)

    def focus_field(self, name: str) -> None:
        """Put the cursor into a field, and make sure that it is seen."""
        row = self.form.rows.get(name)
        if row is not None:
            self._area.ensureWidgetVisible(row.editor)
            row.editor.setFocus()
            if isinstance(row.editor, QLineEdit):
                row.editor.selectAll()

    def focus_first(self) -> None:
        """Put the cursor where one begins."""
        for name, row in self.form.rows.items():
            if row.editor.isEnabled():
                self.focus_field(name)
                return
