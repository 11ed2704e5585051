"""The calls of a point of sale's SDK beyond create, get and refund; each answer is held against the contract."""

from decimal import Decimal

import pytest

from support.gateways import METHOD, STORE, Json, Sandbox
from support.sandbox_calls import APPROVED, PAYMENTS, Api, a_body, amounts, link_of, opened, read

METHODS = f"/v2/stores/{STORE}/payment_methods"
INVOICE = f"{METHODS}/3c0a4b7e-5a51-4c7d-9c1b-5f0f3a1e9b10"
CARD = f"{METHODS}/9b2f5a40-0f6e-4a43-8f1a-7a54c8d0e211"
CREDIT = f"{METHODS}/{METHOD}"
UNKNOWN = "8b9dab18-e1fe-430e-891b-42edb89ba77a"
ANDROID: Json = {
    "quantity": 2,
    "quantityUnit": "st",
    "vatRate": 25,
    "totalAmountIncludingVat": Decimal("301.50"),
    "description": "Android",
    "reference": "T-800",
    "type": "PHYSICAL_GOODS",
    "unitAmountIncludingVat": Decimal("150.75"),
    "totalVatAmount": Decimal("60.30"),
}
ROBOT: Json = {**ANDROID, "description": "Robot", "reference": "T-1000"}
SIGNED = [
    {"key": f"MOCK_{name}", "value": "SUCCESS"}
    for name in ("SIGNING", "AUTH", "CONSENT", "FORM", "PRE_SIGN", "IDENTITY_CHECK", "CUSTOMER_LANDING")
]


@pytest.fixture
def api(sandbox: Sandbox) -> Api:
    return Api(sandbox)


def of_two_lines(api: Api, **changes: object) -> Json:
    """A payment of 603 kronor that is not captured at once."""
    order = {"orderReference": "14790-1", "orderLines": [ANDROID, ROBOT]}
    return api.create({**a_body(automaticCapture=False), "order": order, **changes})


@pytest.fixture
def signed(sandbox: Sandbox, api: Api) -> str:
    """The id of an authorized payment."""
    payment = of_two_lines(api)
    sandbox.act(payment["id"], "authorize")
    return str(payment["id"])


def last(payment: Json) -> Json:
    return dict(payment["order"]["actionLog"][-1])


@pytest.mark.parametrize(("act", "done"), [("capture", "captured"), ("cancel", "canceled")])
def test_a_part_is_captured_or_cancelled_by_its_lines(api: Api, signed: str, act: str, done: str) -> None:
    payment = read(api.act(signed, act, {"orderLines": [ANDROID], "creator": "Anna"}))
    assert amounts(payment) == {"authorized": Decimal("301.50"), done: Decimal("301.50")}
    assert (last(payment)["type"], last(payment)["orderLines"], last(payment)["creator"]) == (
        act.upper(),
        payment["order"]["actionLog"][0]["orderLines"][:1],
        "Anna",
    )
    assert payment["order"]["totalOrderAmount"] == 603
    possible = {each["action"] for each in payment["order"]["possibleActions"]}
    assert {"CAPTURE", "PARTIAL_CAPTURE", "CANCEL", "PARTIAL_CANCEL"} <= possible


def test_the_lines_of_the_managements_collection_go_through_one_after_the_other(api: Api, signed: str) -> None:
    book = {"description": "Book", "quantity": 1, "quantityUnit": "pcs", "vatRate": 25, "totalAmountIncludingVat": 100}
    for act in ("capture", "refund", "cancel"):
        read(api.act(signed, act, {"creator": "salesperson/system", "orderLines": [book]}))
    assert amounts(api.payment(signed)) == {"authorized": 403, "captured": 100, "refunded": 100, "canceled": 100}


def test_the_settlement_file_has_the_parts(sandbox: Sandbox, api: Api, signed: str) -> None:
    api.act(signed, "capture", {"orderLines": [ANDROID], "transactionId": "C-1"})
    api.act(signed, "refund", {"transactionId": "R-1"})
    rows = sandbox.settlement().decode("cp1252").splitlines()[1:]
    assert [(row.split(";")[1], row.split(";")[9]) for row in rows] == [("301,50", "C-1"), ("-301,50", "R-1")]


def test_lines_are_echoed_as_they_were_sent(api: Api) -> None:
    [android, robot] = of_two_lines(api)["order"]["actionLog"][0]["orderLines"]
    assert (android, robot) == (ANDROID, ROBOT)
    [bare] = api.create()["order"]["actionLog"][0]["orderLines"]
    assert {name for name, value in bare.items() if value is None} == {
        "reference",
        "type",
        "unitAmountIncludingVat",
        "totalVatAmount",
    }


def test_an_application_is_echoed_with_what_was_granted(sandbox: Sandbox, api: Api) -> None:
    assert of_two_lines(api)["application"] is None
    payment = of_two_lines(api, application={"requestedCreditLimit": 1000, "applicationData": {"a": "b"}})
    asked = {"requestedCreditLimit": 1000, "approvedCreditLimit": 0, "reference": None}
    assert payment["application"] == asked
    sandbox.act(payment["id"], "authorize")
    assert api.payment(payment["id"])["application"] == {**asked, "approvedCreditLimit": 1000}
    assert of_two_lines(api, application={"applicationData": {}})["application"]["requestedCreditLimit"] == 603


def test_what_has_no_value_is_null(api: Api) -> None:
    payment = api.create({**a_body(), "customer": None, "metadata": None})
    assert payment["customer"]["customerType"] == "NATURAL"
    assert {name for name, value in payment.items() if value is None} == {"rejectedReason", "application"}
    assert payment["metadata"] == {"creator": None, "custom": []}
    entry = payment["order"]["actionLog"][0]
    assert (entry["transactionId"], entry["creator"]) == (None, None)


def test_lines_are_replaced_as_the_sdk_does_it(api: Api, signed: str) -> None:
    hundred = {"quantity": 1, "quantityUnit": "st", "vatRate": 25, "totalAmountIncludingVat": 100}
    read(api.act(signed, "cancel"))
    payment = read(api.act(signed, "order", {"orderLines": [hundred]}))
    assert (last(payment)["type"], len(last(payment)["orderLines"])) == ("MODIFY_ORDER", 1)
    assert amounts(payment) == {"authorized": 100, "canceled": 603}
    too_much = {**hundred, "totalAmountIncludingVat": Decimal("503.01")}
    assert api.act(signed, "order", {"orderLines": [too_much]}).status_code == 400
    assert api.act(signed, "order", {}).json()["validationErrors"][0]["fieldName"] == "orderLines"


def test_one_action_can_be_read(api: Api, signed: str) -> None:
    payment = read(api.act(signed, "capture"))
    for entry in payment["order"]["actionLog"]:
        assert read(api.get(f"{PAYMENTS}/{signed}/actions/{entry['actionId']}")) == entry
    assert api.get(f"{PAYMENTS}/{signed}/actions/{UNKNOWN}").status_code == 404


def test_metadata_is_set_and_read(api: Api, signed: str) -> None:
    metadata = {"creator": "Anna", "custom": [{"key": "foo", "value": "bar"}]}
    answer = api.put(f"{PAYMENTS}/{signed}/metadata", metadata)
    assert (read(answer), api.payment(signed)["metadata"]) == (metadata, metadata)
    assert read(api.put(f"{PAYMENTS}/{signed}/metadata", {})) == {"creator": None, "custom": []}
    wrong = api.put(f"{PAYMENTS}/{signed}/metadata", {"custom": [{"key": ""}]})
    assert [each["fieldName"] for each in wrong.json()["validationErrors"]] == ["custom[0].key", "custom[0].value"]


@pytest.mark.parametrize(
    ("identity", "status", "category"),
    [(APPROVED, "ACCEPTED", None), ("8305147715", "ACCEPTED", None), ("197211072793", "REJECTED", "CREDIT_DENIED")],
)
def test_a_payment_signs_itself_when_its_metadata_asks_for_it(
    sandbox: Sandbox, api: Api, identity: str, status: str, category: str | None
) -> None:
    customer = {"customerType": "NATURAL", "governmentId": identity}
    payment = of_two_lines(api, metadata={"custom": SIGNED}, customer=customer)
    opened(sandbox, link_of(payment))
    seen = api.payment(payment["id"])
    reason = seen["rejectedReason"]
    assert (seen["status"], reason["category"] if reason else None) == (status, category)


def test_a_payment_does_not_sign_itself_for_less(sandbox: Sandbox, api: Api) -> None:
    for custom in ([], SIGNED[:1], [{**each, "value": "FAILURE"} for each in SIGNED]):
        payment = of_two_lines(api, metadata={"custom": custom})
        opened(sandbox, link_of(payment))
        assert api.payment(payment["id"])["status"] == "TASK_REDIRECTION_REQUIRED"


# -- payment methods


def test_methods_differ_by_amount(api: Api) -> None:
    few, all_of_them = (read(api.get(METHODS, amount=amount))["content"] for amount in (11, 1000))
    assert (len(few), len(all_of_them)) == (2, 3)
    assert [each["priceSignagePossible"] for each in all_of_them] == [True, False, False]
    kinds = {each["type"]: [link["type"] for link in each["legalLinks"]] for each in all_of_them}
    assert kinds["RESURS_PART_PAYMENT"] == ["GENERAL_TERMS", "SECCI", "PRICE_INFO"]
    assert kinds["DEBIT_CARD"] == ["GENERAL_TERMS"]


def test_methods_of_a_person_are_those_that_take_the_amount(api: Api) -> None:
    for amount, count in ((0, 3), (None, 3), (11, 2)):
        found = read(api.post(f"{METHODS}/personalized", {"governmentId": APPROVED, "amount": amount}))
        assert len(found["content"]) == count
    assert api.post(f"{METHODS}/personalized", {"amount": 0}).status_code == 400


def test_a_credit_has_plans_and_prices_and_other_methods_have_none(api: Api) -> None:
    plans = read(api.get(f"{CREDIT}/annuity_factors"))["content"]
    assert [plan["durationMonths"] for plan in plans] == [3, 6, 12, 24]
    prices = read(api.get(f"{CREDIT}/price_signage", amount=1000))["costList"]
    for plan, price in zip(plans, prices, strict=True):
        assert price["durationMonths"] == plan["durationMonths"]
        fees = plan["setupFee"] * plan["annuityFactor"] + plan["administrationFee"]
        assert abs(1000 * plan["annuityFactor"] + fees - price["monthlyCost"]) < Decimal("0.02")
        assert price["totalCost"] == price["monthlyCost"] * plan["durationMonths"]
        assert price["effectiveInterest"] > 0
    for other in (INVOICE, CARD):
        assert read(api.get(f"{other}/annuity_factors")) == {"content": []}
        assert api.get(f"{other}/price_signage", amount=1000).status_code == 400


def test_a_price_needs_an_amount_within_the_limits(api: Api) -> None:
    for query in ({}, {"amount": "0.99"}, {"amount": "100000.01"}):
        answer = api.get(f"{CREDIT}/price_signage", **query)
        assert answer.json()["validationErrors"][0]["fieldName"] == "amount"


def test_an_application_has_its_questions(api: Api) -> None:
    elements = read(api.get(f"{CREDIT}/application_data_specification", amount=200))["elements"]
    assert "applicant-government-id" in [each["fieldName"] for each in elements]
    assert {"HEADING", "TEXT"} < {each["type"] for each in elements}
    assert read(api.get(f"{CARD}/application_data_specification", amount=200)) == {"elements": []}
    assert api.get(f"{CARD}/application_data_specification").status_code == 400


@pytest.mark.parametrize(
    "path", ["annuity_factors", "price_signage?amount=1", "application_data_specification?amount=1"]
)
def test_a_method_that_the_store_has_not_is_not_found(api: Api, path: str) -> None:
    assert api.get(f"{METHODS}/{UNKNOWN}/{path}").status_code == 404
    assert api.get(f"/v2/stores/{UNKNOWN}/payment_methods/{METHOD}/{path}").status_code == 404


def test_stores_are_sorted_as_asked(sandbox: Sandbox) -> None:
    api = Api(sandbox, "two-stores", "secret")
    for sort, first in (("nationalStoreId,desc", 24_396), ("nationalStoreId", 107), ("popularName,asc", 107)):
        assert read(api.get("/v2/stores", sort=sort, size=999_999))["content"][0]["nationalStoreId"] == first


# -- customers


def address(api: Api, identity: object, kind: str = "NATURAL") -> Json:
    body = {"storeId": STORE, "customerIp": "192.0.2.10", "governmentId": identity, "customerType": kind}
    return {"status": (answer := api.post("/v2/customers/address/by_government_id", body)).status_code, **answer.json()}


@pytest.mark.parametrize(
    ("identity", "kind", "full", "first", "row"),
    [
        (APPROVED, "NATURAL", "Vincent Williamsson Alexandersson", "Vincent", "Glassgatan 15"),
        ("830514-7715", "NATURAL", "Vincent Williamsson Alexandersson", "Vincent", "Glassgatan 15"),
        ("195012026430", "NATURAL", "Oliver Liamsson Williamsson", "Oliver", "Makadamg 1"),
        ("166997368573", "LEGAL", "Pilsnerbolaget HB", None, "Glassgatan 17"),
        ("198209123705", "NATURAL", "Test Testsson", "Test", "Testgatan 1"),
    ],
)
def test_an_identity_of_the_test_data_has_an_address(
    api: Api, identity: str, kind: str, full: str, first: str | None, row: str
) -> None:
    found = address(api, identity, kind)["address"]
    assert (found["fullName"], found["firstName"], found["addressRow1"]) == (full, first, row)
    assert (found["addressRow2"], found["countryCode"]) == ("", "SE")


def test_who_is_nobody_has_none(api: Api) -> None:
    assert address(api, "190001010000")["status"] == 404
    for identity, kind in (("166997368573", "NATURAL"), ("8305417715", "NATURAL"), (None, "LEGAL"), ("", "NATURAL")):
        found = address(api, identity, kind)
        assert (found["status"], found["validationErrors"][0]["fieldName"]) == (400, "governmentId")


def test_a_whole_amount_has_no_decimals_because_some_clients_take_it_for_an_integer(api: Api) -> None:
    payment = api.create(a_body(amount="500.00"))
    assert '"totalOrderAmount":500,' in api.get(f"{PAYMENTS}/{payment['id']}").text
