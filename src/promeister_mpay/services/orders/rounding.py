"""Öresavrundning: an open order is rounded as the setting of its payment method says; other orders never change."""

from dataclasses import replace
from datetime import datetime

from promeister_mpay.domain.events import Event
from promeister_mpay.domain.money import format_kronor
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.services.ports.store import UnitOfWork
from promeister_mpay.services.settings import Settings, load_settings, readable_settings


def as_chosen(work: UnitOfWork, order: Order) -> Order:
    """An order about to be saved, rounded by the rule of its payment method if the clerk has just chosen that method.

    An order that already had the method keeps its rounding, even if the setting has changed since.
    """
    rule = load_settings(work.settings).rounds(order.payment_method)
    if rule == order.round_to_krona:
        return order
    if order.number and work.orders.get(order.number).payment_method == order.payment_method:
        return order
    return replace(order, round_to_krona=rule)


def as_mobile(order: Order, settings: Settings) -> Order:
    """The order rounded by the rule for MOBIL, as its customer is asked to pay it."""
    return replace(order, round_to_krona=settings.rounds(PaymentMethod.MOBILE))


def round_for_mobile(work: UnitOfWork, order: Order, settings: Settings, *, who: str, at: datetime) -> Order:
    """Write the order rounded by the rule for MOBIL, before a request holds it; returns the stored order."""
    rounded = as_mobile(order, settings)
    return order if rounded == order else _write(work, order, rounded, PaymentMethod.MOBILE, who=who, at=at)


def round_again(work: UnitOfWork, number: int, *, who: str, at: datetime) -> None:
    """Round an order that has just been reopened by the rule of its payment method, if it has one."""
    order = work.orders.get(number)
    if order.payment_method is None:
        return
    # A setting that cannot be read must not stop an order from being reopened.
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
