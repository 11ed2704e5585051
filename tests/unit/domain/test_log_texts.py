"""What the log may say of a value: nothing that somebody wrote, and every id."""

from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay.domain.log_texts import GREATEST, LogText, loggable, trace_text
from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.errors import GatewayUnavailable, InputError


class Customer:
    def __repr__(self) -> str:
        return "Ada Lovelace"


class Kind(Enum):
    PRIVATE = "Ada Lovelace"


@pytest.mark.parametrize(
    "value",
    [
        "Ada Lovelace",
        "GTM54M",
        b"Ada Lovelace",
        Customer(),
        Path("/tmp/Ada Lovelace.csv"),
        ["Ada Lovelace"],
        {"customer": "Ada Lovelace"},
        InputError("Ada Lovelace finns inte.", "customer_name"),
        ValueError("Ada Lovelace"),
        Kind.PRIVATE,
        198305147715,
        5566778899,
        +46701740605,
    ],
)
def test_nothing_that_somebody_wrote_or_that_is_a_number_of_somebody(value: object) -> None:
    shown = f"{loggable(value)}"
    assert not any(part in shown for part in ("Ada", "Lovelace", "GTM54M", "198305147715", "5566778899", "701740605"))


@given(value=st.text(min_size=1) | st.binary(min_size=1) | st.integers(min_value=GREATEST) | st.lists(st.text()))
def test_whatever_is_not_marked_is_told_by_its_kind_only(value: object) -> None:
    assert loggable(value) in ("‹text›", "‹tal›")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (14790, "14790"),
        (True, "True"),
        (None, "None"),
        (0.25, "0.25"),
        (LogText("GET /v2/payments/{id}"), "GET /v2/payments/{id}"),
        (OrderStatus.POSTED, "POSTED"),
        (KeyError, "KeyError"),
        (datetime(2026, 3, 2, 14, 5, tzinfo=UTC), "2026-03-02 14:05:00+00:00"),
        (GatewayUnavailable("Resurs svarar inte.", status=503), "GatewayUnavailable: 503"),
        ({"number": 14790}, "{'number': 14790}"),
    ],
)
def test_what_names_nobody_is_told(value: object, shown: str) -> None:
    assert f"{loggable(value)}" == shown


@given(st.uuids())
def test_a_uuid_is_told(value: UUID) -> None:
    assert f"{loggable(value)}" == str(value)


@given(st.uuids(version=4).map(str) | st.uuids(version=4).map(lambda value: value.hex))
def test_a_trace_id_is_told(value: str) -> None:
    assert trace_text(value) == value


@pytest.mark.parametrize(
    "value", ["Ada Lovelace", "0701740605", "198305147715", "556677-8899", "9a7d/../x", "a" * 65, "ABC123 x"]
)
def test_what_is_no_trace_id_is_not_told_as_one(value: str) -> None:
    assert trace_text(value) == "‹text›"
