"""The Swedish test identities and cards of the contract (gateway.md §17) give their documented outcomes."""

import pytest

from support.gateways import Json, Sandbox
from support.sandbox_calls import APPROVED, Api, a_body, link_of, sent

ACCEPTED, DENIED, ANNULLED = "ACCEPTED", "CREDIT_DENIED", "PAYMENT_FROZEN"
DAY = 24 * 3600

AT_ONCE = {
    "198305147715": ACCEPTED,
    "198801082382": ACCEPTED,
    "197211072793": DENIED,
    "195004269741": DENIED,
}
HELD = {
    "198001010001": ("FROZEN", 5, ACCEPTED),
    "199401012381": ("FROZEN", 600, ACCEPTED),
    "197801069241": ("FROZEN", 5, ANNULLED),
    "198909194451": ("FROZEN", 600, ANNULLED),
    "199105149612": ("INSPECTION", 10, ACCEPTED),
    "199010242395": ("INSPECTION", 300, ACCEPTED),
    "199010122399": ("INSPECTION", 1800, ACCEPTED),
    "198711192396": ("INSPECTION", DAY, ACCEPTED),
    "199111282399": ("INSPECTION", 10, DENIED),
    "198810112394": ("INSPECTION", 300, DENIED),
    "198806192392": ("INSPECTION", 1800, DENIED),
    "199111292398": ("INSPECTION", DAY, DENIED),
}
COMPANIES = {"166997368573": ACCEPTED, "169468958195": DENIED, "162177385255": DENIED, "162830419400": "FROZEN"}

PATIENT: Json = {"automaticCapture": False, "handleFrozenPayments": True, "handleManualInspection": True}


def outcome(sandbox: Sandbox) -> str:
    """The one payment's status, or why it was rejected."""
    [payment] = sandbox.payments()
    reason = payment["rejectedReason"]
    return str(reason["category"] if reason else payment["status"])


def applied_by(person: str, sandbox: Sandbox, body: Json) -> str:
    """What comes at once of somebody's wish to pay by invoice."""
    sent(sandbox, link_of(Api(sandbox).create(body)), method="invoice", person=person)
    return outcome(sandbox)


@pytest.mark.parametrize(("person", "becomes"), AT_ONCE.items())
def test_some_are_answered_at_once(sandbox: Sandbox, person: str, becomes: str) -> None:
    assert applied_by(person, sandbox, a_body()) == becomes


@pytest.mark.parametrize(("person", "fate"), HELD.items())
def test_some_are_held_and_answered_later(sandbox: Sandbox, person: str, fate: tuple[str, int, str]) -> None:
    held, seconds, becomes = fate
    assert applied_by(person, sandbox, a_body(**PATIENT)) == held
    if seconds > 60:
        sandbox.advance(seconds - 60)
        assert outcome(sandbox) == held
    sandbox.advance(61)
    assert outcome(sandbox) == becomes


def test_one_is_frozen_for_good(sandbox: Sandbox) -> None:
    assert applied_by("198209123705", sandbox, a_body(**PATIENT)) == "FROZEN"
    sandbox.advance(30 * DAY)
    assert outcome(sandbox) == "FROZEN"


@pytest.mark.parametrize(("person", "fate"), [*HELD.items(), ("198209123705", ("FROZEN", 0, ""))])
def test_a_merchant_that_takes_no_held_payments_gets_a_no(
    sandbox: Sandbox, person: str, fate: tuple[str, int, str]
) -> None:
    assert applied_by(person, sandbox, a_body()) == (ANNULLED if fate[0] == "FROZEN" else DENIED)


@pytest.mark.parametrize(("company", "becomes"), COMPANIES.items())
def test_a_companys_outcome_is_its_own(sandbox: Sandbox, company: str, becomes: str) -> None:
    customer = {"customerType": "LEGAL", "governmentId": company}
    assert applied_by(APPROVED, sandbox, a_body(customer=customer, **PATIENT)) == becomes


def test_a_held_payment_that_is_released_is_captured_when_that_was_asked_for(sandbox: Sandbox) -> None:
    applied_by("199105149612", sandbox, a_body(handleManualInspection=True))
    sandbox.advance(11)
    [payment] = sandbox.payments()
    assert [entry["type"] for entry in payment["order"]["actionLog"]] == ["CREATE", "CAPTURE"]


def test_a_held_payment_is_captured_by_nobody(sandbox: Sandbox) -> None:
    applied_by("198209123705", sandbox, a_body(**PATIENT))
    api = Api(sandbox)
    for act in ("capture", "refund"):
        assert api.act(sandbox.payments()[0]["id"], act).status_code == 400
    assert api.act(sandbox.payments()[0]["id"], "cancel").status_code == 200
    assert outcome(sandbox) == "CANCELED"


@pytest.mark.parametrize("act", ["inspect", "supplement", "freeze"])
def test_a_payment_held_by_hand_can_be_released_by_hand(sandbox: Sandbox, act: str) -> None:
    payment = Api(sandbox).create()
    sandbox.act(payment["id"], act)
    sandbox.act(payment["id"], "release")
    assert outcome(sandbox) == ACCEPTED
