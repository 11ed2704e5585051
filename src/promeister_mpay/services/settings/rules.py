"""Validation of settings: values are normalized, and each error is an `InputError` that names its setting."""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any

from promeister_mpay.domain import company_numbers
from promeister_mpay.domain.books.accounts import check_account, check_rates
from promeister_mpay.domain.documents.logo import read_logo
from promeister_mpay.domain.orders.readiness import check_email
from promeister_mpay.domain.texts import one_line
from promeister_mpay.errors import InputError
from promeister_mpay.services.settings.declared import ACCOUNTS, LABELS, Settings

ENVIRONMENTS = ("integration", "production")
LONGEST = 100
LONGEST_PREFIX = 12
LONGEST_SERIES = 8
LINK_LIFE = range(5, 43_201)
"""Minutes (design §4)."""

_TIDY: dict[str, Callable[[str, str], str]] = {
    "workshop_postal_code": company_numbers.read_postal_code,
    "organisation_number": company_numbers.read_organisation_number,
    "vat_number": company_numbers.read_vat_number,
    "bankgiro": company_numbers.read_bankgiro,
    "plusgiro": company_numbers.read_plusgiro,
}
_TEXTS = tuple(each.name for each in fields(Settings) if each.type is str and each.name != "logo")
_SERIES = ("invoice_series", "payout_series", "correction_series")
_BOUNDS = {
    "payment_days": (range(366), "Betalningsvillkoret ska vara mellan 0 och 365 dagar."),
    "financial_year_start": (range(1, 13), "Räkenskapsårets första månad ska vara mellan 1 och 12."),
    "first_invoice_number": (
        range(1, 1_000_000_000),
        "Första fakturanumret ska vara mellan 1 och 999 999 999.",
    ),
    "backup_days": (range(1, 367), "Dagar med säkerhetskopior ska vara mellan 1 och 366."),
    "link_life_minutes": (LINK_LIFE, "Länkens livslängd ska vara mellan 5 minuter och 30 dagar (43 200 minuter)."),
}


def check_settings(settings: Settings) -> None:
    """Raise `InputError` for the first setting at fault."""
    for error in tidied(settings)[1]:
        raise error


def tidied(settings: Settings) -> tuple[Settings, tuple[InputError, ...]]:
    """The settings with normalized values, and every error; a value at fault is left as it is."""
    errors: list[InputError] = []
    tidy: dict[str, Any] = {}
    for name in _TEXTS:
        try:
            tidy[name] = _tidy_text(name, getattr(settings, name))
        except InputError as error:
            errors.append(error)
    made = replace(settings, **tidy)
    errors += _rule_errors(made)
    return made, tuple(errors)


def _tidy_text(name: str, text: str) -> str:
    """Normalize white space, and write company numbers in their usual printed form."""
    plain = one_line(text)
    if len(plain) > LONGEST:
        raise InputError(f"{LABELS[name]} är {len(plain)} tecken. Korta till högst {LONGEST}.", name)
    return _TIDY[name](plain, name) if plain and name in _TIDY else plain


def _rule_errors(settings: Settings) -> Iterator[InputError]:
    for check in _CHECKS:
        try:
            check(settings)
        except InputError as error:
            yield error
    for name, (allowed, sentence) in _BOUNDS.items():
        if getattr(settings, name) not in allowed:
            yield InputError(sentence, name)
    for name in _SERIES:
        series = getattr(settings, name)
        if not (series.isalnum() and series.isascii() and len(series) <= LONGEST_SERIES):
            yield InputError(f"Verifikationsserien ska vara 1 till {LONGEST_SERIES} bokstäver eller siffror.", name)


def _check_email(settings: Settings) -> None:
    if settings.workshop_email:
        check_email(settings.workshop_email, "workshop_email")


def _check_logo(settings: Settings) -> None:
    if settings.logo:
        read_logo(settings.logo, "logo")


def _check_prefix(settings: Settings) -> None:
    """Only characters that the gateway accepts in a reference (`gateway.md §5`), with room for number and attempt."""
    bare = settings.order_prefix.replace("-", "").replace("_", "")
    if settings.order_prefix and not (
        (bare + "0").isalnum() and bare.isascii() and len(settings.order_prefix) <= LONGEST_PREFIX
    ):
        raise InputError(
            f"Prefixet får ha högst {LONGEST_PREFIX} bokstäver a–z, siffror, bindestreck eller understreck.",
            "order_prefix",
        )


def _check_environment(settings: Settings) -> None:
    if settings.resurs_environment not in ENVIRONMENTS:
        raise InputError("Miljön ska vara integration eller production.", "resurs_environment")


def _check_account(name: str) -> Callable[[Settings], None]:
    return lambda settings: check_account(getattr(settings, name), name)


def _check_rates(settings: Settings) -> None:
    check_rates(settings.vat_rates)


def _check_account_names(settings: Settings) -> None:
    for account, name in settings.account_names.items():
        check_account(account, "account_names")
        if not name.strip() or len(name) > LONGEST:
            raise InputError(f"Kontot {account} ska ha ett namn på högst {LONGEST} tecken.", "account_names")


_CHECKS: tuple[Callable[[Settings], None], ...] = (
    _check_email,
    _check_logo,
    _check_environment,
    _check_prefix,
    *(_check_account(name) for name in ACCOUNTS),
    _check_rates,
    _check_account_names,
)
