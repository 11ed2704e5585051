"""Phone numbers: reading typed ones, the form for the gateway, and the shortened form for logs."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from promeister_mpay.domain.texts import one_line
from promeister_mpay.errors import InputError

# The numbering plans take 50 ms to import, and the window is painted before the first number is read.
if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

_SWEDEN = 46


@dataclass(frozen=True, slots=True)
class MobileNumber:
    """A number that can take an SMS: `e164` for the gateway, `swedish` tells if it is a Swedish mobile."""

    e164: str
    swedish: bool

    @property
    def shown(self) -> str:
        """The number as the screen shows it: '+46 70-112 23 33'."""
        import phonenumbers
        from phonenumbers import PhoneNumberFormat

        number = phonenumbers.parse(self.e164)
        if not self.swedish:
            return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
        national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
        return f"+46 {national.removeprefix('0')}"


def parse_mobile(text: str, field: str = "mobile_phone") -> MobileNumber:
    """Read a mobile number, Swedish unless it says otherwise; raises `InputError(field)` with what is wrong."""
    import phonenumbers

    text = one_line(text)
    if not text:
        raise InputError("Mobiltelefon saknas. Fyll i numret som SMS:et ska till.", field)
    if any(character.isalpha() for character in text):
        raise InputError(f"Mobilnumret ”{text}” innehåller bokstäver. Skriv det med siffror.", field)
    try:
        number = phonenumbers.parse(text, "SE")
    except phonenumbers.NumberParseException as error:
        raise InputError(f"Mobilnumret ”{text}” kan inte läsas som ett telefonnummer.", field) from error
    return _checked(number, text, field)


def _checked(number: "PhoneNumber", text: str, field: str) -> MobileNumber:
    import phonenumbers
    from phonenumbers import PhoneNumberFormat, PhoneNumberType

    mobile = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
    if not phonenumbers.is_possible_number(number):
        raise InputError(f"Mobilnumret {text} har fel antal siffror.", field)
    if phonenumbers.number_type(number) not in mobile and _has_known_type(number):
        raise InputError(f"{text} är inte ett mobilnummer och kan inte ta emot SMS.", field)
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return MobileNumber(e164, swedish=number.country_code == _SWEDEN)


def _has_known_type(number: "PhoneNumber") -> bool:
    """Whether the numbering plan knows the number's type; it lacks foreign test ranges and new series."""
    import phonenumbers
    from phonenumbers import PhoneNumberType

    kind = phonenumbers.number_type(number)
    return number.country_code == _SWEDEN or kind is not PhoneNumberType.UNKNOWN


def shortened(e164: str) -> str:
    """A number for logs: enough to recognize, not enough to call ('+4670…33')."""
    return f"{e164[:5]}…{e164[-2:]}" if len(e164) > len("+467012") else "…"
