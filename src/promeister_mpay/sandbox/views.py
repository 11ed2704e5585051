"""Builds the JSON view of a payment that the gateway returns (gateway.md §6)."""

from promeister_mpay.sandbox.ledger import Entry, Line, SandboxPayment
from promeister_mpay.sandbox.rules import possible_actions
from promeister_mpay.sandbox.wire import kronor, moment

SEARCH_LACKS = ("countryCode", "application")


def payment_view(payment: SandboxPayment, *, link: str, cancels_waiting: bool) -> dict[str, object]:
    """The payment object as JSON values."""
    shown: dict[str, object] = {
        "id": payment.id,
        "created": moment(payment.created),
        "storeId": payment.store_id,
        "status": payment.status,
        "customer": {"customerType": None, **payment.customer},
        "paymentMethod": {"name": payment.method},
        "countryCode": "SE",
        "metadata": payment.metadata,
        "order": _order(payment, cancels_waiting=cancels_waiting),
    }
    if payment.reason:
        shown["rejectedReason"] = {"category": payment.reason}
    if payment.waits:
        shown["taskRedirectionUrls"] = {"customerUrl": link, "merchantUrl": link}
    return shown


def search_view(shown: dict[str, object]) -> dict[str, object]:
    """The view as a search hit, which lacks some fields (§7)."""
    return {name: value for name, value in shown.items() if name not in SEARCH_LACKS}


def _order(payment: SandboxPayment, *, cancels_waiting: bool) -> dict[str, object]:
    actions = possible_actions(payment, cancels_waiting=cancels_waiting)
    return {
        "orderReference": payment.reference,
        "actionLog": [_entry(entry) for entry in payment.log],
        "possibleActions": [{"action": action} for action in actions],
        "totalOrderAmount": kronor(payment.total),
        "canceledAmount": kronor(payment.canceled),
        "authorizedAmount": kronor(payment.authorized),
        "capturedAmount": kronor(payment.captured),
        "refundedAmount": kronor(payment.refunded),
    }


def _entry(entry: Entry) -> dict[str, object]:
    said = {"transactionId": entry.transaction_id, "creator": entry.creator}
    return {
        "actionId": entry.id,
        "type": entry.type,
        "created": moment(entry.created),
        "orderLines": [_line(line) for line in entry.lines],
        **{name: value for name, value in said.items() if value},
    }


def _line(line: Line) -> dict[str, object]:
    said = {"description": line.description, "reference": line.reference, "type": line.type}
    return {
        "quantity": kronor(line.quantity),
        "quantityUnit": line.unit,
        "vatRate": kronor(line.vat_rate),
        "totalAmountIncludingVat": kronor(line.amount),
        **{name: value for name, value in said.items() if value},
    }


def shown(ore: int) -> str:
    """Format an amount in Swedish: '8 432,00 kr' with no-break spaces."""
    sign = "\N{MINUS SIGN}" if ore < 0 else ""
    whole, rest = divmod(abs(ore), 100)
    return f"{sign}{whole:,}".replace(",", "\N{NO-BREAK SPACE}") + f",{rest:02d}\N{NO-BREAK SPACE}kr"
