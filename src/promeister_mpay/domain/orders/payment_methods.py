"""The ways in which a customer pays an order."""

from enum import StrEnum


class PaymentMethod(StrEnum):
    """How the customer pays; the value is the word on the screen."""

    CASH = "KONTANT"
    CARD = "KORT"
    SWISH = "SWISH"
    INVOICE = "FAKTURA"
    MOBILE = "MOBIL"
