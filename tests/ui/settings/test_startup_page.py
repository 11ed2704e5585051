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
    assert page.form.error_text("store_password") == "Databasservern vill ha ett lösenord."
    settled.save_in_vain()
    assert page.form.error_text("store_password") == "Databasservern vill ha ett lösenord."
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
    settled = Settled(clerk, "Drift")
    running(settled).training.setChecked(True)
    with clerk.answering("Starta om", to_front=False):
        settled.save()
    clerk.wait(lambda: not clerk.frame.isVisible())
    assert clerk.main.closing.wants_restart
    assert read_choice(tmp_path / "start.json") == StartChoice(training=True)


def test_an_address_that_is_none_is_told(clerk: Clerk, server: Server) -> None:
    settled = Settled(clerk, "Drift")
    page = running(settled)
    page.shared.setChecked(True)
    settled.save_in_vain()
    assert "Fyll i databasens adress" in page.form.error_text("store_url")
    settled.fill("store_url", "server")
    settled.save_in_vain()
    assert SHARED in page.form.error_text("store_url")
    assert server.looked == []
