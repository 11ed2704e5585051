"""Decides which functions of the menu Funktion are enabled for an order, and why the others are not."""

from typing import TYPE_CHECKING

from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.domain.payments.request import Intent, PaymentRequest
from promeister_mpay.ui.common.actions import ActionName

if TYPE_CHECKING:
    from promeister_mpay.services.orders.service import OrderCard

A = ActionName


def waiting_link(card: "OrderCard") -> PaymentRequest | None:
    """The order's payment request whose link the customer can still pay."""
    request = card.holding
    if request and request.link and request.intent is Intent.COLLECT and not request.is_settled:
        return request
    return None


def why_not(name: ActionName, card: "OrderCard") -> str:
    """Why a function is disabled for an order; empty when it is enabled."""
    rule = {
        A.SEND: _no_send,
        A.VOID: _no_void,
        A.CHECK: _no_check,
        A.READ_AGAIN: _no_reading_again,
        A.SEND_TO: _no_send_to,
        A.SHOW_LINK: _no_link,
    }[name]
    return rule(card)


def _no_send(card: "OrderCard") -> str:
    if card.order.status is OrderStatus.POSTED:
        return "Ordern är bokförd"
    if card.order.status.is_open:
        return ""
    return "Ordern är redan betald" if card.order.payment_received else "Ett betalnings-SMS är redan skickat"


def _no_void(card: "OrderCard") -> str:
    if card.holding is None:
        return "Ordern har inget betalnings-SMS att annullera"
    if card.order.status is OrderStatus.POSTED:
        return "Ordern är bokförd: kreditera fakturan först"
    return "Betalnings-SMS:et annulleras redan" if card.holding.intent is Intent.VOID else ""


def _no_check(card: "OrderCard") -> str:
    if card.watched or any(not request.is_paid for request in card.requests):
        return ""
    return "Ordern är redan betald" if card.holding else "Ordern har ingen mobilbetalning att kontrollera"


def _no_reading_again(card: "OrderCard") -> str:
    if card.holding is not None and card.holding.is_paid:
        return ""
    return "Ordern har ingen mobilbetalning som är betald"


def _no_send_to(card: "OrderCard") -> str:
    if card.holding is None:
        return "Ordern har ingen länk att ersätta: skicka med Ctrl+S"
    if card.holding.is_paid or card.holding.captured:
        return "Ordern är redan betald"
    return "Betalnings-SMS:et annulleras redan" if card.holding.intent is Intent.VOID else ""


def _no_link(card: "OrderCard") -> str:
    return "" if waiting_link(card) else "Ordern har ingen länk som väntar på kunden"
