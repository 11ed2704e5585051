"""Inställningar → Drift: how this computer starts the program, where the orders lie, and a start that is kept out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from promeister_mpay.adapters.store import SqlStore
from promeister_mpay.errors import StoreLogin
from promeister_mpay.services.counter import CounterServices
from promeister_mpay.services.startup import StartService
from promeister_mpay.start_choice import StartChoice, read_choice
from promeister_mpay.ui.settings.secret_dialog import SecretDialog
from promeister_mpay.ui.settings.startup_page import StartupPage
from support.clerks import Clerk, at_a_window
from support.fakes.secrets import MemorySecrets
from support.settings_clerks import Server, Settled

SHARED = "postgresql://verkstad@server/mpay"


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def clerk(
    application: QApplication, counter: tuple[SqlStore, CounterServices], server: Server, qtbot: QtBot, tmp_path: Path
) -> Iterator[Clerk]:
    del application
    store, services = counter
    start = StartService(file=tmp_path / "start.json", secrets=MemorySecrets(), look=server.look, running=StartChoice())
    with at_a_window(qtbot, store, services, tmp_path / "window.ini", start=start) as clerk:
        yield clerk


def running(settled: Settled) -> StartupPage:
    page = settled.page
    assert isinstance(page, StartupPage)
    return page


def test_a_database_is_tried_before_it_is_chosen(clerk: Clerk, server: Server, tmp_path: Path) -> None:
    settled = Settled(clerk, "Drift")
    page = running(settled)
    page.shared.setChecked(True)
    settled.fill("store_url", SHARED)
    server.trouble = StoreLogin("Databasservern vill ha ett lösenord.")
    page.try_button.click()
    clerk.wait(page.try_button.isEnabled)
    assert page.form.complaint("store_password") == "Databasservern vill ha ett lösenord."
    settled.save_in_vain()
    assert page.form.complaint("store_password") == "Databasservern vill ha ett lösenord."
    assert read_choice(tmp_path / "start.json") == StartChoice()

    server.trouble = None
    settled.fill("store_password", "hemligt")
    page.try_button.click()
    clerk.wait(lambda: page.message_label.text() == "Databasen svarar. Den har 600 order.")
    with clerk.answering("Senare") as asked:
        settled.save()
    assert "nästa start" in asked[0]
    assert read_choice(tmp_path / "start.json") == StartChoice(store_url=SHARED)
    assert server.looked[-1] == "postgresql://verkstad:hemligt@server/mpay"


def test_training_is_chosen_and_the_program_starts_again(clerk: Clerk, tmp_path: Path) -> None:
    wanted: list[bool] = []
    clerk.window.settings.restart_wanted.connect(lambda: wanted.append(True))
    settled = Settled(clerk, "Drift")
    running(settled).training.setChecked(True)
    with clerk.answering("Starta om"):
        settled.save()
    assert wanted == [True]
    assert read_choice(tmp_path / "start.json") == StartChoice(training=True)


def test_an_address_that_is_none_is_told(clerk: Clerk, server: Server) -> None:
    settled = Settled(clerk, "Drift")
    page = running(settled)
    page.shared.setChecked(True)
    settled.save_in_vain()
    assert "Fyll i databasens adress" in page.form.complaint("store_url")
    settled.fill("store_url", "server")
    settled.save_in_vain()
    assert SHARED in page.form.complaint("store_url")
    assert server.looked == []


def test_without_a_store_what_is_this_computers_can_still_be_changed(
    clerk: Clerk, server: Server, tmp_path: Path
) -> None:
    del server
    clerk.window.settings.begin_start(clerk.window.settings._start)  # type: ignore[arg-type]
    clerk.window.settings._counter = None
    settled = Settled(clerk, "Drift")
    assert [page.title for page in settled.dialog.pages] == ["Drift", "Utskrift"]
    page = running(settled)
    page.shared.setChecked(True)
    settled.fill("store_url", SHARED)
    with clerk.answering("Senare"):
        settled.save()
    assert read_choice(tmp_path / "start.json").store_url == SHARED


def test_a_password_that_is_missing_at_the_start_is_asked_for(clerk: Clerk, server: Server, tmp_path: Path) -> None:
    opened_again: list[bool] = []
    clerk.window.settings.store_wanted.connect(lambda: opened_again.append(True))
    start = StartService(
        file=tmp_path / "start.json",
        secrets=MemorySecrets(),
        look=server.look,
        running=StartChoice(store_url=SHARED),
    )
    clerk.window.settings.begin_start(start)
    clerk.window.cannot_begin(StoreLogin("Databasservern vill ha ett lösenord."))
    dialog = clerk.dialog(SecretDialog)
    server.trouble = StoreLogin("Databasservern godtar inte användaren eller lösenordet.")
    dialog.secret.setText("fel")
    dialog.give()
    clerk.wait(lambda: "godtar inte" in dialog.message_label.text())
    server.trouble = None
    dialog.secret.setText("rätt")
    dialog.give()
    clerk.wait(lambda: opened_again == [True])
    assert start.full_url(SHARED) == "postgresql://verkstad:r%C3%A4tt@server/mpay"
