"""The customer's pay page on a phone: what, how much, to whom; pay, decline, and what a link tells afterwards."""

from decimal import Decimal

import pytest

from support.gateways import Json, Sandbox
from support.sandbox_calls import (
    APPROVED,
    GOOD_CARD,
    Api,
    Page,
    a_body,
    amounts,
    declined,
    link_of,
    opened,
    sent,
)


@pytest.fixture
def api(sandbox: Sandbox) -> Api:
    return Api(sandbox)


@pytest.fixture
def waiting(api: Api) -> Json:
    return api.create()


def test_the_link_of_the_sms_opens_the_page(sandbox: Sandbox, waiting: Json) -> None:
    [message] = sandbox.messages()
    assert message["link"] == link_of(waiting)
    assert opened(sandbox, message["link"]).status == 200


def test_the_page_tells_what_how_much_and_to_whom(sandbox: Sandbox, waiting: Json) -> None:
    page = opened(sandbox, link_of(waiting))
    for reported in ("Verkstaden", "8 432,10 kr", "Order 14790-1", "Byte av kamrem", "länken gäller till"):
        assert reported in page.text


@pytest.mark.parametrize(
    ("months", "monthly"), [(3, "2 871,37 kr"), (6, "1 466,85 kr"), (12, "756,26 kr"), (24, "396,80 kr")]
)
def test_each_plan_tells_what_a_month_costs(sandbox: Sandbox, waiting: Json, months: int, monthly: str) -> None:
    assert f"Dela upp på {months} månader {monthly} per månad" in opened(sandbox, link_of(waiting)).text


@pytest.mark.parametrize(
    "form",
    [
        {"method": "card", "card": GOOD_CARD},
        {"method": "card", "card": "4925-0000-0000-0004"},
        {"method": "invoice", "person": APPROVED},
        {"method": "invoice", "person": "830514-7715"},
        {"method": "parts-3", "person": "19830514-7715"},
        {"method": "parts-24", "person": "8305147715"},
    ],
)
def test_a_customer_can_pay(sandbox: Sandbox, api: Api, waiting: Json, form: dict[str, str]) -> None:
    page = sent(sandbox, link_of(waiting), **form)
    assert (page.status, "Tack! Betalningen är klar" in page.text) == (200, True)
    seen = api.payment(waiting["id"])
    assert (seen["status"], amounts(seen)) == ("ACCEPTED", {"captured": Decimal("8432.10")})
    assert seen["taskRedirectionUrls"] is None


def test_a_customer_can_decline(sandbox: Sandbox, api: Api, waiting: Json) -> None:
    assert "Du har avböjt betalningen" in declined(sandbox, link_of(waiting)).text
    seen = api.payment(waiting["id"])
    assert (seen["status"], seen["rejectedReason"]) == ("REJECTED", {"category": "ABORTED_BY_CUSTOMER"})


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, ("method", "Välj hur du vill betala.")),
        ({"method": "gold"}, ("method", "Välj hur du vill betala.")),
        ({"method": "card"}, ("card", "Kortnumret är inte giltigt.")),
        ({"method": "card", "card": "4925 0000 0000 0005"}, ("card", "Kortnumret är inte giltigt.")),
        ({"method": "card", "card": "²" * 16}, ("card", "Kortnumret är inte giltigt.")),
        ({"method": "card", "card": "4925000000000087"}, ("card", "Kortet nekades av banken.")),
        ({"method": "invoice"}, ("person", "Personnumret är inte giltigt.")),
        ({"method": "invoice", "person": "19830514-7716"}, ("person", "Personnumret är inte giltigt.")),
        ({"method": "parts-12", "person": "Anna"}, ("person", "Personnumret är inte giltigt.")),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_paid(
    sandbox: Sandbox, waiting: Json, form: dict[str, str], said: tuple[str, str]
) -> None:
    field, reported = said
    page = sent(sandbox, link_of(waiting), **form)
    assert (page.status, reported in page.text) == (422, True)
    [alert] = [found for _, found in page.elements if found.get("role") == "alert"]
    [at] = [found for _, found in page.elements if found.get("aria-describedby") == alert["id"]]
    assert at["id"] == field
    assert sandbox.payments()[0]["status"] == "TASK_REDIRECTION_REQUIRED"


def test_what_was_filled_in_is_still_there_after_a_mistake(sandbox: Sandbox, waiting: Json) -> None:
    page = sent(sandbox, link_of(waiting), method="parts-6", person="19830514-7716")
    [chosen] = [field for field in page.all("input") if "checked" in field]
    [person] = [field for field in page.all("input") if field["name"] == "person"]
    assert (chosen["value"], person["value"]) == ("parts-6", "19830514-7716")


def test_a_customer_may_try_again_with_another_card(sandbox: Sandbox, api: Api, waiting: Json) -> None:
    sent(sandbox, link_of(waiting), method="card", card="4925000000000087")
    sent(sandbox, link_of(waiting), method="card", card=GOOD_CARD)
    assert amounts(api.payment(waiting["id"])) == {"captured": Decimal("8432.10")}


def test_nobody_pays_twice(sandbox: Sandbox, api: Api, waiting: Json) -> None:
    for form in ({"method": "card", "card": GOOD_CARD}, {"method": "invoice", "person": APPROVED}):
        assert "Betalningen är klar" in sent(sandbox, link_of(waiting), **form).text
    seen = api.payment(waiting["id"])
    assert [entry["type"] for entry in seen["order"]["actionLog"]] == ["CREATE", "CAPTURE"]


def test_a_paid_link_cannot_be_declined(sandbox: Sandbox, api: Api, waiting: Json) -> None:
    sent(sandbox, link_of(waiting), method="card", card=GOOD_CARD)
    assert "Betalningen är klar" in declined(sandbox, link_of(waiting)).text
    assert api.payment(waiting["id"])["status"] == "ACCEPTED"


def test_an_amount_that_is_only_reserved_is_told_as_that(sandbox: Sandbox, api: Api) -> None:
    payment = api.create(a_body(automaticCapture=False))
    page = sent(sandbox, link_of(payment), method="card", card=GOOD_CARD)
    assert "Beloppet är reserverat" in page.text
    assert amounts(api.payment(payment["id"])) == {"authorized": Decimal("8432.10")}


def test_a_refunded_payment_is_told_as_that(sandbox: Sandbox, api: Api, waiting: Json) -> None:
    sent(sandbox, link_of(waiting), method="card", card=GOOD_CARD)
    api.act(waiting["id"], "refund", {"transactionId": "R-1"})
    assert "Pengarna är återbetalda" in opened(sandbox, link_of(waiting)).text


def test_a_link_that_has_run_out_cannot_be_paid(sandbox: Sandbox, waiting: Json) -> None:
    sandbox.advance(24 * 3600)
    assert "Länken har gått ut" in sent(sandbox, link_of(waiting), method="card", card=GOOD_CARD).text
    [seen] = sandbox.payments()
    assert (seen["rejectedReason"], amounts(seen)) == ({"category": "TIMEOUT"}, {})


def test_a_link_that_was_taken_back_cannot_be_paid(sandbox: Sandbox, api: Api, waiting: Json) -> None:
    sandbox.switch(cancels_waiting=True)
    assert api.act(waiting["id"], "cancel").status_code == 200
    page = sent(sandbox, link_of(waiting), method="card", card=GOOD_CARD)
    assert "Länken har tagits tillbaka" in page.text
    assert amounts(api.payment(waiting["id"])) == {}


def test_what_was_reserved_and_cancelled_is_told_as_taken_back(sandbox: Sandbox, api: Api) -> None:
    payment = api.create(a_body(automaticCapture=False))
    sent(sandbox, link_of(payment), method="card", card=GOOD_CARD)
    api.act(payment["id"], "cancel")
    assert "Länken har tagits tillbaka" in opened(sandbox, link_of(payment)).text


@pytest.mark.parametrize(
    ("act", "reported"),
    [
        ("inspect", "Betalningen granskas"),
        ("supplement", "Betalningen granskas"),
        ("freeze", "Betalningen granskas"),
        ("deny", "Betalningen beviljades inte"),
    ],
)
def test_what_became_of_it_is_told(sandbox: Sandbox, waiting: Json, act: str, reported: str) -> None:
    sandbox.act(waiting["id"], act)
    assert reported in opened(sandbox, link_of(waiting)).text


def test_a_link_that_never_was_is_told_as_that(sandbox: Sandbox) -> None:
    for page in (opened(sandbox, "/pay/nobody"), sent(sandbox, "/pay/nobody", method="card", card=GOOD_CARD)):
        assert (page.status, "Länken finns inte" in page.text) == (404, True)


def every_page(sandbox: Sandbox, api: Api) -> list[Page]:
    """Form, form with a problem, and three that only tell."""
    link = link_of(api.create())
    form = opened(sandbox, link)
    wrong = sent(sandbox, link, method="card")
    paid = sent(sandbox, link, method="card", card=GOOD_CARD)
    return [form, wrong, paid, opened(sandbox, "/pay/nobody"), declined(sandbox, link_of(api.create()))]


def test_every_page_is_swedish_and_named(sandbox: Sandbox, api: Api) -> None:
    for page in every_page(sandbox, api):
        assert page.all("html") == [{"lang": "sv"}]
        assert page.source.partition("<title>")[2].partition("</title>")[0].strip()
        assert "Övning – inga riktiga pengar" in page.text
        assert any("width=device-width" in found.get("content", "") for found in page.all("meta"))


def test_every_field_has_a_label_and_every_reference_a_target(sandbox: Sandbox, api: Api) -> None:
    for page in every_page(sandbox, api):
        labelled = {found["for"] for found in page.all("label") if "for" in found}
        for field in page.all("input"):
            assert field in page.in_labels or field["id"] in labelled
        referred = [
            found.get(name, "") for _, found in page.elements for name in ("aria-describedby", "aria-labelledby")
        ]
        referred += [found["href"][1:] for found in page.all("a")] + list(labelled)
        assert {each for each in referred if each} <= page.ids


def test_no_page_fetches_anything_from_elsewhere(sandbox: Sandbox, api: Api) -> None:
    for page in every_page(sandbox, api):
        fetched = [found.get(name, "") for _, found in page.elements for name in ("src", "href", "action", "srcset")]
        assert not [address for address in fetched if "//" in address]
        assert "url(" not in page.source
        assert not page.all("script")
    style = sandbox.http.get("/pay/style.css")
    assert style.headers["content-type"].startswith("text/css")
    assert not any(outside in style.text for outside in ("url(", "@import", "//"))


def test_every_page_forbids_what_it_does_not_need(sandbox: Sandbox, api: Api) -> None:
    for page in every_page(sandbox, api):
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "form-action 'self'" in policy
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["referrer-policy"] == "same-origin"


def test_what_the_workshop_wrote_is_shown_as_text(sandbox: Sandbox, api: Api) -> None:
    body = a_body()
    body["order"]["orderLines"][0]["description"] = '<script>alert("1")</script>'
    page = opened(sandbox, link_of(api.create(body)))
    assert '<script>alert("1")</script>' in page.text
    assert not page.all("script")
