"""Connecting a workshop, on both stores: what is remembered, and what stands in the way."""

from promeister_mpay.adapters.gateway_proxy import GatewayProxy
from promeister_mpay.adapters.resurs import ResursGateway
from promeister_mpay.adapters.store import SqlStore
from promeister_mpay.services.payments.connection import ConnectionService, GatewayAccount, choices_of, connect_first
from promeister_mpay.services.settings import load_settings
from support.fakes.clock import FakeClock
from support.fakes.secrets import MemorySecrets

ACCOUNT = GatewayAccount("integration", "training", "training")


def test_what_was_chosen_is_there_at_the_next_start(store: SqlStore, gateway: ResursGateway) -> None:
    secrets, board = MemorySecrets(), GatewayProxy("Inte ansluten.")
    service = ConnectionService(
        store=store, clock=FakeClock(), secrets=secrets, reach=lambda _: gateway, connect=board.connect
    )
    assert not service.begin()

    choice = service.choices(ACCOUNT)[1]
    assert service.save(ACCOUNT, choice, who="BH") == ""

    settings = service.settings()
    assert (settings.resurs_store_id, settings.resurs_method_id) == (choice.store.id, choice.method.id)
    assert settings.amount_limits.most == choice.method.most
    again = GatewayProxy("Inte ansluten.")
    assert ConnectionService(
        store=store, clock=FakeClock(), secrets=secrets, reach=lambda _: gateway, connect=again.connect
    ).begin()
    assert [found.id for found in again.stores()] == [choice.store.id]


def test_the_secret_is_not_in_the_store(store: SqlStore, gateway: ResursGateway) -> None:
    account = GatewayAccount("integration", "training", "very secret indeed")
    service = ConnectionService(
        store=store,
        clock=FakeClock(),
        secrets=MemorySecrets(),
        reach=lambda _: gateway,
        connect=GatewayProxy("").connect,
    )
    service.save(account, choices_of(gateway)[0], who="BH")
    with store.reading() as work:
        assert "very secret" not in str(work.settings.all())


def test_training_chooses_once_and_leaves_a_later_choice_alone(store: SqlStore, gateway: ResursGateway) -> None:
    connect_first(store, gateway, ACCOUNT)
    service = ConnectionService(
        store=store,
        clock=FakeClock(),
        secrets=MemorySecrets(),
        reach=lambda _: gateway,
        connect=GatewayProxy("").connect,
    )
    second = service.choices(ACCOUNT)[1]
    service.save(ACCOUNT, second, who="BH")

    connect_first(store, gateway, ACCOUNT)

    with store.reading() as work:
        assert load_settings(work.settings).resurs_method_id == second.method.id
