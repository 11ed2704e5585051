"""How long each text may be that is typed, imported and stored: declared once (`design §13`)."""

from collections.abc import Mapping
from dataclasses import dataclass

from promeister_mpay.errors import InputError

KEY = 50
NAME = 200
DESCRIPTION = 1_000
NOTE = 10_000


@dataclass(frozen=True, slots=True)
class TextLimit:
    """What a text is called on the screen and how many characters it may have."""

    label: str
    longest: int


_PLACE = {
    "address": TextLimit("Adress", NAME),
    "postal_code": TextLimit("Postnr", 20),
    "city": TextLimit("Ort", 100),
    "mobile_phone": TextLimit("Mobiltelefon", 40),
    "email": TextLimit("E-post", 254),
}
ORDER: Mapping[str, TextLimit] = _PLACE | {
    "customer_number": TextLimit("Förs.kundnr", KEY),
    "customer_name": TextLimit("Förs.kundnamn", NAME),
    "registration": TextLimit("Regnr", KEY),
    "vehicle": TextLimit("Fordon", NAME),
    "vin": TextLimit("Chassinr", KEY),
    "clerk": TextLimit("Kundmottagare", KEY),
    "note": TextLimit("Anteckning", NOTE),
}
ORDER_LINE: Mapping[str, TextLimit] = {
    "number": TextLimit("Nr", KEY),
    "description": TextLimit("Beskrivning", DESCRIPTION),
    "unit": TextLimit("Enhet", KEY),
}
CUSTOMER: Mapping[str, TextLimit] = _PLACE | {
    "number": TextLimit("Kundnr", KEY),
    "name": TextLimit("Namn", NAME),
    "organisation_number": TextLimit("Orgnr", KEY),
}
VEHICLE: Mapping[str, TextLimit] = {
    "registration": TextLimit("Regnr", KEY),
    "description": TextLimit("Fordon", NAME),
    "customer_number": TextLimit("Ägare", KEY),
    "vin": TextLimit("Chassinr", KEY),
}
ARTICLE = ORDER_LINE
"""An article's texts become those of a line."""
SIGNATURE = TextLimit("Signatur", 20)
COUNTER = TextLimit("Kassa", 20)
CORRECTION = TextLimit("Varför", 100)
CREDIT = TextLimit("Orsak", NAME)
COLUMN_SET = TextLimit("Namnet", 40)
PAYMENT_NAME = TextLimit("Det du söker", 100)


def check_texts(record: object, limits: Mapping[str, TextLimit], *, prefix: str = "", where: str = "") -> None:
    """Refuse a record with a text that is too long; raises `InputError(prefix + name)` with `where` and its label."""
    for name, limit in limits.items():
        check_text(getattr(record, name), limit, f"{prefix}{name}", where=where)


def check_text(text: str, limit: TextLimit, field: str, *, where: str = "") -> None:
    """Refuse a text that is too long; raises `InputError(field)` with `where`, its label, its length and the limit."""
    if len(text) > limit.longest:
        sentence = f"{where}{limit.label} är {len(text)} tecken. Korta texten till högst {limit.longest}."
        raise InputError(sentence, field)
