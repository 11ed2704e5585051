"""The window before its store is open, and when it cannot be opened: nothing is lost, what needs no store works."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from promeister_mpay.adapters.store import SqlStore
from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.errors import StoreError, StoreLogin
from promeister_mpay.services.counter import CounterServices
from promeister_mpay.services.startup import StartService
from promeister_mpay.start_choice import StartChoice, read_choice
from promeister_mpay.ui.common.actions import WITHOUT_STORE, ActionName
from promeister_mpay.ui.help.window import HelpWindow
from promeister_mpay.ui.lists.window import ListWindow
from promeister_mpay.ui.main_window import MainWindow
from promeister_mpay.ui.settings.dialog import SettingsDialog
from promeister_mpay.ui.settings.secret_dialog import SecretDialog
from promeister_mpay.ui.settings.startup_page import StartupPage
from promeister_mpay.ui.shell.workstation_dialog import WorkstationDialog
from support.books import with_seller
from support.clerks import Clerk, answer_with, before_the_store, key_in, store_opened
from support.fakes.secrets import MemorySecrets
from support.settings_clerks import Server
from support.stores import an_order, stored

A = ActionName
Key = Qt.Key
SHARED = "postgresql://verkstad@server/mpay"
STARTING = "Programmet startar …"
CLOSED = StoreError("Databasen kan inte öppnas.")


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def start(server: Server, tmp_path: Path) -> StartService:
    return StartService(
        file=tmp_path / "start.json",
        secrets=MemorySecrets(),
        look=server.look,
        running=StartChoice(store_url=SHARED),
    )


@pytest.fixture
def window(
    application: QApplication,
    counter: tuple[SqlStore, CounterServices],
    start: StartService,
    qtbot: QtBot,
    tmp_path: Path,
) -> Iterator[MainWindow]:
    """A window that shows order 14790, as the start read it, and has no store yet."""
    del application
    _store, services = counter
    order = services.orders.open(14790).order
    with before_the_store(qtbot, tmp_path / "window.ini", start=start, shown=order) as window:
        yield window


@pytest.fixture
def empty_window(application: QApplication, start: StartService, qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    """A window without an order, as it is when the store is at a server."""
    del application
    with before_the_store(qtbot, tmp_path / "window.ini", start=start) as window:
        yield window


def clerk_of(window: MainWindow, counter: tuple[SqlStore, CounterServices], qtbot: QtBot) -> Clerk:
    """The store is open now, and somebody works at the window."""
    store, services = counter
    return Clerk(store_opened(window, services), qtbot, store)


def type_in(window: MainWindow, name: str, text: str) -> None:
    field = window.page.form.fields[name]
    assert isinstance(field, QLineEdit)
    field.selectAll()
    key_in(field, text)


def press(window: MainWindow, name: ActionName) -> None:
    QTest.keySequence(window.frame, window.actions_of_window[name].shortcut())


def dialogs(window: MainWindow, kind: type[QDialog]) -> list[QDialog]:
    return [dialog for dialog in window.frame.findChildren(kind) if dialog.isVisible()]


# -- while the program starts


def test_what_is_typed_before_the_store_is_open_is_saved_when_it_is(
    window: MainWindow, counter: tuple[SqlStore, CounterServices], qtbot: QtBot
) -> None:
    type_in(window, "address", "Nygatan 2")
    assert window.frame.isWindowModified()

    clerk = clerk_of(window, counter, qtbot)
    assert clerk.text("address") == "Nygatan 2"
    assert window.frame.isWindowModified()
    clerk.window.editor.save()
    clerk.settle()

    assert clerk.stored().address == "Nygatan 2"
    assert not window.frame.isWindowModified()


def test_f11_pressed_while_the_program_starts_books_what_is_typed_by_then(
    window: MainWindow, counter: tuple[SqlStore, CounterServices], qtbot: QtBot
) -> None:
    with_seller(counter[0])
    window.page.form.type_in("payment_method", "KONTANT")
    press(window, A.POST)
    assert window.strip.text() == STARTING

    with answer_with("Bokför"):
        clerk = clerk_of(window, counter, qtbot)
        clerk.wait(lambda: clerk.said == "Bokförd: faktura 1001.")
    clerk.settle()
    assert clerk.card.order.status is OrderStatus.POSTED


def test_functions_are_carried_out_in_the_order_in_which_they_were_chosen(
    window: MainWindow, counter: tuple[SqlStore, CounterServices], qtbot: QtBot
) -> None:
    stored(counter[0], an_order(14791))
    type_in(window, "address", "Nygatan 2")
    press(window, A.NEXT)
    window.actions_of_window.choose(A.LIST)

    clerk = clerk_of(window, counter, qtbot)
    clerk.wait(lambda: clerk.card.order.number == 14791)
    clerk.dialog(ListWindow)
    clerk.settle()
    assert clerk.stored(14790).address == "Nygatan 2"


def test_what_makes_no_sense_for_the_order_is_refused_when_the_store_is_open(
    window: MainWindow, counter: tuple[SqlStore, CounterServices], qtbot: QtBot
) -> None:
    press(window, A.CHECK)
    clerk = clerk_of(window, counter, qtbot)
    clerk.wait(lambda: clerk.said == "Ordern har ingen mobilbetalning att kontrollera.")


def test_a_function_chosen_before_there_is_an_order_finds_it(
    empty_window: MainWindow, counter: tuple[SqlStore, CounterServices], qtbot: QtBot
) -> None:
    empty_window.workstation.last_order = 14790
    press(empty_window, A.SEND)

    clerk = clerk_of(empty_window, counter, qtbot)
    clerk.wait(lambda: bool(clerk.card.requests and clerk.request.link))
    clerk.settle()
    assert clerk.stored(14790).status is OrderStatus.MOBILE_PAYMENT


def test_rows_are_changed_at_once_because_the_cursor_may_stand_elsewhere_later(window: MainWindow) -> None:
    before = len(window.page.model.lines)
    window.page.table.focus_cell(0, "description")
    press(window, A.DELETE)
    assert len(window.page.model.lines) == before - 1
    assert window.strip.text() == "Raden är raderad. Ctrl+Z tar tillbaka den."


def test_closing_waits_for_the_store_and_saves_what_is_typed(
    window: MainWindow, counter: tuple[SqlStore, CounterServices], qtbot: QtBot
) -> None:
    type_in(window, "address", "Nygatan 2")
    window.frame.close()
    assert window.frame.isVisible()
    assert window.strip.text() == STARTING

    clerk = clerk_of(window, counter, qtbot)
    clerk.wait(lambda: not window.frame.isVisible())
    assert clerk.stored().address == "Nygatan 2"


def test_an_untouched_window_closes_while_the_program_starts(window: MainWindow) -> None:
    window.frame.close()
    assert not window.frame.isVisible()


def test_an_order_that_changed_since_the_start_read_it_is_shown_as_it_is(
    window: MainWindow, counter: tuple[SqlStore, CounterServices], qtbot: QtBot
) -> None:
    services = counter[1]
    services.orders.save(replace(services.orders.open(14790).order, address="Storgatan 1"), who="KARIN")
    clerk = clerk_of(window, counter, qtbot)
    assert clerk.text("address") == "Storgatan 1"
    assert not clerk.window.editor.is_dirty


def test_typed_values_of_an_order_that_changed_since_meet_the_question_at_saving(
    window: MainWindow, counter: tuple[SqlStore, CounterServices], qtbot: QtBot
) -> None:
    services = counter[1]
    type_in(window, "address", "Nygatan 2")
    services.orders.save(replace(services.orders.open(14790).order, city="Mölndal"), who="KARIN")
    clerk = clerk_of(window, counter, qtbot)
    with clerk.answering("Behåll mina ändringar") as asked:
        clerk.window.editor.save()
    clerk.settle()
    assert "KARIN ändrade ordern" in asked[0]
    assert (clerk.stored().address, clerk.stored().city) == ("Nygatan 2", "Mölndal")


def test_an_order_that_is_gone_gives_way_to_the_newest_unless_something_is_typed_in_it(
    window: MainWindow, counter: tuple[SqlStore, CounterServices], qtbot: QtBot
) -> None:
    store, services = counter
    stored(store, an_order(14791))
    services.orders.delete(services.orders.open(14790).order, who="KARIN")
    clerk = clerk_of(window, counter, qtbot)
    assert clerk.card.order.number == 14791
    assert clerk.text("number") == "14791"


def test_what_is_typed_in_an_order_that_is_gone_stays_on_the_screen(
    window: MainWindow, counter: tuple[SqlStore, CounterServices], qtbot: QtBot
) -> None:
    store, services = counter
    stored(store, an_order(14791))
    type_in(window, "address", "Nygatan 2")
    services.orders.delete(services.orders.open(14790).order, who="KARIN")
    clerk = clerk_of(window, counter, qtbot)
    clerk.window.editor.save()
    clerk.wait(lambda: "14790" in clerk.said)
    assert clerk.text("address") == "Nygatan 2"


# -- when the store cannot be opened


def test_what_needs_the_store_is_refused_with_the_reason_and_the_rest_works(window: MainWindow) -> None:
    window.refuse_store(CLOSED)
    assert window.strip.text() == "Databasen kan inte öppnas."
    assert "Resurs: ej startad" in window.frame.status_line.text()
    for name in set(ActionName) - WITHOUT_STORE:
        window.strip.clear_message()
        window.actions_of_window.choose(name)
        assert window.strip.text() == "Databasen kan inte öppnas.", name
    for name in WITHOUT_STORE:
        assert window.actions_of_window[name].isEnabled(), name


def test_the_tree_says_why_its_entries_do_nothing(window: MainWindow) -> None:
    window.refuse_store(CLOSED)
    window.strip.clear_message()
    entry = window.frame.navigation.findItems("Orderlista", Qt.MatchFlag.MatchRecursive)[0]
    window.frame.navigation.setCurrentItem(entry)
    QTest.keyClick(window.frame.navigation, Key.Key_Return)
    assert window.strip.text() == "Databasen kan inte öppnas."


def test_help_and_signature_work_without_a_store(window: MainWindow) -> None:
    window.refuse_store(CLOSED)
    for name, kind in ((A.MANUAL, HelpWindow), (A.WORKSTATION, WorkstationDialog)):
        window.actions_of_window.choose(name)
        assert [dialog for dialog in QApplication.topLevelWidgets() if isinstance(dialog, kind) and dialog.isVisible()]


def test_what_was_chosen_before_the_store_failed_is_not_carried_out_much_later(
    window: MainWindow, counter: tuple[SqlStore, CounterServices], qtbot: QtBot
) -> None:
    press(window, A.SEND)
    window.refuse_store(CLOSED)
    clerk = clerk_of(window, counter, qtbot)
    clerk.settle()
    assert clerk.stored().status is OrderStatus.DONE
    assert clerk.said == ""
    clerk.send()


def test_settings_chosen_while_the_program_starts_open_with_the_pages_of_this_computer(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    press(window, A.SETTINGS)
    assert window.strip.text() == STARTING
    window.refuse_store(CLOSED)
    qtbot.waitUntil(lambda: bool(dialogs(window, SettingsDialog)))
    [dialog] = dialogs(window, SettingsDialog)
    assert isinstance(dialog, SettingsDialog)
    assert [page.title for page in dialog.pages] == ["Drift", "Utskrift"]
    assert not dialog.history_button.isEnabled()
    page = dialog.pages[0]
    assert isinstance(page, StartupPage)
    qtbot.waitUntil(lambda: window.background.is_idle)
    page.training.setChecked(True)
    with answer_with("Senare") as asked:
        dialog.save()
        qtbot.waitUntil(lambda: bool(asked))
    assert read_choice(tmp_path / "start.json").training


def test_settings_chosen_while_the_program_starts_open_whole_when_the_store_is_open(
    window: MainWindow, counter: tuple[SqlStore, CounterServices], qtbot: QtBot
) -> None:
    press(window, A.SETTINGS)
    clerk = clerk_of(window, counter, qtbot)
    dialog = clerk.dialog(SettingsDialog)
    assert "Konton" in [page.title for page in dialog.pages]


def test_who_leaves_is_asked_whether_what_cannot_be_saved_may_be_lost(window: MainWindow, qtbot: QtBot) -> None:
    type_in(window, "address", "Nygatan 2")
    window.refuse_store(CLOSED)
    with answer_with("Fortsätt redigera"):
        window.frame.close()
    assert window.frame.isVisible()
    with answer_with("Kasta"):
        window.frame.close()
    qtbot.waitUntil(lambda: not window.frame.isVisible())


def test_a_password_that_is_missing_at_the_start_is_asked_for(
    window: MainWindow, start: StartService, server: Server, qtbot: QtBot
) -> None:
    opened_again: list[bool] = []
    window.start_settings.store_requested.connect(lambda: opened_again.append(True))
    window.refuse_store(StoreLogin("Databasservern vill ha ett lösenord."))
    [dialog] = dialogs(window, SecretDialog)
    assert isinstance(dialog, SecretDialog)
    server.trouble = StoreLogin("Databasservern godtar inte användaren eller lösenordet.")
    dialog.secret.setText("fel")
    dialog.give()
    qtbot.waitUntil(lambda: "godtar inte" in dialog.message_label.text())
    server.trouble = None
    dialog.secret.setText("rätt")
    dialog.give()
    qtbot.waitUntil(lambda: opened_again == [True])
    assert start.full_url(SHARED) == "postgresql://verkstad:r%C3%A4tt@server/mpay"


def test_a_store_that_opens_after_all_makes_everything_work(
    window: MainWindow, counter: tuple[SqlStore, CounterServices], qtbot: QtBot
) -> None:
    type_in(window, "address", "Nygatan 2")
    window.refuse_store(CLOSED)
    clerk = clerk_of(window, counter, qtbot)
    clerk.send()
    assert clerk.stored().address == "Nygatan 2"
    window.frame.close()
    assert not window.frame.isVisible()
