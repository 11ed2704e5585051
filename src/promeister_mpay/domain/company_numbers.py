"""The numbers of a Swedish company: read in any usual form, returned in the form that documents show."""

from promeister_mpay.errors import InputError


def read_organisation_number(text: str, field: str) -> str:
    """Read an organisation number or a sole trader's personal number as ten digits; raises `InputError(field)`.

    The rule is in `bookkeeping.md §6`.
    """
    from stdnum.exceptions import ValidationError
    from stdnum.se import orgnr

    try:
        return orgnr.validate(_without_century(text))
    except ValidationError as error:
        raise InputError(
            "Organisationsnumret ska ha tio siffror och rätt kontrollsiffra, till exempel 556036-0793.", field
        ) from error


def _without_century(text: str) -> str:
    """Remove the two century digits of '16556036-0793' and '19811218-9876'."""
    digits = "".join(character for character in text if character.isdigit())
    return digits[2:] if len(digits) == 12 and digits[:2] in ("16", "18", "19", "20") else text


def read_vat_number(text: str, field: str) -> str:
    """Read a VAT number: SE, ten digits and 01; raises `InputError(field)` (ML 17:24)."""
    from stdnum.exceptions import ValidationError
    from stdnum.se import vat

    try:
        return f"SE{vat.validate(text.upper())}"
    except ValidationError as error:
        raise InputError(
            "Momsregistreringsnumret ska vara SE, organisationsnumrets tio siffror och 01, "
            "till exempel SE556036079301.",
            field,
        ) from error


def vat_number_of(organisation_number: str) -> str:
    """Return the VAT number of an organisation number; a company in a VAT group has another one."""
    return f"SE{organisation_number}01"


def read_bankgiro(text: str, field: str) -> str:
    """Read a bankgiro as '123-4567' or '1234-5678'; raises `InputError(field)` when the check digit is wrong."""
    digits = _giro(text, field, name="Bankgironumret", lengths=(7, 8), example="991-2346")
    return f"{digits[:-4]}-{digits[-4:]}"


def read_plusgiro(text: str, field: str) -> str:
    """Read a plusgiro as '12 34 56-7'; raises `InputError(field)` when the check digit is wrong."""
    digits = _giro(text, field, name="Plusgironumret", lengths=range(2, 9), example="28 65 43-4")
    pairs = [digits[max(at - 2, 0) : at] for at in range(len(digits) - 1, 0, -2)]
    return f"{' '.join(reversed(pairs))}-{digits[-1]}"


def _giro(text: str, field: str, *, name: str, lengths: "range | tuple[int, ...]", example: str) -> str:
    from stdnum import luhn

    digits = text.replace(" ", "").replace("-", "").replace("\N{NO-BREAK SPACE}", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) in lengths and luhn.is_valid(digits)):
        raise InputError(
            f"{name} ska ha {min(lengths)} till {max(lengths)} siffror och rätt kontrollsiffra, "
            f"till exempel {example}.",
            field,
        )
    return digits


def read_postal_code(text: str, field: str) -> str:
    """Read a postal code as '416 55'; raises `InputError(field)`."""
    from stdnum.exceptions import ValidationError
    from stdnum.se import postnummer

    try:
        digits = postnummer.validate(text)
    except ValidationError as error:
        raise InputError("Postnumret ska ha fem siffror, till exempel 416 55.", field) from error
    return f"{digits[:3]} {digits[3:]}"


def shown_organisation_number(digits: str) -> str:
    """Format ten digits as documents and SIE files show them: '556036-0793'."""
    return f"{digits[:6]}-{digits[6:]}" if len(digits) == 10 else digits
