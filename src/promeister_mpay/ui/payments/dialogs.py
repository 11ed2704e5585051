"""Questions about a payment link: cancel or refund it, or send it to a number that is not a Swedish mobile."""

from PySide6.QtWidgets import QWidget

from promeister_mpay.domain.money import format_kronor
from promeister_mpay.ui.common.dialogs import ask


def ask_void(parent: QWidget, *, amount: int, paid: bool, is_rest: bool) -> bool:
    """Ask whether to cancel the link, or to refund the payment in full or what is left of it."""
    if paid:
        sum_ = format_kronor(amount)
        said = f"{sum_} är kvar av det som kunden har betalat." if is_rest else f"Kunden har betalat {sum_}."
        text = f"{said} {'Resten' if is_rest else 'Hela beloppet'} betalas tillbaka och ordern öppnas. Fortsätta?"
        return ask(parent, "Annullera betalnings-SMS", text, yes="&Betala tillbaka", safe=True)
    text = (
        f"Ta tillbaka länken på {format_kronor(amount)} och öppna ordern?\n\n"
        "Betalar kunden ändå, går pengarna tillbaka av sig själva."
    )
    return ask(parent, "Annullera betalnings-SMS", text, yes="&Annullera")


def ask_foreign_number(parent: QWidget, shown: str) -> bool:
    """Ask whether to send an SMS to a number that is not a Swedish mobile."""
    text = f"{shown} är inte ett svenskt mobilnummer. Skicka SMS dit?"
    return ask(parent, "Skicka mobilbetalning", text, yes="&Skicka", safe=True)
