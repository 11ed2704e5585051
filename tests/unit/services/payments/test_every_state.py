"""Every state that the controller and the gateway can reach together keeps the invariants of design §4.

One order and at most two requests; every fate of each call, death between any two acts, a lease that runs out,
Annullera and the customer at any moment, calls that arrive late. And once it is booked: part credits one upon the
other, the rest credited, Annullera, and somebody who gives money back in the gateway's portal. Breadth first, so a
broken rule shows its shortest story.
"""

import os
import sys
from collections import deque
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

import pytest

from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.domain.payments.request import CallKind, Intent, PaymentOutcome, PaymentRequest
from support.fakes.gateway import PORTAL, Fate, Payment
from support.payment_world import Scope, State, World, acts, posted, start

LONG_ENOUGH = 40
HOUR = timedelta(hours=1)


@dataclass
class Explored:
    """How each state was first reached, and how many acts were tried."""

    first: dict[State, tuple[State, str] | None]
    transitions: int = 0

    def story(self, state: State) -> str:
        """The shortest story that leads to a state."""
        reported: list[str] = []
        step = self.first[state]
        while step is not None:
            reported.append(step[1])
            step = self.first[step[0]]
        return " → ".join(reversed(reported))


def explore(scope: Scope) -> Explored:
    first = posted() if scope.part_credits else start()
    found = Explored({first: None})
    waiting = deque([first])
    while waiting:
        state = waiting.popleft()
        for name, act in acts(state, scope):
            world = World(state, cancels_waiting=scope.cancels_waiting)
            act(world)
            after = world.state()
            found.transitions += 1
            if after not in found.first:
                found.first[after] = (state, name)
                broken = check(after)
                assert not broken, f"{broken}\n{found.story(after)}\n{after}"
                waiting.append(after)
    return found


def check(state: State) -> str:
    """The invariant that this state breaks, in the design's words; empty when none."""
    for rule in (_i1, _i2, _i3, _i4, _settled_is_final):
        broken = rule(state)
        if broken:
            return broken
    return ""


def payment_of(state: State, request: PaymentRequest) -> Payment | None:
    found = [payment for payment in state.payments if payment.reference == request.reference]
    assert len(found) <= 1, "a payment was created twice"
    return found[0] if found else None


def _i1(state: State) -> str:
    for request in state.requests:
        payment = payment_of(state, request)
        asks = request.intent is Intent.COLLECT and request.holds_order
        if asks and payment and payment.total != state.order.totals.to_pay:
            return "I1: a COLLECT link asks for an amount that is not its order's"
    return ""


def _i2(state: State) -> str:
    collecting = [r for r in state.requests if r.intent is Intent.COLLECT and r.holds_order]
    return "I2: two COLLECT requests for one order" if len(collecting) > 1 else ""


def _i3(state: State) -> str:
    for payment in state.payments:
        if payment.captured not in (0, payment.total) or payment.refunded > payment.captured:
            return "I3: money captured in part, or more given back than was captured"
    for request in state.requests:
        found = payment_of(state, request)
        broken = _given_back_wrongly(request, found) if found else ""
        if broken:
            return broken
    on_order = [p for r in state.requests if r.is_paid and (p := payment_of(state, r))]
    return "I3: money on the order twice" if len(on_order) > 1 else ""


def _given_back_wrongly(request: PaymentRequest, payment: Payment) -> str:
    """What is credited goes back once, and all the rest once when the link is given up."""
    ours = [(refund_id, amount) for refund_id, amount in payment.refunds if refund_id != PORTAL]
    if len({refund_id for refund_id, _ in ours}) < len(ours):
        return "I3: given back twice"
    owed = {refund.transaction_id: refund.amount for refund in request.refunds}
    parts = [refund for refund in ours if refund[0] != request.refund_id]
    if any(owed.get(refund_id) != amount for refund_id, amount in parts):
        return "I3: another amount was given back than was credited"
    whole = len(ours) > len(parts)
    if whole and (request.intent is Intent.COLLECT or payment.net_captured):
        return "I3: a payment that was not given up went back, or not all of it"
    return ""


def back(payment: Payment) -> int:
    """What has gone back of it by ourselves."""
    return sum(amount for refund_id, amount in payment.refunds if refund_id != PORTAL)


def _i4(state: State) -> str:
    return _an_open_order(state) or _a_paid_order(state) or _a_booked_order(state)


def _an_open_order(state: State) -> str:
    order = state.order
    for request in state.requests:
        payment = payment_of(state, request)
        holds = payment is not None and (payment.net_captured > 0 or payment.authorized > 0)
        going_back = request.is_doubtful or (request.intent is Intent.VOID and not request.is_settled)
        if order.status.is_open and holds and not going_back:
            return "I4: an open order holds money that is not on its way back"
        if not request.holds_order and request.captured > request.refunded and not request.paid_late:
            return "I4: the order was opened although the gateway had said that it holds money"
    if order.status is not OrderStatus.POSTED and order.status.is_open == any(r.holds_order for r in state.requests):
        return "I4: the order's lock and its requests disagree"
    return ""


def _a_paid_order(state: State) -> str:
    """What part credits have given back is not there any more; what was taken in the portal is found when looking."""
    order, booked = state.order, state.order.status is OrderStatus.POSTED
    for request in state.requests:
        payment = payment_of(state, request)
        if not request.is_paid:
            continue
        if request.captured - request.refunded != request.owed or request.amount != order.totals.to_pay:
            return "I4: shown as paid, but the gateway had shown another amount"
        if payment is None or payment.net_captured + payment.refunded != order.totals.to_pay:
            return "I4: shown as paid, but not paid at the gateway"
        if payment.refunded != back(payment) and PORTAL not in payment.refund_ids:
            return "I4: shown as paid, but given back"
        if request.is_settled and request.refunded != request.credited:
            return "S12: it rests as paid, and what is credited has not gone back"
    if order.payment_received and not booked and not any(r.is_paid for r in state.requests):
        return "I4: payment received on the order without a paid request"
    return ""


def _a_booked_order(state: State) -> str:
    """S12: an order is booked until all of its invoice is credited, whatever becomes of its payment."""
    invoice = state.invoice
    if invoice is None:
        return ""
    if bool(state.left(invoice)) is not (state.order.status is OrderStatus.POSTED):
        return "S12: an order is not booked as long as its invoice stands"
    known = {each.number for each in state.invoices if each.is_credit}
    owed = [refund.credit_invoice for request in state.requests for refund in request.refunds]
    if len(set(owed)) < len(owed) or not known.issuperset(owed):
        return "S12: a refund without its credit, or two for one"
    return ""


def _settled_is_final(state: State) -> str:
    for request in state.requests:
        payment = payment_of(state, request)
        if request.outcome in (None, PaymentOutcome.PAID) or request.is_doubtful:
            continue  # what counts as not sent or gone is looked at again, and given up when it turns up
        if payment and not payment.is_dead:
            return "settled, but its link lives"
        if any(late.kind is CallKind.CREATE and late.payment.reference == request.reference for late in state.late):
            return "settled, but its creation may still arrive"
    return ""


@cache
def at_rest(state: State, *, cancels_waiting: bool) -> State:
    """What becomes of a run when the gateway answers and nobody else acts."""
    for _ in range(LONG_ENOUGH):
        if state.running is None:
            return state
        world = World(state, cancels_waiting=cancels_waiting)
        if state.running.step is None:
            world.turn()
        else:
            world.call(Fate.ANSWERED)
        state = world.state()
    raise AssertionError(f"no rest: {state}")


def ends_well(state: State, *, cancels_waiting: bool) -> str:
    """After any trouble: all time passes, everything is looked at a few times, and all must have ended."""
    world = World(state, cancels_waiting=cancels_waiting)
    world.die()
    state = world.state()
    for _ in range(3):
        for request in state.requests:
            if not request.is_over or request.is_doubtful:
                world = World(state, cancels_waiting=cancels_waiting)
                world.look(request.id)
                state = at_rest(world.state(), cancels_waiting=cancels_waiting)
        world = World(state, cancels_waiting=cancels_waiting)
        world.long_passes()
        state = world.state()
    return check(state) or _ended(state)


def _ended(state: State) -> str:
    for request in state.requests:
        payment = payment_of(state, request)
        if request.outcome is PaymentOutcome.NOT_SENT and payment:
            return f"I1: {request.reference} counts as not sent, and its payment is not known"
        lost = request.intent is Intent.COLLECT and request.call is not None
        taken = payment is not None and PORTAL in payment.refund_ids and bool(request.deviation)
        if not request.is_settled and not lost and not taken:
            return f"I5: {request.reference} never ends"
        if request.intent is Intent.VOID and payment and payment.net_captured:
            return f"I1: the money of {request.reference} did not go back"
        if request.is_settled and payment and payment.refunded not in (request.credited, payment.captured):
            return f"S12: what is credited of {request.reference} did not go back"
    return ""


READ = (Fate.ANSWERED, Fate.NEVER)
FEW = (Fate.ANSWERED, Fate.LOST, Fate.LATE)
LATER = (*FEW, Fate.REFUSED_LATE)
SCOPES = {
    "one request, all trouble": Scope(1),
    "one request, waiting links can be cancelled": Scope(1, FEW, cancels_waiting=True),
    "two requests, lost answers": Scope(
        2,
        (Fate.ANSWERED, Fate.LOST),
        ("pays",),
        leases_run_out=False,
        looks_at_paid=False,
        readings=(Fate.ANSWERED,),
    ),
    "one request, gone or not found": Scope(
        1, (Fate.ANSWERED, Fate.LOST, Fate.REFUSED_DONE), readings=(*READ, Fate.HIDDEN)
    ),
    "one request, answers about another payment": Scope(1, (*FEW, Fate.MIXED_UP), readings=(*READ, Fate.MIXED_UP)),
    "a part credit, answers about another payment": Scope(
        1, (Fate.ANSWERED, Fate.LATE, Fate.MIXED_UP), part_credits=1, readings=(*READ, Fate.MIXED_UP)
    ),
    "one request, two counters whose clocks differ": Scope(1, LATER, ("pays", "lets it expire"), other_clocks=(HOUR,)),
    "a part credit, two counters whose clocks differ": Scope(1, LATER, part_credits=1, other_clocks=(HOUR,)),
    "two part credits": Scope(1, FEW, part_credits=2),
    "a part credit, refunds in the portal": Scope(1, FEW, part_credits=1, portal=True),
}
if "ALL_STATES" in os.environ:
    # Minutes of their own (`make states`).
    SCOPES["a part credit, all trouble, refunds in the portal"] = Scope(1, part_credits=1, portal=True)
    SCOPES["two part credits, all trouble"] = Scope(1, part_credits=2)
    SCOPES["one request, all trouble, waiting links can be cancelled"] = Scope(1, cancels_waiting=True)
    SCOPES["two requests, lost and late answers"] = Scope(
        2, FEW, ("pays", "lets it expire"), leases_run_out=False, looks_at_paid=False
    )


@pytest.mark.timeout(600)
@pytest.mark.parametrize("scope", SCOPES.values(), ids=SCOPES)
def test_every_reachable_state_keeps_the_invariants_and_ends_well(
    scope: Scope, capsys: pytest.CaptureFixture[str]
) -> None:
    found = explore(scope)
    rests = [state for state in found.first if state.running is None]
    for state in rests:
        broken = ends_well(state, cancels_waiting=scope.cancels_waiting)
        assert not broken, f"{broken}\n{found.story(state)}\n{state}"
    with capsys.disabled():
        sys.stdout.write(f"\n{len(found.first)} states, {found.transitions} transitions\n")
    assert len(found.first) > 1000
