"""The band's text for an order, from the payment request that locks it or one that is not settled."""

from typing import TYPE_CHECKING

from promeister_mpay.domain.money import format_kronor
from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.domain.payments.request import CallKind, Intent, PaymentRequest, Standing
from promeister_mpay.ui.common.formats import local
from promeister_mpay.ui.shell.band_label import Band, Tone

if TYPE_CHECKING:
    from promeister_mpay.services.orders.service import OrderCard

CREDIT = "kreditera det i fakturan (Bokföring → Kreditera faktura…)"


def band_for(card: "OrderCard") -> Band:
    """What is to be said of an order: its invoice when it is booked, and its payment requests.

    Of these, the one that holds it, else one that is still alive; a deviation comes before all else.
    """
    payment = _of_requests(card)
    if card.order.status is not OrderStatus.POSTED or payment.tone is Tone.DEVIATION:
        return payment
    order, method = card.order, card.order.payment_method
    text = f"Bokförd {order.posted_on} · faktura {order.invoice_number}"
    if card.holding is None:
        text = _joined(text, format_kronor(order.totals.to_pay), method.value if method else "")
    return Band(_joined(text, payment.text), payment.tone if payment.text else Tone.POSTED)


def _of_requests(card: "OrderCard") -> Band:
    if card.credited_payment is not None:
        return _of_credited(card.credited_payment)
    if card.holding is not None:
        return _of_holding(card.holding, is_booked=card.order.status is OrderStatus.POSTED)
    alive = card.watched
    if alive:
        return _of_given_up(alive[-1])
    taken = card.taken_payment
    if taken is not None:
        is_booked = card.order.status is OrderStatus.POSTED
        text = f"{_sum(taken)} återbetaldes utanför programmet"
        return Band(_joined(text, CREDIT if is_booked else "kontrollera med Resurs"), Tone.DEVIATION)
    return Band()


def _of_credited(request: PaymentRequest) -> Band:
    """The invoice is credited but the money not yet refunded: a deviation until it is."""
    if not request.is_paid:
        return _of_holding(request, is_booked=False)
    left = format_kronor(request.captured - request.refunded)
    text = f"Fakturan är krediterad, men {left} av betalningen står kvar hos Resurs"
    return Band(_joined(text, "Funktion → Annullera betalnings-SMS / Öppna order betalar tillbaka"), Tone.DEVIATION)


def _of_holding(request: PaymentRequest, *, is_booked: bool) -> Band:
    if request.is_paid:
        return _of_paid(request)
    if request.deviation:
        advice = CREDIT if is_booked and request.refunded else ""
        return Band(_joined("Avvikelse", request.deviation, advice, _checked(request)), Tone.DEVIATION)
    if request.intent is Intent.VOID:
        return Band(_joined(_going_back(request), _sum(request), _checked(request)), Tone.WAITING)
    return Band(
        _joined(_sent(request), _sum(request), _state(request), _life(request), _checked(request)), Tone.WAITING
    )


def _of_paid(request: PaymentRequest) -> Band:
    """Show part refunds under way first; they are a deviation when the gateway is late."""
    waits = request.pending
    if waits:
        is_late = any(refund.refusals or refund.is_overdue for refund in waits)
        owed = format_kronor(sum(refund.amount for refund in waits))
        how = "är ännu inte återbetalt, programmet försöker igen av sig självt" if is_late else "betalas tillbaka"
        text = f"{owed} {how} (kreditfaktura {', '.join(str(refund.credit_invoice) for refund in waits)})"
        return Band(_joined(text, _checked(request)), Tone.DEVIATION if is_late else Tone.WAITING)
    back = f"varav {format_kronor(request.refunded)} återbetalt" if request.refunded else ""
    text = _joined(f"Betald {local(request.paid_at)}", _sum(request), back, f"referens {request.reference}")
    return Band(text, Tone.PAID)


def _of_given_up(request: PaymentRequest) -> Band:
    if request.captured > request.refunded:
        text = f"Kunden betalade {_sum(request)} på den annullerade länken {request.reference}"
        return Band(_joined(text, "pengarna är på väg tillbaka", _checked(request)), Tone.DEVIATION)
    text = f"Annullerad länk {request.reference} kan ännu öppnas"
    back = "betalar kunden ändå går pengarna tillbaka"
    return Band(_joined(text, _life(request), back), Tone.WAITING)


def _sent(request: PaymentRequest) -> str:
    if not request.payment_id:
        return f"Betalnings-SMS begärt {local(request.created_at)} till {request.phone}"
    return f"Betalnings-SMS skickat {local(request.sent_at)} till {spaced(request.phone)}"


def _state(request: PaymentRequest) -> str:
    if not request.payment_id:
        return (
            "okänt om det gick ut, Resurs visar ingen betalning – frågar vidare (Annullera för att sluta vänta)"
            if request.call
            else "skickas"
        )
    return {
        Standing.WAITING: "väntar på kund",
        Standing.UNREADABLE: "just den här betalningen kan inte läsas hos Resurs, frågar vidare",
        Standing.HELD: "under granskning hos Resurs",
        Standing.SUPPLEMENTING: "Resurs väntar på kompletterande uppgifter",
        Standing.FROZEN: "fryst av Resurs, lämna inte ut något ännu",
        Standing.AUTHORIZED: "beloppet är reserverat, debiteras",
    }.get(request.standing or Standing.WAITING, "")


def _going_back(request: PaymentRequest) -> str:
    call = request.call.kind if request.call else None
    if request.captured > request.refunded:
        refused = request.refusal and request.refusal.kind is CallKind.REFUND
        return "Återbetalningen nekades av Resurs och försöks igen" if refused else "Återbetalning pågår"
    return "Länken tas tillbaka" if call is CallKind.CANCEL else "Annulleras – väntar på svar från Resurs"


def _sum(request: PaymentRequest) -> str:
    return format_kronor(request.amount)


def _life(request: PaymentRequest) -> str:
    return f"länken gäller till {local(request.expires_at)}" if request.expires_at else ""


def _checked(request: PaymentRequest) -> str:
    return f"kontrollerad {local(request.checked_at)[11:]}" if request.checked_at else ""


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def spaced(e164: str) -> str:
    """Format a phone number for reading, with Swedish grouping: '+46 70-112 23 33'."""
    if e164.startswith("+46") and len(e164) == len("+46701122333"):
        return f"+46 {e164[3:5]}-{e164[5:8]} {e164[8:10]} {e164[10:12]}"
    return e164
