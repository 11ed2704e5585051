"""Arkiv → Anslut till Resurs: the account is tried before anything is stored, and what is wrong gets a sentence."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from clerks import CLOCK, Clerk, at_a_window, counter_on
from fakes.secrets import MemorySecrets
from gateways import QUICK, Sandbox, certificates
from promeister_mpay.adapters.resurs import ResursAccount, ResursGateway
from promeister_mpay.adapters.store import SqlStore, open_store
from promeister_mpay.adapters.switchboard import Switchboard
from promeister_mpay.errors import SecretError
from promeister_mpay.services.connecting import Account, ConnectionService
from promeister_mpay.ui.actions import ActionName
from promeister_mpay.ui.connection_dialog import ConnectionDialog
from stores import an_order, stored

A = ActionName


class NoKeyring(MemorySecrets):
    """A computer whose keyring does not answer."""

    def put(self, name: str, value: str) -> None:
        raise SecretError("Datorn har ingen nyckelring.")


class Desk:
    """A workshop that is not connected, and its window."""

    def __init__(self, clerk: Clerk, secrets: MemorySecrets, connection: ConnectionService) -> None:
        self.clerk, self.secrets, self.connection = clerk, secrets, connection

    def open_dialog(self) -> ConnectionDialog:
        self.clerk.choose(A.CONNECT)
        dialog = self.clerk.dialog(ConnectionDialog)
        assert isinstance(dialog, ConnectionDialog)
        return dialog

    def try_account(self, client_id: str, secret: str) -> ConnectionDialog:
        dialog = self.open_dialog()
        self.clerk.wait(lambda: self.clerk.window.background.is_idle)
        dialog.client_id.setText(client_id)
        dialog.secret.setText(secret)
        dialog.try_button.click()
        self.clerk.wait(lambda: dialog.try_button.isEnabled() and bool(dialog.told.text()))
        return dialog


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
def desk(store: SqlStore, sandbox: Sandbox, secrets: MemorySecrets, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    clients: list[ResursGateway] = []

    def reach(account: Account) -> ResursGateway:
        import httpx

        transport = httpx.HTTPTransport(verify=certificates())
        found = ResursAccount(sandbox.url, account.client_id, account.secret)
        clients.append(ResursGateway(found, timeout=QUICK, transport=transport))
        return clients[-1]

    board = Switchboard("Verkstaden är inte ansluten till Resurs.")
    connection = ConnectionService(store=store, clock=CLOCK, secrets=secrets, reach=reach, connect=board.connect)
    counter = replace(counter_on(store, board), connection=connection, warning="Verkstaden är inte ansluten.")
    with at_a_window(qtbot, store, counter, tmp_path / "window.ini") as clerk:
        yield Desk(clerk, secrets, connection)
    for client in clients:
        client.close()


def test_an_unconnected_workshop_is_told_so_and_nothing_is_sent(desk: Desk, sandbox: Sandbox) -> None:
    desk.clerk.wait(lambda: "Resurs: ej ansluten" in desk.clerk.window.status_line.text())
    assert desk.clerk.said == "Verkstaden är inte ansluten."
    desk.clerk.shortcut(A.SEND)
    desk.clerk.wait(lambda: "inte ansluten" in desk.clerk.said)
    desk.clerk.settle()
    assert not desk.clerk.window.page.is_locked
    assert sandbox.calls() == []


def test_the_account_is_tried_and_then_links_can_be_sent(desk: Desk, sandbox: Sandbox) -> None:
    dialog = desk.try_account("two-stores", "secret")
    assert dialog.told.text().startswith("Anslutningen fungerar")
    offered = [dialog.choice.itemText(at) for at in range(dialog.choice.count())]
    assert len(offered) == 5
    assert offered[0].startswith("Verkstaden: Resurs betallänk (1,00")

    dialog.save()
    desk.clerk.wait(lambda: not dialog.isVisible())
    desk.clerk.to_front()
    desk.clerk.send()

    assert desk.secrets.get("two-stores") == "secret"
    assert len(sandbox.messages()) == 1
    assert desk.connection.begin()


@pytest.mark.parametrize(
    ("client_id", "secret", "sentence"),
    [
        ("training", "wrong", "klient-id"),
        ("no-stores", "secret", "har ingen butik"),
        ("no-methods", "secret", "har inget betalsätt"),
        ("", "secret", "Fyll i både klient-id och hemlighet"),
        ("training", "", "Fyll i både klient-id och hemlighet"),
    ],
)
def test_an_account_that_does_not_work_is_not_stored(desk: Desk, client_id: str, secret: str, sentence: str) -> None:
    dialog = desk.try_account(client_id, secret)
    desk.clerk.wait(lambda: sentence in dialog.told.text())

    assert dialog.choice.count() == 0
    assert desk.connection.settings().resurs_client_id == ""
    assert not desk.connection.begin()


def test_another_account_waits_until_the_firsts_payments_are_over(desk: Desk) -> None:
    first = desk.try_account("training", "training")
    first.save()
    desk.clerk.wait(lambda: not first.isVisible())
    desk.clerk.to_front()
    desk.clerk.send()

    other = desk.try_account("two-stores", "secret")
    other.save()
    desk.clerk.wait(lambda: "inte är avslutade" in other.told.text())

    assert desk.connection.settings().resurs_client_id == "training"


class TestWithoutKeyring:
    @pytest.fixture
    def secrets(self) -> MemorySecrets:
        return NoKeyring()

    def test_the_account_works_until_the_program_ends_and_that_is_said(self, desk: Desk) -> None:
        dialog = desk.try_account("training", "training")
        dialog.save()
        desk.clerk.wait(lambda: "ingen nyckelring" in desk.clerk.said)

        desk.clerk.window.strip.clear_message()
        desk.clerk.to_front()
        desk.clerk.send()
