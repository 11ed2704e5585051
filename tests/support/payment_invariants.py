"""The invariants I1-I4 of the design, checked on both sides: the store, and the gateway's ledger."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from promeister_mpay.adapters.store import SqlStore
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.domain.payments.request import Intent, PaymentRequest
from support.gateways import Json, Sandbox

ALIVE = ("TASK_REDIRECTION_REQUIRED", "INSPECTION", "SUPPLEMENTING_REQUIRED", "FROZEN")


@dataclass(frozen=True)
class Paid:
    """A payment as the gateway's ledger has it; amounts in öre."""

    reference: str
    is_alive: bool
    total: int
    authorized: int
    captured: int
    refunded: int
    done: Counter[str]
    given_back: tuple[tuple[str, int], ...]
    """Each refund by its transaction id."""

    @property
    def net_captured(self) -> int:
        return self.captured - self.refunded

    @property
    def holds_money(self) -> bool:
        return self.net_captured > 0 or self.authorized > 0


@dataclass(frozen=True)
class BothSides:
    """One order with its payments in the store and at the gateway."""

    order: Order
    requests: list[PaymentRequest]
    payments: list[Paid]
    texts: list[str]

    def request_of(self, payment: Paid) -> PaymentRequest:
        """Every payment at the gateway was asked for by exactly one request of ours."""
        (request,) = [request for request in self.requests if request.reference == payment.reference]
        return request

    def collecting(self) -> list[PaymentRequest]:
        """The requests that ask for money for the order, or hold it."""
        return [request for request in self.requests if request.intent is Intent.COLLECT and request.holds_order]


def both_sides(store: SqlStore, sandbox: Sandbox, number: int) -> BothSides:
    """Read order `number` from both sides."""
    with store.reading() as work:
        order, requests = work.orders.get(number), work.requests.of_order(number)
    payments = [_paid(payment) for payment in sandbox.payments()]
    mine = f"{number}-"
    return BothSides(
        order,
        requests,
        [payment for payment in payments if payment.reference.startswith(mine)],
        [str(message["text"]) for message in sandbox.messages() if f" {mine}" in message["text"]],
    )


def _paid(payment: Json) -> Paid:
    order = payment["order"]
    return Paid(
        reference=order["orderReference"],
        is_alive=payment["status"] in ALIVE,
        total=_ore(order["totalOrderAmount"]),
        authorized=_ore(order["authorizedAmount"]),
        captured=_ore(order["capturedAmount"]),
        refunded=_ore(order["refundedAmount"]),
        done=Counter(entry["type"] for entry in order["actionLog"]),
        given_back=tuple(_given_back(entry) for entry in order["actionLog"] if entry["type"] == "REFUND"),
    )


def _given_back(entry: Json) -> tuple[str, int]:
    amount = sum(_ore(line["totalAmountIncludingVat"]) for line in entry["orderLines"])
    return str(entry.get("transactionId", "")), amount


def _ore(kronor: Decimal | int) -> int:
    ore = kronor * 100
    assert ore == int(ore)
    return int(ore)


def kept_always(sides: BothSides) -> None:
    """What holds at any moment, also between a death and the next start."""
    never_two_links_collect(sides)
    nothing_is_done_twice(sides)
    one_sms_for_a_request(sides)
    a_paid_order_is_paid_at_the_gateway(sides)


def kept_at_rest(sides: BothSides) -> None:
    """What holds besides as soon as the program has done what it can."""
    a_link_asks_for_its_orders_amount(sides)
    money_is_on_the_order_once_or_goes_back_in_full(sides)
    an_open_order_holds_no_money(sides)


def a_link_asks_for_its_orders_amount(sides: BothSides) -> None:
    """I1: no COLLECT link asks for an amount that is not its order's, and what is paid on a VOID link goes back."""
    for request in sides.collecting():
        assert request.amount == sides.order.totals.to_pay
    for payment in sides.payments:
        request = sides.request_of(payment)
        if request.intent is Intent.COLLECT:
            assert payment.total == request.amount
        else:
            assert payment.net_captured == 0


def never_two_links_collect(sides: BothSides) -> None:
    """I2: never two COLLECT requests for one order; and never two payments for one request."""
    assert len(sides.collecting()) <= 1
    assert max(Counter(payment.reference for payment in sides.payments).values(), default=0) <= 1
    live = [sides.request_of(payment) for payment in sides.payments if payment.is_alive or payment.holds_money]
    assert sum(request.intent is Intent.COLLECT for request in live) <= 1


def nothing_is_done_twice(sides: BothSides) -> None:
    """I3: money is captured at most once; what is credited goes back once, and at most once all that is left."""
    for payment in sides.payments:
        request = sides.request_of(payment)
        assert payment.done["CAPTURE"] <= 1
        assert payment.captured in (0, payment.total)
        ids = [refund_id for refund_id, _ in payment.given_back]
        assert max(Counter(ids).values(), default=0) <= 1
        credited = {(refund.transaction_id, refund.amount) for refund in request.refunds}
        parts = [refund for refund in payment.given_back if refund[0] != request.refund_id]
        assert credited.issuperset(parts)
        whole = request.refund_id in ids
        assert payment.refunded == (payment.captured if whole else sum(amount for _, amount in parts))


def one_sms_for_a_request(sides: BothSides) -> None:
    """The customer gets one SMS for a request, or none."""
    for request in sides.requests:
        assert sum(f" {request.reference} " in text for text in sides.texts) <= 1
    assert len(sides.texts) <= len(sides.requests)


def money_is_on_the_order_once_or_goes_back_in_full(sides: BothSides) -> None:
    """I3: money captured ends as "paid, on the order, once", less what is credited, or as "refunded in full, once"."""
    money = sum(payment.net_captured for payment in sides.payments)
    credited = sum(request.credited for request in sides.requests if request.is_paid)
    assert money == (sides.order.totals.to_pay - credited if sides.order.payment_received else 0)
    assert sum(payment.authorized for payment in sides.payments) == 0


def an_open_order_holds_no_money(sides: BothSides) -> None:
    """I4: an order shown as open holds no money; and only an open order has no request that holds it."""
    if sides.order.status.is_open:
        assert not any(payment.holds_money for payment in sides.payments)
        assert not sides.order.payment_received
    assert sides.order.status.is_open is not any(request.holds_order for request in sides.requests)


def a_paid_order_is_paid_at_the_gateway(sides: BothSides) -> None:
    """I4: an order shown as paid is paid at the gateway, once, with its amount."""
    assert (sides.order.payment_method is PaymentMethod.MOBILE) is sides.order.payment_received
    if sides.order.payment_received:
        paid = [payment for payment in sides.payments if payment.net_captured]
        assert [payment.net_captured + payment.refunded for payment in paid] == [sides.order.totals.to_pay]
        assert [sides.request_of(payment).is_paid for payment in paid] == [True]
