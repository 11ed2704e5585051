"""What goes over the wire, to the letter: headers, the POS profile of a new payment, and exact amounts."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from promeister_mpay.adapters.resurs import ResursGateway
from promeister_mpay.domain.payments.company import Address, Company
from promeister_mpay.domain.payments.lines import CustomerType, PaymentLineType
from support.gateways import STORE, a_line, a_payment
from support.mocked_gateway import PAYMENT, client, payment_json


class Wire:
    """A gateway that keeps what it was sent, and answers each call with a waiting payment."""

    def __init__(self) -> None:
        self.sent: list[httpx.Request] = []
        self.gateway: ResursGateway = client(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        content = f'{{"content":[{payment_json()}]}}' if request.url.path.endswith("/search") else payment_json()
        return httpx.Response(200, content=content)

    @property
    def body(self) -> Any:
        return json.loads(self.sent[-1].content, parse_float=Decimal)


@pytest.fixture
def wire() -> Wire:
    return Wire()


def test_a_new_payment_follows_the_profile_of_a_cash_desk(wire: Wire) -> None:
    wire.gateway.create(a_payment(link_life=timedelta(hours=24)))
    assert wire.sent[0].method == "POST"
    assert wire.sent[0].url.path == "/v2/payments"
    assert wire.body["options"] == {
        "initiatedOnCustomersDevice": True,
        "deliverLinks": True,
        "handleFrozenPayments": False,
        "handleManualInspection": False,
        "automaticCapture": True,
        "timeToLiveInMinutes": 1440,
    }


def test_a_clerk_who_has_seen_a_card_of_identity_says_so(wire: Wire) -> None:
    wire.gateway.create(a_payment(initiated_on_customers_device=False))
    assert wire.body["options"]["initiatedOnCustomersDevice"] is False


@pytest.mark.parametrize(
    ("life", "minutes"),
    [(timedelta(minutes=5), 5), (timedelta(days=30), 43_200), (timedelta(minutes=7, seconds=59), 7)],
)
def test_the_links_life_is_told_in_whole_minutes(wire: Wire, life: timedelta, minutes: int) -> None:
    wire.gateway.create(a_payment(link_life=life))
    assert wire.body["options"]["timeToLiveInMinutes"] == minutes


def test_a_line_is_told_in_full(wire: Wire) -> None:
    wire.gateway.create(a_payment())
    assert wire.body["order"] == {
        "orderReference": "14790-1",
        "orderLines": [
            {
                "type": "NORMAL",
                "quantity": 1,
                "quantityUnit": "st",
                "vatRate": 25,
                "totalAmountIncludingVat": Decimal("8432.10"),
                "description": "Byte av kamrem",
                "reference": "1001",
            }
        ],
    }


def test_what_is_unknown_is_left_out_and_never_sent_empty(wire: Wire) -> None:
    line = a_line(100, reference="", description="")
    wire.gateway.create(a_payment(lines=(line,), government_id="", email=""))
    assert "governmentId" not in wire.body["customer"]
    assert "email" not in wire.body["customer"]
    assert set(wire.body["order"]["orderLines"][0]) == {
        "type",
        "quantity",
        "quantityUnit",
        "vatRate",
        "totalAmountIncludingVat",
    }
    assert b'""' not in wire.sent[0].content
    assert b"null" not in wire.sent[0].content


@pytest.mark.parametrize(
    ("ore", "written"),
    [
        (843_210, b"8432.10"),
        (1, b"0.01"),
        (10, b"0.10"),
        (-5, b"-0.05"),
        (-90_005, b"-900.05"),
        (100_000, b"1000.00"),
        (999_999_999_999, b"9999999999.99"),
        (29, b"0.29"),
        (110_15, b"110.15"),
    ],
)
def test_amounts_are_written_with_their_ore(wire: Wire, ore: int, written: bytes) -> None:
    wire.gateway.create(a_payment(amount=ore))
    assert b'"totalAmountIncludingVat":' + written + b"," in wire.sent[0].content


@pytest.mark.parametrize(("hundredths", "written"), [(100, b"1.00"), (1, b"0.01"), (150, b"1.50"), (33, b"0.33")])
def test_quantities_are_exact(wire: Wire, hundredths: int, written: bytes) -> None:
    wire.gateway.create(a_payment(lines=(a_line(100, quantity=hundredths),)))
    assert b'"quantity":' + written + b"," in wire.sent[0].content


def test_discounts_and_fees_keep_their_kind(wire: Wire) -> None:
    kinds = (PaymentLineType.NORMAL, PaymentLineType.DISCOUNT, PaymentLineType.FEE)
    wire.gateway.create(a_payment(lines=tuple(a_line(100, type=kind) for kind in kinds)))
    assert [line["type"] for line in wire.body["order"]["orderLines"]] == ["NORMAL", "DISCOUNT", "FEE"]


def test_swedish_letters_arrive_as_they_are(wire: Wire) -> None:
    wire.gateway.create(a_payment(creator="Åsa Öström", lines=(a_line(100, description="Däckbyte ½ år"),)))
    assert "Åsa Öström".encode() in wire.sent[0].content
    assert "Däckbyte ½ år".encode() in wire.sent[0].content


def test_a_company_is_told_as_that(wire: Wire) -> None:
    wire.gateway.create(a_payment(customer_type=CustomerType.LEGAL, government_id="5560360793"))
    assert wire.body["customer"]["customerType"] == "LEGAL"
    assert wire.body["customer"]["governmentId"] == "5560360793"


def test_a_company_is_sent_with_name_contact_and_address(wire: Wire) -> None:
    company = Company("Åkeriet AB", "Åkeriet AB", Address("Storgatan 1", "417 55", "Göteborg", "SE"))
    wire.gateway.create(a_payment(customer_type=CustomerType.LEGAL, email="a@example.se", company=company))
    sent = wire.body["customer"]
    assert (sent["contactPerson"], sent["email"]) == ("Åkeriet AB", "a@example.se")
    assert sent["deliveryAddress"] == {
        "fullName": "Åkeriet AB",
        "addressRow1": "Storgatan 1",
        "postalCode": "417 55",
        "postalArea": "Göteborg",
        "countryCode": "SE",
    }


@pytest.mark.parametrize("company", [Company(), Company(address=None, name="A" * 100)])
def test_what_is_unknown_of_a_company_is_left_out(wire: Wire, company: Company) -> None:
    wire.gateway.create(a_payment(customer_type=CustomerType.LEGAL, company=company))
    assert {"contactPerson", "deliveryAddress"}.isdisjoint(wire.body["customer"])


def test_every_call_says_who_calls_and_in_which_language(wire: Wire) -> None:
    wire.gateway.create(a_payment())
    headers = wire.sent[0].headers
    assert headers["authorization"] == "Bearer token-1"
    assert headers["content-type"] == "application/json; charset=utf-8"
    assert headers["accept"] == "application/json"
    assert headers["accept-language"] == "en"
    assert headers["user-agent"].startswith("promeister-mpay ")


def test_acts_send_only_what_they_mean(wire: Wire) -> None:
    wire.gateway.capture(PAYMENT, transaction_id="C-1", creator="Anna")
    wire.gateway.cancel(PAYMENT, creator="Anna")
    wire.gateway.refund(PAYMENT, transaction_id="R-1", creator="Anna")
    assert [(request.url.path.rpartition("/")[2], json.loads(request.content)) for request in wire.sent] == [
        ("capture", {"creator": "Anna", "transactionId": "C-1"}),
        ("cancel", {"creator": "Anna"}),
        ("refund", {"creator": "Anna", "transactionId": "R-1"}),
    ]


def test_a_search_is_for_store_and_reference(wire: Wire) -> None:
    assert len(wire.gateway.find(STORE, "14790-2")) == 1
    assert wire.sent[0].url.path == "/v2/payments/search"
    assert wire.body == {"storeId": STORE, "orderReference": "14790-2"}


def test_a_reading_has_no_body(wire: Wire) -> None:
    wire.gateway.read(PAYMENT)
    assert (wire.sent[0].method, wire.sent[0].url.path) == ("GET", f"/v2/payments/{PAYMENT}")
    assert wire.sent[0].content == b""
    assert "content-type" not in wire.sent[0].headers
