"""kill -9 at every boundary of sending, voiding and checking: the next start goes on, and no krona goes astray (I5)."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import msgspec
import pytest

from promeister_mpay.adapters.resurs import ResursGateway
from promeister_mpay.adapters.store import SqlStore
from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.domain.payments.request import PaymentOutcome
from promeister_mpay.errors import GatewayUnavailable
from promeister_mpay.sandbox.access import SECRET_HEADER
from support.books import with_seller
from support.dying_counter import SECOND_ROW, End, Task
from support.gateways import Sandbox, client_of, http_at, trouble, until
from support.payment_invariants import an_open_order_holds_no_money, kept_always
from support.workshop import NUMBER, Workshop

TESTS = Path(__file__).parents[1]
MOST_BOUNDARIES = 30
NEVER_LEFT = (4, 5)
"""Where a sending counter dies with its call journaled and not made: what happened can only be asked, never resent."""

Deed = Callable[[Workshop], None]


class DyingCounters:
    """The program that forks a counter for each task."""

    def __init__(self) -> None:
        self._program = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "support.dying_counter"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=TESTS,
        )

    def run(self, task: Task) -> End:
        """Let a counter do the task, until its end."""
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        self._program.stdin.write(msgspec.json.encode(task) + b"\n")
        self._program.stdin.flush()
        return msgspec.json.decode(self._program.stdout.readline(), type=End)

    def close(self) -> None:
        self._program.communicate()


@pytest.fixture(scope="module")
def counters() -> Iterator[DyingCounters]:
    program = DyingCounters()
    yield program
    program.close()


@pytest.fixture
def workshop(store: SqlStore, sandbox: Sandbox, gateway: ResursGateway) -> Workshop:
    return Workshop(store, sandbox, gateway)


@dataclass(frozen=True)
class Kills:
    """A workshop whose counter is killed at every boundary of an act, each time with a new order."""

    workshop: Workshop
    counters: DyingCounters
    store_url: str

    def at_each_boundary(self, act: str, prepare: Deed) -> Iterator[int]:
        """Prepare an order and kill `act` at boundary 1, 2, 3…, until it lives through; gives the boundary."""
        for die_at in count(1):
            assert die_at < MOST_BOUNDARIES
            self.workshop.take_in(NUMBER + die_at)
            prepare(self.workshop)
            end = self.run(act, die_at)
            sides = self.workshop.sides()
            kept_always(sides)
            an_open_order_holds_no_money(sides)
            yield die_at
            if not end.killed:
                assert not end.said
                assert die_at == end.passed + 1
                return

    def run(self, act: str, die_at: int) -> End:
        """Another counter does `act` with the order, and dies at that boundary."""
        shop = self.workshop
        end = self.counters.run(Task(act, self.store_url, shop.sandbox.url, shop.number, shop.clock.now(), die_at))
        assert not end.bug, end.bug
        return end


@pytest.fixture
def kills(workshop: Workshop, counters: DyingCounters, store_url: str) -> Kills:
    return Kills(workshop, counters, store_url)


def nothing(_: Workshop) -> None:
    """Nobody does anything."""


def link_sent(shop: Workshop) -> None:
    shop.send()


def order_paid(shop: Workshop) -> None:
    shop.send()
    shop.act("pay")
    shop.check()


def paid_but_not_seen(shop: Workshop) -> None:
    shop.send()
    shop.act("pay")


def reserved(shop: Workshop) -> None:
    shop.send()
    shop.act("authorize")


def booked(shop: Workshop) -> None:
    """The order that was taken in is paid and booked."""
    order_paid(shop)
    shop.post()


def wholly_credited(shop: Workshop) -> None:
    """A part has been credited and gone back, then the rest credited: now Annullera gives that back."""
    booked(shop)
    shop.credit_and_give_back(SECOND_ROW)
    shop.credit()


embedded = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
customer_acts = pytest.mark.parametrize("action", ["pay", "decline"])


def test_killed_while_sending_the_customer_gets_one_sms_or_none_and_the_order_can_go_on(kills: Kills) -> None:
    shop = kills.workshop
    for die_at in kills.at_each_boundary("send", nothing):
        asked = bool(shop.card().requests)
        assert shop.order.status is (OrderStatus.MOBILE_PAYMENT if asked else OrderStatus.DONE)
        shop.come_to_rest()
        assert len(shop.sides().texts) == len(shop.sides().payments) == (die_at not in (1, *NEVER_LEFT))
        shop.go_on()


@embedded
@customer_acts
def test_killed_while_sending_and_the_customer_answers_before_the_next_start(kills: Kills, action: str) -> None:
    shop = kills.workshop
    for _ in kills.at_each_boundary("send", nothing):
        if shop.sides().payments:
            shop.act(action)
            shop.come_to_rest()
            assert shop.order.payment_received is (action == "pay")
            assert shop.order.status is (OrderStatus.MOBILE_PAYMENT if action == "pay" else OrderStatus.DONE)


@embedded
@pytest.mark.parametrize("cancels_waiting", [False, True], ids=["link lives on", "link can be cancelled"])
def test_killed_while_voiding_a_link_that_waits_the_order_opens_and_the_link_dies(
    kills: Kills, cancels_waiting: bool
) -> None:
    shop = kills.workshop
    shop.sandbox.switch(cancels_waiting=cancels_waiting)
    for die_at in kills.at_each_boundary("void", link_sent):
        if die_at > 1:
            shop.payments.watch()
            assert shop.order.status is OrderStatus.DONE
            shop.come_to_rest()
            assert shop.request.outcome is PaymentOutcome.VOIDED
        shop.go_on()


@embedded
@customer_acts
def test_killed_while_voiding_and_the_customer_answers_before_the_next_start(kills: Kills, action: str) -> None:
    shop = kills.workshop
    never_voided = {"pay": PaymentOutcome.PAID, "decline": PaymentOutcome.REJECTED}
    voided = {"pay": PaymentOutcome.REFUNDED, "decline": PaymentOutcome.VOIDED}
    for die_at in kills.at_each_boundary("void", link_sent):
        shop.act(action)
        shop.come_to_rest()
        assert shop.request.outcome is (voided if die_at > 1 else never_voided)[action]
        assert shop.order.status.is_open is (not shop.order.payment_received)


@embedded
def test_killed_while_voiding_a_paid_order_the_money_goes_back_once_and_in_full(kills: Kills) -> None:
    shop = kills.workshop
    for die_at in kills.at_each_boundary("void", order_paid):
        assert shop.order.payment_received is (die_at == 1)
        shop.come_to_rest()
        if die_at > 1:
            assert shop.request.outcome is PaymentOutcome.REFUNDED
            assert [payment.refunded for payment in shop.sides().payments] == [shop.request.amount]
        shop.go_on()


@embedded
def test_killed_while_crediting_what_is_credited_goes_back_once(kills: Kills) -> None:
    shop = kills.workshop
    with_seller(shop.store)
    for die_at in kills.at_each_boundary("credit", booked):
        credited = len(shop.card().documents) == 2
        assert credited is (die_at > 1)
        shop.come_to_rest()
        assert shop.order.status is OrderStatus.POSTED
        assert [payment.refunded for payment in shop.sides().payments] == [119_625 if credited else 0]


@embedded
def test_killed_while_giving_back_what_is_left_of_a_credited_payment(kills: Kills) -> None:
    shop = kills.workshop
    with_seller(shop.store)
    for die_at in kills.at_each_boundary("void", wholly_credited):
        shop.come_to_rest()
        ids = [refund_id for refund_id, _ in shop.sides().payments[0].given_back]
        assert ids == [f"K-{shop.number}-1-1", f"R-{shop.number}-1"][: 1 + (die_at > 1)]
        assert shop.order.status is (OrderStatus.DONE if die_at > 1 else OrderStatus.MOBILE_PAYMENT)


@embedded
@pytest.mark.parametrize("prepare", [link_sent, paid_but_not_seen, reserved])
def test_killed_while_checking_the_order_is_paid_once_or_still_waits(kills: Kills, prepare: Deed) -> None:
    shop = kills.workshop
    for _ in kills.at_each_boundary("check", prepare):
        shop.come_to_rest()
        assert shop.order.payment_received is (prepare is not link_sent)
        shop.go_on()


@embedded
def test_what_a_dead_counter_was_at_another_takes_up_when_its_right_has_run_out(kills: Kills) -> None:
    shop = kills.workshop
    shop.take_in()
    assert kills.run("send", die_at=6).killed
    other = shop.program("Kassa 2")
    assert not other.check(NUMBER, who="ML").request.link
    assert shop.sandbox.calls().count("search") == 0
    shop.pass_time()
    assert other.check(NUMBER, who="ML").request.link == shop.newest_link()
    shop.go_on()


class MortalSandbox:
    """The sandbox as a process of its own, which is killed and started again on the same port."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.secret = ""
        self.url = self._start("0")

    def _start(self, port: str) -> str:
        command = [sys.executable, "-m", "promeister_mpay.sandbox", "--with-parent", "--port", port]
        self._process = subprocess.Popen(
            [*command, "--data", str(self._folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self._process.stdout is not None
        place = msgspec.json.decode(self._process.stdout.readline())
        self.secret = str(place["secret"])
        return str(place["url"])

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()

    def start_again(self) -> None:
        assert self._start(self.url.rpartition(":")[2]) == self.url


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[MortalSandbox]:
    sandbox = MortalSandbox(tmp_path / "mortal")
    yield sandbox
    sandbox.kill()


@pytest.fixture
def shop(store: SqlStore, mortal: MortalSandbox) -> Iterator[Workshop]:
    """A workshop whose gateway is a process that can be killed."""
    with http_at(mortal.url) as http:
        http.event_hooks["request"].append(lambda request: request.headers.update({SECRET_HEADER: mortal.secret}))
        sandbox = Sandbox(mortal.url, http)
        gateway = client_of(sandbox)
        yield Workshop(store, sandbox, gateway)
        gateway.close()


CALLS = {"create": (nothing, Workshop.send), "refund": (order_paid, Workshop.void)}
each_call = pytest.mark.parametrize("call", CALLS)


def no_trouble_left(shop: Workshop) -> bool:
    """Whether the switch has been met: the call has reached the gateway."""
    return not shop.sandbox.http.get("/sandbox/switches").json()["troubles"]


def is_done(shop: Workshop, call: str) -> bool:
    return any(payment.done[call.upper()] for payment in shop.sides().payments)


@embedded
@each_call
def test_a_gateway_killed_before_it_has_done_a_call_is_asked_again_when_it_is_back(
    shop: Workshop, mortal: MortalSandbox, call: str
) -> None:
    prepare, act = CALLS[call]
    shop.take_in()
    prepare(shop)
    shop.sandbox.switch(trouble("delay", call, seconds=60))
    with ThreadPoolExecutor(1) as counter:
        acting = counter.submit(act, shop)
        until(lambda: no_trouble_left(shop))
        mortal.kill()
        assert isinstance(acting.result().trouble, GatewayUnavailable)
    assert shop.order.status is OrderStatus.MOBILE_PAYMENT
    mortal.start_again()
    assert not is_done(shop, call)
    shop.come_to_rest()
    shop.go_on()


@embedded
@each_call
def test_a_gateway_killed_after_it_has_done_a_call_has_done_it_once_when_it_is_back(
    shop: Workshop, mortal: MortalSandbox, call: str
) -> None:
    prepare, act = CALLS[call]
    shop.take_in()
    prepare(shop)
    shop.sandbox.switch(trouble("late", call, seconds=1))
    act(shop)
    assert shop.order.status is OrderStatus.MOBILE_PAYMENT
    until(lambda: is_done(shop, call))
    mortal.kill()
    mortal.start_again()
    shop.come_to_rest()
    assert len(shop.sides().payments) == len(shop.sides().texts) == 1
    assert is_done(shop, call)
    shop.go_on()
