"""Numbers, depths, texts and times that would break the sandbox are refused, and nothing grows without end."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from promeister_mpay.sandbox.api import MOST_LOGGED
from promeister_mpay.sandbox.api import Api as GatewayApi
from promeister_mpay.sandbox.catalogue import accounts
from promeister_mpay.sandbox.gateway import SandboxGateway
from promeister_mpay.sandbox.ledger import FARTHEST, Ledger, Line, Message, SandboxPayment
from promeister_mpay.sandbox.refusals import Refused
from promeister_mpay.sandbox.tokens import MOST_TOKENS, Tokens
from support.gateways import STORE, Json, Sandbox
from support.sandbox_calls import PAYMENTS, Api, a_body

FORM = {"content-type": "application/x-www-form-urlencoded"}
JSON = {"content-type": "application/json"}
CREDIT = "7d63eb50-94b4-4238-8c0d-22d095bfe46b"
BAD_NUMBERS = (
    "1e999999",
    "-1e999999",
    "1e-999999",
    "1" * 4000,
    "1" * 6000,
    f"1.{'1' * 5000}",
    "1e21",
    "true",
    '"1"',
    "NaN",
)
BAD_AMOUNTS = (
    *BAD_NUMBERS,
    "sNaN",
    "Infinity",
    "-1",
    "",
    "\u0661",
    "1_000",
    "1.001",
    "\0",
    "\xed\xa0\x80",
    "10000000000",
)
BAD_JSON = ("[" * 100_000, '{"a":' * 33 + "1" + "}" * 33, '{"x": "\\ud800"}', b'{"x": "\xed\xa0\x80"}', b"\xff", "\0")


@pytest.fixture
def api(sandbox: Sandbox) -> Api:
    return Api(sandbox)


def with_number(body: Json, number: str) -> str:
    """The body as text, with this number where it says NUMBER."""
    return json.dumps(body, default=float).replace('"NUMBER"', number)


@pytest.mark.parametrize("field", ["quantity", "vatRate", "totalAmountIncludingVat", "unitAmountIncludingVat"])
def test_a_number_that_cannot_be_calculated_with_is_refused(api: Api, field: str) -> None:
    body = a_body()
    body["order"]["orderLines"][0][field] = "NUMBER"
    for number in BAD_NUMBERS:
        assert api.post_text(PAYMENTS, with_number(body, number)).status_code == 400


@pytest.mark.parametrize("field", ["timeToLiveInMinutes", "automaticCapture", "callbacks", "redirectionUrls"])
def test_an_option_that_is_something_else_is_refused(api: Api, field: str) -> None:
    for number in (*BAD_NUMBERS, "-1", "0.5", "[]"):
        body = a_body()
        body["options"][field] = "NUMBER"
        assert number == "true" or api.post_text(PAYMENTS, with_number(body, number)).status_code == 400


@pytest.mark.parametrize("path", ["payment_methods", f"payment_methods/{CREDIT}/price_signage"])
def test_an_amount_of_the_query_that_is_none_is_refused(api: Api, path: str) -> None:
    for amount in BAD_AMOUNTS:
        answer = api.get(f"/v2/stores/{STORE}/{path}", amount=amount)
        assert (answer.status_code, answer.json()["validationErrors"][0]["fieldName"]) == (400, "amount")


def test_json_that_is_nested_too_deep_or_is_no_text_is_refused(sandbox: Sandbox, api: Api) -> None:
    for text in BAD_JSON:
        assert api.post_text(PAYMENTS, text).status_code == 400
        for path in ("/sandbox/switches", "/sandbox/time"):
            method = "PUT" if path.endswith("switches") else "POST"
            assert sandbox.http.request(method, path, content=text, headers=JSON).status_code == 400


def test_a_text_with_nul_is_refused(api: Api) -> None:
    body = a_body()
    body["order"]["orderLines"][0]["description"] = "Byte\0av kamrem"
    answer = api.post(PAYMENTS, body)
    assert answer.json()["validationErrors"][0]["fieldName"] == "order.orderLines[0].description"


def test_time_goes_forward_only_and_never_so_far_that_dates_end(sandbox: Sandbox) -> None:
    for seconds in ("-1", "1e3", "99999999999", "1" * 5000, "true", "null", '"60"', "[]"):
        text = f'{{"advance_seconds": {seconds}}}'
        assert sandbox.http.post("/sandbox/time", content=text, headers=JSON).status_code == 400


def test_time_travel_has_an_end_and_the_sandbox_still_works_there(sandbox: Sandbox, api: Api) -> None:
    for _ in range(3):
        sandbox.advance(FARTHEST)
    assert Api(sandbox).create()["status"] == "TASK_REDIRECTION_REQUIRED"
    assert api.get("/v2/stores").status_code == 401


def test_a_clock_that_was_moved_too_far_by_an_older_sandbox_comes_back(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger._rows("INSERT INTO clock VALUES (?)", 10**15)
    assert ledger.ahead == timedelta(seconds=FARTHEST)
    ledger.travel(60)
    assert ledger.ahead == timedelta(seconds=FARTHEST)
    ledger.close()


BAD_SWITCHES: list[Json] = [
    {"troubles": [{"kind": "explode"}]},
    {"troubles": [{"kind": "delay", "seconds": 10**9}]},
    {"troubles": [{"kind": "error_before", "status": 1}]},
    {"troubles": [{"kind": "busy"}] * 101},
    {"gone_status": 99},
    {"error_shape": "triangle"},
    {"search_delay": -1},
    {"gone": ["x" * 1000]},
]


def test_a_switch_that_would_break_the_sandbox_is_refused(sandbox: Sandbox) -> None:
    before = sandbox.http.get("/sandbox/switches").json()
    for switches in BAD_SWITCHES:
        assert sandbox.http.put("/sandbox/switches", json=switches).status_code == 400
    assert sandbox.http.get("/sandbox/switches").json() == before


def test_a_form_with_too_many_fields_is_refused(sandbox: Sandbox) -> None:
    assert sandbox.http.post("/oauth2/token", content=b"a=1&" * 60, headers=FORM).status_code == 400
    assert sandbox.http.post("/pay/nobody", content=b"a=1&" * 60, headers=FORM).status_code == 303


class SmallLedger(Ledger):
    """A ledger with little room."""

    most_payments = 5
    most_messages = 3


def a_payment(number: int, text: str = "") -> SandboxPayment:
    """A payment with a text of any length."""
    now = datetime.now(UTC)
    line = Line(100, "st", 2500, 10_000, text)
    return SandboxPayment(
        id=f"id {number}",
        token=f"token {number}",
        created=now,
        expires=now,
        store_id=STORE,
        method="Kort",
        reference="1",
        lines=(line,),
        customer={},
        metadata={},
    )


def test_the_oldest_payments_and_sms_are_forgotten_when_there_are_too_many(tmp_path: Path) -> None:
    ledger = SmallLedger(tmp_path)
    for number in range(12):
        ledger.put(a_payment(number))
        ledger.send(Message(str(number), "", "", 1, "", datetime.now(UTC)))
    assert [payment.id for payment in ledger.all()] == [f"id {number}" for number in range(7, 12)]
    assert [message.to for message in ledger.messages()] == ["11", "10", "9"]
    ledger.close()


def test_the_oldest_payments_are_forgotten_when_the_file_is_too_large(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.most_bytes = 500_000
    for number in range(30):
        ledger.put(a_payment(number, "x" * 50_000))
    assert ledger._used_bytes() < 700_000
    assert ledger.all()[-1].id == "id 29"
    ledger.close()


def test_tokens_are_forgotten_when_there_are_too_many() -> None:
    tokens, now = Tokens(), datetime.now(UTC)
    form = {"client_id": "training", "client_secret": "training", "grant_type": "client_credentials"}
    issued = [tokens.issue({**form, "scope": "merchant-api"}, accounts(""), now) for _ in range(MOST_TOKENS + 1)]
    with pytest.raises(Refused):
        tokens.client_of(f"Bearer {issued[0]['access_token']}", now)
    assert tokens.client_of(f"bearer {issued[1]['access_token']}", now) == "training"


def test_the_log_has_an_end(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    assert GatewayApi(SandboxGateway(ledger)).log.maxlen == MOST_LOGGED
    ledger.close()


def test_what_the_log_keeps_of_a_call_is_small(sandbox: Sandbox, api: Api) -> None:
    api.post(PAYMENTS, {**a_body(), "storeId": "x" * 100_000})
    assert len(sandbox.http.get("/sandbox/log").content) < 1_000
