"""Chefskod: sets, changes or removes the manager's code, and asks for it when something needs it (design §18)."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QWidget

from promeister_mpay.errors import InputError
from promeister_mpay.ui.common.background import Background
from promeister_mpay.ui.common.text_field import SecretField
from promeister_mpay.ui.help.topics import TOPIC
from promeister_mpay.ui.settings.page import Job, SettingsPage
from promeister_mpay.ui.settings.secret_dialog import Question, SecretDialog

if TYPE_CHECKING:
    from promeister_mpay.errors import NeedsApproval
    from promeister_mpay.services.approvals import Approvals

INTRODUCTION = (
    "Med en chefskod frågar programmet efter den innan pengar betalas tillbaka eller ut, innan något krediteras eller "
    "rättas, innan en period stängs eller ett nytt räkenskapsår öppnas, innan konton, bank och Resurs ändras och innan "
    "en säkerhetskopia återställs. Koden gäller för alla kassor som delar databasen. Den kan inte visas eller hämtas "
    "tillbaka: skriv upp den på ett säkert ställe."
)
DIFFERS = "De två nya koderna är inte lika."
NOTHING_NEW = "Skriv den nya koden, eller kryssa för att koden ska tas bort."
TITLE = "Chefskod"


class CodePage(SettingsPage):
    """The old code, the new one twice, and whether to have none; stored with Spara."""

    def __init__(self, approvals: "Approvals", background: Background, parent: QWidget | None = None) -> None:
        super().__init__(TITLE, background, parent, about=INTRODUCTION)
        self._approvals = approvals
        self.old, self.new, self.again = (SecretField(self) for _ in range(3))
        self.none = QCheckBox(self)
        for name, label, editor in (
            ("code_old", "Nuvarande kod", self.old),
            ("code_new", "Ny kod", self.new),
            ("code_again", "Ny kod en gång till", self.again),
        ):
            editor.setFixedWidth(220)
            self.form.add_row(name, label, editor)
        self.form.add_row("code_none", "Ta bort koden", self.none)
        self.none.toggled.connect(self._on_none)

    def _on_none(self, checked: bool) -> None:  # noqa: FBT001 – a signal's
        for field in (self.new, self.again):
            field.clear()
            field.setEnabled(not checked)

    @property
    def is_edited(self) -> bool:
        """Whether anything is typed."""
        return self.none.isChecked() or any(field.text() for field in (self.old, self.new, self.again))

    def job(self, who: str) -> Job | None:
        """What stores the code, or None; raises `InputError` for codes that differ."""
        if not self.is_edited:
            return None
        old, new, has_none = self.old.secret, self.new.secret, self.none.isChecked()
        if new != self.again.secret:
            raise InputError(DIFFERS, "code_again")
        if not new and not has_none:
            raise InputError(NOTHING_NEW, "code_new")

        def store() -> str:
            self._approvals.set_code(old, new, who=who)
            return ""

        return store

    def mark_saved(self) -> None:
        """Forget what was typed."""
        self.none.setChecked(False)
        for field in (self.old, self.new, self.again):
            field.clear()


def ask_code(
    error: "NeedsApproval",
    background: Background,
    parent: QWidget,
    again: Callable[[], object],
    *,
    given_up: Callable[[], object],
    who: Callable[[], str],
) -> SecretDialog:
    """Ask for the code; `again` is called when it was right, `given_up` when the clerk goes without."""

    def use(code: str) -> str:
        error.grant(code, who())
        return ""

    why = f"{error} Skriv koden för att gå vidare; den gäller bara den här gången."
    dialog = SecretDialog(Question(TITLE, why, TITLE, use), background, parent)
    dialog.setProperty(TOPIC, f"installningar#{TITLE}")
    dialog.given.connect(lambda _warning: again())
    dialog.rejected.connect(given_up)
    dialog.show()
    return dialog
