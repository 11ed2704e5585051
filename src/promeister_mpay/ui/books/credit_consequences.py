"""Texts on what a credit invoice means for the payment and the order, shown before it is booked."""

from typing import TYPE_CHECKING

from promeister_mpay.domain.books.crediting import Quantities, takes_all
from promeister_mpay.domain.money import format_kronor
from promeister_mpay.domain.orders.payment_methods import PaymentMethod, facts_of

if TYPE_CHECKING:
    from promeister_mpay.services.books.service import Creditable


def what_happens(found: "Creditable", now: Quantities, amount: int) -> str:
    """What happens to `amount` öre and to the order when `now` is credited."""
    is_whole = takes_all(found.left, now)
    payment = found.payment
    if payment is None or payment.is_over:
        money = _money(found.invoice.payment_method, amount)
        return f"{money} Ordern öppnas (KLART).".lstrip() if is_whole else money
    if is_whole:
        rest = format_kronor(payment.captured - payment.refunded)
        return (
            "Ordern öppnas (MOBILBET) och mobilbetalningen står kvar. Funktion → Annullera betalnings-SMS / Öppna "
            f"order betalar sedan tillbaka {rest} till kunden genom Resurs."
        )
    return f"{format_kronor(amount)} betalas tillbaka till kunden genom Resurs." if amount else ""


def _money(method: PaymentMethod | None, amount: int) -> str:
    """Who gets `amount` öre; below zero it is the customer who pays back what an order below zero paid out."""
    if method is None or not amount:
        return ""
    if amount < 0:
        return f"Kunden ska betala tillbaka {format_kronor(-amount)}."
    return facts_of(method).credited.format(sum=format_kronor(amount))
