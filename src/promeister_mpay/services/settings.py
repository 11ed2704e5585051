"""The workshop's settings: each declared once, typed, with its default and meaning."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta

from promeister_mpay.domain.accounts import NAMES, VAT_RATES, Accounts, VatRate, check_account, check_accounts
from promeister_mpay.domain.orders import PaymentMethod
from promeister_mpay.domain.readiness import AmountLimits
from promeister_mpay.errors import InputError, StoreError
from promeister_mpay.services.ports import SettingValues


@dataclass(frozen=True, slots=True)
class Settings:
    """What the workshop has chosen; amounts in öre."""

    workshop_name: str = ""
    """Whom the customer pays, on screen and paper: the company's legal name."""
    workshop_address: str = ""
    """Street or box, on invoices (ML 17:24)."""
    workshop_postal_code: str = ""
    """On invoices."""
    workshop_city: str = ""
    """On invoices."""
    workshop_seat: str = ""
    """Where a limited company has its seat (säte)."""
    workshop_phone: str = ""
    """On invoices."""
    workshop_email: str = ""
    """On invoices."""
    workshop_website: str = ""
    """On invoices."""
    organisation_number: str = ""
    """Ten digits; on invoices and in SIE files."""
    vat_number: str = ""
    """SE, ten digits, 01 (ML 17:24)."""
    has_f_tax: bool = True
    """Whether invoices say 'Godkänd för F-skatt'."""
    bankgiro: str = ""
    """Where invoices are paid."""
    plusgiro: str = ""
    """Where invoices are paid."""
    logo: str = ""
    """A PNG or JPEG as base64, at most 300 kB, at the head of invoices; or nothing."""
    resurs_environment: str = "integration"
    """`integration` or `production` (`merchant-api.md §1`)."""
    resurs_client_id: str = ""
    """The account at Resurs; its secret lies in the keyring."""
    resurs_store_id: str = ""
    """The store of the account that orders are paid to."""
    resurs_method_id: str = ""
    """The payment method that links are made with."""
    method_least: int = 1
    """The least that the method takes, as the gateway said when it was picked."""
    method_most: int = 999_999_999_999
    """The most that the method takes."""
    link_life_minutes: int = 1440
    """How long a link lives: 5 minutes to 30 days (design §4)."""
    initiated_on_customers_device: bool = True
    """True makes Resurs identify the customer; False only when the clerk has checked the ID (U22)."""
    order_prefix: str = ""
    """Before the order number in references, when several workshops share one account."""
    round_to_krona: bool = True
    """Öresavrundning on new orders."""
    prices_include_vat: bool = True
    """Whether new orders are priced with VAT."""

    round_cash: bool = True
    """Öresavrundning of what is paid in cash (lag 1970:1029)."""
    round_card: bool = True
    """Öresavrundning of what is paid by card."""
    round_swish: bool = True
    """Öresavrundning of what is paid by Swish."""
    round_invoice: bool = True
    """Öresavrundning of what is invoiced."""
    round_mobile: bool = True
    """Öresavrundning of what is asked for by SMS."""
    payment_days: int = 30
    """When an invoice that is not paid yet falls due."""
    ocr_with_length: bool = False
    """Whether OCR numbers carry a digit for their length; the level is in the agreement with the bank."""
    first_invoice_number: int = 1001
    """Where the invoice series begins; of no effect when there is an invoice."""
    invoice_series: str = "F"
    """The series of the vouchers of invoices and credit invoices."""
    payout_series: str = "U"
    """The series of the vouchers of payouts."""
    correction_series: str = "R"
    """The series of the vouchers that correct others."""
    financial_year_start: int = 1
    """The month that a financial year begins with."""
    account_mobile: int = 1931
    """What Resurs has taken in and not yet paid out (S14)."""
    account_cash: int = 1910
    """What is paid in cash."""
    account_card: int = 1686
    """What is paid by card."""
    account_swish: int = 1930
    """What is paid by Swish."""
    account_invoice: int = 1510
    """What is invoiced and not paid yet."""
    account_bank: int = 1930
    """Where payouts come in."""
    account_fee: int = 6064
    """Resurs's fees."""
    account_fee_vat: int = 2641
    """VAT on the fees, when there is any."""
    account_rounding: int = 3740
    """Öresavrundning."""
    vat_rates: tuple[VatRate, ...] = VAT_RATES
    """VAT rates with their accounts."""
    account_names: Mapping[int, str] = field(default_factory=lambda: dict(NAMES))
    """What the accounts are called in lists and SIE files."""
    sie_checksum: bool = True
    """Whether SIE files carry #KSUMMA; some importers check it wrongly."""
    sie_numbers: bool = True
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
            **{name.removeprefix("account_"): getattr(self, name) for name in _ACCOUNTS}, vat_rates=self.vat_rates
        )

    def rounds(self, method: PaymentMethod | None) -> bool:
        """Whether what is paid in this way is rounded to whole kronor; None: not chosen yet."""
        if method is None:
            return self.round_to_krona
        return {
            PaymentMethod.CASH: self.round_cash,
            PaymentMethod.CARD: self.round_card,
            PaymentMethod.SWISH: self.round_swish,
            PaymentMethod.INVOICE: self.round_invoice,
            PaymentMethod.MOBILE: self.round_mobile,
        }[method]


_ACCOUNTS = [each.name for each in fields(Settings) if each.name.startswith("account_") and each.type is int]


def load_settings(values: SettingValues) -> Settings:
    """Read the settings; what is not stored has its default. Raises `StoreError` naming a value that cannot be read."""
    import msgspec

    stored = values.all()
    known = {setting.name: msgspec.Raw(stored[setting.name]) for setting in fields(Settings) if setting.name in stored}
    try:
        return msgspec.json.decode(msgspec.json.encode(known), type=Settings)
    except msgspec.DecodeError as error:
        raise StoreError(f"En inställning i databasen kan inte läsas: {error}. Ange den på nytt.") from error


def save_settings(values: SettingValues, settings: Settings) -> None:
    """Check and write all settings; raises `InputError` with the setting at fault."""
    import msgspec

    check_settings(settings)
    for setting in fields(Settings):
        values.put(setting.name, msgspec.json.encode(getattr(settings, setting.name)).decode())


def check_settings(settings: Settings) -> None:
    """Raises `InputError` with the setting at fault."""
    if not 5 <= settings.link_life_minutes <= 43_200:
        raise InputError(
            "Länkens livslängd ska vara mellan 5 minuter och 30 dagar (43 200 minuter).", "link_life_minutes"
        )
    if not (settings.order_prefix + "0").replace("-", "").replace("_", "").isalnum() or len(settings.order_prefix) > 12:
        raise InputError("Prefixet får ha högst 12 bokstäver, siffror, bindestreck eller understreck.", "order_prefix")
    if settings.resurs_environment not in ("integration", "production"):
        raise InputError("Miljön ska vara integration eller production.", "resurs_environment")
    _check_books(settings)


def _check_books(settings: Settings) -> None:
    check_accounts(settings.accounts)
    for account in settings.account_names:
        check_account(account, "account_names")
    if not 0 <= settings.payment_days <= 365:
        raise InputError("Betalningsvillkoret ska vara mellan 0 och 365 dagar.", "payment_days")
    if not 1 <= settings.financial_year_start <= 12:
        raise InputError("Räkenskapsårets första månad ska vara mellan 1 och 12.", "financial_year_start")
    if not 1 <= settings.first_invoice_number <= 999_999_999:
        raise InputError("Första fakturanumret ska vara mellan 1 och 999 999 999.", "first_invoice_number")
    for name in ("invoice_series", "payout_series", "correction_series"):
        if not (series := getattr(settings, name)).isalnum() or not series.isascii() or len(series) > 8:
            raise InputError("Verifikationsserien ska vara 1 till 8 bokstäver eller siffror.", name)
