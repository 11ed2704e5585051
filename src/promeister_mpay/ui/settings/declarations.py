"""Which setting stands on which page, in which kind of field, and what is said beside it: data, for the forms."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from promeister_mpay.services.settings import LABELS


class Kind(Enum):
    """Which field a setting gets."""

    TEXT = "text"
    NUMBER = "number"
    DURATION = "duration"
    YES_NO = "yes_no"
    MONTH = "month"
    ACCOUNT = "account"
    LOGO = "logo"
    RATES = "rates"
    NAMES = "names"


@dataclass(frozen=True, slots=True)
class Spec:
    """A setting on a page: its field's kind and width in pixels, and what is said below it."""

    name: str
    kind: Kind = Kind.TEXT
    width: int = 0
    hint: str = ""

    @property
    def label(self) -> str:
        """What the setting is called."""
        return LABELS[self.name]


WORKSHOP = (
    Spec("workshop_name"),
    Spec("workshop_address"),
    Spec("workshop_postal_code", width=90),
    Spec("workshop_city", width=220),
    Spec("workshop_phone", width=220),
    Spec("workshop_email"),
    Spec("workshop_website"),
    Spec("organisation_number", width=150),
    Spec("vat_number", width=150),
    Spec("workshop_seat", width=220, hint="Den ort där ett aktiebolag har sin styrelse."),
    Spec("has_f_tax", Kind.YES_NO),
    Spec("bankgiro", width=150),
    Spec("plusgiro", width=150),
    Spec("logo", Kind.LOGO, hint="PNG eller JPEG, högst 300 kB. Den trycks överst på fakturan."),
)
LINKS = (
    Spec("link_life_minutes", Kind.DURATION, 110, hint="Till exempel 90 min, 24 tim eller 7 dygn; högst 30 dygn."),
    Spec(
        "initiated_on_customers_device",
        Kind.YES_NO,
        hint="Stäng bara av det om kundens legitimation alltid kontrolleras vid disken.",
    ),
    Spec(
        "order_prefix",
        width=110,
        hint="Behövs bara när flera verkstäder delar ett konto hos Resurs, till exempel GBG-.",
    ),
)
ACCOUNTS = (
    Spec("account_mobile", Kind.ACCOUNT),
    Spec("account_cash", Kind.ACCOUNT),
    Spec("account_card", Kind.ACCOUNT),
    Spec("account_swish", Kind.ACCOUNT),
    Spec("account_invoice", Kind.ACCOUNT),
    Spec("account_bank", Kind.ACCOUNT),
    Spec("account_fee", Kind.ACCOUNT),
    Spec("account_fee_vat", Kind.ACCOUNT),
    Spec("account_rounding", Kind.ACCOUNT),
    Spec("account_names", Kind.NAMES, hint="Sista raden är till för nya konton. Delete tar bort en rad."),
)
VAT_AND_SERIES = (
    Spec("vat_rates", Kind.RATES, hint="Sista raden är till för nya satser. Delete tar bort en rad."),
    Spec("invoice_series", width=70),
    Spec("payout_series", width=70),
    Spec("correction_series", width=70),
    Spec("first_invoice_number", Kind.NUMBER, 110, hint="Gäller bara tills den första fakturan är bokförd."),
    Spec("financial_year_start", Kind.MONTH),
    Spec("sie_numbers", Kind.YES_NO),
    Spec("sie_checksum", Kind.YES_NO, hint="Stäng av den om mottagarens program säger att summan är fel."),
)
PAYMENT = (
    Spec("round_to_krona", Kind.YES_NO),
    Spec("round_cash", Kind.YES_NO),
    Spec("round_card", Kind.YES_NO),
    Spec("round_swish", Kind.YES_NO),
    Spec("round_invoice", Kind.YES_NO),
    Spec(
        "round_mobile",
        Kind.YES_NO,
        hint="Gäller från och med det betalningssätt som väljs nästa gång; låsta och bokförda order ändras aldrig.",
    ),
    Spec("prices_include_vat", Kind.YES_NO),
    Spec("payment_days", Kind.NUMBER, 70),
    Spec("ocr_with_length", Kind.YES_NO, hint="Nivån står i avtalet med banken."),
)
SUBJECTS: Mapping[str, tuple[Spec, ...]] = {
    "Verkstaden": WORKSHOP,
    "Resurs": LINKS,
    "Konton": ACCOUNTS,
    "Moms och serier": VAT_AND_SERIES,
    "Betalning": PAYMENT,
}
