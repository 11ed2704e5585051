"""Kontrollera böckerna in the window: progress, the result, what does not add up, and stopping."""

import threading
from typing import TYPE_CHECKING, Any, cast

from promeister_mpay.domain.books.breaks import Break
from promeister_mpay.errors import StoreError
from promeister_mpay.services.books.check import Checked
from promeister_mpay.ui.books.check_dialog import STOPPED, WHAT_TO_DO, CheckDialog
from promeister_mpay.ui.common.actions import ActionName
from support.clerks import Clerk

if TYPE_CHECKING:
    from promeister_mpay.services.books.check import CheckService

CHANGED = Break("Faktura 1001", "innehållet är ändrat")


class Checking:
    """A check that goes on until it is let go or cancelled."""

    def __init__(self, result: Checked | StoreError) -> None:
        self._result = result
        self.go = threading.Event()

    def run(self, *, who: str, progress: Any, cancelled: Any) -> Checked | None:
        assert who == "BH"
        progress(1, 4)
        while not self.go.wait(0.01):
            if cancelled():
                return None
        if isinstance(self._result, StoreError):
            raise self._result
        return self._result


def opened(clerk: Clerk, checking: Checking) -> CheckDialog:
    dialog = CheckDialog(cast("CheckService", checking), clerk.window.background, "BH", clerk.frame)
    dialog.open()
    clerk.wait(lambda: dialog.progress.value() == 1)
    return dialog


def test_what_does_not_add_up_is_listed_with_its_place(clerk: Clerk) -> None:
    checking = Checking(Checked(4, (CHANGED,), 1))
    dialog = opened(clerk, checking)
    assert dialog.progress.maximum() == 4
    checking.go.set()
    clerk.wait(lambda: not dialog.progress.isVisible())
    assert list(dialog.table.rows.shown) == [CHANGED]
    assert dialog.message_label.text().endswith(WHAT_TO_DO)
    dialog.reject()


def test_escape_stops_it_and_then_closes(clerk: Clerk) -> None:
    dialog = opened(clerk, Checking(Checked(4, (), 0)))
    dialog.reject()
    clerk.wait(lambda: dialog.message_label.text() == STOPPED)
    assert dialog.isVisible()
    dialog.reject()
    assert not dialog.isVisible()


def test_a_store_that_cannot_be_read_is_said(clerk: Clerk) -> None:
    checking = Checking(StoreError("Databasen är skadad."))
    dialog = opened(clerk, checking)
    checking.go.set()
    clerk.wait(lambda: dialog.message_label.text() == "Databasen är skadad.")
    dialog.reject()


def test_the_menu_checks_the_books_of_the_store(clerk: Clerk) -> None:
    clerk.choose(ActionName.CHECK_BOOKS)
    dialog = clerk.dialog(CheckDialog)
    assert isinstance(dialog, CheckDialog)
    clerk.wait(lambda: dialog.message_label.text().startswith("Böckerna är kontrollerade"))
    assert not dialog.table.rows.shown
    dialog.reject()
