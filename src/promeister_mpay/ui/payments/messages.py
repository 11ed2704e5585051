"""Messages to the clerk about a payment: the result of a function, and changes that the watch has seen."""

from typing import TYPE_CHECKING

from promeister_mpay.domain.money import format_kronor
from promeister_mpay.domain.payments.history_texts import reason_text
from promeister_mpay.domain.payments.request import Intent, PaymentOutcome, PaymentRequest, Standing
from promeister_mpay.ui.common.message_strip import Mood
from promeister_mpay.ui.payments.band_text import spaced

if TYPE_CHECKING:
    from promeister_mpay.services.payments.loop import LoopResult
    from promeister_mpay.services.payments.service import Change

STILL_ALIVE = (
    "Ordern är öppen. Länken kan inte släckas hos Resurs och bevakas tills den dör; "
    "betalar kunden ändå går pengarna tillbaka av sig själva."
)
ASKS_ON = "Programmet frågar vidare; ett dygn efter att länkens tid är ute öppnas ordern av sig själv."
UNDER_WAY = "Resurs tillfrågas redan om den här betalningen. Ordern visar svaret så snart det kommer."
NOT_PAID_YET = "Den är inte betald än: lämna inte ut något förrän den visas som betald."
WAITING = {
    Standing.HELD: f"Betalningen är under granskning hos Resurs. {NOT_PAID_YET}",
    Standing.SUPPLEMENTING: f"Resurs väntar på kompletterande uppgifter om betalningen. {NOT_PAID_YET}",
    Standing.FROZEN: f"Resurs har fryst betalningen och utreder den. {NOT_PAID_YET}",
    Standing.AUTHORIZED: f"Beloppet är reserverat hos kunden men inte draget. {NOT_PAID_YET} Programmet försöker igen.",
    Standing.UNREADABLE: f"Resurs visar inte just den här betalningen, men svarar på andra frågor. {ASKS_ON}",
}


def result_message(result: "LoopResult") -> tuple[str, Mood]:
    """The message when a function is done: the request as it is stored now (design §14 rule 13).

    An error is told only when it is the last call's, for then the request is not known as it is now.
    """
    request = result.request
    if result.is_under_way:
        return UNDER_WAY, Mood.BUSY
    if result.trouble is not None and result.is_unanswered:
        return f"{result.trouble} {_meanwhile(request)}", Mood.BAD
    if request.deviation:
        return f"Avvikelse: {request.deviation}", Mood.BAD
    if request.is_paid:
        return _paid(request)
    if request.intent is Intent.VOID:
        return _voided(request)
    return _ended(request) if request.outcome is not None else _collecting(request)


def _collecting(request: PaymentRequest) -> tuple[str, Mood]:
    """What is known of a link that is to be paid: sent only when the gateway has shown its payment."""
    if not request.payment_id and request.call is None:
        return "Betalnings-SMS:et är begärt men inte skickat ännu. Programmet skickar det av sig självt.", Mood.BUSY
    if not request.payment_id:
        return (
            f"Det är okänt om betalnings-SMS:et gick ut: Resurs visar ingen betalning {request.reference}. "
            "Ordern är låst och programmet frågar vidare av sig självt; Annullera för att sluta vänta."
        ), Mood.BAD
    if request.standing in WAITING:
        return WAITING[request.standing], Mood.BUSY
    return f"Betalnings-SMS skickat till {spaced(request.phone)}. Kunden har inte betalat ännu.", Mood.GOOD


def _paid(request: PaymentRequest) -> tuple[str, Mood]:
    """That the order is paid, and which part refunds are under way or done."""
    if not request.refunds:
        return f"Betalning mottagen: {format_kronor(request.captured)}.", Mood.GOOD
    if request.pending:
        waits = format_kronor(sum(refund.amount for refund in request.pending))
        return f"{waits} är ännu inte återbetalt. Programmet försöker igen av sig självt.", Mood.BAD
    last = request.refunds[-1]
    message = f"{format_kronor(last.amount)} är återbetalt till kunden (kreditfaktura {last.credit_invoice})."
    return message, Mood.GOOD


def _meanwhile(request: PaymentRequest) -> str:
    if request.pending and request.intent is Intent.COLLECT:
        return "Krediteringen är bokförd; programmet betalar tillbaka av sig självt (Ctrl+L försöker nu)."
    if request.is_paid:
        return "Ordern är betald så som den sågs senast."
    if not request.holds_order:
        return "Ordern är öppen."
    if request.standing is Standing.UNREADABLE:
        return f"Ordern är låst. {ASKS_ON}"
    return "Ordern är låst tills svaret är känt; programmet frågar vidare av sig självt (Ctrl+L frågar nu)."


def _voided(request: PaymentRequest) -> tuple[str, Mood]:
    if request.outcome is PaymentOutcome.REFUNDED:
        return f"{format_kronor(request.refunded)} är återbetalt till kunden. Ordern är öppen.", Mood.GOOD
    if request.is_doubtful:
        return _ended(request)
    if request.is_settled:
        return "Länken är tillbakatagen. Ordern är öppen.", Mood.GOOD
    if not request.holds_order:
        return _opened(request)
    if request.captured > request.refunded:
        left = format_kronor(request.captured - request.refunded)
        return f"{left} är ännu inte återbetalt. Ordern öppnas när Resurs visar återbetalningen.", Mood.BUSY
    return "Annulleringen pågår; ordern öppnas när Resurs har bekräftat.", Mood.BUSY


def _opened(request: PaymentRequest) -> tuple[str, Mood]:
    """That an order is open whose link may still be paid, or of which nobody knows whether it went out."""
    if request.payment_id:
        return STILL_ALIVE, Mood.GOOD
    return (
        f"Ordern är öppen. Resurs visar ingen betalning med referensen {request.reference}, men det är okänt om SMS:et "
        "gick ut. Programmet frågar vidare; betalar kunden ändå går pengarna tillbaka av sig själva."
    ), Mood.BAD


def _ended(request: PaymentRequest) -> tuple[str, Mood]:
    if request.outcome is PaymentOutcome.REFUNDED:
        return "Betalningen är återbetald. Ordern är öppen.", Mood.BAD
    if request.outcome is PaymentOutcome.GONE:
        return f"{request.reason} Betalningen räknas som borta. Ordern är öppen.", Mood.BAD
    if request.outcome is PaymentOutcome.NOT_SENT:
        why = reason_text(request.reason) if request.reason else f"Resurs visar ingen betalning {request.reference}"
        return f"Inget betalnings-SMS skickades: {why.rstrip('.')}. Ordern är öppen.", Mood.BAD
    return f"Ingen betalning: {reason_text(request.reason)}. Ordern är öppen (KLART).", Mood.BAD


def change_message(change: "Change") -> tuple[str, Mood] | None:
    """The message and mood for a change, or None when the change is not worth a message."""
    after, order = change.after, f"Order {change.after.order_number}"
    if change.came_in:
        return f"{order}: betalning mottagen, {format_kronor(after.captured)}.", Mood.GOOD
    if change.came_late:
        message = f"{order}: kunden betalade {format_kronor(after.captured)} på en annullerad länk"
        return f"{message}. Pengarna betalas tillbaka av sig själva.", Mood.BAD
    if after.deviation and after.deviation != change.before.deviation:
        return f"{order}: avvikelse. {after.deviation}", Mood.BAD
    if after.is_paid and after.refunds != change.before.refunds:
        text, mood = _paid(after)
        return f"{order}: {text}", mood
    return None if after.outcome is change.before.outcome else _end_message(after, order)


def _end_message(request: PaymentRequest, order: str) -> tuple[str, Mood] | None:
    if request.outcome is PaymentOutcome.REFUNDED:
        return f"{order}: {format_kronor(request.refunded)} är återbetalt till kunden.", Mood.GOOD
    if request.outcome is PaymentOutcome.GONE:
        return f"{order}: betalningen finns inte längre hos Resurs. Ordern är öppen (KLART).", Mood.BAD
    if request.outcome in (PaymentOutcome.REJECTED, PaymentOutcome.NOT_SENT):
        return f"{order}: ingen betalning, {reason_text(request.reason)}. Ordern är öppen (KLART).", Mood.BAD
    return None
