"""The sentences that describe a payment request in the history, the band and the messages."""

from promeister_mpay.domain.money import format_kronor
from promeister_mpay.domain.payments.part_refunds import PartRefund
from promeister_mpay.domain.payments.request import CallKind, Intent, PaymentOutcome, PaymentRequest, Standing
from promeister_mpay.domain.phones import shortened

REASONS = {
    "UNKNOWN": "okänd orsak",
    "TECHNICAL_ERROR": "tekniskt fel",
    "CREDIT_DENIED": "krediten beviljades inte",
    "PAYMENT_FROZEN": "betalningen frystes",
    "TIMEOUT": "tidsgränsen nåddes",
    "ABORTED_BY_CUSTOMER": "avbruten av kunden",
    "INSUFFICIENT_FUNDS": "otillräckliga medel",
    "CANCELED": "makulerad",
}
"""`gateway.md §10`"""

CALLS = {
    CallKind.CREATE: "skapa betalningen och skicka SMS",
    CallKind.CAPTURE: "debitera det reserverade beloppet",
    CallKind.CANCEL: "ta tillbaka betallänken",
    CallKind.REFUND: "betala tillbaka pengarna",
}


def reason_text(reason: str) -> str:
    """The gateway's reason as Swedish; a sentence of ours or a word that we do not know is shown as it is."""
    return REASONS.get(reason, reason) or "ingen orsak angiven"


def sms_requested_text(request: PaymentRequest) -> str:
    """The sentence for a payment SMS that a clerk requested: amount and shortened phone number."""
    return f"Betalnings-SMS begärt: {format_kronor(request.amount)} till {shortened(request.phone)}."


def gateway_call_text(request: PaymentRequest) -> str:
    """The sentence for the gateway call that the program is about to make; empty when there is none."""
    if request.call is None:
        return ""
    for refund in request.refunds:
        if refund.transaction_id == request.call.transaction_id:
            return f"Ber Resurs betala tillbaka {_part(refund)}."
    if request.double_of(request.call.transaction_id):
        return "Ber Resurs betala tillbaka det som är betalt en gång till på en dubblerad länk."
    return f"Ber Resurs {CALLS[request.call.kind]}."


CREDIT_THE_SAME = (
    " Har pengarna gått tillbaka i Resurs portal: kreditera samma belopp (Bokföring → Kreditera faktura…)."
)
CREDIT_ALL = "Fakturan står kvar: kreditera den (Bokföring → Kreditera faktura…)."


def change_texts(before: PaymentRequest, after: PaymentRequest, *, is_booked: bool = False) -> list[str]:
    """The changes from `before` to `after`, one history sentence each; `is_booked` adds what the clerk must credit."""
    advice = CREDIT_THE_SAME if is_booked else ""
    sentences = [
        _adopted(before, after),
        _turned_up(before, after),
        _create_refused(before, after),
        _new_standing(before, after),
        after.deviation and after.deviation != before.deviation and f"Avvikelse: {after.deviation}{advice}",
        _given_up(before, after),
        _late(before, after),
        *_parts(before, after),
        _double_back(before, after),
        _ended(before, after),
        not after.holds_order and before.holds_order and (CREDIT_ALL if is_booked else "Ordern är öppen."),
    ]
    return [sentence for sentence in sentences if sentence]


def _adopted(before: PaymentRequest, after: PaymentRequest) -> str:
    return "Resurs har skapat betalningen." if after.payment_id and not before.payment_id else ""


def _turned_up(before: PaymentRequest, after: PaymentRequest) -> str:
    if not before.is_over or (after.is_over and after.payment_id == before.payment_id):
        return ""
    return "Resurs visar en betalning som ansågs avslutad. Det som betalas på den går tillbaka av sig självt."


def _create_refused(before: PaymentRequest, after: PaymentRequest) -> str:
    is_refused = after.refusal is not None and after.refusal.kind is CallKind.CREATE
    if not is_refused or before.refusal == after.refusal:
        return ""
    return f"{reason_text(after.reason)} Programmet söker efter betalningen innan den räknas som inte skickad."


def _new_standing(before: PaymentRequest, after: PaymentRequest) -> str:
    if after.standing is before.standing:
        return ""
    sentences = {
        Standing.NOT_FOUND: "Svar saknas, och Resurs visar ingen betalning med vår referens ännu. Frågar vidare.",
        Standing.UNREADABLE: "Resurs visar inte betalningen just nu, men svarar på andra frågor. Frågar vidare.",
        Standing.HELD: "Betalningen är under granskning hos Resurs.",
        Standing.SUPPLEMENTING: "Resurs väntar på kompletterande uppgifter om betalningen.",
        Standing.FROZEN: "Resurs har fryst betalningen och utreder den.",
        Standing.AUTHORIZED: "Beloppet är reserverat hos kunden.",
        Standing.PAID: f"Resurs visar {format_kronor(after.captured)} betalt.",
        Standing.REFUNDED: f"Resurs visar {format_kronor(after.refunded)} återbetalt.",
    }
    return sentences.get(after.standing, "") if after.standing else ""


def _given_up(before: PaymentRequest, after: PaymentRequest) -> str:
    if after.intent is before.intent or after.intent is not Intent.VOID:
        return ""
    return f"Betalnings-SMS annullerat av {after.voided_by}."


def _late(before: PaymentRequest, after: PaymentRequest) -> str:
    if not after.paid_late or before.paid_late:
        return ""
    paid = f"Kunden har betalat {format_kronor(after.captured)} på en annullerad länk."
    return f"{paid} Pengarna betalas tillbaka av sig själva."


def _ended(before: PaymentRequest, after: PaymentRequest) -> str:
    if after.outcome is before.outcome or after.outcome is None:
        return ""
    sentences = {
        PaymentOutcome.PAID: _paid(after),
        PaymentOutcome.REFUNDED: f"Återbetalt till kunden: {format_kronor(after.refunded)}.",
        PaymentOutcome.REJECTED: f"Ingen betalning: {reason_text(after.reason)}.",
        PaymentOutcome.VOIDED: "Betallänken är död. Inga pengar har dragits.",
        PaymentOutcome.GONE: f"{after.reason} Länkens tid är ute sedan mer än ett dygn: betalningen räknas som borta.",
        PaymentOutcome.NOT_SENT: f"Inget betalnings-SMS skickades: {reason_text(after.reason)}.",
    }
    return sentences[after.outcome]


def _paid(request: PaymentRequest) -> str:
    if request.refunded:
        paid, back = format_kronor(request.captured), format_kronor(request.refunded)
        return f"Betalningen stämmer igen: {paid} betalt och {back} återbetalt."
    return f"Betalning mottagen: {format_kronor(request.captured)}."


def _parts(before: PaymentRequest, after: PaymentRequest) -> list[str]:
    """What happened to its part refunds."""
    known = {refund.transaction_id: refund for refund in before.refunds}
    return [_part_sentence(known.get(refund.transaction_id), refund) for refund in after.refunds]


def _double_back(before: PaymentRequest, after: PaymentRequest) -> str:
    """That a double's refund is done: its call is cleared, and a search still shows the payment."""
    double = before.double_of(before.call.transaction_id) if before.call else ""
    is_refused = after.refusal is not None and after.refusal != before.refusal
    is_done = bool(double) and after.call is None and not is_refused and double in (after.doubles or "").split()
    return "Det som var betalt en gång till är återbetalt till kunden." if is_done else ""


def _part_sentence(before: PartRefund | None, after: PartRefund) -> str:
    if before is None:
        return f"{_part(after)} ska betalas tillbaka till kunden genom Resurs."
    if after.is_done and before.is_pending:
        return f"Återbetalt till kunden: {_part(after)}."
    if after.refusals > before.refusals:
        return f"Resurs gjorde inte återbetalningen av {_part(after)}. Programmet försöker igen av sig självt."
    if after.is_overdue and not before.is_overdue:
        return f"Återbetalningen av {_part(after)} är inte bekräftad av Resurs. Programmet frågar vidare av sig självt."
    return ""


def _part(refund: PartRefund) -> str:
    return f"{format_kronor(refund.amount)} (kreditfaktura {refund.credit_invoice})"
