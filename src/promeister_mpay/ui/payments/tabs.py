"""The tabs Mobilbetalning and Händelser: an order's payment requests and its history."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from promeister_mpay.domain.money import format_hundredths
from promeister_mpay.domain.payments.history_texts import reason_text
from promeister_mpay.domain.payments.part_refunds import PartRefund
from promeister_mpay.domain.payments.request import Intent, PaymentOutcome, PaymentRequest, Standing
from promeister_mpay.ui.common.formats import local
from promeister_mpay.ui.common.read_only_table import ReadOnlyTable, TableColumn

if TYPE_CHECKING:
    from promeister_mpay.domain.events import Event

OUTCOMES = {
    PaymentOutcome.PAID: "Betald",
    PaymentOutcome.REFUNDED: "Återbetald",
    PaymentOutcome.REJECTED: "Ingen betalning",
    PaymentOutcome.VOIDED: "Annullerad",
    PaymentOutcome.NOT_SENT: "Skickades inte",
    PaymentOutcome.GONE: "Borta hos Resurs",
}
STANDINGS = {
    Standing.NOT_FOUND: "Svar saknas, frågar vidare",
    Standing.UNREADABLE: "Kan inte läsas",
    Standing.WAITING: "Väntar på kund",
    Standing.HELD: "Under granskning",
    Standing.SUPPLEMENTING: "Väntar på uppgifter",
    Standing.FROZEN: "Fryst hos Resurs",
    Standing.AUTHORIZED: "Reserverad, debiteras",
    Standing.DEVIATION: "Avvikelse",
}


def state_of(request: PaymentRequest) -> str:
    """A request's state in a few words."""
    if request.outcome is not None:
        return OUTCOMES[request.outcome]
    if request.captured > request.refunded:
        return "Återbetalas" if request.intent is Intent.VOID else "Avvikelse"
    words = STANDINGS.get(request.standing, "Skickas") if request.standing else "Skickas"
    return f"Annullerad – {words.lower()}" if request.intent is Intent.VOID else words


def _why(request: PaymentRequest) -> str:
    return request.deviation or (reason_text(request.reason) if request.reason else "")


PaymentRow = PaymentRequest | PartRefund


def payment_rows(requests: Sequence[PaymentRequest]) -> list[PaymentRow]:
    """The requests, newest first, each followed by its part refunds."""
    rows: list[PaymentRow] = []
    for request in reversed(requests):
        rows += [request, *reversed(request.refunds)]
    return rows


def state_of_part(refund: PartRefund) -> str:
    """A part refund's state in a few words."""
    if refund.outcome is not None:
        return "Återbetald" if refund.is_done else "Återbetald med resten"
    return "Återbetalas, försöks igen" if refund.refusals or refund.is_overdue else "Återbetalas"


def _shown(
    of_request: Callable[[PaymentRequest], str], of_part: Callable[[PartRefund], str] = lambda _: ""
) -> Callable[[PaymentRow], str]:
    return lambda row: of_request(row) if isinstance(row, PaymentRequest) else of_part(row)


def _sum(amount: int) -> str:
    return format_hundredths(amount) if amount else ""


REQUEST_COLUMNS: tuple[TableColumn[PaymentRow], ...] = (
    TableColumn("Referens", 90, _shown(lambda request: request.reference, lambda part: part.transaction_id)),
    TableColumn(
        "Belopp", 80, _shown(lambda request: _sum(request.amount), lambda part: _sum(-part.amount)), right=True
    ),
    TableColumn("Läge", 150, _shown(state_of, state_of_part)),
    TableColumn("Skickat", 115, _shown(lambda request: local(request.sent_at), lambda part: local(part.created_at))),
    TableColumn("Till", 105, _shown(lambda request: request.phone, lambda part: f"Kredit {part.credit_invoice}")),
    TableColumn("Länken gäller till", 115, _shown(lambda request: local(request.expires_at))),
    TableColumn("Betalt", 75, _shown(lambda request: _sum(request.captured)), right=True),
    TableColumn(
        "Återbetalt",
        75,
        _shown(lambda request: _sum(request.refunded), lambda part: _sum(part.amount if part.is_done else 0)),
        right=True,
    ),
    TableColumn(
        "Orsak", 105, _shown(_why, lambda part: f"Nytt försök {local(part.retry_at)}" if part.retry_at else "")
    ),
)
EVENT_COLUMNS: "tuple[TableColumn[Event], ...]" = (
    TableColumn("Tidpunkt", 115, lambda event: local(event.at)),
    TableColumn("Vem", 75, lambda event: event.who),
    TableColumn("Händelse", 500, lambda event: event.text),
    TableColumn("Referens", 80, lambda event: event.reference),
    TableColumn("Spår-id", 120, lambda event: event.trace_id),
    TableColumn("Användare och dator", 130, lambda event: event.where),
)


def requests_table(parent: QWidget) -> "ReadOnlyTable[PaymentRow]":
    """The tab Mobilbetalning: every payment request and part refund."""
    return ReadOnlyTable("Betalnings-SMS", REQUEST_COLUMNS, parent)


def events_table(parent: QWidget) -> "ReadOnlyTable[Event]":
    """The tab Händelser: the order's history, newest first."""
    return ReadOnlyTable("Händelser", EVENT_COLUMNS, parent)
