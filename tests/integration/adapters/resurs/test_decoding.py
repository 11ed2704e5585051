"""Answers are read strictly where the program relies on them and leniently elsewhere, field by field as declared."""

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any, get_args, get_origin

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promeister_mpay.adapters.resurs.answers import (
    ErrorAnswer,
    MethodList,
    PaymentAnswer,
    SearchAnswer,
    StorePage,
    Token,
    observation,
)
from promeister_mpay.adapters.resurs.decoding import BYTE_ORDER_MARK, Unreadable, decode, fields_of
from promeister_mpay.errors import GatewayError, GatewayUnavailable, OutcomeUnknown
from support.gateways import STORE, Json, a_payment
from support.mocked_gateway import PAYMENT, always

WHOLE: Json = {
    "id": PAYMENT,
    "created": "2026-01-16T06:32:02Z",
    "storeId": STORE,
    "status": "ACCEPTED",
    "rejectedReason": {"category": "UNKNOWN"},
    "customer": {"customerType": "NATURAL"},
    "countryCode": "SE",
    "metadata": {"creator": "Anna", "custom": [{"key": "request", "value": "k-1"}]},
    "taskRedirectionUrls": {"customerUrl": "https://pay.example/1"},
    "order": {
        "orderReference": "14790-1",
        "totalOrderAmount": 5800.0,
        "authorizedAmount": 0,
        "canceledAmount": 0,
        "capturedAmount": 5800,
        "refundedAmount": 0,
        "possibleActions": [{"action": "REFUND"}, {"action": "CANCEL"}],
        "actionLog": [{"type": "CREATE", "created": "2026-01-16T06:32:02Z"}, {"type": "CAPTURE"}],
    },
}
"""A payment with every field that the program knows, and some that it does not."""

Path = tuple[str, ...]
DECISIVE_BUT_LEFT_OUT_OF_HITS: Path = ("order",)
UNKNOWN_FIELDS: list[Path] = [("storeId",), ("customer",), ("countryCode",), ("tomorrow",), ("order", "tomorrow")]


def paths(kind: type[msgspec.Struct], *, relied_on: bool, above: Path = ()) -> Iterator[Path]:
    """The fields of an answer, and of the objects in it, that the program relies on, or the others."""
    for field in fields_of(kind):
        path = (*above, field.title)
        if path != DECISIVE_BUT_LEFT_OUT_OF_HITS and field.is_relied_on is relied_on:
            yield path
        inner = [each for each in (field.kind, *get_args(field.kind)) if is_struct(each)]
        if inner and get_origin(field.kind) is not list:
            yield from paths(inner[0], relied_on=relied_on, above=path)


def is_struct(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


LENIENT = [*paths(PaymentAnswer, relied_on=False), *UNKNOWN_FIELDS]
STRICT = [*paths(PaymentAnswer, relied_on=True), DECISIVE_BUT_LEFT_OUT_OF_HITS]

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)
MISSING = object()


def changed(path: Path, value: object, whole: Json = WHOLE) -> Json:
    """The payment with another value at a path, or without it."""
    made = copy.deepcopy(whole)
    above: Any = made
    for name in path[:-1]:
        above = above[name] if isinstance(above, dict) and name in above else {}
    if value is MISSING and isinstance(above, dict):
        above.pop(path[-1], None)
    elif isinstance(above, dict):
        above[path[-1]] = value
    return made


def read(payment: object) -> Any:
    return observation(decode(json.dumps(payment).encode(), PaymentAnswer), "t-1")


def test_every_field_of_a_payment_is_known_to_be_strict_or_lenient() -> None:
    assert set(STRICT) == {
        ("id",),
        ("status",),
        ("order",),
        ("order", "orderReference"),
        ("order", "totalOrderAmount"),
        ("order", "authorizedAmount"),
        ("order", "canceledAmount"),
        ("order", "capturedAmount"),
        ("order", "refundedAmount"),
    }
    assert {("created",), ("rejectedReason", "category"), ("order", "possibleActions"), ("metadata",)} <= set(LENIENT)


@given(st.dictionaries(st.sampled_from(LENIENT), JSON | st.just(MISSING), min_size=1))
@settings(max_examples=80)
def test_what_is_not_relied_on_may_be_anything(values: dict[Path, object]) -> None:
    payment = WHOLE
    for path, value in values.items():
        payment = changed(path, value, payment)
    seen = read(payment)
    assert (seen.payment_id, seen.reference, seen.status) == (PAYMENT, "14790-1", "ACCEPTED")
    assert (seen.total, seen.authorized, seen.canceled, seen.captured, seen.refunded) == (580_000, 0, 0, 580_000, 0)
    assert seen.request_key in ("k-1", "")


@pytest.mark.parametrize("path", LENIENT)
@pytest.mark.parametrize("odd", [MISSING, None, 7, True, "", [], {}, [None, 7, {}, []], "i går"])
def test_each_field_that_is_not_relied_on_may_be_missing_null_or_odd(path: Path, odd: object) -> None:
    assert read(changed(path, odd)).captured == 580_000


@pytest.mark.parametrize("path", STRICT)
@pytest.mark.parametrize("odd", [7.001, True, [], {}, [7], {"a": 1}, -1e30])
def test_each_field_that_is_relied_on_must_be_right(path: Path, odd: object) -> None:
    answer = json.dumps(changed(path, odd))
    with pytest.raises(GatewayUnavailable, match="inte kan läsas"):
        always(answer).read(PAYMENT)
    with pytest.raises(OutcomeUnknown):
        always(answer).refund(PAYMENT, transaction_id="R-1", creator="Anna")


@pytest.mark.parametrize("path", [path for path in STRICT if path != ("order", "orderReference")])
@pytest.mark.parametrize("odd", [MISSING, None])
def test_what_is_relied_on_must_be_there(path: Path, odd: object) -> None:
    with pytest.raises(Unreadable):
        read(changed(path, odd))


def test_a_reference_and_a_key_count_where_they_are() -> None:
    for missing in (MISSING, None):
        bare = changed(("metadata",), missing, changed(("order", "orderReference"), missing))
        assert (read(bare).reference, read(bare).request_key) == ("", "")


@pytest.mark.parametrize(
    "entry", [None, 7, [], {}, {"key": 1}, {"key": "other"}, {"value": "k-2"}, {"key": ["request"]}]
)
def test_an_odd_entry_of_the_metadata_does_not_hide_our_key(entry: object) -> None:
    ours = {"key": "request", "value": "k-1", "tomorrow": 1}
    for custom in ([entry, ours], [ours, entry], [ours, {"key": "request", "value": None}]):
        assert read(changed(("metadata", "custom"), custom)).request_key == "k-1"


ALL_REFUNDED = changed(("order", "refundedAmount"), 5800)
PARTLY = changed(("order", "refundedAmount"), 100)
REFUND = {"type": "REFUND", "transactionId": "K-1"}


@pytest.mark.parametrize(
    "log",
    [MISSING, None, [], {}, "x", [{"type": "CAPTURE"}], [REFUND, None], [REFUND, 7], [{**REFUND, "transactionId": 7}]],
)
def test_the_log_is_relied_on_when_a_part_is_refunded(log: object) -> None:
    """Only it tells which part: one that it does not show would be refunded again."""
    path = ("order", "actionLog")
    assert read(changed(path, log, WHOLE)).captured == 580_000
    assert read(changed(path, log, ALL_REFUNDED)).refunded == 580_000
    with pytest.raises(Unreadable):
        read(changed(path, log, PARTLY))


def test_a_log_that_can_be_read_tells_the_refunds() -> None:
    log = [{"type": "TOMORROWS", "created": 7}, REFUND, {"type": "REFUND"}]
    assert read(changed(("order", "actionLog"), log, PARTLY)).refund_ids == {"K-1", ""}


def test_a_hit_whose_order_cannot_be_read_is_read_by_its_id() -> None:
    for order in (MISSING, None, 7, {}, {"totalOrderAmount": "x"}):
        hit, whole = changed(("order",), order), json.dumps(WHOLE)
        gateway = always(json.dumps({**WHOLE, "content": [hit]}))
        assert [seen.captured for seen in gateway.find(STORE, "14790-1")] == [580_000], whole


@pytest.mark.parametrize("hit", [None, 7, {}, [], {**WHOLE, "id": None}, {**WHOLE, "status": 7}])
def test_a_hit_that_cannot_be_read_is_never_taken_for_none(hit: object) -> None:
    for hits in ({"content": [WHOLE, hit]}, {"content": [hit], "results": []}, {"content": None, "results": [hit]}):
        with pytest.raises(GatewayUnavailable):
            always(json.dumps(hits)).find(STORE, "14790-1")


def test_a_byte_order_mark_is_passed_over() -> None:
    gateway = always(BYTE_ORDER_MARK + json.dumps(WHOLE).encode())
    assert gateway.read(PAYMENT).captured == 580_000


KINDS = [Token, StorePage, MethodList, PaymentAnswer, SearchAnswer, ErrorAnswer]


@given(
    st.sampled_from(KINDS),
    JSON | st.dictionaries(st.sampled_from([f.title for k in KINDS for f in fields_of(k)]), JSON),
)
def test_any_json_is_read_or_unreadable(kind: type[msgspec.Struct], said: object) -> None:
    try:
        decode(json.dumps(said).encode(), kind)
    except Unreadable:
        return


@given(JSON, st.sampled_from([200, 201, 400, 404, 409, 500]))
@settings(max_examples=40)
def test_any_answer_ends_in_a_result_or_a_sentence(said: object, status: int) -> None:
    gateway = always(json.dumps(said), status)
    calls: list[Callable[[], object]] = [
        lambda: gateway.read(PAYMENT),
        lambda: gateway.create(a_payment()),
        lambda: gateway.find(STORE, "14790-1"),
        gateway.stores,
        lambda: gateway.methods(STORE),
    ]
    for call in calls:
        with pytest.raises(GatewayError):
            call()
