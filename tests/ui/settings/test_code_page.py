"""Chefskod in the window: set in the settings, asked for where it is needed, and the act is then done."""

from datetime import date, timedelta

from PySide6.QtTest import QTest

from promeister_mpay.services.approvals import stored_code
from promeister_mpay.services.books.service import BookkeepingService
from promeister_mpay.ui.books.period_dialog import PeriodDialog
from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.settings.code_page import DIFFERS, TITLE, CodePage
from promeister_mpay.ui.settings.secret_dialog import SecretDialog
from support.clerks import Clerk, Key
from support.settings_clerks import Settled

SECRET = "Kaffe-42"


def page_of(settled: Settled) -> CodePage:
    page = settled.page
    assert isinstance(page, CodePage)
    return page


def test_the_code_is_set_with_save_when_it_is_typed_twice(clerk: Clerk) -> None:
    settled = Settled(clerk, TITLE)
    page = page_of(settled)
    page.new.setText(SECRET)
    settled.dialog.save()
    clerk.wait(lambda: page.form.error_text("code_again") == DIFFERS)
    page.again.setText(SECRET)
    settled.save()
    with clerk.store.reading() as work:
        assert stored_code(work.settings) is not None


def asked(clerk: Clerk) -> SecretDialog:
    clerk.wait(lambda: bool(clerk.frame.findChildren(SecretDialog)))
    return clerk.frame.findChildren(SecretDialog)[-1]


def closing_a_period(clerk: Clerk) -> PeriodDialog:
    """Ask to close the books through yesterday."""
    clerk.choose(ActionName.CLOSE_PERIOD)
    dialog = clerk.dialog(PeriodDialog)
    dialog.closing_requested.emit(date.today() - timedelta(days=1))
    return dialog


def test_closing_a_period_asks_for_the_code_and_then_does_it(clerk: Clerk) -> None:
    books: BookkeepingService = clerk.window.services.bookkeeping
    clerk.window.services.settings.approvals.set_code("", SECRET, who="BH")
    closing_a_period(clerk)
    question = asked(clerk)
    question.secret.setText("fel")
    question.give()
    clerk.wait(lambda: "stämmer inte" in question.message_label.text())
    question.secret.setText(SECRET)
    question.give()
    clerk.wait(lambda: books.closed_through() is not None)


def test_giving_up_the_code_says_that_nothing_was_done(clerk: Clerk) -> None:
    books: BookkeepingService = clerk.window.services.bookkeeping
    clerk.window.services.settings.approvals.set_code("", SECRET, who="BH")
    dialog = closing_a_period(clerk)
    QTest.keyClick(asked(clerk), Key.Key_Escape)
    clerk.wait(lambda: "kräver chefskoden" in dialog.message_label.text())
    assert books.closed_through() is None
