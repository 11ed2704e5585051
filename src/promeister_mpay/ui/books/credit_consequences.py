"""What crediting means for money and order, in words, before anything is booked."""

from typing import TYPE_CHECKING

from promeister_mpay.domain.books.crediting import Quantities, takes_all
from promeister_mpay.domain.money import format_kronor
from promeister_mpay.domain.orders.payment_methods import PaymentMethod

if TYPE_CHECKING:
    from promeister_mpay.services.books.service import Creditable

BY_HAND = {
    PaymentMethod.CASH: "Betala tillbaka {sum} kontant.",
    PaymentMethod.CARD: "Betala tillbaka {sum} till kundens kort.",
    PaymentMethod.SWISH: "Betala tillbaka {sum} med Swish.",
    PaymentMethod.INVOICE: "Kundens skuld minskar med {sum}. Har fakturan betalats: betala tillbaka.",
    PaymentMethod.MOBILE: "Pengarna har redan gått tillbaka till kunden.",
}


def what_happens(found: "Creditable", now: Quantities, amount: int) -> str:
    """What becomes of `amount` öre and of the order when `now` is credited."""
    is_whole = takes_all(found.left, now)
    payment = found.payment
    if payment is None or payment.is_over:
        money = BY_HAND[found.invoice.payment_method].format(sum=format_kronor(amount)) if amount else ""
        return f"{money} Ordern öppnas (KLART)." if is_whole else money
    if is_whole:
        rest = format_kronor(payment.captured - payment.refunded)
        return (
            "Ordern öppnas (MOBILBET) och mobilbetalningen står kvar. Funktion → Annullera betalnings-SMS / Öppna "
            f"order betalar sedan tillbaka {rest} till kunden genom Resurs."
        )
    return f"{format_kronor(amount)} betalas tillbaka till kunden genom Resurs." if amount else ""
