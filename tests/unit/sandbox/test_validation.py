"""Requests as the public SDK makes them are taken; what the documentation refuses is refused by its field."""

import re

import pytest

from promeister_mpay.sandbox.fields import Fields
from promeister_mpay.sandbox.refusals import Refused
from promeister_mpay.sandbox.validation import check_create, check_lines, check_metadata

LINE: Fields = {
    "quantity": 2,
    "quantityUnit": "st",
    "vatRate": 25,
    "totalAmountIncludingVat": 301,
    "description": "Android",
    "reference": "T-800",
    "type": "PHYSICAL_GOODS",
    "unitAmountIncludingVat": 150,
    "totalVatAmount": 60,
}
NULLS: Fields = dict.fromkeys(("description", "reference", "type", "unitAmountIncludingVat", "totalVatAmount"))
ADDRESS: Fields = {"addressRow1": "Glassgatan 15", "postalArea": "Göteborg", "postalCode": "41655"}
LEAST: Fields = {"storeId": "s", "paymentMethodId": "m", "order": {"orderLines": [LINE]}}


def refused(body: Fields) -> dict[str, str]:
    """The invalid fields of a create request, with what is said of them."""
    with pytest.raises(Refused) as refusal:
        check_create(body)
    return refusal.value.fields


def with_customer(**customer: object) -> Fields:
    return {**LEAST, "customer": customer}


def test_three_fields_are_enough() -> None:
    asked = check_create(LEAST)
    assert (asked.lines[0].unit_amount, asked.lines[0].vat_amount) == (15_000, 6_000)
    assert (asked.options.minutes, asked.customer["customerType"], asked.requested) == (120, "NATURAL", None)


@pytest.mark.parametrize("name", ["customer", "metadata", "options", "application"])
def test_an_optional_part_may_be_null_or_empty(name: str) -> None:
    assert check_create({**LEAST, name: None}).lines == check_create({**LEAST, name: {}}).lines


@pytest.mark.parametrize(
    ("part", "fields"),
    [
        ("customer", ("customerType", "email", "mobilePhone", "contactPerson", "deliveryAddress", "deviceInfo")),
        ("metadata", ("creator", "custom")),
        ("application", ("requestedCreditLimit", "applicationData")),
        (
            "options",
            (
                "initiatedOnCustomersDevice",
                "deliverLinks",
                "handleFrozenPayments",
                "handleManualInspection",
                "automaticCapture",
                "timeToLiveInMinutes",
                "callbacks",
                "redirectionUrls",
            ),
        ),
    ],
)
def test_every_optional_field_may_be_null(part: str, fields: tuple[str, ...]) -> None:
    assert len(check_create({**LEAST, part: dict.fromkeys(fields)}).lines) == 1


def test_what_is_optional_further_in_may_be_null_too() -> None:
    order = {"orderReference": None, "orderLines": [{**LINE, **NULLS}]}
    names = dict.fromkeys(("fullName", "firstName", "lastName", "addressRow2", "countryCode"))
    customer = {"deliveryAddress": {**ADDRESS, **names}, "deviceInfo": {"ip": None, "userAgent": None}}
    options = {
        "callbacks": {"authorization": {"url": "https://example.test/a"}, "management": None},
        "redirectionUrls": {"customer": {"successUrl": None, "failUrl": None}, "coApplicant": None, "merchant": None},
    }
    asked = check_create({**LEAST, "order": order, "customer": customer, "options": options})
    assert asked.options.callbacks == {"authorization": "https://example.test/a"}
    assert check_lines({"orderLines": None, "creator": None, "transactionId": None}, required=False) == ()


@pytest.mark.parametrize("value", [None, "", "198123112311", "8305417715", "1983051477152", 198305147715])
def test_a_government_id_is_left_out_or_right(value: object) -> None:
    assert refused(with_customer(governmentId=value)) == {"customer.governmentId": "is not valid"}


@pytest.mark.parametrize(
    "email",
    [
        "test@hosted.resurs",
        "test@hosted.resurs.com",
        "testing@domain.com",
        "xACCEPT@test.se",
        "kund@example.test",
        "first.last+tag@sub-domain.example.co",
        "kund@example.coop",
    ],
)
def test_an_email_that_there_can_be_is_taken(email: str) -> None:
    assert check_create(with_customer(email=email)).customer["email"] == email


@pytest.mark.parametrize(
    "email",
    [
        "asd@difjgod903845gn.asdasd",
        "",
        "asd",
        "asd@",
        "@asd.se",
        "a b@c.se",
        "a@b",
        "a..b@c.se",
        ".a@c.se",
        "a.@c.se",
        "a@-b.se",
        "a@b..se",
        "a@b.se ",
        "a@b.se\n",
        "å@b.se",
        "a@" + "b" * 300 + ".se",
        7,
    ],
)
def test_an_email_that_there_cannot_be_is_refused(email: object) -> None:
    assert refused(with_customer(email=email)) == {"customer.email": "is not valid"}


def test_a_hostile_email_costs_no_time() -> None:
    assert refused(with_customer(email="a@" + "a" * 180 + "!"))
    assert refused(with_customer(email="a" * 1_000_000))


@pytest.mark.parametrize("phone", ["0701234567", "+46701234567", "46701234567", "0707-12 34 56", "0707123456"])
def test_a_mobile_phone_is_taken_as_people_write_it(phone: str) -> None:
    assert check_create(with_customer(mobilePhone=phone)).customer["mobilePhone"] == phone


@pytest.mark.parametrize("phone", ["0809910000", "", "abc", "+46", 701234567, "0" * 100_000, "\ud800"])
def test_a_phone_that_is_no_mobile_is_refused(phone: object) -> None:
    assert refused(with_customer(mobilePhone=phone)) == {"customer.mobilePhone": "is not valid"}


@pytest.mark.parametrize("code", ["4165 A", "SE-41655", "", "1" * 11, "４１６５５", "41655\n"])
def test_a_postal_code_is_digits(code: str) -> None:
    found = refused(with_customer(deliveryAddress={**ADDRESS, "postalCode": code}))
    assert found == {"customer.deliveryAddress.postalCode": r'must match "^[ \\d]{1,10}$"'}
    # The SDK finds its translation by all but letters and digits made hyphens.
    assert re.sub(r"[^A-Za-z0-9]", "-", next(iter(found.values()))).lower() == "must-match-------d--1-10---"


@pytest.mark.parametrize("code", ["41655", "416 55", "0"])
def test_a_postal_code_may_have_spaces(code: str) -> None:
    asked = check_create(with_customer(deliveryAddress={**ADDRESS, "postalCode": code}))
    assert asked.customer["deliveryAddress"] is not None


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ({**ADDRESS, "addressRow1": ""}, "addressRow1"),
        ({**ADDRESS, "addressRow1": "x" * 101}, "addressRow1"),
        ({**ADDRESS, "postalArea": None}, "postalArea"),
        ({**ADDRESS, "fullName": "x" * 102}, "fullName"),
        ({**ADDRESS, "firstName": "x" * 51}, "firstName"),
        ({**ADDRESS, "countryCode": "Sverige"}, "countryCode"),
        ({"addressRow1": "x", "postalArea": "y"}, "postalCode"),
    ],
)
def test_an_address_is_whole(address: Fields, field: str) -> None:
    assert list(refused(with_customer(deliveryAddress=address))) == [f"customer.deliveryAddress.{field}"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"customer": []}, "customer"),
        ({"customer": {"deviceInfo": {"ip": "here"}}}, "customer.deviceInfo.ip"),
        ({"metadata": {"custom": [{"key": "", "value": ""}]}}, "metadata.custom[0].key"),
        ({"metadata": {"custom": [{"key": "k", "value": "x" * 1001}]}}, "metadata.custom[0].value"),
        ({"metadata": {"custom": [{"key": "k", "value": "v"}] * 101}}, "metadata.custom"),
        ({"metadata": {"custom": {}}}, "metadata.custom"),
        ({"application": {"requestedCreditLimit": -1}}, "application.requestedCreditLimit"),
        ({"application": {"applicationData": {"a": 1}}}, "application.applicationData"),
        ({"options": {"deliverLinks": "yes"}}, "options.deliverLinks"),
        ({"options": {"callbacks": {"management": {}}}}, "options.callbacks.management.url"),
        ({"options": {"callbacks": {"management": {"url": "ftp://x"}}}}, "options.callbacks.management.url"),
        ({"options": {"callbacks": {"management": {"url": "http://[::"}}}}, "options.callbacks.management.url"),
        ({"options": {"redirectionUrls": {"customer": {"failUrl": "x"}}}}, "options.redirectionUrls.customer.failUrl"),
    ],
)
def test_what_is_wrong_is_refused_by_its_field(change: Fields, field: str) -> None:
    assert list(refused({**LEAST, **change})) == [field]


def test_the_number_of_errors_that_are_told_is_bounded() -> None:
    assert len(refused({**LEAST, "order": {"orderLines": [{}] * 1000}})) == 100


def test_metadata_keeps_what_the_api_has() -> None:
    entry = {"key": "foo", "value": "bar"}
    assert check_metadata({"custom": [{**entry, "x": 1}], "x": 1}) == {"creator": None, "custom": [entry]}
    with pytest.raises(Refused):
        check_metadata({"creator": 7})


def test_what_the_api_does_not_know_is_passed_over_whatever_it_is() -> None:
    asked = check_create({**LEAST, "\0": ["\0"], "customer": {"colour": 10**100, "governmentId": "8305147715"}})
    assert "colour" not in asked.customer
