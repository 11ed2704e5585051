"""Connecting the workshop: which account, with which secret, and what is remembered of it and where."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import pytest

from promeister_mpay.domain.events import WORKSHOP
from promeister_mpay.errors import (
    GatewayError,
    GatewayLogin,
    GatewayNotFound,
    GatewayRefused,
    GatewayUnavailable,
    InputError,
    MpayError,
)
from promeister_mpay.services.payments.connection import (
    ConnectionService,
    GatewayAccount,
    choices_of,
    chosen,
    connect_first,
    offer_of,
)
from promeister_mpay.services.ports.gateway import Gateway, GatewayMethod, GatewayStore
from promeister_mpay.services.settings import Settings, load_settings, save_settings
from support.fakes.clock import NOON
from support.fakes.gateway import FakeGateway
from support.fakes.secrets import NO_KEYRING, MemorySecrets, NoKeyring
from support.payment_counters import Counter

ACCOUNT = GatewayAccount("production", "verkstad", "hemligt")


class Account(FakeGateway):
    """Knows its secret, two stores and their methods."""

    def __init__(self, account: GatewayAccount) -> None:
        super().__init__()
        self.account = account
        self.known_stores = [GatewayStore("s1", "Verkstaden", 107), GatewayStore("s2", "Filialen", 108)]

    def stores(self) -> list[GatewayStore]:
        if self.account.secret == "fel":
            raise GatewayLogin("Resurs godtar inte hemligheten.")
        return self.known_stores

    def methods(self, store_id: str) -> list[GatewayMethod]:
        if self.account.client_id == "utan betalsätt":
            return []
        return [GatewayMethod(f"{store_id}-m", "Faktura", "RESURS_INVOICE", 100, 5_000_000)]


@dataclass
class Office:
    """Where a workshop is connected; `connected` is the account that the services use."""

    counter: Counter
    secrets: MemorySecrets
    connected: GatewayAccount | None = None

    def program(self) -> ConnectionService:
        """A program that has just been started on this computer."""

        def connect(gateway: Gateway) -> None:
            assert isinstance(gateway, Account)
            self.connected = gateway.account

        counter = self.counter
        return ConnectionService(
            store=counter.store, clock=counter.clock, secrets=self.secrets, reach=Account, connect=connect
        )

    def history(self) -> list[tuple[str, str, str]]:
        with self.counter.store.reading() as work:
            return [(event.who, event.text, event.reference) for event in work.events.of_order(WORKSHOP)]

    def choose(self, **changes: object) -> None:
        with self.counter.store.writing() as work:
            save_settings(work.settings, replace(load_settings(work.settings), **changes))  # type: ignore[arg-type]
            work.commit()


@pytest.fixture
def office() -> Office:
    return Office(Counter(), MemorySecrets())


NEW_SECRET = ("BH", "Hemlighet angiven för klient-id verkstad.", "resurs_secret")


def test_the_chosen_account_store_and_method_are_kept_and_the_secret_is_in_the_keyring(office: Office) -> None:
    program = office.program()
    choice = program.choices(ACCOUNT)[1]
    assert program.save(ACCOUNT, choice, who="BH") == ""
    assert program.settings() == Settings(
        workshop_name="Filialen",
        resurs_environment="production",
        resurs_client_id="verkstad",
        resurs_store_id="s2",
        resurs_store_name="Filialen",
        resurs_method_id="s2-m",
        resurs_method_name="Faktura",
        method_least=100,
        method_most=5_000_000,
    )
    assert (office.connected, office.secrets.get("verkstad")) == (ACCOUNT, "hemligt")
    assert NEW_SECRET in office.history()
    assert "hemligt" not in str(office.counter.store.data.settings) + str(office.history()) + repr(ACCOUNT)


def test_a_name_that_the_workshop_has_is_kept(office: Office) -> None:
    choice = office.program().choices(ACCOUNT)[0]
    assert chosen(Settings(workshop_name="Åkes Bil"), choice, ACCOUNT).workshop_name == "Åkes Bil"


def test_at_the_next_start_the_account_is_connected_with_the_kept_secret(office: Office) -> None:
    program = office.program()
    program.save(ACCOUNT, program.choices(ACCOUNT)[0], who="BH")
    tomorrow = Office(office.counter, office.secrets)
    again = tomorrow.program()
    assert (again.begin(), again.wants_secret) == (True, "")
    assert tomorrow.connected == ACCOUNT


def test_without_an_account_nothing_is_connected_and_no_secret_is_asked_for(office: Office) -> None:
    program = office.program()
    assert (program.begin(), program.wants_secret, office.connected) == (False, "", None)


@pytest.mark.parametrize(
    ("secrets", "why"),
    [(MemorySecrets(), "Hemligheten finns inte i den här datorns nyckelring."), (NoKeyring(), NO_KEYRING)],
)
def test_a_secret_that_this_computer_does_not_have_is_asked_for(
    office: Office, secrets: MemorySecrets, why: str
) -> None:
    office.secrets = secrets
    office.choose(resurs_client_id="verkstad", resurs_environment="production")
    program = office.program()
    assert (program.begin(), program.wants_secret, office.connected) == (False, why, None)
    with pytest.raises(GatewayLogin):
        program.give_secret("fel", who="BH")
    with pytest.raises(InputError) as refused:
        program.give_secret("", who="BH")
    assert (refused.value.field, office.history(), program.wants_secret) == ("secret", [], why)
    warning = NO_KEYRING if isinstance(secrets, NoKeyring) else ""
    assert program.give_secret("hemligt", who="BH") == warning
    assert (program.wants_secret, office.connected, office.history()) == ("", ACCOUNT, [NEW_SECRET])
    assert program.begin(), "it is known until the program ends"


def test_a_known_secret_need_not_be_typed_again_and_is_not_a_new_one(office: Office) -> None:
    program = office.program()
    program.save(ACCOUNT, program.choices(ACCOUNT)[0], who="BH")
    before = office.history()
    bare = replace(ACCOUNT, secret="")
    other = office.program().choices(bare)[1]
    assert office.program().save(bare, other, who="BH") == ""
    assert office.connected == ACCOUNT
    assert office.history().count(NEW_SECRET) == before.count(NEW_SECRET) == 1
    typed = replace(ACCOUNT, secret="ett annat")
    office.program().save(typed, other, who="BH")
    assert (office.connected, office.history().count(NEW_SECRET)) == (typed, 2)


def test_a_typed_secret_goes_before_the_known_one(office: Office) -> None:
    program = office.program()
    program.save(ACCOUNT, program.choices(ACCOUNT)[0], who="BH")
    with pytest.raises(GatewayLogin):
        program.choices(replace(ACCOUNT, secret="fel"))


@pytest.mark.parametrize(
    ("client_id", "secret", "field"), [("", "", "client_id"), ("", "hemligt", "client_id"), ("verkstad", "", "secret")]
)
def test_an_account_is_whole_before_it_is_tried(office: Office, client_id: str, secret: str, field: str) -> None:
    account = GatewayAccount("integration", client_id, secret)
    with pytest.raises(InputError) as refused:
        office.program().choices(account)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("environment", "client_id", "allowed"),
    [("production", "verkstad", True), ("integration", "verkstad", False), ("production", "annan", False)],
)
def test_the_account_is_not_changed_while_it_has_payments_that_are_not_settled(
    office: Office, environment: str, client_id: str, *, allowed: bool
) -> None:
    program = office.program()
    choice = program.choices(ACCOUNT)[0]
    program.save(ACCOUNT, choice, who="BH")
    office.counter.send()
    other = GatewayAccount(environment, client_id, "hemligt")
    if allowed:
        program.save(other, choice, who="BH")
    else:
        with pytest.raises(MpayError, match="inte är avslutade"):
            program.save(other, choice, who="BH")
        assert (office.connected, program.settings().resurs_client_id) == (ACCOUNT, "verkstad")


def test_an_account_may_be_changed_when_nothing_waits(office: Office) -> None:
    program = office.program()
    program.save(ACCOUNT, program.choices(ACCOUNT)[0], who="BH")
    other = GatewayAccount("integration", "annan", "hemligt")
    program.save(other, program.choices(other)[0], who="BH")
    assert office.connected == other


def test_an_account_without_a_store_or_without_a_method_cannot_be_chosen() -> None:
    empty = Account(ACCOUNT)
    empty.known_stores = []
    with pytest.raises(MpayError, match="har ingen butik"):
        choices_of(empty)
    with pytest.raises(MpayError, match="Butiken Verkstaden har inget betalsätt"):
        choices_of(Account(replace(ACCOUNT, client_id="utan betalsätt")))


class Chain(Account):
    """Three stores; `errors` are those of their methods."""

    def __init__(self, *errors: GatewayError | None) -> None:
        super().__init__(ACCOUNT)
        self.known_stores = [GatewayStore(f"s{number}", f"Butik {number}", number) for number in range(len(errors))]
        self.errors = dict(zip((store.id for store in self.known_stores), errors, strict=True))
        self.asked: list[str] = []

    def methods(self, store_id: str) -> list[GatewayMethod]:
        self.asked.append(store_id)
        error = self.errors[store_id]
        if error is not None:
            raise error
        return super().methods(store_id)


REFUSED, SILENT = GatewayRefused("Nekat."), GatewayUnavailable("Svarar inte.")


@pytest.mark.parametrize("error", [REFUSED, SILENT, GatewayLogin("Ingen behörighet."), GatewayNotFound("Finns inte.")])
@pytest.mark.parametrize("position", range(3))
def test_one_store_that_refuses_its_methods_does_not_hide_the_others(error: GatewayError, position: int) -> None:
    errors = [error if number == position else None for number in range(3)]
    offer = offer_of(Chain(*errors))
    assert len(offer.choices) == 2
    assert offer.left_out == f"Butiken Butik {position}: {error}"


def test_stores_that_all_refuse_are_told_with_the_first_ones_reason() -> None:
    with pytest.raises(GatewayRefused, match="Nekat"):
        choices_of(Chain(REFUSED, SILENT, REFUSED))


def test_when_the_gateway_is_silent_not_every_store_is_asked_about() -> None:
    chain = Chain(*[SILENT] * 30)
    with pytest.raises(GatewayUnavailable):
        choices_of(chain)
    assert len(chain.asked) == 2


@pytest.mark.parametrize(
    ("store_id", "method_id", "expected"),
    [("", "", "s1-m"), ("s9", "", "s1-m"), ("", "m9", "s1-m"), ("s9", "m9", "m9")],
)
def test_the_first_choice_is_made_unless_one_stands(
    office: Office, store_id: str, method_id: str, expected: str
) -> None:
    office.choose(resurs_store_id=store_id, resurs_method_id=method_id)
    connect_first(office.counter.store, Account(ACCOUNT), ACCOUNT)
    assert office.program().settings().resurs_method_id == expected


def test_what_was_changed_is_shown_with_its_time(office: Office) -> None:
    program = office.program()
    program.save(ACCOUNT, program.choices(ACCOUNT)[0], who="BH")
    with office.counter.store.reading() as work:
        events = work.events.of_order(WORKSHOP)
    assert {(event.who, event.at) for event in events} == {("BH", NOON)}
    assert "resurs_store_id" in {event.reference for event in events}


class SlowKeyring(MemorySecrets):
    """A keyring that answers when it is told to; `asked` counts the questions."""

    def __init__(self) -> None:
        super().__init__()
        self.answers = threading.Event()
        self.asked = 0

    def get(self, name: str) -> str | None:
        self.asked += 1
        assert self.answers.wait(30)
        return super().get(name)


def test_a_call_that_comes_while_the_keyring_is_asked_waits_for_it(office: Office) -> None:
    office.secrets = keyring = SlowKeyring()
    office.choose(resurs_client_id="verkstad")
    keyring.put("verkstad", "hemligt")
    program = office.program()
    with ThreadPoolExecutor(3) as callers:
        calls = [callers.submit(program.begin_once) for _ in range(3)]
        keyring.answers.set()
        assert [call.result() for call in calls] == [True] * 3
    assert keyring.asked == 1
    assert office.connected is not None
