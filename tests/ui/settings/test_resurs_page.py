"""Inställningar → Resurs: the account is tried before anything is stored, and what is wrong gets a sentence."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from promeister_mpay.adapters.gateway_proxy import GatewayProxy
from promeister_mpay.adapters.resurs import ResursAccount, ResursGateway
from promeister_mpay.adapters.store import SqlStore, open_store
from promeister_mpay.services.counter import CounterServices
from promeister_mpay.services.payments.connection import ConnectionService, GatewayAccount, chosen
from promeister_mpay.services.settings import Settings, save_settings
from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.settings.actions import SettingsActions
from promeister_mpay.ui.settings.dialog import SettingsDialog
from promeister_mpay.ui.settings.resurs_page import ResursPage
from promeister_mpay.ui.settings.secret_dialog import SecretDialog
from support.clerks import Clerk, at_a_window
from support.counters import CLOCK, counter_on
from support.fakes.secrets import MemorySecrets, NoKeyring
from support.gateways import PATIENT, Sandbox, certificates
from support.stores import an_order, stored

A = ActionName
ACCOUNT = GatewayAccount("integration", "training", "training")


class Shop:
    """A workshop that is not connected, and its window."""

    def __init__(self, clerk: Clerk, secrets: MemorySecrets, connection: ConnectionService) -> None:
        self.clerk, self.secrets, self.connection = clerk, secrets, connection

    def open_page(self) -> tuple[SettingsDialog, ResursPage]:
        self.clerk.window.settings.open("Resurs")
        dialog = self.clerk.dialog(SettingsDialog)
        self.clerk.wait(lambda: self.clerk.window.background.is_idle)
        page = next(page for page in dialog.pages if isinstance(page, ResursPage))
        return dialog, page

    def try_account(self, client_id: str, secret: str) -> tuple[SettingsDialog, ResursPage]:
        dialog, page = self.open_page()
        page.client_id.setText(client_id)
        page.secret.setText(secret)
        page.try_button.click()
        self.clerk.wait(page.try_button.isEnabled)
        return dialog, page

    def begin_again(self, store: SqlStore) -> SecretDialog:
        """A new start of a workshop that was connected before."""
        with store.writing() as work:
            first = self.connection.choices(ACCOUNT)[0]
            save_settings(work.settings, chosen(Settings(), first, ACCOUNT))
            work.commit()
        assert not self.connection.begin()
        SettingsActions(self.clerk.frame, self.clerk.main.start_settings, self.counter)
        return self.clerk.dialog(SecretDialog)

    @property
    def counter(self) -> CounterServices:
        return self.clerk.window.services

    def save(self, dialog: SettingsDialog) -> None:
        dialog.save()
        self.clerk.wait(lambda: not dialog.isVisible())
        self.clerk.to_front()


@pytest.fixture
def secrets() -> MemorySecrets:
    return MemorySecrets()


@pytest.fixture
def store(sqlite_store_url: str) -> Iterator[SqlStore]:
    opened = open_store(sqlite_store_url)
    stored(opened, an_order())
    yield opened
    opened.close()


@pytest.fixture
def shop(store: SqlStore, sandbox: Sandbox, secrets: MemorySecrets, qtbot: QtBot, tmp_path: Path) -> Iterator[Shop]:
    clients: list[ResursGateway] = []

    def reach(account: GatewayAccount) -> ResursGateway:
        import httpx

        transport = httpx.HTTPTransport(verify=certificates())
        found = ResursAccount(sandbox.url, account.client_id, account.secret)
        clients.append(ResursGateway(found, timeout=PATIENT, transport=transport))
        return clients[-1]

    board = GatewayProxy("Verkstaden är inte ansluten till Resurs.")
    connection = ConnectionService(store=store, clock=CLOCK, secrets=secrets, reach=reach, connect=board.connect)
    counter = replace(counter_on(store, board), connection=connection, warning="Verkstaden är inte ansluten.")
    with at_a_window(qtbot, store, counter, tmp_path / "window.ini") as clerk:
        yield Shop(clerk, secrets, connection)
    for client in clients:
        client.close()


def test_an_unconnected_workshop_is_told_so_and_nothing_is_sent(shop: Shop, sandbox: Sandbox) -> None:
    shop.clerk.wait(lambda: "Resurs: ej ansluten" in shop.clerk.frame.status_line.text())
    assert shop.clerk.said == "Verkstaden är inte ansluten."
    shop.clerk.shortcut(A.SEND)
    shop.clerk.wait(lambda: "inte ansluten" in shop.clerk.said)
    shop.clerk.settle()
    assert not shop.clerk.window.page.is_locked
    assert sandbox.calls() == []


def test_the_account_is_tried_and_then_links_can_be_sent(shop: Shop, sandbox: Sandbox) -> None:
    dialog, page = shop.try_account("two-stores", "secret")
    assert page.message_label.text().startswith("Anslutningen fungerar")
    offered = [page.choice.itemText(at) for at in range(page.choice.count())]
    assert len(offered) == 5
    assert offered[0].startswith("Verkstaden: Resurs betallänk (1,00")

    shop.save(dialog)
    shop.clerk.send()

    assert shop.secrets.get("two-stores") == "secret"
    assert len(sandbox.messages()) == 1
    assert shop.connection.begin()


@pytest.mark.parametrize(
    ("client_id", "secret", "field", "sentence"),
    [
        ("training", "wrong", "client_id", "klient-id och hemlighet"),
        ("no-stores", "secret", "try_account", "har ingen butik"),
        ("no-methods", "secret", "try_account", "har inget betalsätt"),
        ("", "secret", "client_id", "Fyll i både klient-id och hemlighet"),
        ("training", "", "secret", "Fyll i både klient-id och hemlighet"),
    ],
)
def test_an_account_that_does_not_work_is_told_at_its_field_and_not_stored(
    shop: Shop, client_id: str, secret: str, field: str, sentence: str
) -> None:
    dialog, page = shop.try_account(client_id, secret)
    assert sentence in page.form.error_text(field)
    assert page.choice.count() == 0
    assert (page.client_id.text(), page.secret.text()) == (client_id, secret)

    dialog.save()
    assert page.form.error_text("try_account" if client_id or secret else field)
    assert shop.connection.settings().resurs_client_id == ""
    assert not shop.connection.begin()


def test_what_was_found_belongs_to_the_account_that_was_tried(shop: Shop) -> None:
    dialog, page = shop.try_account("two-stores", "secret")
    page.client_id.selectAll()
    shop.clerk.qtbot.keyClicks(page.client_id, "training")
    assert page.choice.count() == 0
    dialog.save()
    assert "Testa anslutningen först" in page.form.error_text("try_account")


def test_what_is_connected_is_shown_and_its_secret_never(shop: Shop) -> None:
    dialog, _ = shop.try_account("training", "training")
    shop.save(dialog)
    dialog, page = shop.open_page()
    assert page.client_id.text() == "training"
    assert page.secret.text() == ""
    assert page.choice.currentText() == "Verkstaden: Resurs betallänk"
    assert not page.is_edited

    # The secret that is known serves to try it again, and to pick another method.
    page.try_button.click()
    shop.clerk.wait(lambda: page.choice.count() > 1)
    page.choice.setCurrentIndex(1)
    shop.save(dialog)
    assert shop.connection.settings().resurs_method_name == "Resurs Faktura"
    reported = [event.text for event in shop.counter.settings.history()]
    assert "Klient-id: (tomt) → training" in reported
    assert "Hemlighet angiven för klient-id training." in reported
    assert sum("Hemlighet" in text for text in reported) == 1


def test_another_account_waits_until_the_firsts_payments_are_over(shop: Shop) -> None:
    first, _ = shop.try_account("training", "training")
    shop.save(first)
    shop.clerk.send()

    other, _ = shop.try_account("two-stores", "secret")
    other.save()
    shop.clerk.wait(lambda: "inte är avslutade" in other.message_label.text())

    assert shop.connection.settings().resurs_client_id == "training"


class TestWithoutKeyring:
    @pytest.fixture
    def secrets(self) -> MemorySecrets:
        return NoKeyring()

    def test_the_account_works_until_the_program_ends_and_that_is_said(self, shop: Shop) -> None:
        dialog, _ = shop.try_account("training", "training")
        shop.save(dialog)
        shop.clerk.wait(lambda: "ingen nyckelring" in shop.clerk.said)

        shop.clerk.window.strip.clear_message()
        shop.clerk.send()

    def test_the_secret_is_asked_for_at_the_start_and_the_order_can_be_used_meanwhile(
        self, shop: Shop, store: SqlStore, sandbox: Sandbox
    ) -> None:
        dialog = shop.begin_again(store)
        assert not dialog.isModal()
        assert "ingen nyckelring" in dialog.why.text()

        shop.clerk.to_front()
        shop.clerk.fill("note", "Ring")
        shop.clerk.window.editor.save()
        shop.clerk.settle()
        assert shop.clerk.stored().note == "Ring"

        dialog.secret.setText("wrong")
        dialog.give()
        shop.clerk.wait(lambda: "klient-id och hemlighet" in dialog.message_label.text())
        dialog.secret.setText("training")
        dialog.give()
        shop.clerk.wait(lambda: not dialog.isVisible())
        assert "ingen nyckelring" in shop.clerk.said
        shop.clerk.window.strip.clear_message()
        shop.clerk.to_front()
        shop.clerk.send()
        assert len(sandbox.messages()) == 1
        assert [event.text for event in shop.counter.settings.history()] == [
            "Hemlighet angiven för klient-id training."
        ]

    def test_who_does_not_know_the_secret_is_told_what_to_do(self, shop: Shop, store: SqlStore) -> None:
        shop.begin_again(store).reject()
        assert "Arkiv → Inställningar → Resurs" in shop.clerk.said
