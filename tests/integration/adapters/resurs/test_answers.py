"""Answers are not trusted: they are read exactly, or they are an error that says what was done; never a guess."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay.adapters.resurs import ResursGateway
from promeister_mpay.adapters.resurs.answers import LONGEST_LINK, LONGEST_NAME, LONGEST_TEXT, MOST_FIELDS
from promeister_mpay.adapters.resurs.bodies import MOST_BYTES
from promeister_mpay.domain.payments.request import GatewayStatus
from promeister_mpay.errors import GatewayLogin, GatewayRefused, GatewayUnavailable, OutcomeUnknown
from support.gateways import STORE, a_payment
from support.mocked_gateway import PAYMENT, TRACE, always, client, payment_json, payment_with

DEEP = '{"id":"a","status":"ACCEPTED","deep":' + "[" * 100_000 + "]" * 100_000 + "}"


@pytest.mark.parametrize(
    ("written", "ore"),
    [
        ("8432.10", 843_210),
        ("8432.1", 843_210),
        ("8432.100", 843_210),
        ("0", 0),
        ("0.29", 29),
        ("1.15", 115),
        ("5.8e3", 580_000),
        ("-0.5", -50),
        ("9999999999.99", 999_999_999_999),
    ],
)
def test_amounts_are_read_to_the_ore(written: str, ore: int) -> None:
    seen = always(payment_json(totalOrderAmount=written, capturedAmount=written)).read(PAYMENT)
    assert (seen.total, seen.captured) == (ore, ore)


UNREADABLE_AMOUNTS = [
    "8432.105",
    "0.010000000000000000000000000001",
    "1e-3",
    "10000000000",
    "1e999999",
    "-1e999999",
    "1e-999999",
    "9" * 5000,
    "NaN",
    '"NaN"',
    '"Infinity"',
    "null",
    "true",
    "[1]",
    '"8432,10"',
]


@pytest.mark.parametrize("written", UNREADABLE_AMOUNTS)
def test_an_amount_beyond_reason_is_no_amount(written: str) -> None:
    gateway = always(payment_json(capturedAmount=written))
    with pytest.raises(GatewayUnavailable) as asked:
        gateway.read(PAYMENT)
    with pytest.raises(OutcomeUnknown) as changed:
        gateway.refund(PAYMENT, transaction_id="R-1", creator="Anna")
    assert (asked.value.trace_id, changed.value.trace_id) == (TRACE, TRACE)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b"7",
        b"{}",
        b"\xff\xfe",
        b'{"id":"\xff","status":"ACCEPTED"}',
        b'{"id":"\\ud800","status":"ACCEPTED"}',
        payment_json().encode()[:-1],
        payment_json().encode() + b"}",
        payment_with(order=None).encode(),
        payment_with(id=None).encode(),
        payment_with(status=1).encode(),
        payment_with(id="").encode(),
        payment_with(status=None).encode(),
        payment_json(orderReference="14790").encode(),
        payment_with(metadata={"custom": {"request": 7}}).encode(),
        payment_with(metadata={"custom": [{"key": "request", "value": each} for each in ("a", "b")]}).encode(),
        DEEP.encode(),
    ],
)
def test_what_is_no_payment_is_not_taken_for_one(content: bytes) -> None:
    gateway = always(content)
    with pytest.raises(GatewayUnavailable) as asked:
        gateway.read(PAYMENT)
    with pytest.raises(OutcomeUnknown) as changed:
        gateway.create(a_payment())
    assert (asked.value.trace_id, changed.value.trace_id) == (TRACE, TRACE)


def test_an_answer_without_end_is_not_read_to_its_end() -> None:
    given: list[int] = []

    def flood() -> Iterator[bytes]:
        for _ in range(10):
            given.append(MOST_BYTES // 2)
            yield b" " * given[-1]
        yield payment_json().encode()

    gateway = client(lambda _: httpx.Response(200, content=flood(), headers={"x-trace-id": TRACE}))
    with pytest.raises(OutcomeUnknown) as caught:
        gateway.create(a_payment())
    assert caught.value.trace_id == TRACE
    assert sum(given) < 2 * MOST_BYTES


def test_a_redirection_is_not_followed() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(307, headers={"location": "https://elsewhere.example/", "x-trace-id": TRACE})

    with pytest.raises(OutcomeUnknown):
        client(answer).create(a_payment())
    assert asked == ["https://gateway.example/v2/payments"]


def test_a_status_of_tomorrow_is_unknown_and_not_an_error() -> None:
    assert always(payment_with(status="SOMETHING_NEW")).read(PAYMENT).status is GatewayStatus.UNKNOWN


def test_fields_and_actions_of_tomorrow_are_passed_over() -> None:
    actions = '[{"action":"BARTER"},{"action":null},{},{"action":"CANCEL"}]'
    seen = always(payment_json(possibleActions=actions, futureAmount='"x"')).read(PAYMENT)
    assert seen.can_cancel


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-01-16T06:32:02Z", datetime(2026, 1, 16, 6, 32, 2, tzinfo=UTC)),
        ("2026-01-16T06:32:02", datetime(2026, 1, 16, 6, 32, 2, tzinfo=UTC)),
        ("2026-01-16T06:32:02.123456789Z", datetime(2026, 1, 16, 6, 32, 2, 123_456, tzinfo=UTC)),
        ("2026-01-16T06:32:02.5", datetime(2026, 1, 16, 6, 32, 2, 500_000, tzinfo=UTC)),
        ("2026-01-16T07:32:02.5+01:00", datetime(2026, 1, 16, 6, 32, 2, 500_000, tzinfo=UTC)),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("i går", None),
        ("", None),
    ],
)
def test_times_are_read_however_they_are_written(written: str, moment: datetime | None) -> None:
    assert always(payment_with(created=written)).read(PAYMENT).created_at == moment


@pytest.mark.parametrize(
    "custom", [{}, [], None, {"request": "k-1"}, [{"key": "other", "value": "x"}, {"key": "request", "value": "k-1"}]]
)
def test_our_key_is_read_from_either_shape_of_metadata(custom: object) -> None:
    expected = "k-1" if custom else ""
    assert always(payment_with(metadata={"custom": custom})).read(PAYMENT).request_key == expected


def test_the_ids_of_refunds_come_from_the_log_and_the_time_from_the_last_capture() -> None:
    log = (
        '[{"type":"CREATE","created":"2026-01-16T06:00:00Z"},{"type":"CAPTURE","created":"2026-01-16T06:10:00Z"},'
        '{"type":"CAPTURE","created":"2026-01-16T06:20:00Z"},{"type":"REFUND","transactionId":"R-1"},'
        '{"type":"REFUND"},{"type":"TOMORROWS","transactionId":"T-1"}]'
    )
    seen = always(payment_json(actionLog=log)).read(PAYMENT)
    assert seen.captured_at == datetime(2026, 1, 16, 6, 20, tzinfo=UTC)
    assert seen.refund_ids == {"R-1", ""}


def test_hits_are_read_where_older_gateways_put_them() -> None:
    [seen] = always(f'{{"results":[{payment_json()}]}}').find(STORE, "14790-1")
    assert seen.total == 580_000


def test_a_search_that_answers_with_neither_is_not_an_empty_one() -> None:
    with pytest.raises(GatewayUnavailable):
        always("{}").find(STORE, "14790-1")


def test_a_hit_without_amounts_is_read_in_full() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        hit = f'{{"content":[{{"id":"{PAYMENT}","status":"ACCEPTED"}}]}}'
        found = request.url.path.endswith("/search")
        return httpx.Response(200, content=hit if found else payment_json(capturedAmount="5800"))

    [seen] = client(answer).find(STORE, "14790-1")
    assert seen.captured == 580_000


OWN_FORM = '{"traceId":"t-body","code":"BAD_REQUEST","message":"Validation failed"}'


def test_only_a_400_in_the_gateways_own_form_says_that_nothing_was_done() -> None:
    with pytest.raises(GatewayRefused) as caught:
        always(OWN_FORM, 400).create(a_payment())
    assert (caught.value.status, caught.value.trace_id) == (400, "t-body")


@given(st.integers(300, 599).filter(lambda status: status != 400), st.sampled_from([OWN_FORM, "<html>", "", "{}"]))
def test_any_other_answer_leaves_a_change_unknown(status: int, content: str) -> None:
    with pytest.raises(OutcomeUnknown) as caught:
        always(content, status).create(a_payment())
    assert caught.value.status == status
    assert caught.value.trace_id == ("t-body" if content == OWN_FORM else TRACE)


@pytest.mark.parametrize("says", ["is already used", "Duplicate reference", "must be unique", "används redan"])
def test_a_refusal_of_what_was_done_before_leaves_a_change_unknown(says: str) -> None:
    for body in ({"message": says}, {"message": "no", "validationErrors": {"order.orderReference": says}}):
        with pytest.raises(OutcomeUnknown):
            always(json.dumps({"code": "BAD_REQUEST", **body}), 400).create(a_payment())


def test_a_question_without_access_is_a_matter_of_login() -> None:
    with pytest.raises(GatewayLogin) as caught:
        always('{"message":"Forbidden","traceId":"t-1"}', 403).find(STORE, "14790-1")
    assert (caught.value.status, caught.value.trace_id) == (403, "t-1")


@pytest.mark.parametrize(
    ("content", "sentence", "fields"),
    [
        ('{"traceId":null,"code":"A","message":"Not today"}', "Resurs nekade anropet: Not today.", {}),
        ('{"message":7,"validationErrors":{"a":"b"}}', "Resurs nekade anropet: a: b.", {"a": "b"}),
        ('{"validationErrors":[{"fieldName":"a","message":null},7,{}]}', "Resurs nekade anropet: a.", {"a": ""}),
    ],
)
def test_an_odd_refusal_is_still_a_refusal_with_what_can_be_read(
    content: str, sentence: str, fields: dict[str, str]
) -> None:
    with pytest.raises(GatewayRefused) as caught:
        always(content, 400).create(a_payment())
    assert (str(caught.value), caught.value.fields) == (sentence, fields)
    assert caught.value.trace_id == TRACE


@pytest.mark.parametrize(
    "content",
    [
        '{"validationErrors":7,"parameters":[]}',
        '{"code":400,"message":"no"}',
        '{"message":"no"}',
        "[]",
        "<html>",
        "",
        DEEP,
    ],
)
def test_a_400_in_another_form_leaves_a_change_unknown(content: str) -> None:
    with pytest.raises(OutcomeUnknown) as caught:
        always(content, 400).create(a_payment())
    assert (caught.value.status, caught.value.trace_id) == (400, TRACE)


@pytest.mark.parametrize("header", ["x-trace-id", "x-b3-traceid", "x-amzn-trace-id", "traceparent", "x-request-id"])
def test_the_trace_id_is_found_in_any_usual_header(header: str) -> None:
    gateway = client(lambda _: httpx.Response(200, content=payment_json(), headers={header: "t-9"}))
    assert gateway.read(PAYMENT).trace_id == "t-9"


def test_a_trace_id_is_never_longer_than_a_line() -> None:
    gateway = client(lambda _: httpx.Response(400, json={"traceId": "t" * 5000}))
    with pytest.raises(OutcomeUnknown) as caught:
        gateway.create(a_payment())
    assert caught.value.trace_id == "t" * 100


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        *[("5", 5), ("0", 0), ("86400", 3600), ("9" * 5000, 3600), ("-5", None), ("²", None), ("soon", None)],
        (None, None),
        ("Fri, 27 Nov 2026 12:00:40 GMT", 40),
        ("Fri, 27 Nov 2026 11:59:00 GMT", 0),
        ("Fri, 27 Nov 2099 12:00:00 GMT", 3600),
        ("Fri, 99 Nov 2026 12:00:00 GMT", None),
    ],
)
def test_when_to_come_again_is_read_with_reason(written: str | None, seconds: int | None) -> None:
    asked = {} if written is None else {b"retry-after": written.encode()}
    headers = {b"date": b"Fri, 27 Nov 2026 12:00:00 GMT", **asked}
    gateway: ResursGateway = client(lambda _: httpx.Response(429, headers=headers))
    for kind, call in ((OutcomeUnknown, lambda: gateway.create(a_payment())), (GatewayUnavailable, gateway.stores)):
        with pytest.raises(kind) as caught:
            call()
        assert caught.value.retry_after == seconds


HUGE = st.text(alphabet="aå1 ", min_size=0, max_size=30).map(lambda text: text * 1000)


@given(HUGE, HUGE)
def test_no_text_of_a_payment_that_is_stored_or_shown_is_without_bound(reason: str, link: str) -> None:
    answer = payment_with(rejectedReason={"category": reason}, taskRedirectionUrls={"customerUrl": link})
    seen = always(answer).read(PAYMENT)
    assert len(seen.reason) <= LONGEST_NAME
    assert seen.link in ("", link)
    assert len(seen.link) <= LONGEST_LINK


@pytest.mark.parametrize("length", [LONGEST_NAME, LONGEST_NAME + 1, 100_000])
def test_an_id_is_taken_whole_or_not_at_all(length: int) -> None:
    gateway = always(payment_with(id="1" * length))
    if length == LONGEST_NAME:
        assert gateway.read(PAYMENT).payment_id == "1" * length
        return
    with pytest.raises(GatewayUnavailable, match="inte kan läsas"):
        gateway.read(PAYMENT)
    with pytest.raises(OutcomeUnknown):
        gateway.create(a_payment())


@given(HUGE, st.lists(HUGE, max_size=50))
def test_no_text_of_a_refusal_is_without_bound(message: str, errors: list[str]) -> None:
    details = [{"fieldName": f"{number}{says}", "message": says} for number, says in enumerate(errors)]
    content = json.dumps({"code": "A", "message": f"x{message}", "validationErrors": details})
    with pytest.raises(GatewayRefused) as caught:
        always(content, 400).create(a_payment())
    assert len(str(caught.value)) <= LONGEST_TEXT + 50
    assert len(caught.value.fields) <= MOST_FIELDS
    assert all(len(name) <= LONGEST_NAME and len(says) <= LONGEST_TEXT for name, says in caught.value.fields.items())


def test_the_names_of_stores_and_methods_are_cut_and_their_ids_are_whole_or_nothing() -> None:
    store = {"id": "s", "nationalStoreId": 1, "name": "V" * 5000}
    method = {"id": "m", "name": "F" * 5000, "type": "T" * 5000, "minPurchaseLimit": 1, "maxPurchaseLimit": 2}
    [found] = always(json.dumps({"content": [store]})).stores()
    assert found.name == "V" * LONGEST_NAME
    [shown] = always(json.dumps({"content": [method]})).methods("s")
    assert (shown.name, shown.type) == ("F" * LONGEST_NAME, "T" * LONGEST_NAME)
    for entry, ask in ((store, ResursGateway.stores), (method, lambda gateway: gateway.methods("s"))):
        with pytest.raises(GatewayUnavailable):
            ask(always(json.dumps({"content": [{**entry, "id": "9" * 5000}]})))
