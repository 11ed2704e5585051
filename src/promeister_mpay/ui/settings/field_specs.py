"""Declares which setting is on which page, with its field kind and hint."""

from dataclasses import dataclass
from enum import Enum

from promeister_mpay.services.settings import LABELS


class SettingKind(Enum):
    """The kinds of field that a setting can have."""

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
class SettingSpec:
    """A setting on a page: its field's kind, width in pixels, and the hint below it."""

    name: str
    kind: SettingKind = SettingKind.TEXT
    width: int = 0
    hint: str = ""

    @property
    def label(self) -> str:
        """The setting's Swedish label."""
        return LABELS[self.name]


WORKSHOP = (
    SettingSpec("workshop_name"),
    SettingSpec("workshop_address"),
    SettingSpec("workshop_postal_code", width=90),
    SettingSpec("workshop_city", width=220),
    SettingSpec("workshop_phone", width=220),
    SettingSpec("workshop_email"),
    SettingSpec("workshop_website"),
    SettingSpec("organisation_number", width=150),
    SettingSpec("vat_number", width=150),
    SettingSpec("workshop_seat", width=220, hint="Den ort där ett aktiebolag har sin styrelse."),
    SettingSpec("has_f_tax", SettingKind.YES_NO),
    SettingSpec("bankgiro", width=150),
    SettingSpec("plusgiro", width=150),
    SettingSpec("logo", SettingKind.LOGO, hint="PNG eller JPEG, högst 300 kB. Den trycks överst på fakturan."),
)
LINKS = (
    SettingSpec(
        "link_life_minutes", SettingKind.DURATION, 110, hint="Till exempel 90 min, 24 tim eller 7 dygn; högst 30 dygn."
    ),
    SettingSpec(
        "initiated_on_customers_device",
        SettingKind.YES_NO,
        hint="Stäng bara av det om kundens legitimation alltid kontrolleras vid disken.",
    ),
    SettingSpec(
        "order_prefix",
        width=110,
        hint="Behövs bara när flera verkstäder delar ett konto hos Resurs, till exempel GBG-.",
    ),
)
ACCOUNTS = (
    SettingSpec("account_mobile", SettingKind.ACCOUNT),
    SettingSpec("account_cash", SettingKind.ACCOUNT),
    SettingSpec("account_card", SettingKind.ACCOUNT),
    SettingSpec("account_swish", SettingKind.ACCOUNT),
    SettingSpec("account_invoice", SettingKind.ACCOUNT),
    SettingSpec("account_bank", SettingKind.ACCOUNT),
    SettingSpec("account_fee", SettingKind.ACCOUNT),
    SettingSpec("account_fee_vat", SettingKind.ACCOUNT),
    SettingSpec("account_rounding", SettingKind.ACCOUNT),
    SettingSpec("account_names", SettingKind.NAMES, hint="Sista raden är till för nya konton. Delete tar bort en rad."),
)
VAT_AND_SERIES = (
    SettingSpec("vat_rates", SettingKind.RATES, hint="Sista raden är till för nya satser. Delete tar bort en rad."),
    SettingSpec("invoice_series", width=70),
    SettingSpec("payout_series", width=70),
    SettingSpec("correction_series", width=70),
    SettingSpec(
        "first_invoice_number",
        SettingKind.NUMBER,
        110,
        hint="Gäller tills den första fakturan är bokförd, och efter en återställning där fakturor är okända.",
    ),
    SettingSpec("financial_year_start", SettingKind.MONTH),
    SettingSpec("sie_numbers", SettingKind.YES_NO),
    SettingSpec(
        "sie_checksum", SettingKind.YES_NO, hint="Stäng av den om mottagarens program säger att summan är fel."
    ),
)
BACKUPS = (
    SettingSpec(
        "backup_folder",
        width=360,
        hint="En mapp på en annan disk eller i nätverket, till exempel E:\\kopior. Varje kopia läggs också där.",
    ),
    SettingSpec(
        "backup_by",
        width=360,
        hint="Bara för PostgreSQL. När någon står här tar programmet inga egna kopior med pg_dump.",
    ),
    SettingSpec(
        "backup_days", SettingKind.NUMBER, 70, hint="Därutöver sparas en kopia för var och en av tolv månader."
    ),
)
PAYMENT = (
    SettingSpec("round_to_krona", SettingKind.YES_NO),
    SettingSpec("round_cash", SettingKind.YES_NO),
    SettingSpec("round_card", SettingKind.YES_NO),
    SettingSpec("round_swish", SettingKind.YES_NO),
    SettingSpec("round_invoice", SettingKind.YES_NO),
    SettingSpec(
        "round_mobile",
        SettingKind.YES_NO,
        hint="Gäller från och med det betalningssätt som väljs nästa gång; låsta och bokförda order ändras aldrig.",
    ),
    SettingSpec("prices_include_vat", SettingKind.YES_NO),
    SettingSpec(
        "asks_before_posting",
        SettingKind.YES_NO,
        hint="Gäller tangenterna F11 och Skift+F11. Menyn och trädet frågar alltid.",
    ),
    SettingSpec("payment_days", SettingKind.NUMBER, 70),
    SettingSpec("ocr_with_length", SettingKind.YES_NO, hint="Nivån står i avtalet med banken."),
)
