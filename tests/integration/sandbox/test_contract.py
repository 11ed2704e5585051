"""The sandbox keeps to the contract, and what holds it against the contract can tell when it does not."""

import json
from decimal import Decimal

import pytest

from promeister_mpay.sandbox.api import Exchange
from support.gateways import STORE, Sandbox
from support.openapi_check import Contract, operations
from support.sandbox_calls import PAYMENTS, Api, a_body, amounts, link_of, read

UNKNOWN = "8b9dab18-e1fe-430e-891b-42edb89ba77a"


@pytest.fixture
def api(sandbox: Sandbox) -> Api:
    return Api(sandbox)


def violations(operation: str, path: str, request: object, answer: object, **how: object) -> list[str]:
    """What the contract's keeper says of an exchange; a POST answered with 200 unless `how` says otherwise."""
    contract = Contract()
    text = answer if isinstance(answer, str) else json.dumps(answer)
    fields = {"method": "POST", "status": 200, "honest": True, **how}
    contract(Exchange(operation=operation, path=path, request=request, answer=text.encode(), **fields))  # type: ignore[arg-type]
    return contract.violations


PAYMENT = {"id": UNKNOWN, "created": "2026-01-16T06:32:02Z", "storeId": STORE, "customer": {}, "status": "ACCEPTED"}


def refund_answered(answer: object, **how: object) -> list[str]:
    return violations("refund", f"/v2/payments/{UNKNOWN}/refund", {"creator": "Anna"}, answer, **how)


def test_all_operations_of_the_contract_are_known() -> None:
    assert len(operations()) == 19
    assert all(200 in operation.answers for operation in operations())


def test_an_exchange_as_the_contract_has_it_is_fine() -> None:
    assert refund_answered(PAYMENT) == []


@pytest.mark.parametrize(
    ("answer", "how", "says"),
    [
        (PAYMENT, {"path": "/v2/payments/x/y"}, "no such operation"),
        (PAYMENT, {"method": "PUT"}, "no such operation"),
        (PAYMENT, {"status": 201}, "no such status"),
        (PAYMENT, {"status": 409}, "no such status"),
        ("<html>", {}, "answer is no JSON"),
        ({**PAYMENT, "id": "7"}, {}, "answer.id: '7' is not a 'uuid'"),
        ({**PAYMENT, "status": "PAID"}, {}, "answer.status: 'PAID' is not one of"),
        ({**PAYMENT, "customer": None}, {}, "answer.customer: None is not of type 'object'"),
        ({**PAYMENT, "colour": "blue"}, {}, "Additional properties are not allowed ('colour' was unexpected)"),
        ({"id": UNKNOWN}, {}, "'created' is a required property"),
        ({**PAYMENT, "order": {"orderReference": ""}}, {}, "answer.order"),
        (PAYMENT, {"request": {"transactionId": ""}}, "request.transactionId: '' should be non-empty"),
        (PAYMENT, {"request": {"amount": 1}}, "('amount' was unexpected)"),
        (PAYMENT, {"request": {"orderLines": []}}, "request.orderLines: [] should be non-empty"),
        ({"message": "no"}, {"status": 400}, "'traceId' is a required property"),
    ],
)
def test_an_exchange_against_the_contract_is_told(answer: object, how: dict[str, object], says: str) -> None:
    path = str(how.get("path", f"/v2/payments/{UNKNOWN}/refund"))
    request = how.get("request", {"creator": "Anna"})
    rest = {name: value for name, value in how.items() if name not in ("path", "request")}
    assert any(says in violation for violation in violations("refund", path, request, answer, **rest))


@pytest.mark.parametrize("amount", ["1.005", "10000000000", "-10000000000.01"])
def test_an_amount_against_the_contract_is_told(amount: str) -> None:
    line = {"quantity": Decimal("0.01"), "quantityUnit": "st", "vatRate": Decimal("25.00")}
    good = {"orderLines": [{**line, "totalAmountIncludingVat": Decimal("-9999999999.99")}]}
    wrong = {"orderLines": [{**line, "totalAmountIncludingVat": Decimal(amount)}]}
    path = f"/v2/payments/{UNKNOWN}/refund"
    assert violations("refund", path, good, PAYMENT) == []
    [violation] = violations("refund", path, wrong, PAYMENT)
    assert "request.orderLines[0].totalAmountIncludingVat" in violation


def test_what_a_switch_distorted_is_not_held_against_the_sandbox() -> None:
    assert refund_answered("<html>", honest=False) == []


def test_a_request_that_was_refused_may_be_wrong() -> None:
    error = {"traceId": "t", "code": "BAD_REQUEST", "message": "no", "timestamp": "2026-01-16T06:32:02Z"}
    assert violations("refund", f"/v2/payments/{UNKNOWN}/refund", {"colour": "blue"}, error, status=400) == []


def test_every_answer_is_json_and_has_a_trace_id(api: Api) -> None:
    payment = api.create()
    answers = [
        api.get("/v2/stores"),
        api.get(f"/v2/stores/{STORE}/payment_methods"),
        api.get(f"{PAYMENTS}/{payment['id']}"),
        api.get(f"{PAYMENTS}/{UNKNOWN}"),
        api.post(f"{PAYMENTS}/search", {"storeId": STORE}),
        api.post(PAYMENTS, {}),
        api.act(payment["id"], "refund"),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 404, 200, 400, 400]
    for answer in answers:
        assert answer.headers["content-type"] == "application/json; charset=utf-8"
        assert answer.headers["x-trace-id"]


@pytest.mark.parametrize("call", ["get", "post"])
def test_nobody_calls_without_a_token(sandbox: Sandbox, call: str) -> None:
    headers = {"authorization": "Bearer made-up"}
    for tried in ({}, headers):
        answer = sandbox.http.request(
            call, PAYMENTS + "/search" if call == "post" else "/v2/stores", headers=tried, json={}
        )
        assert answer.status_code == 401


def test_another_accounts_payment_is_not_found(sandbox: Sandbox, api: Api) -> None:
    payment = api.create()
    stranger = Api(sandbox, "no-methods", "secret")
    assert stranger.get(f"{PAYMENTS}/{payment['id']}").status_code == 404
    assert stranger.act(payment["id"], "cancel").status_code == 404
    assert stranger.post(f"{PAYMENTS}/search", {"storeId": STORE}).status_code == 403


def test_a_search_needs_its_store(api: Api) -> None:
    answer = api.post(f"{PAYMENTS}/search", {"orderReference": "14790-1"})
    assert (answer.status_code, answer.json()["validationErrors"][0]["fieldName"]) == (400, "storeId")


def test_a_search_finds_by_identity_too(api: Api) -> None:
    api.create()
    mine = api.create(a_body(customer={"governmentId": "198305147715"}))
    found = read(api.post(f"{PAYMENTS}/search", {"storeId": STORE, "governmentId": "198305147715"}))
    assert [hit["id"] for hit in found["content"]] == [mine["id"]]
    assert "countryCode" not in found["content"][0]


def test_stores_come_in_pages(sandbox: Sandbox) -> None:
    api = Api(sandbox, "two-stores", "secret")
    pages = [read(api.get("/v2/stores", page=page, size=1)) for page in range(3)]
    assert [[store["nationalStoreId"] for store in page["content"]] for page in pages] == [[107], [24_396], []]
    assert pages[0]["page"] == {"number": 0, "size": 1, "totalElements": 2, "totalPages": 2}


@pytest.mark.parametrize("query", [{"page": "-1"}, {"size": "0"}, {"size": "many"}, {"page": "²"}])
def test_a_page_that_cannot_be_is_refused(api: Api, query: dict[str, str]) -> None:
    answer = api.get("/v2/stores", **query)
    assert (answer.status_code, answer.json()["validationErrors"][0]["fieldName"]) == (400, next(iter(query)))


@pytest.mark.parametrize(
    ("amount", "count"), [("0.99", 0), ("1.00", 2), ("100.00", 3), ("50000.01", 2), ("100000.01", 0)]
)
def test_methods_are_those_that_take_the_amount(api: Api, amount: str, count: int) -> None:
    found = read(api.get(f"/v2/stores/{STORE}/payment_methods", amount=amount))
    assert len(found["content"]) == count


def test_an_open_task_is_told_until_it_is_done(sandbox: Sandbox, api: Api) -> None:
    payment = api.create()
    task = read(api.get(f"{PAYMENTS}/{payment['id']}/tasks/status"))
    done = {"completed": True, "customer": None, "merchant": None, "coApplicant": None}
    open_task = {"customerUrl": link_of(payment), "hasActiveTask": True}
    assert task == {**done, "completed": False, "customer": open_task}
    sandbox.act(payment["id"], "pay")
    assert read(api.get(f"{PAYMENTS}/{payment['id']}/tasks/status")) == done


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"storeId": None}, "storeId"),
        ({"paymentMethodId": None}, "paymentMethodId"),
        ({"order": None}, "order"),
        ({"order": {"orderLines": []}}, "order.orderLines"),
        ({"order": {"orderLines": [{}]}}, "order.orderLines[0].quantity"),
        ({"customer": {"governmentId": ""}}, "customer.governmentId"),
        ({"customer": {"governmentId": None}}, "customer.governmentId"),
        ({"customer": {"governmentId": "198123112311"}}, "customer.governmentId"),
        ({"customer": {"customerType": "LEGAL", "governmentId": "198123112311"}}, "customer.governmentId"),
        ({"customer": {"mobilePhone": "0809910000"}}, "customer.mobilePhone"),
        ({"customer": {"customerType": "ROBOT"}}, "customer.customerType"),
        ({"options": {"timeToLiveInMinutes": 0}}, "options.timeToLiveInMinutes"),
        ({"options": {"timeToLiveInMinutes": 43_201}}, "options.timeToLiveInMinutes"),
        ({"options": {"timeToLiveInMinutes": True}}, "options.timeToLiveInMinutes"),
        ({"options": {"automaticCapture": True, "handleFrozenPayments": True}}, "options.automaticCapture"),
    ],
)
def test_a_new_payment_that_is_wrong_is_refused_by_field(
    sandbox: Sandbox, api: Api, change: dict[str, object], field: str
) -> None:
    answer = api.post(PAYMENTS, {**a_body(), **change})
    assert answer.status_code == 400
    assert field in [error["fieldName"] for error in answer.json()["validationErrors"]]
    assert (sandbox.payments(), sandbox.messages()) == ([], [])


@pytest.mark.parametrize("identity", ["8305147715", "19830514-7715", "166997368573", "6997368573", "830514+7715"])
def test_identities_are_taken_as_people_write_them(api: Api, identity: str) -> None:
    kind = "LEGAL" if "6997368573" in identity else "NATURAL"
    api.create(a_body(customer={"customerType": kind, "governmentId": identity}))


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "null"])
def test_what_is_no_object_is_refused(api: Api, text: str) -> None:
    assert api.post_text(PAYMENTS, text).status_code == 400


def test_a_part_of_the_money_can_be_given_back_and_never_more_than_there_is(sandbox: Sandbox, api: Api) -> None:
    payment = api.create()
    sandbox.act(payment["id"], "pay")
    line = {"quantity": 1, "quantityUnit": "st", "vatRate": 25, "totalAmountIncludingVat": 8000}
    assert api.act(payment["id"], "refund", {"orderLines": [line]}).status_code == 200
    assert api.act(payment["id"], "refund", {"orderLines": [line]}).status_code == 400
    assert api.act(payment["id"], "refund").status_code == 200
    assert amounts(api.payment(payment["id"])) == {"captured": Decimal("8432.10"), "refunded": Decimal("8432.10")}


def test_without_delivery_there_is_no_sms(sandbox: Sandbox, api: Api) -> None:
    api.create(a_body(deliverLinks=False))
    assert sandbox.messages() == []
