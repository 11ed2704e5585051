"""Phone numbers as people write them, as the gateway wants them, and as logs may show them."""

from dataclasses import dataclass

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from promeister_mpay.errors import InputError

_SWEDEN = 46
_MOBILE_TYPES = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)


@dataclass(frozen=True, slots=True)
class MobileNumber:
    """A number that can take an SMS: `e164` for the gateway, `swedish` tells if it is a Swedish mobile."""

    e164: str
    swedish: bool

    @property
    def shown(self) -> str:
        """As it is shown to people: '+46 70-112 23 33'."""
        number = phonenumbers.parse(self.e164)
        if not self.swedish:
            return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
        national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
        return f"+46 {national.removeprefix('0')}"


def parse_mobile(text: str, field: str = "mobile_phone") -> MobileNumber:
    """Read a mobile number, Swedish unless it says otherwise; raises `InputError(field)` with what is wrong."""
    if not text.strip():
        raise InputError("Mobiltelefon saknas. Fyll i numret som SMS:et ska till.", field)
    if any(character.isalpha() for character in text):
        raise InputError(f"Mobilnumret ”{text.strip()}” innehåller bokstäver. Skriv det med siffror.", field)
    try:
        number = phonenumbers.parse(text, "SE")
    except NumberParseException as error:
        raise InputError(f"Mobilnumret ”{text.strip()}” kan inte läsas som ett telefonnummer.", field) from error
    return _checked(number, text.strip(), field)


def _checked(number: phonenumbers.PhoneNumber, text: str, field: str) -> MobileNumber:
    if not phonenumbers.is_possible_number(number):
        raise InputError(f"Mobilnumret {text} har fel antal siffror.", field)
    if phonenumbers.number_type(number) not in _MOBILE_TYPES and _could_be_told(number):
        raise InputError(f"{text} är inte ett mobilnummer och kan inte ta emot SMS.", field)
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return MobileNumber(e164, swedish=number.country_code == _SWEDEN)


def _could_be_told(number: phonenumbers.PhoneNumber) -> bool:
    """Whether the numbering plan says what kind it is; foreign fiction ranges and new series it does not know."""
    kind = phonenumbers.number_type(number)
    return number.country_code == _SWEDEN or kind is not PhoneNumberType.UNKNOWN


def shortened(e164: str) -> str:
    """A number for logs: enough to recognize, not enough to call ('+4670…33')."""
    return f"{e164[:5]}…{e164[-2:]}" if len(e164) > len("+467012") else "…"
