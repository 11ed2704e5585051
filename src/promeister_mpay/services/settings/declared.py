"""The workshop's settings: each declared once, typed, with its Swedish name, its default and its meaning."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import TypeVar

from promeister_mpay.domain.books.accounts import NAMES, VAT_RATES, Accounts, VatRate
from promeister_mpay.domain.orders.payment_methods import PAYMENT_METHODS, PaymentMethod
from promeister_mpay.domain.payments.readiness import AmountLimits

Value = TypeVar("Value")


def _called(label: str, *, default: Value) -> Value:
    """A setting with the name that it has on the screen and in the history of changes."""
    return field(default=default, metadata={"label": label})


@dataclass(frozen=True, slots=True)
class Settings:
    """What the workshop has chosen; amounts in öre."""

    workshop_name: str = _called("Företagets namn", default="")
    """Whom the customer pays, on screen and paper: the company's legal name."""
    workshop_address: str = _called("Adress", default="")
    """Street or box, on invoices (ML 17:24)."""
    workshop_postal_code: str = _called("Postnr", default="")
    """On invoices."""
    workshop_city: str = _called("Ort", default="")
    """On invoices."""
    workshop_seat: str = _called("Säte", default="")
    """Where a limited company has its seat (säte)."""
    workshop_phone: str = _called("Telefon", default="")
    """On invoices."""
    workshop_email: str = _called("E-post", default="")
    """On invoices."""
    workshop_website: str = _called("Webbplats", default="")
    """On invoices."""
    organisation_number: str = _called("Organisationsnummer", default="")
    """Ten digits; on invoices and in SIE files."""
    vat_number: str = _called("Momsregistreringsnummer", default="")
    """SE, ten digits, 01 (ML 17:24)."""
    has_f_tax: bool = _called("Godkänd för F-skatt", default=True)
    """Whether invoices say 'Godkänd för F-skatt'."""
    bankgiro: str = _called("Bankgiro", default="")
    """Where invoices are paid."""
    plusgiro: str = _called("Plusgiro", default="")
    """Where invoices are paid."""
    logo: str = _called("Logotyp", default="")
    """A PNG or JPEG as base64, at most 300 kB, at the head of invoices; or nothing."""
    resurs_environment: str = _called("Miljö hos Resurs", default="integration")
    """`integration` or `production` (`gateway.md §1`)."""
    resurs_client_id: str = _called("Klient-id", default="")
    """The account at Resurs; its secret lies in the keyring."""
    resurs_store_id: str = _called("Butikens id hos Resurs", default="")
    """The store of the account that orders are paid to."""
    resurs_store_name: str = _called("Butik hos Resurs", default="")
    """What that store is called, as the gateway said when it was picked."""
    resurs_method_id: str = _called("Betalsättets id hos Resurs", default="")
    """The payment method that links are made with."""
    resurs_method_name: str = _called("Betalsätt hos Resurs", default="")
    """What that method is called, as the gateway said when it was picked."""
    method_least: int = _called("Minsta belopp för betalsättet", default=1)
    """The least that the method takes, as the gateway said when it was picked."""
    method_most: int = _called("Största belopp för betalsättet", default=999_999_999_999)
    """The most that the method takes."""
    link_life_minutes: int = _called("Länkens livslängd", default=1440)
    """How long a link lives: 5 minutes to 30 days (design §4)."""
    initiated_on_customers_device: bool = _called("Resurs identifierar kunden", default=True)
    """True makes Resurs identify the customer; False only when the clerk has checked the ID (U22)."""
    order_prefix: str = _called("Prefix före ordernumret", default="")
    """Before the order number in references, when several workshops share one account."""
    round_to_krona: bool = _called("Öresavrundning innan betalningssätt är valt", default=True)
    """Öresavrundning on new orders."""
    prices_include_vat: bool = _called("Nya order har priser inkl. moms", default=True)
    """Whether new orders are priced with VAT."""

    round_cash: bool = _called("Öresavrundning KONTANT", default=True)
    """Öresavrundning of what is paid in cash (lag 1970:1029)."""
    round_card: bool = _called("Öresavrundning KORT", default=True)
    """Öresavrundning of what is paid by card."""
    round_swish: bool = _called("Öresavrundning SWISH", default=True)
    """Öresavrundning of what is paid by Swish."""
    round_invoice: bool = _called("Öresavrundning FAKTURA", default=True)
    """Öresavrundning of what is invoiced."""
    round_mobile: bool = _called("Öresavrundning MOBIL", default=True)
    """Öresavrundning of what is asked for by SMS."""
    payment_days: int = _called("Betalningsvillkor, dagar", default=30)
    """When an invoice that is not paid yet falls due."""
    ocr_with_length: bool = _called("OCR-nummer med längdsiffra", default=False)
    """Whether OCR numbers carry a digit for their length; the level is in the agreement with the bank."""
    first_invoice_number: int = _called("Första fakturanumret", default=1001)
    """Where the invoice series begins; of no effect when there is an invoice."""
    invoice_series: str = _called("Verifikationsserie för fakturor", default="F")
    """The series of the vouchers of invoices and credit invoices."""
    payout_series: str = _called("Verifikationsserie för utbetalningar", default="U")
    """The series of the vouchers of payouts."""
    correction_series: str = _called("Verifikationsserie för rättelser", default="R")
    """The series of the vouchers that correct others."""
    financial_year_start: int = _called("Räkenskapsårets första månad", default=1)
    """The month that a financial year begins with."""
    account_mobile: int = _called("Konto för MOBIL", default=1931)
    """What Resurs has taken in and not yet paid out (S14)."""
    account_cash: int = _called("Konto för KONTANT", default=1910)
    """What is paid in cash."""
    account_card: int = _called("Konto för KORT", default=1686)
    """What is paid by card."""
    account_swish: int = _called("Konto för SWISH", default=1930)
    """What is paid by Swish."""
    account_invoice: int = _called("Konto för FAKTURA", default=1510)
    """What is invoiced and not paid yet."""
    account_bank: int = _called("Konto för utbetalningar från Resurs", default=1930)
    """Where payouts come in."""
    account_fee: int = _called("Konto för Resurs avgifter", default=6064)
    """Resurs's fees."""
    account_fee_vat: int = _called("Konto för moms på avgifterna", default=2641)
    """VAT on the fees, when there is any."""
    account_rounding: int = _called("Konto för öresavrundning", default=3740)
    """Öresavrundning."""
    vat_rates: tuple[VatRate, ...] = _called("Momssatser", default=VAT_RATES)
    """VAT rates with their accounts."""
    account_names: Mapping[int, str] = field(default_factory=lambda: dict(NAMES), metadata={"label": "Kontonamn"})
    """What the accounts are called in lists and SIE files."""
    sie_checksum: bool = _called("Kontrollsumma i SIE-filer", default=True)
    """Whether SIE files carry #KSUMMA; some importers check it wrongly."""
    sie_numbers: bool = _called("Egna verifikationsnummer i SIE-filer", default=True)
    """Whether SIE files carry our voucher numbers; else the importer gives its own."""

    @property
    def link_life(self) -> timedelta:
        """How long a link lives."""
        return timedelta(minutes=self.link_life_minutes)

    @property
    def amount_limits(self) -> AmountLimits:
        """What the chosen method takes."""
        return AmountLimits(self.method_least, self.method_most)

    @property
    def accounts(self) -> Accounts:
        """Where everything is booked."""
        return Accounts(
            **{name.removeprefix("account_"): getattr(self, name) for name in ACCOUNTS}, vat_rates=self.vat_rates
        )

    def rounds(self, method: PaymentMethod | None) -> bool:
        """Whether what is paid in this way is rounded to whole kronor; None: not chosen yet."""
        if method is None:
            return self.round_to_krona
        return bool(getattr(self, f"round_{PAYMENT_METHODS[method].setting}"))


ACCOUNTS = tuple(each.name for each in fields(Settings) if each.name.startswith("account_") and each.type is int)
"""The settings that are one account each."""

LABELS: Mapping[str, str] = {each.name: each.metadata["label"] for each in fields(Settings)}
"""What each setting is called on the screen."""
