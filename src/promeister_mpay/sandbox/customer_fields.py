"""Reads the customer of a request by the field rules of gateway.md §14."""

import re
from ipaddress import ip_address

import phonenumbers

from promeister_mpay.sandbox.fields import Fields, Part

GOVERNMENT_ID = re.compile(r"(16|18|19|20)?\d{2}(\d{2})(\d{2})[-+]?\d{4}", re.ASCII)
POSTAL_CODE_REFUSED = r'must match "^[ \\d]{1,10}$"'
"""As the SDK's list of translations has it, with two backslashes."""
POSTAL_CODE = re.compile(r"[ \d]{1,10}", re.ASCII)
EMAIL = re.compile(
    r"[A-Za-z0-9!#%&'*+/=?^_`~.\-]{1,64}@(?=.{1,190}\Z)[A-Za-z0-9]+(?:[.\-][A-Za-z0-9]+)*\.([A-Za-z]{2,24})", re.ASCII
)
_TOP_LEVELS = """
academy app auto bank bike biz blog business cafe car cars cat center church city cloud club com company consulting
coop dev digital edu email energy eu events example expert express family farm finance fit fitness gallery garage garden
global gold gov green group help hotel house info int international invalid jobs land law legal life live llc ltd
marketing media mil mobi museum music name net network news nordic one online org page partners photo photos plus post
pro repair resurs restaurant rocks run school services shop site social software solutions space sport store studio
support swiss systems team tech technology tel test tips today tools top tours travel vet video vip web website wiki
work works world xyz yoga zone
"""
"""Of the endings with more than two letters, those that there are (a selection) and those of test data.

The gateway refuses an address whose domain there is not, as `asd@difjgod903845gn.asdasd`, which fits its pattern.
"""
TOP_LEVELS = frozenset(_TOP_LEVELS.split())
TYPES = {"NATURAL", "LEGAL"}


def check_customer(customer: Part) -> Fields:
    """Check the customer and return the fields that the API has."""
    kind = customer.choice("customerType", TYPES)
    if "governmentId" in customer.fields:
        customer.check(is_government_id(customer.get("governmentId"), kind), "governmentId")
    if customer.get("email") is not None:
        customer.check(_is_email(customer.get("email")), "email")
    if customer.get("mobilePhone") is not None:
        customer.check(_is_mobile(customer.get("mobilePhone")), "mobilePhone")
    return {
        "customerType": kind or "NATURAL",
        "governmentId": customer.get("governmentId"),
        "email": customer.get("email"),
        "mobilePhone": customer.get("mobilePhone"),
        "contactPerson": customer.text("contactPerson", 100),
        "deliveryAddress": _address(customer),
        "deviceInfo": _device(customer),
    }


def _address(customer: Part) -> Fields | None:
    if customer.get("deliveryAddress") is None:
        return None
    address = customer.part("deliveryAddress")
    code = address.text("postalCode", 100, required=True)
    if code is not None:
        address.check(POSTAL_CODE.fullmatch(code), "postalCode", POSTAL_CODE_REFUSED)
    country = address.text("countryCode", 2)
    address.check(country is None or re.fullmatch(r"[A-Z]{2}", country), "countryCode")
    return {
        "fullName": address.text("fullName", 101),
        "firstName": address.text("firstName", 50),
        "lastName": address.text("lastName", 50),
        "addressRow1": address.text("addressRow1", 100, least=1, required=True),
        "addressRow2": address.text("addressRow2", 100),
        "postalArea": address.text("postalArea", 50, least=1, required=True),
        "postalCode": code,
        "countryCode": country,
    }


def _device(customer: Part) -> Fields | None:
    if customer.get("deviceInfo") is None:
        return None
    device = customer.part("deviceInfo")
    ip = device.text("ip", 45)
    device.check(ip is None or _is_ip(ip), "ip")
    return {"ip": ip, "userAgent": device.text("userAgent", 200, least=1)}


def _is_ip(text: str) -> bool:
    try:
        return bool(ip_address(text))
    except ValueError:
        return False


def is_government_id(value: object, kind: str | None) -> bool:
    """Month and day must exist, also for a sole trader; a legal entity's third digit is two or more, after 16 (§14)."""
    match = GOVERNMENT_ID.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return False
    century, month, day = match[1], int(match[2]), int(match[3])
    entity = month >= 20 and century in (None, "16") and kind != "NATURAL"
    return entity or (1 <= month <= 12 and 1 <= day % 60 <= 31)


def _is_email(value: object) -> bool:
    match = EMAIL.fullmatch(value) if isinstance(value, str) else None
    if match is None or ".." in match[0] or match[0].startswith(".") or ".@" in match[0]:
        return False
    return len(match[1]) == 2 or match[1].lower() in TOP_LEVELS


def _is_mobile(value: object) -> bool:
    try:
        number = phonenumbers.parse(value if isinstance(value, str) else "", "SE")
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_possible_number(number) and (
        number.country_code != 46 or phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
    )
