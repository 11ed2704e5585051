"""Kom igång: the guide of the first start, step by step; each can be skipped, and it shows itself once."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from promeister_mpay.adapters.gateway_proxy import GatewayProxy
from promeister_mpay.adapters.store import SqlStore, open_store
from promeister_mpay.services.counter import CounterServices
from promeister_mpay.services.payments.connection import ConnectionService, GatewayAccount
from promeister_mpay.services.ports.gateway import Gateway
from promeister_mpay.start_choice import StartChoice, read_choice
from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.registers.import_dialog import ImportDialog
from promeister_mpay.ui.settings.actions import SettingsActions
from promeister_mpay.ui.settings.guide import GuideDialog
from promeister_mpay.ui.settings.import_page import ImportPage
from promeister_mpay.ui.settings.resurs_page import ResursPage
from promeister_mpay.ui.settings.startup_page import StartupPage
from support.clerks import Clerk, Key, at_a_window, key_in, start_in
from support.counters import CLOCK, counter_on
from support.fakes.secrets import MemorySecrets
from support.gateways import Sandbox, client_of
from support.stores import an_order, stored


@pytest.fixture
def store(sqlite_store_url: str) -> Iterator[SqlStore]:
    opened = open_store(sqlite_store_url)
    yield opened
    opened.close()


@pytest.fixture
def counter(store: SqlStore, sandbox: Sandbox) -> Iterator[CounterServices]:
    client = client_of(sandbox)

    def reach(account: GatewayAccount) -> Gateway:
        assert account.client_id == "training"
        return client

    board = GatewayProxy("Inte ansluten.")
    connection = ConnectionService(
        store=store, clock=CLOCK, secrets=MemorySecrets(), reach=reach, connect=board.connect
    )
    yield replace(counter_on(store, board), connection=connection)
    client.close()


@pytest.fixture
def clerk(
    application: object, store: SqlStore, counter: CounterServices, qtbot: QtBot, tmp_path: Path
) -> Iterator[Clerk]:
    del application
    with at_a_window(qtbot, store, counter, tmp_path / "window.ini", start=start_in(tmp_path)) as clerk:
        yield clerk


def guide_of(clerk: Clerk) -> GuideDialog:
    guide = clerk.dialog(GuideDialog)
    clerk.wait(lambda: clerk.window.background.is_idle)
    return guide


def go_on(clerk: Clerk, guide: GuideDialog, title: str) -> None:
    guide.next_button.click()
    clerk.wait(lambda: guide.step.title == title)
    clerk.wait(lambda: clerk.window.background.is_idle)


def test_a_new_workshop_is_led_to_its_account_step_by_step(clerk: Clerk, counter: CounterServices) -> None:
    guide = guide_of(clerk)
    assert guide.step.title == "Välkommen"
    go_on(clerk, guide, "Drift")
    go_on(clerk, guide, "Verkstaden")
    name = guide.step.form.rows["workshop_name"].editor
    clerk.wait(name.hasFocus)
    key_in(name, "Åkes Bil & Däck AB")
    go_on(clerk, guide, "Resurs")
    page = guide.step
    assert isinstance(page, ResursPage)
    page.client_id.setText("training")
    page.secret.setText("training")
    guide.next_button.click()
    assert "Testa anslutningen först" in page.form.error_text("try_account")
    page.try_button.click()
    clerk.wait(lambda: page.choice.count() > 0)
    go_on(clerk, guide, "Import")
    go_on(clerk, guide, "Klart")
    assert "Verkstaden: Åkes Bil & Däck AB" in guide.step.about.text()
    assert "Resurs: Verkstaden" in guide.step.about.text()
    guide.next_button.click()

    settings = counter.settings.load()[0]
    assert (settings.workshop_name, settings.resurs_client_id) == ("Åkes Bil & Däck AB", "training")
    assert counter.connection is not None
    assert counter.connection.begin()


def test_each_step_can_be_skipped_and_what_is_not_done_is_said(
    clerk: Clerk, counter: CounterServices, tmp_path: Path
) -> None:
    guide = guide_of(clerk)
    guide.next_button.click()
    for title in ("Drift", "Verkstaden", "Resurs", "Import"):
        assert guide.step.title == title
        guide.skip_button.click()
    assert "Arkiv → Inställningar → Verkstaden" in guide.step.about.text()
    assert "Arkiv → Inställningar → Resurs" in guide.step.about.text()
    guide.back_button.click()
    assert guide.step.title == "Import"
    guide.reject()
    assert not guide.isVisible()
    assert counter.settings.history() == []
    assert read_choice(tmp_path / "start.json") == StartChoice()


def test_training_can_be_chosen_first_and_the_program_starts_again(clerk: Clerk, tmp_path: Path) -> None:
    guide = guide_of(clerk)
    go_on(clerk, guide, "Drift")
    page = guide.step
    assert isinstance(page, StartupPage)
    page.training.setChecked(True)
    with clerk.answering("Starta om", to_front=False):
        guide.next_button.click()
        clerk.wait(lambda: not clerk.frame.isVisible())
    assert clerk.main.closing.wants_restart
    assert read_choice(tmp_path / "start.json") == StartChoice(training=True)


def test_the_import_opens_beside_the_guide(clerk: Clerk) -> None:
    guide = guide_of(clerk)
    page = next(page for page in guide.steps if isinstance(page, ImportPage))
    page.button.click()
    clerk.dialog(ImportDialog).reject()


def test_what_is_typed_is_not_thrown_away_by_esc(clerk: Clerk) -> None:
    guide = guide_of(clerk)
    go_on(clerk, guide, "Drift")
    go_on(clerk, guide, "Verkstaden")
    key_in(guide.step.form.rows["workshop_name"].editor, "Åkes Bil")
    with clerk.answering("Fortsätt redigera"):
        QTest.keyClick(guide, Key.Key_Escape)
    assert guide.isVisible()


def test_closed_before_the_settings_are_read_it_asks_nothing(clerk: Clerk) -> None:
    guide_of(clerk).reject()
    clerk.choose(ActionName.GUIDE)
    guide = clerk.frame.findChildren(GuideDialog)[-1]
    assert not guide.session.is_edited
    guide.reject()
    assert not guide.isVisible()
    clerk.settle()


def test_it_shows_itself_once_and_is_in_the_help_menu_after_that(clerk: Clerk, counter: CounterServices) -> None:
    guide_of(clerk).reject()
    SettingsActions(clerk.frame, clerk.main.start_settings, counter)
    clerk.settle()
    assert not [child for child in clerk.frame.findChildren(GuideDialog) if child.isVisible()]
    clerk.choose(ActionName.GUIDE)
    assert guide_of(clerk).step.title == "Välkommen"


class TestAWorkshopThatIsAtWork:
    @pytest.fixture
    def store(self, sqlite_store_url: str) -> Iterator[SqlStore]:
        opened = open_store(sqlite_store_url)
        stored(opened, an_order())
        yield opened
        opened.close()

    def test_is_not_led(self, clerk: Clerk) -> None:
        clerk.settle()
        assert not clerk.frame.findChildren(GuideDialog)
