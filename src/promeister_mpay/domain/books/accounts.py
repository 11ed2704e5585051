"""The workshop's choice of accounts, with the defaults of `bookkeeping.md §2`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from promeister_mpay.domain.orders.payment_methods import PaymentMethod, facts_of
from promeister_mpay.errors import InputError

LEAST, MOST = 1000, 9999


@dataclass(frozen=True, slots=True)
class VatRate:
    """A VAT rate in whole per cent, with the accounts of its sales and of its VAT (0: no VAT account)."""

    rate: int
    goods_account: int
    labour_account: int
    vat_account: int = 0


VAT_RATES = (
    VatRate(25, 3001, 3001, 2611),
    VatRate(12, 3002, 3002, 2621),
    VatRate(6, 3003, 3003, 2631),
    VatRate(0, 3004, 3004),
)

NAMES: Mapping[int, str] = {
    1510: "Kundfordringar",
    1686: "Fordringar för kontokort och kuponger",
    1910: "Kassa",
    1930: "Företagskonto",
    1931: "Avräkning mobilbetalning",
    2611: "Utgående moms 25 %",
    2621: "Utgående moms 12 %",
    2631: "Utgående moms 6 %",
    2641: "Debiterad ingående moms",
    3001: "Försäljning inom Sverige, 25 % moms",
    3002: "Försäljning inom Sverige, 12 % moms",
    3003: "Försäljning inom Sverige, 6 % moms",
    3004: "Försäljning inom Sverige, momsfri",
    3740: "Öres- och kronutjämning",
    6040: "Kontokortsavgifter",
    6064: "Factoringavgifter",
    6570: "Bankkostnader",
}
"""The names of the accounts: 1931 is the company's own account, the rest are from BAS 2026."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """The workshop's choice of accounts."""

    mobile: int = 1931
    """The clearing account: money that Resurs has collected and not yet paid out (S14)."""
    cash: int = 1910
    card: int = 1686
    swish: int = 1930
    invoice: int = 1510
    bank: int = 1930
    fee: int = 6064
    fee_vat: int = 2641
    rounding: int = 3740
    vat_rates: tuple[VatRate, ...] = VAT_RATES

    def of_method(self, method: PaymentMethod) -> int:
        """The account that a payment by this method is booked on."""
        account: int = getattr(self, facts_of(method).setting)
        return account

    def of_rate(self, rate: int) -> VatRate:
        """The accounts of a VAT rate; raises `InputError` for one that the workshop has given none."""
        for known in self.vat_rates:
            if known.rate == rate:
                return known
        raise InputError(
            f"Momssatsen {rate} % har inga konton. Lägg till den i Inställningar → Moms och serier, eller ändra raden.",
            "vat_rates",
        )


def is_result_account(account: int) -> bool:
    """Whether it is an account of income or costs (BAS classes 3 to 8), which begins each year at zero."""
    return 3000 <= account <= 8999


def check_rates(rates: Sequence[VatRate]) -> None:
    """Refuse VAT rates that cannot be booked; raises `InputError` at the setting `vat_rates`."""
    if len({rate.rate for rate in rates}) < len(rates):
        raise InputError("En momssats får bara finnas en gång.", "vat_rates")
    for rate in rates:
        _check_rate(rate)


def _check_rate(rate: VatRate) -> None:
    if not 0 <= rate.rate <= 100:
        raise InputError(f"Momssatsen {rate.rate} % ska vara mellan 0 och 100 %.", "vat_rates")
    for account in (rate.goods_account, rate.labour_account, *([rate.vat_account] if rate.rate else [])):
        check_account(account, "vat_rates")


def check_account(account: int, field: str) -> None:
    """Refuse a number that is no account of the BAS chart; raises `InputError` with the field at fault."""
    if not LEAST <= account <= MOST:
        raise InputError(f"Kontot {account} finns inte. Ett konto har fyra siffror, till exempel 1931.", field)
