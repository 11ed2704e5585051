"""Mobile payments when gateway, line, clock or customer misbehave: the right sentence, and nothing is lost (I5)."""

from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

import httpx
import pytest

from promeister_mpay.adapters.resurs import ResursAccount, ResursGateway
from promeister_mpay.adapters.store import SqlStore
from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.domain.payments.request import PaymentOutcome
from promeister_mpay.errors import GatewayError, GatewayLogin, GatewayUnavailable, OutcomeUnknown
from promeister_mpay.sandbox.server import listening_socket
from support.fakes.clock import FakeClock
from support.gateways import CLIENT_ID, Sandbox, certificates, client_of, trouble, until
from support.payment_invariants import an_open_order_holds_no_money, kept_always, kept_at_rest
from support.stores import in_turns
from support.workshop import Workshop

WAITS, OPEN = OrderStatus.MOBILE_PAYMENT, OrderStatus.DONE
HOUR = timedelta(hours=1)


@pytest.fixture
def shop(store: SqlStore, sandbox: Sandbox, gateway: ResursGateway) -> Workshop:
    workshop = Workshop(store, sandbox, gateway)
    workshop.take_in()
    return workshop


def with_client(shop: Workshop, client: ResursGateway) -> None:
    """From now on the workshop calls through this client."""
    shop.gateway, shop.payments = client, shop.program("Kassa 1", gateway=client)


# -- nothing was done, and we know it


def nothing_was_sent(shop: Workshop, kind: type[GatewayError], sentence: str) -> None:
    with pytest.raises(kind, match=sentence):
        shop.send()
    assert (shop.order.status, shop.request.outcome) == (OPEN, PaymentOutcome.NOT_SENT)
    assert shop.sandbox.messages() == []
    assert "Inget betalnings-SMS skickades: " in shop.reported
    assert shop.payments.gateway_trouble is not None
    kept_at_rest(shop.sides())


def test_an_unreachable_gateway_sends_nothing_and_the_order_stays_open(shop: Workshop) -> None:
    nobody = listening_socket(0)
    url = f"http://127.0.0.1:{nobody.getsockname()[1]}"
    nobody.close()
    well = shop.gateway
    with closing(client_of(Sandbox(url, shop.sandbox.http))) as client:
        with_client(shop, client)
        nothing_was_sent(shop, GatewayUnavailable, r"Resurs kan inte nås.*Ingenting har gjorts\.")
    with_client(shop, well)
    shop.go_on()
    assert shop.payments.gateway_trouble is None


def test_wrong_credentials_send_nothing_and_the_sentence_says_where_to_look(shop: Workshop) -> None:
    well = shop.gateway
    account = ResursAccount(shop.sandbox.url, CLIENT_ID, "mistyped")
    with closing(ResursGateway(account, transport=httpx.HTTPTransport(verify=certificates()))) as client:
        with_client(shop, client)
        nothing_was_sent(shop, GatewayLogin, "Kontrollera klient-id och hemlighet i inställningarna")
    with_client(shop, well)
    shop.go_on()


def test_a_gateway_that_answers_401_once_gets_a_new_login_and_the_link_is_sent(shop: Workshop) -> None:
    shop.sandbox.switch(trouble("unauthorized", "create"))
    assert shop.send().trouble is None
    assert len(shop.sandbox.messages()) == 1


@in_turns("kind", ["html", "wrong_shape", "cut", "error_before", "lose_before", "unauthorized"])
def test_a_login_that_fails_sends_nothing(shop: Workshop, kind: str) -> None:
    with closing(client_of(shop.sandbox)) as client:
        with_client(shop, client)
        shop.sandbox.switch(trouble(kind, "token", times=3))
        with pytest.raises((GatewayUnavailable, GatewayLogin)):
            shop.send()
        assert shop.order.status is OPEN
        assert "create" not in shop.sandbox.calls()
        shop.sandbox.switch()
        shop.go_on()


# -- a slow gateway


@pytest.fixture
def hasty(shop: Workshop) -> Iterator[Workshop]:
    """A workshop that waits half a second for answers."""
    with closing(client_of(shop.sandbox, timeout=httpx.Timeout(0.5))) as client:
        client.stores()
        with_client(shop, client)
        yield shop


def test_a_slow_gateways_link_is_found(hasty: Workshop) -> None:
    hasty.sandbox.switch(trouble("delay", "create", seconds=1))
    assert isinstance(hasty.send().trouble, OutcomeUnknown)
    until(lambda: "create" in hasty.sandbox.calls())
    hasty.come_to_rest()
    assert hasty.request.link == hasty.newest_link()
    hasty.go_on()


def test_a_slow_gateway_is_asked_again_without_harm(hasty: Workshop) -> None:
    hasty.send()
    hasty.sandbox.switch(trouble("delay", "get", seconds=1, times=3))
    result = hasty.check()
    assert isinstance(result.trouble, GatewayUnavailable)
    assert str(result.trouble) == "Resurs svarar inte i tid. Försök igen om en stund."
    assert hasty.order.status is WAITS
    until(lambda: hasty.sandbox.calls().count("get") == 3)
    hasty.go_on()


# -- every trouble with every other call


@dataclass(frozen=True)
class Deed:
    """Something that makes the program call; afterwards `ended` tells how it must have ended."""

    before: Callable[[Workshop], object]
    act: Callable[[Workshop], object]
    ended: Callable[[Workshop], bool]


def paid(shop: Workshop) -> bool:
    return shop.order.payment_received


def ended(outcome: PaymentOutcome) -> Callable[[Workshop], bool]:
    return lambda shop: shop.request.outcome is outcome and shop.order.status is OPEN


def sent_and(action: str) -> Callable[[Workshop], None]:
    def before(shop: Workshop) -> None:
        shop.send()
        shop.act(action)

    return before


def sent_paid_and_seen(shop: Workshop) -> None:
    sent_and("pay")(shop)
    shop.check()


DEEDS = {
    "get": Deed(sent_and("pay"), Workshop.check, paid),
    "capture": Deed(sent_and("authorize"), Workshop.check, paid),
    "cancel": Deed(Workshop.send, Workshop.void, ended(PaymentOutcome.VOIDED)),
    "refund": Deed(sent_paid_and_seen, Workshop.void, ended(PaymentOutcome.REFUNDED)),
}
TROUBLES = [
    "lose_before", "lose_after", "late", "error_before", "error_after", "busy", "unauthorized", "html", "wrong_shape",
    "cut",
]  # fmt: skip
TURNS = [
    (operation, kind, (1, 3)[(at + nth) % 2]) for at, operation in enumerate(DEEDS) for nth, kind in enumerate(TROUBLES)
]
"""Each trouble once with some operations, and three times in a row with the others."""


@pytest.mark.parametrize(("operation", "kind", "times"), TURNS)
@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_whatever_happens_to_a_call_the_order_comes_to_its_end(
    shop: Workshop, operation: str, kind: str, times: int
) -> None:
    deed = DEEDS[operation]
    shop.sandbox.switch(cancels_waiting=True)
    deed.before(shop)
    shop.sandbox.switch(trouble(kind, operation, times=times), cancels_waiting=True)
    with suppress(GatewayError):
        deed.act(shop)
    kept_always(shop.sides())
    an_open_order_holds_no_money(shop.sides())
    shop.come_to_rest()
    assert deed.ended(shop), shop.reported
    shop.sandbox.switch()
    shop.go_on()


# -- another amount than ours


def test_a_link_for_another_amount_is_voided_by_itself_and_flagged(shop: Workshop) -> None:
    shop.sandbox.switch(trouble("wrong_amount", "create", amount=100))
    request = shop.send().request
    reported = shop.reported.replace("\N{NO-BREAK SPACE}", " ")
    assert "Avvikelse: Resurs har beloppet 1,00 kr, men 2 988,75 kr begärdes." in reported
    assert "Betalnings-SMS annullerat av M-PAY." in reported
    assert request.deviation
    assert shop.order.status is OPEN
    shop.pay()
    changes = shop.come_to_rest()
    assert any(change.came_late for change in changes)
    assert shop.request.outcome is PaymentOutcome.REFUNDED
    shop.go_on()


# -- the clock


class OtherTime(httpx.BaseTransport):
    """A line to a gateway whose clock is `ahead` of this computer's."""

    def __init__(self, ahead: timedelta) -> None:
        self._line, self._ahead = httpx.HTTPTransport(verify=certificates()), ahead

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._line.handle_request(request)
        answer.headers["date"] = format_datetime(parsedate_to_datetime(answer.headers["date"]) + self._ahead)
        return answer

    def close(self) -> None:
        self._line.close()


@pytest.mark.parametrize(("wrong", "way"), [(timedelta(minutes=90, seconds=30), "före"), (-1.5 * HOUR, "efter")])
def test_a_computer_whose_clock_is_wrong_says_so_and_is_paid_all_the_same(
    store: SqlStore, sandbox: Sandbox, wrong: timedelta, way: str
) -> None:
    account = ResursAccount(sandbox.url, CLIENT_ID, CLIENT_ID)
    with closing(ResursGateway(account, transport=OtherTime(-wrong))) as client:
        shop = Workshop(store, sandbox, client, clock=FakeClock(datetime.now(UTC) + wrong))
        shop.take_in()
        shop.send()
        assert f"Datorns klocka går {90 if wrong > HOUR else 89} minuter {way} Resurs." in shop.payments.clock_warning
        shop.pay()
        shop.come_to_rest()
        assert shop.order.payment_received
        assert shop.void().request.outcome is PaymentOutcome.REFUNDED
        shop.go_on()


def test_a_clock_that_is_right_is_not_complained_of(shop: Workshop) -> None:
    assert shop.payments.clock_warning == ""
