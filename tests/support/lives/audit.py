"""The audit of a life: what each customer paid and got back by the gateway's own ledger, against the store's books."""

from collections import Counter
from collections.abc import Callable

from promeister_mpay.adapters.store import SqlStore
from promeister_mpay.domain.books.crediting import credited_by, left_of
from promeister_mpay.domain.books.sie_batches import Period
from promeister_mpay.domain.books.vouchers import DocumentKind
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.domain.payments.request import PaymentRequest
from promeister_mpay.sandbox.ledger import SandboxPayment
from support.books import balances
from support.lives.life import Life
from support.lives.programs import LifeFailed
from support.lives.resurs import HELD

CLEARING = 1931


def shows_deviation(request: PaymentRequest) -> bool:
    """Whether a clerk sees that something is wrong: a deviation, or a part refund that does not go through."""
    return bool(request.deviation) or any(refund.refusals or refund.is_overdue for refund in request.pending)


def audit(life: Life) -> None:
    """Raise `LifeFailed` for the first thing that is wrong."""
    store = life.store
    for number in life.orders:
        with store.reading() as work:
            order, requests = work.orders.get(number), list(work.requests.of_order(number))
        payments = [each for each in life.gateway.payments() if each.reference.startswith(f"{number}-")]
        sent_twice = {each for proxy in life.proxies for each in proxy.sent_twice}
        case = Case(order, requests, payments, sent_twice)
        for check in CHECKS:
            wrong = check(case)
            if wrong:
                raise LifeFailed(f"order {number}: {wrong}\n  {requests}\n  {payments}")
    _books_are_right(life, store)


class Case:
    """One order in the store and at the gateway."""

    def __init__(
        self, order: Order, requests: list[PaymentRequest], payments: list[SandboxPayment], sent_twice: set[str]
    ) -> None:
        self.order, self.requests, self.payments = order, requests, payments
        self.sent_twice = sent_twice

    @property
    def is_shown(self) -> bool:
        """Whether a deviation is shown of any of its requests."""
        return any(shows_deviation(request) for request in self.requests)

    @property
    def net(self) -> int:
        """What the customer has paid and not got back, by the gateway's ledger, in öre."""
        return sum(payment.captured - payment.refunded for payment in self.payments)

    @property
    def paid(self) -> int:
        """What the customer has paid and not got back, by the store, in öre."""
        return sum(request.owed for request in self.requests if request.is_paid)


def _each_payment_is_asked_for(case: Case) -> str:
    known = {request.reference for request in case.requests}
    unknown = [payment.reference for payment in case.payments if payment.reference not in known]
    return f"payments that nobody asked for: {unknown}" if unknown else ""


def _double_links_are_shown(case: Case) -> str:
    """The store knows each link that the network made twice; one that is dead is no deviation any more."""
    double = {reference for reference, times in Counter(p.reference for p in case.payments).items() if times > 1}
    known = {payment_id for request in case.requests for payment_id in (request.doubles or "").split()}
    known |= {request.payment_id for request in case.requests}
    shown = {request.reference for request in case.requests if request.deviation}
    hidden = [p.reference for p in case.payments if p.reference in double - shown and p.id not in known]
    return f"two links for one request, and nothing shows it: {hidden}" if hidden else ""


def _money_is_where_the_store_says(case: Case) -> str:
    if case.net == case.paid or case.is_shown:
        return ""
    return f"the customer has paid {case.net} öre by the gateway, and {case.paid} öre by the store"


def _order_shows_its_money(case: Case) -> str:
    is_paid = any(request.is_paid for request in case.requests)
    if case.order.status.is_open and is_paid:
        return "it is open, and a payment of it stands"
    if case.order.payment_received and not is_paid and not case.is_shown and case.order.invoice_number is None:
        return "it is shown as paid, and no request of it is"
    return ""


def _nothing_is_left_over(case: Case) -> str:
    alive = [p.reference for p in case.payments if p.waits or p.status in HELD]
    reserved = [p.reference for p in case.payments if p.authorized]
    if (alive or reserved) and not case.is_shown:
        return f"links that still live {alive}, money still reserved {reserved}"
    return ""


def _nothing_goes_back_twice(case: Case) -> str:
    """A refund that the network carried out twice cannot be prevented, and is shown as a deviation."""
    for payment in case.payments:
        ids = Counter(e.transaction_id for e in payment.log if e.type == "REFUND" and e.creator != "portal")
        if any(times > 1 + (each in case.sent_twice and case.is_shown) for each, times in ids.items()):
            return f"one refund was made twice: {ids}"
    return ""


CHECKS: tuple[Callable[[Case], str], ...] = (
    _each_payment_is_asked_for,
    _double_links_are_shown,
    _money_is_where_the_store_says,
    _order_shows_its_money,
    _nothing_is_left_over,
    _nothing_goes_back_twice,
)


def _books_are_right(life: Life, store: SqlStore) -> None:
    with store.reading() as work:
        invoices = [invoice for number in life.orders for invoice in work.invoices.of_order(number)]
        vouchers = {i.number: work.vouchers.of_document(DocumentKind.INVOICE, i.number) for i in invoices}
        ledger = work.account_sums.turnover(CLEARING, Period()).balance
        lines = work.clearing.by_order(CLEARING)
    _unbroken(sorted(invoice.number for invoice in invoices))
    for original in (invoice for invoice in invoices if not invoice.is_credit):
        credits_of = [each for each in invoices if each.credits == original.number]
        booked = [voucher for each in (original, *credits_of) for voucher in vouchers[each.number]]
        if not left_of(original, credited_by(credits_of)) and balances(booked):
            raise LifeFailed(f"invoice {original.number} is wholly credited and leaves {balances(booked)}")
    if ledger != sum(line.balance for line in lines):
        raise LifeFailed(f"{CLEARING} has {ledger} in the ledger, and {lines} by order")
    _clearing_is_paid_out(life, store, {line.order_number: line.balance for line in lines})


def _unbroken(numbers: list[int]) -> None:
    if numbers != list(range(numbers[0], numbers[0] + len(numbers)) if numbers else []):
        raise LifeFailed(f"invoice numbers with a gap: {numbers}")


def _clearing_is_paid_out(life: Life, store: SqlStore, left: dict[int, int]) -> None:
    """Everything is paid out: nothing is left on the account of an order without deviation.

    What was paid back in the portal stands in the settlement file beside our own refund, and is not booked by itself.
    """
    known = {p.reference for p in life.gateway.payments() if any(e.creator == "portal" for e in p.log)}
    with store.reading() as work:
        for number in life.orders:
            requests = work.requests.of_order(number)
            if any(shows_deviation(request) or request.reference in known for request in requests):
                left.pop(number, None)
    wrong = {number: balance for number, balance in left.items() if balance}
    if wrong:
        raise LifeFailed(f"{CLEARING} is paid out, and yet these orders have a balance: {wrong}")
