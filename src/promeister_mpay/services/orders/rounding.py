"""Öresavrundning follows the payment method of an open order; one that is locked or booked is never touched."""

from dataclasses import replace
from datetime import datetime

from promeister_mpay.domain.events import Event
from promeister_mpay.domain.money import format_kronor
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.services.ports.store import UnitOfWork
from promeister_mpay.services.settings import Settings, load_settings, readable_settings


def as_chosen(work: UnitOfWork, order: Order) -> Order:
    """An order about to be saved, rounded as its payment method says if that is new on it.

    A setting that was changed since the method was chosen does not reach back.
    """
    rule = load_settings(work.settings).rounds(order.payment_method)
    if rule == order.round_to_krona:
        return order
    if order.number and work.orders.get(order.number).payment_method == order.payment_method:
        return order
    return replace(order, round_to_krona=rule)


def as_mobile(order: Order, settings: Settings) -> Order:
    """The order as its customer is asked by SMS to pay it."""
    return replace(order, round_to_krona=settings.rounds(PaymentMethod.MOBILE))


def round_for_mobile(work: UnitOfWork, order: Order, settings: Settings, *, who: str, at: datetime) -> Order:
    """Write the order as it is asked for by SMS, before any request holds it; gives it as it is stored then."""
    rounded = as_mobile(order, settings)
    return order if rounded == order else _write(work, order, rounded, PaymentMethod.MOBILE, who=who, at=at)


def round_again(work: UnitOfWork, number: int, *, who: str, at: datetime) -> None:
    """An order that has just opened again is rounded as the method says that is still chosen on it, if one is."""
    order = work.orders.get(number)
    if order.payment_method is None:
        return
    # Whatever else may be wrong with the settings must not keep an order from opening.
    rule = readable_settings(work.settings)[0].rounds(order.payment_method)
    if rule != order.round_to_krona:
        _write(work, order, replace(order, round_to_krona=rule), order.payment_method, who=who, at=at)


def _write(work: UnitOfWork, before: Order, after: Order, method: PaymentMethod, *, who: str, at: datetime) -> Order:
    saved = work.orders.save(after, who=who, at=at)
    old, new = before.totals.to_pay, saved.totals.to_pay
    if old != new:
        text = f"Öresavrundning för {method}: att betala {format_kronor(old)} → {format_kronor(new)}."
        work.events.add(Event(after.number, at, who, text))
    return saved
