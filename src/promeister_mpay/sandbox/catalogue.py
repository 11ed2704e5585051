"""The sandbox's accounts, stores and payment methods, and the test identities of gateway.md §17."""

import re
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SandboxMethod:
    """A payment method; limits in öre, both ends included."""

    id: str
    name: str
    type: str
    least: int = 10_000
    most: int = 5_000_000

    @property
    def is_credit(self) -> bool:
        """Whether it can be paid in parts."""
        return self.type == "RESURS_PART_PAYMENT"

    @property
    def is_internal(self) -> bool:
        """Whether Resurs itself gives the credit (gateway.md §4)."""
        return self.type.startswith("RESURS_")


@dataclass(frozen=True, slots=True)
class SandboxStore:
    """A store of an account."""

    id: str
    name: str
    national_id: int
    methods: tuple[SandboxMethod, ...] = ()


@dataclass(frozen=True, slots=True)
class SandboxAccount:
    """An account: its credentials and its stores."""

    secret: str
    stores: tuple[SandboxStore, ...] = field(default=())


METHODS = (
    SandboxMethod("7d63eb50-94b4-4238-8c0d-22d095bfe46b", "Resurs betallänk", "RESURS_PART_PAYMENT", 100, 10_000_000),
    SandboxMethod("3c0a4b7e-5a51-4c7d-9c1b-5f0f3a1e9b10", "Resurs Faktura", "RESURS_INVOICE", 10_000, 5_000_000),
    SandboxMethod("9b2f5a40-0f6e-4a43-8f1a-7a54c8d0e211", "Kort", "DEBIT_CARD", 100, 10_000_000),
)
SECOND = SandboxStore("5a0f2c11-1b0d-4f0e-8d4e-2a9c6b7d8e9f", "Verkstaden Norr", 24396, METHODS[1:])
EMPTY = SandboxStore("c1d2e3f4-0a1b-4c2d-8e3f-405162738495", "Butik utan betalsätt", 25000)


def accounts(store_name: str, secret: str = "") -> dict[str, SandboxAccount]:
    """The accounts by client id; training mode uses `training`, with a secret that is not published."""
    first = SandboxStore("b7f88ac4-baa7-493b-a0a7-d4e14f91f555", store_name, 107, METHODS)
    return {
        "training": SandboxAccount(secret or "training", (first,)),
        "two-stores": SandboxAccount("secret", (first, SECOND)),
        "no-stores": SandboxAccount("secret"),
        "no-methods": SandboxAccount("secret", (EMPTY,)),
    }


@dataclass(frozen=True, slots=True)
class Fate:
    """The outcome of a payment: `hold` (INSPECTION, FROZEN or none), then `ends` after `seconds`."""

    ends: str = "accept"
    hold: str = ""
    seconds: int | None = 0


DENIED = Fate("CREDIT_DENIED")
IDENTITIES = {
    "198305147715": Fate(),
    "198801082382": Fate(),
    "197211072793": DENIED,
    "195004269741": DENIED,
    "198209123705": Fate("accept", "FROZEN", None),
    "198001010001": Fate("accept", "FROZEN", 5),
    "199401012381": Fate("accept", "FROZEN", 600),
    "197801069241": Fate("PAYMENT_FROZEN", "FROZEN", 5),
    "198909194451": Fate("PAYMENT_FROZEN", "FROZEN", 600),
    "199105149612": Fate("accept", "INSPECTION", 10),
    "199010242395": Fate("accept", "INSPECTION", 300),
    "199010122399": Fate("accept", "INSPECTION", 1800),
    "198711192396": Fate("accept", "INSPECTION", 86_400),
    "199111282399": Fate("CREDIT_DENIED", "INSPECTION", 10),
    "198810112394": Fate("CREDIT_DENIED", "INSPECTION", 300),
    "198806192392": Fate("CREDIT_DENIED", "INSPECTION", 1800),
    "199111292398": Fate("CREDIT_DENIED", "INSPECTION", 86_400),
    "166997368573": Fate(),
    "169468958195": DENIED,
    "162177385255": DENIED,
    "162830419400": Fate("accept", "FROZEN", None),
}
ADDRESSES = {
    "198305147715": (
        "Vincent",
        "Alexandersson",
        "Vincent Williamsson Alexandersson",
        "Glassgatan 15",
        "41655",
        "Göteborg",
    ),
    "198801082382": ("Olivia", "Williamsson", "Olivia Williamsson", "Ekslingan 10", "21149", "Malmö"),
    "195012026430": ("Oliver", "Williamsson", "Oliver Liamsson Williamsson", "Makadamg 1", "25024", "Helsingborg"),
    "197211072793": ("Oliver", "Williamsson", "Oliver Liamsson Williamsson", "Makadamg 1", "25024", "Helsingborg"),
    "195004269741": ("Stella", "Williamsson", "Stella Williamsson", "Testgatan 1", "11521", "Stockholm"),
    "166997368573": (None, None, "Pilsnerbolaget HB", "Glassgatan 17", "25024", "Helsingborg"),
}
"""First and last name, full name, street, postal code and area, by identity; what is not published is invented."""
TEST_PERSON = ("Test", "Testsson", "Test Testsson", "Testgatan 1", "25024", "Helsingborg")
TEST_COMPANY = (None, None, "Testbolaget AB", "Testgatan 1", "25024", "Helsingborg")


def identity_of(government_id: object) -> str:
    """The identity with its century as the test data has it; a number that is not test data keeps its digits."""
    digits = re.sub(r"[-+ ]", "", str(government_id or ""))
    known = (century + digits for century in ("", "19", "20", "16"))
    return next((each for each in known if each in IDENTITIES or each in ADDRESSES), digits)


def fate_of(government_id: object) -> Fate:
    """The outcome for an identity; who is not test data is approved."""
    return IDENTITIES.get(identity_of(government_id), Fate())


def address_of(identity: str) -> dict[str, object] | None:
    """The address of an identity of the test data, as the gateway shows it; None when it is nobody's."""
    invented = TEST_COMPANY if identity.startswith("16") else TEST_PERSON
    found = ADDRESSES.get(identity, invented if identity in IDENTITIES else None)
    if found is None:
        return None
    first, last, full, street, code, area = found
    names = {"fullName": full, "firstName": first, "lastName": last}
    return {
        **names,
        "addressRow1": street,
        "addressRow2": "",
        "postalArea": area,
        "postalCode": code,
        "countryCode": "SE",
    }


CARDS = {"4925000000000004": True, "4925000000000087": False}
"""The external test cards: whether the reservation succeeds."""
