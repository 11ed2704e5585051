"""The tabs Mobilbetalning and Händelser: what became of the order's payment, and all that happened to it."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from promeister_mpay.domain.money import format_hundredths
from promeister_mpay.domain.payment_story import reason_text
from promeister_mpay.domain.payments import Intent, Outcome, PaymentRequest, Standing
from promeister_mpay.ui.formats import local
from promeister_mpay.ui.read_only_table import Column, ReadOnlyTable

if TYPE_CHECKING:
    from promeister_mpay.domain.events import Event

OUTCOMES = {
    Outcome.PAID: "Betald",
    Outcome.REFUNDED: "Återbetald",
    Outcome.REJECTED: "Ingen betalning",
    Outcome.VOIDED: "Annullerad",
    Outcome.NOT_SENT: "Skickades inte",
}
STANDINGS = {
    Standing.NOT_FOUND: "Svar saknas, frågar vidare",
    Standing.WAITING: "Väntar på kund",
    Standing.HELD: "Under granskning",
    Standing.AUTHORIZED: "Reserverad, debiteras",
    Standing.DEVIATION: "Avvikelse",
}


def state_of(request: PaymentRequest) -> str:
    """Where a request stands, in a few words."""
    if request.outcome is not None:
        return OUTCOMES[request.outcome]
    if request.captured > request.refunded:
        return "Återbetalas" if request.intent is Intent.VOID else "Avvikelse"
    words = STANDINGS.get(request.standing, "Skickas") if request.standing else "Skickas"
    return f"Annullerad – {words.lower()}" if request.intent is Intent.VOID else words


def _why(request: PaymentRequest) -> str:
    return request.deviation or (reason_text(request.reason) if request.reason else "")


REQUEST_COLUMNS: tuple[Column[PaymentRequest], ...] = (
    Column("Referens", 80, lambda request: request.reference),
    Column("Belopp", 80, lambda request: format_hundredths(request.amount), right=True),
    Column("Läge", 150, state_of),
    Column("Skickat", 115, lambda request: local(request.sent_at)),
    Column("Till", 105, lambda request: request.phone),
    Column("Länken gäller till", 115, lambda request: local(request.expires_at)),
    Column("Betalt", 75, lambda request: format_hundredths(request.captured) if request.captured else "", right=True),
    Column(
        "Återbetalt", 75, lambda request: format_hundredths(request.refunded) if request.refunded else "", right=True
    ),
    Column("Orsak", 105, _why),
)
EVENT_COLUMNS: "tuple[Column[Event], ...]" = (
    Column("Tidpunkt", 115, lambda event: local(event.at)),
    Column("Vem", 75, lambda event: event.who),
    Column("Händelse", 500, lambda event: event.text),
    Column("Referens", 80, lambda event: event.reference),
    Column("Spår-id", 120, lambda event: event.trace_id),
)


def requests_table(parent: QWidget) -> "ReadOnlyTable[PaymentRequest]":
    """The tab Mobilbetalning: every link that was asked for."""
    return ReadOnlyTable("Betalnings-SMS", REQUEST_COLUMNS, parent)


def events_table(parent: QWidget) -> "ReadOnlyTable[Event]":
    """The tab Händelser: what happened, newest first."""
    return ReadOnlyTable("Händelser", EVENT_COLUMNS, parent)
