"""Settings as text, for the history and the screen."""

from collections.abc import Callable, Mapping
from typing import Any

from promeister_mpay.domain.books.accounts import VatRate
from promeister_mpay.domain.company_numbers import shown_organisation_number
from promeister_mpay.domain.documents.logo import read_logo
from promeister_mpay.domain.money import format_kronor
from promeister_mpay.errors import InputError
from promeister_mpay.services.settings.declared import LABELS, Settings

NOTHING = "(tomt)"
ENVIRONMENT_WORDS = {"integration": "Test (integration)", "production": "Skarp drift (production)"}
MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
_DAY, _HOUR = 1440, 60


def change_text(name: str, before: Settings, after: Settings) -> str:
    """The text of a change, without secrets: 'Betalningsvillkor, dagar: 30 → 20'."""
    if name == "account_names":
        return f"{LABELS[name]}: {_name_changes(before.account_names, after.account_names)}"
    return f"{LABELS[name]}: {shown(name, before)} → {shown(name, after)}"


def shown(name: str, settings: Settings) -> str:
    """A setting's value as text."""
    value = getattr(settings, name)
    if name in _SHOWN:
        return _SHOWN[name](value)
    if isinstance(value, bool):
        return "Ja" if value else "Nej"
    return str(value) or NOTHING


def duration_text(minutes: int) -> str:
    """'90 min', '24 tim', '7 dygn': in the largest unit that divides it; one day is still given in hours."""
    if minutes % _DAY == 0 and minutes > _DAY:
        return f"{minutes // _DAY} dygn"
    return f"{minutes // _HOUR} tim" if minutes % _HOUR == 0 and minutes else f"{minutes} min"


def _logo(text: str) -> str:
    if not text:
        return NOTHING
    try:
        logo = read_logo(text, "logo")
    except InputError:
        return "oläslig bild"
    return f"{logo.kind}, {logo.width} × {logo.height}, {-(-len(logo.data) // 1000)} kB"


def _rates(rates: tuple[VatRate, ...]) -> str:
    return "; ".join(
        f"{rate.rate} %: {rate.goods_account}, {rate.labour_account}, {rate.vat_account or '–'}" for rate in rates
    )


def _names(names: Mapping[int, str]) -> str:
    return "; ".join(f"{account} {name}" for account, name in sorted(names.items())) or NOTHING


def _name_changes(before: Mapping[int, str], after: Mapping[int, str]) -> str:
    differing = sorted(account for account in {*before, *after} if before.get(account, "") != after.get(account, ""))
    return "; ".join(
        f"{account} {before.get(account) or NOTHING} → {after.get(account) or NOTHING}" for account in differing
    )


_SHOWN: Mapping[str, Callable[[Any], str]] = {
    "resurs_environment": lambda value: ENVIRONMENT_WORDS.get(value, value),
    "link_life_minutes": duration_text,
    "method_least": format_kronor,
    "method_most": format_kronor,
    "organisation_number": lambda digits: shown_organisation_number(digits) or NOTHING,
    "financial_year_start": lambda month: MONTHS[month - 1] if 1 <= month <= 12 else str(month),
    "logo": _logo,
    "vat_rates": _rates,
    "account_names": _names,
}
