"""The sandbox's accounts, stores and payment methods, and the test identities of gateway.md §17."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SandboxMethod:
    """A payment method; limits in öre, both ends included."""

    id: str
    name: str
    type: str
    least: int = 10_000
    most: int = 5_000_000


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
    SandboxMethod("3c0a4b7e-5a51-4c7d-9c1b-5f0f3a1e9b10", "Resurs Faktura", "RESURS_INVOICE", 100, 5_000_000),
    SandboxMethod("9b2f5a40-0f6e-4a43-8f1a-7a54c8d0e211", "Kort", "DEBIT_CARD", 100, 10_000_000),
)
SECOND = SandboxStore("5a0f2c11-1b0d-4f0e-8d4e-2a9c6b7d8e9f", "Verkstaden Norr", 24396, METHODS[1:])
EMPTY = SandboxStore("c1d2e3f4-0a1b-4c2d-8e3f-405162738495", "Butik utan betalsätt", 25000)


def accounts(store_name: str) -> dict[str, SandboxAccount]:
    """The accounts by client id; training mode uses `training`."""
    first = SandboxStore("b7f88ac4-baa7-493b-a0a7-d4e14f91f555", store_name, 107, METHODS)
    return {
        "training": SandboxAccount("training", (first,)),
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
CARDS = {"4925000000000004": True, "4925000000000087": False}
"""The external test cards: whether the reservation succeeds."""
