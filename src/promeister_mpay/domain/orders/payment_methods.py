"""The ways in which a customer pays an order, and what each floor needs to know of them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from promeister_mpay.errors import InputError


class PaymentMethod(StrEnum):
    """How the customer pays; the value is the word on the screen."""

    CASH = "KONTANT"
    CARD = "KORT"
    SWISH = "SWISH"
    INVOICE = "FAKTURA"
    MOBILE = "MOBIL"


class MethodFacts(NamedTuple):
    """A payment method's row.

    `setting` ends the names of its two settings, `account_…` and `round_…`. `on_paper` is its name on documents and
    `paid` follows 'Betald' (empty: it is not paid yet). `credited` says what a credit means for the money. `button` is
    its text in the method dialog, with & before its key (empty: no clerk chooses it).
    """

    setting: str
    on_paper: str
    paid: str
    credited: str
    button: str


PAYMENT_METHODS: Mapping[PaymentMethod, MethodFacts] = {
    PaymentMethod.CASH: MethodFacts("cash", "Kontant", "kontant", "Betala tillbaka {sum} kontant.", "&KONTANT"),
    PaymentMethod.CARD: MethodFacts("card", "Kort", "med kort", "Betala tillbaka {sum} till kundens kort.", "K&ORT"),
    PaymentMethod.SWISH: MethodFacts("swish", "Swish", "med Swish", "Betala tillbaka {sum} med Swish.", "&SWISH"),
    PaymentMethod.INVOICE: MethodFacts(
        "invoice", "Faktura", "", "Kundens skuld minskar med {sum}. Har fakturan betalats: betala tillbaka.", "&FAKTURA"
    ),
    PaymentMethod.MOBILE: MethodFacts(
        "mobile",
        "Mobilbetalning (Resurs)",
        "med mobilbetalning (Resurs)",
        "Pengarna har redan gått tillbaka till kunden.",
        "",
    ),
}
CHOSEN_BY_CLERKS = tuple(method for method, facts in PAYMENT_METHODS.items() if facts.button)
"""The methods that form and dialog offer: only those with a row, so that one without is never chosen."""


def facts_of(method: PaymentMethod) -> MethodFacts:
    """The method's row; raises `InputError` for a method without one, which an order may have been stored with."""
    facts = PAYMENT_METHODS.get(method)
    if facts is None:
        raise InputError(f"Betalningssättet {method.value} kan inte användas. Välj ett annat.", "payment_method")
    return facts
