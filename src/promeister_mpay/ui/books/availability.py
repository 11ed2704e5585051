"""Decides which functions of the menu Bokföring are enabled for an order, and why the others are not."""

from typing import TYPE_CHECKING

from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.domain.payments.request import Intent
from promeister_mpay.ui.common.actions import ActionName

if TYPE_CHECKING:
    from promeister_mpay.services.orders.service import OrderCard

A = ActionName


def why_not(name: ActionName, card: "OrderCard") -> str:
    """Why a function is disabled for an order; empty when it is enabled."""
    rule = {
        A.POST: _no_post,
        A.POST_AND_PRINT: _no_post_and_print,
        A.TRIAL: _no_post,
        A.CREDIT: _no_credit,
        A.SHOW_INVOICE: _no_invoice,
    }.get(name)
    return rule(card) if rule else ""


def newest_document(card: "OrderCard") -> int | None:
    """The number of the valid invoice, else of the order's last document."""
    last = card.documents[-1].number if card.documents else None
    return card.order.invoice_number or last


def _no_post(card: "OrderCard") -> str:
    order, holding = card.order, card.holding
    if order.status is OrderStatus.POSTED:
        return f"Ordern är redan bokförd: faktura {order.invoice_number}"
    if holding is None:
        return ""
    if holding.intent is Intent.VOID:
        return "Betalningen är på väg tillbaka, och ordern öppnas när den har gått"
    if holding.is_paid:
        return ""
    return "Ordern väntar på mobilbetalning: kontrollera med Ctrl+L, eller annullera betalnings-SMS:et och ta betalt"


def _no_post_and_print(card: "OrderCard") -> str:
    if card.order.status is OrderStatus.POSTED:
        return f"{_no_post(card)}. Skriv ut den med Ctrl+P"
    return _no_post(card)


def _no_credit(card: "OrderCard") -> str:
    return (
        "" if card.order.invoice_number is not None else "Ordern är inte bokförd: det finns ingen faktura att kreditera"
    )


def _no_invoice(card: "OrderCard") -> str:
    return "" if newest_document(card) is not None else "Ordern har ingen faktura"
