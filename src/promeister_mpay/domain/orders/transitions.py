"""How an order changes when its link is sent, and when it is paid, opened again, posted or credited."""

from dataclasses import replace
from datetime import date, datetime

from promeister_mpay.domain.orders.order import Order, OrderStatus
from promeister_mpay.domain.orders.payment_methods import PaymentMethod


def paid(order: Order, at: datetime) -> Order:
    """Return the order as paid: its mobile payment came in at `at` (UTC)."""
    return replace(order, payment_method=PaymentMethod.MOBILE, payment_received_at=at)


def held(order: Order) -> Order:
    """Return the order as held by a payment request."""
    return replace(order, status=OrderStatus.MOBILE_PAYMENT)


def unpaid(order: Order) -> Order:
    """Return the order while its mobile payment is being refunded: held, and not shown as paid."""
    return replace(held(order), payment_method=_not_mobile(order), payment_received_at=None)


def reopened(order: Order) -> Order:
    """Return the order as open again, without a mobile payment: no payment request holds it any more."""
    return replace(order, status=OrderStatus.DONE, payment_method=_not_mobile(order), payment_received_at=None)


def posted(order: Order, invoice_number: int, on: date) -> Order:
    """Return the order as posted with this invoice."""
    return replace(order, status=OrderStatus.POSTED, invoice_number=invoice_number, posted_on=on)


def credited(order: Order, *, is_held: bool) -> Order:
    """Return the order when its whole invoice is credited: open, unless a mobile payment holds it (S12)."""
    return replace(held(order) if is_held else reopened(order), invoice_number=None, posted_on=None)


def _not_mobile(order: Order) -> PaymentMethod | None:
    return None if order.payment_method is PaymentMethod.MOBILE else order.payment_method
