"""The pay page in a real browser on a phone's width: by touch, by keyboard, and what it says of a link that is over."""

from playwright.sync_api import Page

from promeister_mpay.adapters.resurs import ResursGateway
from support.gateways import Sandbox, a_payment

CARD = "4111 1111 1111 1111"


def a_link(gateway: ResursGateway, sandbox: Sandbox) -> tuple[str, str]:
    """A new payment's id and link."""
    payment = gateway.create(a_payment())
    return payment.payment_id, str(sandbox.messages()[0]["link"])


def test_the_page_fits_a_phone_and_loads_nothing_from_elsewhere(
    phone: Page, gateway: ResursGateway, sandbox: Sandbox
) -> None:
    asked: list[str] = []
    troubles: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.on("console", lambda message: troubles.append(message.text))
    _, link = a_link(gateway, sandbox)

    phone.goto(link)

    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert all(url.startswith(sandbox.url) for url in asked)
    assert troubles == []
    assert phone.evaluate("document.documentElement.lang") == "sv"
    assert phone.get_by_text("8 432,10 kr").first.is_visible()


def test_a_customer_pays_with_the_keyboard_only(phone: Page, gateway: ResursGateway, sandbox: Sandbox) -> None:
    payment_id, link = a_link(gateway, sandbox)
    phone.goto(link)

    for _ in range(12):
        phone.keyboard.press("Tab")
        if phone.evaluate("document.activeElement.name") == "method":
            break
    phone.keyboard.press("Space")
    phone.keyboard.press("Tab")
    assert phone.evaluate("document.activeElement.id") == "card"
    phone.keyboard.type(CARD)
    phone.keyboard.press("Enter")
    phone.get_by_text("Tack", exact=False).first.wait_for()

    assert gateway.read(payment_id).captured == 843_210


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    phone: Page, gateway: ResursGateway, sandbox: Sandbox
) -> None:
    _, link = a_link(gateway, sandbox)
    phone.goto(link)

    phone.locator("input[value=card]").check()
    phone.locator("#card").fill("12 34")
    phone.locator("button[name=pay]").click()

    phone.get_by_role("alert").wait_for()
    assert phone.locator("#card").input_value() == "12 34"
    assert phone.locator("#card").get_attribute("aria-invalid") == "true"
    assert phone.locator("input[value=card]").is_checked()


def test_every_field_has_a_label_for_a_screen_reader(phone: Page, gateway: ResursGateway, sandbox: Sandbox) -> None:
    _, link = a_link(gateway, sandbox)
    phone.goto(link)

    nameless = phone.evaluate(
        "[...document.querySelectorAll('input, button')]"
        ".filter(field => !(field.labels?.length || field.textContent.trim())).length"
    )
    assert nameless == 0
    assert phone.get_by_role("group", name="Hur vill du betala?").count() == 1


def test_a_customer_who_declines_is_told_so(phone: Page, gateway: ResursGateway, sandbox: Sandbox) -> None:
    payment_id, link = a_link(gateway, sandbox)
    phone.goto(link)

    phone.locator("button[name=decline]").click()
    phone.locator("form").wait_for(state="detached")

    assert gateway.read(payment_id).status.value == "REJECTED"
    assert phone.locator("input").count() == 0


def test_a_paid_an_expired_and_an_unknown_link_cannot_be_paid(
    phone: Page, gateway: ResursGateway, sandbox: Sandbox
) -> None:
    payment_id, paid = a_link(gateway, sandbox)
    sandbox.act(payment_id, "pay")
    second = gateway.create(a_payment(reference="14790-2", key="another"))
    sandbox.act(second.payment_id, "expire")
    expired = str(sandbox.messages()[0]["link"])

    for link in (paid, expired, f"{sandbox.url}/pay/nothing"):
        phone.goto(link)
        assert phone.locator("form").count() == 0
        assert phone.get_by_role("heading").first.inner_text()
