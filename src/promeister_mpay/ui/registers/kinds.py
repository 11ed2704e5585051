"""Declares for each register what an entry is called and which fields its card has."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from promeister_mpay.domain.money import format_hundredths, parse_hundredths
from promeister_mpay.domain.orders.lines import LineType, OrderLine, unlikely_number
from promeister_mpay.domain.orders.order import show_odometer
from promeister_mpay.domain.plates import plate_key
from promeister_mpay.domain.registers.entries import Article, Customer, Vehicle
from promeister_mpay.domain.registers.kinds import Register
from promeister_mpay.domain.texts import one_line
from promeister_mpay.errors import InputError
from promeister_mpay.ui.common.formats import parse_odometer

Entry = TypeVar("Entry", Customer, Vehicle, Article)


@dataclass(frozen=True, slots=True)
class EntryField(Generic[Entry]):
    """A field of a register card: attribute, label, and functions that format and parse it."""

    name: str
    label: str
    show: Callable[[Entry], str]
    read: Callable[[str, str], object] = lambda text, _: one_line(text)
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RegisterKind(Generic[Entry]):
    """One register: the noun for an entry, the card's fields, an empty entry, and its key.

    `named` is the new entry that a searched text is the beginning of. `question` is what is asked before an entry is
    stored in place of another (a new one in place of an empty one); empty when nothing is.
    """

    one: str
    fields: tuple[EntryField[Entry], ...]
    empty: Entry
    key: Callable[[Entry], str]
    named: Callable[[str], Entry]
    question: Callable[[Entry, Entry], str] = lambda _before, _typed: ""

    def read(self, entry: Entry, texts: dict[str, str]) -> Entry:
        """`entry` with the typed values; raises `InputError` with the faulty field."""
        values = {field.name: field.read(texts[field.name], field.name) for field in self.fields}
        if not values[self.fields[0].name]:
            raise InputError(f"{self.fields[0].label} saknas. Fyll i fältet.", self.fields[0].name)
        return replace(entry, **values)  # type: ignore[arg-type]


def _attribute(name: str) -> Callable[[Any], str]:
    return lambda entry: str(getattr(entry, name))


def _text(name: str, label: str) -> EntryField[Any]:
    return EntryField(name, label, _attribute(name))


_PHONE = re.compile(r"(?:0|\+)[0-9 \-]{6,}")
_CODE = re.compile(r"(?=.*[0-9])[^\W_]{1,8}")
"""A plate or a number rather than words, by its plate key."""


def _customer_named(text: str) -> Customer:
    typed = one_line(text)
    if "@" in typed:
        return Customer("", "", email=typed)
    if _PHONE.fullmatch(typed):
        return Customer("", "", mobile_phone=typed)
    return Customer(typed, "") if _CODE.fullmatch(typed) else Customer("", typed)


def _vehicle_named(text: str) -> Vehicle:
    typed = one_line(text)
    return Vehicle(typed.upper()) if _CODE.fullmatch(plate_key(typed)) else Vehicle("", description=typed)


def _article_named(text: str) -> Article:
    typed = one_line(text)
    return Article(typed) if _CODE.fullmatch(typed) else Article("", description=typed)


def _organisation_number(text: str, field: str) -> str:
    from stdnum.exceptions import ValidationError
    from stdnum.se import orgnr

    digits = "".join(character for character in text if character.isdigit())
    if not text.strip():
        return ""
    try:
        orgnr.validate(digits[-10:])
    except ValidationError as error:
        raise InputError(f"Organisationsnumret ”{text.strip()}” stämmer inte. Kontrollera siffrorna.", field) from error
    return digits


def _rate_among(rates: Sequence[int]) -> Callable[[str, str], int]:
    *others, last = map(str, rates or (0,))
    known = f"{', '.join(others)} eller {last}" if others else last

    def read(text: str, field: str) -> int:
        rate, rest = divmod(parse_hundredths(text, field, what="Momsen"), 100)
        if rest or rate not in rates:
            raise InputError(f"Momsen ska vara {known} %.", field)
        return rate

    return read


CUSTOMERS: RegisterKind[Customer] = RegisterKind(
    one="kund",
    fields=(
        _text("number", "Kundnr"),
        _text("name", "Namn"),
        _text("address", "Adress"),
        _text("postal_code", "Postnr"),
        _text("city", "Ort"),
        _text("mobile_phone", "Mobiltelefon"),
        _text("email", "E-post"),
        EntryField(
            "is_company",
            "Företag",
            lambda customer: "Ja" if customer.is_company else "Nej",
            lambda text, _: text == "Ja",
            ("Nej", "Ja"),
        ),
        EntryField("organisation_number", "Orgnr", _attribute("organisation_number"), _organisation_number),
    ),
    empty=Customer("", ""),
    key=_attribute("number"),
    named=_customer_named,
)
VEHICLES: RegisterKind[Vehicle] = RegisterKind(
    one="fordon",
    fields=(
        EntryField("registration", "Regnr", _attribute("registration"), lambda text, _: one_line(text).upper()),
        _text("description", "Fordon"),
        _text("customer_number", "Ägare (kundnr)"),
        EntryField(
            "odometer",
            "Mätarställning",
            lambda vehicle: show_odometer(vehicle.odometer),
            lambda text, _: parse_odometer(text),
        ),
        _text("vin", "Chassinr"),
    ),
    empty=Vehicle(""),
    key=_attribute("registration"),
    named=_vehicle_named,
)


def articles(vat_rates: Sequence[int]) -> RegisterKind[Article]:
    """The register of articles, whose card offers the workshop's VAT rates (whole per cent)."""
    return RegisterKind(
        one="artikel",
        fields=(*_ARTICLE_FIELDS, _vat_rate(vat_rates)),
        empty=Article(""),
        key=_attribute("number"),
        named=_article_named,
        question=_unlikely_price,
    )


def _unlikely_price(before: Article, typed: Article) -> str:
    """The same limit as in the rows of an order and in imports (`design §17`)."""
    unlikely = typed.price != before.price and unlikely_number(OrderLine(unit_price=typed.price))
    return f"Priset {format_hundredths(typed.price)} är ovanligt högt. Stämmer det?" if unlikely else ""


def _vat_rate(rates: Sequence[int]) -> EntryField[Article]:
    return EntryField("vat_rate", "Moms %", _attribute("vat_rate"), _rate_among(rates), tuple(map(str, rates)))


_ARTICLE_FIELDS: tuple[EntryField[Article], ...] = (
    _text("number", "Nr"),
    EntryField(
        "type",
        "Typ",
        lambda article: article.type.value,
        lambda text, _: LineType(text),
        tuple(kind.value for kind in LineType),
    ),
    _text("description", "Beskrivning"),
    _text("unit", "Enhet"),
    EntryField(
        "price",
        "Pris inkl. moms",
        lambda article: format_hundredths(article.price),
        lambda text, field: parse_hundredths(text, field, what="Priset"),
    ),
)


def kind_of(register: Register, vat_rates: Sequence[int]) -> RegisterKind[Any]:
    """The register's kind; `vat_rates` are the setting's."""
    kinds: dict[Register, RegisterKind[Any]] = {Register.CUSTOMERS: CUSTOMERS, Register.VEHICLES: VEHICLES}
    return kinds.get(register) or articles(vat_rates)
