"""Validates requests by the field rules of gateway.md §5 and §14; an error is a field name and a message."""

import re
from dataclasses import dataclass, field

import phonenumbers

from promeister_mpay.sandbox.ledger import Line
from promeister_mpay.sandbox.wire import hundredths

MOST = 999_999_999_999
LINE_TYPES = {"NORMAL", "PHYSICAL_GOODS", "DIGITAL_GOODS", "DISCOUNT", "SHIPPING", "FEE", "GIFT_CARD", "OTHER_PAYMENT"}
REFERENCE = re.compile(r"[\w\-_/]{1,32}", re.ASCII)
GOVERNMENT_ID = re.compile(r"(16|18|19|20)?\d{2}(\d{2})(\d{2})[-+]?\d{4}", re.ASCII)
EMAIL = re.compile(r"[^@\s]{1,64}@[A-Za-z0-9][A-Za-z0-9.\-]{0,180}\.[A-Za-z]{2,24}", re.ASCII)
INVALID = "is not valid"


@dataclass(slots=True)
class FieldErrors:
    """Messages by invalid field; keeps the first message of a field."""

    fields: dict[str, str] = field(default_factory=dict)

    def note(self, name: str, says: str = INVALID) -> None:
        """Add a message about a field."""
        self.fields.setdefault(name, says)

    def check(self, ok: object, name: str, says: str = INVALID) -> None:
        """Add a message about a field unless `ok`."""
        if not ok:
            self.note(name, says)


def check_create(body: dict[str, object], found: FieldErrors) -> tuple[Line, ...]:
    """Check a create request and return its lines."""
    for name in ("storeId", "paymentMethodId"):
        found.check(isinstance(body.get(name), str), name, "must not be null")
    order = _object(body, "order", found)
    reference = order.get("orderReference")
    if reference is not None:
        fits = isinstance(reference, str) and REFERENCE.fullmatch(reference)
        found.check(fits, "order.orderReference", r"must match ^[\w\-_/]{1,32}$")
    lines = check_lines(order.get("orderLines"), "order.orderLines", found, required=True)
    _check_customer(_object(body, "customer", found, required=False), found)
    _check_options(_object(body, "options", found, required=False), found)
    return lines


def _object(body: dict[str, object], name: str, found: FieldErrors, *, required: bool = True) -> dict[str, object]:
    value = body.get(name)
    if isinstance(value, dict):
        return value
    if required or value is not None:
        found.note(name, "must be an object")
    return {}


def check_lines(value: object, name: str, found: FieldErrors, *, required: bool) -> tuple[Line, ...]:
    """Check order lines and return them; they may be missing unless `required`."""
    if value is None and not required:
        return ()
    if not isinstance(value, list) or not 1 <= len(value) <= 1000:
        found.note(name, "size must be between 1 and 1000")
        return ()
    return tuple(_line(line, f"{name}[{at}]", found) for at, line in enumerate(value))


def _line(value: object, name: str, found: FieldErrors) -> Line:
    line = value if isinstance(value, dict) else {}
    quantity = _number(line, "quantity", name, found, least=1)
    rate = _number(line, "vatRate", name, found, least=0, most=10_000)
    amount = _number(line, "totalAmountIncludingVat", name, found, least=-MOST)
    unit = _text(line, "quantityUnit", name, found, most=50, required=True)
    kind = line.get("type")
    found.check(kind is None or kind in LINE_TYPES, f"{name}.type")
    description = _text(line, "description", name, found, most=100)
    reference = _text(line, "reference", name, found, most=50)
    return Line(quantity, unit, rate, amount, description, reference, str(kind or ""))


def _number(line: dict[str, object], key: str, name: str, found: FieldErrors, *, least: int, most: int = MOST) -> int:
    value = hundredths(line.get(key))
    if value is None or not least <= value <= most:
        found.note(f"{name}.{key}", "must be a number with at most 2 decimals within limits")
        return 0
    return value


def _text(
    line: dict[str, object], key: str, name: str, found: FieldErrors, *, most: int, required: bool = False
) -> str:
    value = line.get(key)
    if value is None and not required:
        return ""
    if not isinstance(value, str) or len(value.encode("utf-16-le")) // 2 > most:
        found.note(f"{name}.{key}", f"size must be between 0 and {most}")
        return ""
    return value


def _check_customer(customer: dict[str, object], found: FieldErrors) -> None:
    if "customerType" in customer:
        found.check(customer["customerType"] in ("NATURAL", "LEGAL"), "customer.customerType")
    if "governmentId" in customer:
        fits = _is_government_id(customer["governmentId"], person=customer.get("customerType") == "NATURAL")
        found.check(fits, "customer.governmentId")
    if "email" in customer:
        email = customer["email"]
        found.check(isinstance(email, str) and EMAIL.fullmatch(email), "customer.email")
    if "mobilePhone" in customer:
        found.check(_is_mobile(customer["mobilePhone"]), "customer.mobilePhone")


def _is_government_id(value: object, *, person: bool) -> bool:
    """Month and day must exist, also for a sole trader; a legal entity's third digit is two or more, after 16 (§14)."""
    match = GOVERNMENT_ID.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return False
    century, month, day = match[1], int(match[2]), int(match[3])
    entity = month >= 20 and century in (None, "16") and not person
    return entity or (1 <= month <= 12 and 1 <= day % 60 <= 31)


def _is_mobile(value: object) -> bool:
    try:
        number = phonenumbers.parse(str(value), "SE")
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_possible_number(number) and (
        number.country_code != 46 or phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
    )


def _check_options(options: dict[str, object], found: FieldErrors) -> None:
    both = options.get("automaticCapture") is True and options.get("handleFrozenPayments") is True
    found.check(not both, "options.automaticCapture", "must not be combined with handleFrozenPayments")
    life = options.get("timeToLiveInMinutes", 120)
    fits = isinstance(life, int) and not isinstance(life, bool) and 1 <= life <= 43_200
    found.check(fits, "options.timeToLiveInMinutes", "must be between 1 and 43200")
