"""The workshop's settings: each declared once, typed, with its Swedish name, its default and its meaning."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import TypeVar

from promeister_mpay.domain.books.accounts import NAMES, VAT_RATES, Accounts, VatRate
from promeister_mpay.domain.orders.payment_methods import PaymentMethod, facts_of
from promeister_mpay.domain.payments.readiness import AmountLimits

Value = TypeVar("Value")


def _called(label: str, *, default: Value) -> Value:
    """A setting with its label, as shown on the screen and in the history of changes."""
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
    """The registered office of a limited company (säte), on invoices."""
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
    """The client id of the account at Resurs; its secret is in the keyring."""
    resurs_store_id: str = _called("Butikens id hos Resurs", default="")
    """The id of the account's store that payments are made to."""
    resurs_store_name: str = _called("Butik hos Resurs", default="")
    """The name of that store, as the gateway gave it when the store was chosen."""
    resurs_method_id: str = _called("Betalsättets id hos Resurs", default="")
    """The id of the gateway's payment method for new payments."""
    resurs_method_name: str = _called("Betalsätt hos Resurs", default="")
    """The name of that method, as the gateway gave it when the method was chosen."""
    method_least: int = _called("Minsta belopp för betalsättet", default=1)
    """The smallest amount that the method accepts, as the gateway gave it when the method was chosen."""
    method_most: int = _called("Största belopp för betalsättet", default=999_999_999_999)
    """The largest amount that the method accepts."""
    method_for_persons: bool = _called("Betalsättet tar emot privatpersoner", default=True)
    """Whether private persons may pay with the method (`gateway.md` U25)."""
    method_for_companies: bool = _called("Betalsättet tar emot företag", default=True)
    """Whether companies may pay with the method."""
    link_life_minutes: int = _called("Länkens livslängd", default=1440)
    """How long a payment link is valid: 5 minutes to 30 days (design §4)."""
    initiated_on_customers_device: bool = _called("Resurs identifierar kunden", default=True)
    """True makes Resurs identify the customer; False only if clerks check the customer's identity (U22)."""
    order_prefix: str = _called("Prefix före ordernumret", default="")
    """Text before the order number in payment references, for workshops that share one account."""
    round_to_krona: bool = _called("Öresavrundning innan betalningssätt är valt", default=True)
    """Whether new orders, which have no payment method yet, are rounded to whole kronor."""
    prices_include_vat: bool = _called("Nya order har priser inkl. moms", default=True)
    """Whether prices on new orders include VAT."""

    asks_before_posting: bool = _called("Fråga före Bokför med F11", default=True)
    """Whether F11 and Shift+F11 show amount and payment method before they book; the menu and the tree always do."""

    round_cash: bool = _called("Öresavrundning KONTANT", default=True)
    """Whether orders paid in cash are rounded to whole kronor (lag 1970:1029)."""
    round_card: bool = _called("Öresavrundning KORT", default=True)
    """Whether orders paid by card are rounded."""
    round_swish: bool = _called("Öresavrundning SWISH", default=True)
    """Whether orders paid by Swish are rounded."""
    round_invoice: bool = _called("Öresavrundning FAKTURA", default=True)
    """Whether orders paid by invoice are rounded."""
    round_mobile: bool = _called("Öresavrundning MOBIL", default=True)
    """Whether mobile payments are rounded."""
    payment_days: int = _called("Betalningsvillkor, dagar", default=30)
    """Days from invoice date to due date."""
    ocr_with_length: bool = _called("OCR-nummer med längdsiffra", default=False)
    """Whether OCR numbers contain a length digit; the agreement with the bank says whether they must."""
    first_invoice_number: int = _called("Första fakturanumret", default=1001)
    """The number of the first invoice; has no effect once there is one."""
    invoice_series: str = _called("Verifikationsserie för fakturor", default="F")
    """The series of the vouchers of invoices and credit invoices."""
    payout_series: str = _called("Verifikationsserie för utbetalningar", default="U")
    """The series of the vouchers of payouts."""
    correction_series: str = _called("Verifikationsserie för rättelser", default="R")
    """The series of the vouchers that correct others."""
    financial_year_start: int = _called("Räkenskapsårets första månad", default=1)
    """The first month of a financial year, 1 to 12."""
    account_mobile: int = _called("Konto för MOBIL", default=1931)
    """Debited with mobile payments that Resurs has not paid out yet (S14)."""
    account_cash: int = _called("Konto för KONTANT", default=1910)
    """Debited with cash payments."""
    account_card: int = _called("Konto för KORT", default=1686)
    """Debited with card payments."""
    account_swish: int = _called("Konto för SWISH", default=1930)
    """Debited with Swish payments."""
    account_invoice: int = _called("Konto för FAKTURA", default=1510)
    """Debited with invoices that are to be paid later."""
    account_bank: int = _called("Konto för utbetalningar från Resurs", default=1930)
    """Debited with payouts from Resurs."""
    account_fee: int = _called("Konto för Resurs avgifter", default=6064)
    """Debited with Resurs's fees."""
    account_fee_vat: int = _called("Konto för moms på avgifterna", default=2641)
    """Debited with VAT on the fees, when there is any."""
    account_rounding: int = _called("Konto för öresavrundning", default=3740)
    """Posted with the difference that rounding makes."""
    vat_rates: tuple[VatRate, ...] = _called("Momssatser", default=VAT_RATES)
    """The VAT rates in use, each with its accounts."""
    account_names: Mapping[int, str] = field(default_factory=lambda: dict(NAMES), metadata={"label": "Kontonamn"})
    """Names of accounts, for lists and SIE files."""
    sie_checksum: bool = _called("Kontrollsumma i SIE-filer", default=True)
    """Whether SIE files contain #KSUMMA; some importers verify it wrongly and refuse the file."""
    sie_numbers: bool = _called("Egna verifikationsnummer i SIE-filer", default=True)
    """Whether SIE files contain our voucher numbers; otherwise the importing program assigns its own."""
    backup_folder: str = _called("Andra plats för säkerhetskopior", default="")
    """A folder on another disk or share, to which every copy of the store goes as well (design §15)."""
    backup_by: str = _called("Databasservern säkerhetskopieras av", default="")
    """Who takes copies of a store at a server; while it is empty the program does, with pg_dump (design §15)."""
    backup_days: int = _called("Dagar med säkerhetskopior", default=14)
    """For how many days a daily copy is kept; one of each of twelve months is kept beside."""

    @property
    def link_life(self) -> timedelta:
        """How long a payment link is valid."""
        return timedelta(minutes=self.link_life_minutes)

    @property
    def amount_limits(self) -> AmountLimits:
        """The amounts that the gateway's payment method accepts."""
        return AmountLimits(self.method_least, self.method_most)

    @property
    def accounts(self) -> Accounts:
        """The accounts that vouchers use."""
        return Accounts(
            **{name.removeprefix("account_"): getattr(self, name) for name in ACCOUNTS}, vat_rates=self.vat_rates
        )

    @property
    def rates(self) -> tuple[int, ...]:
        """The VAT rates in use, in whole per cent."""
        return tuple(rate.rate for rate in self.vat_rates)

    def rounds(self, method: PaymentMethod | None) -> bool:
        """Whether orders with this payment method are rounded to whole kronor; None: no method chosen yet."""
        if method is None:
            return self.round_to_krona
        return bool(getattr(self, f"round_{facts_of(method).setting}"))


ACCOUNTS = tuple(each.name for each in fields(Settings) if each.name.startswith("account_") and each.type is int)
"""The settings that hold one account number each."""

LABELS: Mapping[str, str] = {each.name: each.metadata["label"] for each in fields(Settings)}
"""The label of each setting on the screen."""
