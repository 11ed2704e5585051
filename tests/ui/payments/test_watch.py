"""The watch: what happens to a payment is seen and told without anybody asking."""

from promeister_mpay.domain.payments.request import PaymentOutcome
from promeister_mpay.ui.common.actions import ActionName
from support.clerks import Clerk
from support.gateways import Sandbox, trouble

A = ActionName
NBSP = "\N{NO-BREAK SPACE}"


class Desktop:
    """Keeps what would have been shown as a notification."""

    def __init__(self) -> None:
        self.notified: list[str] = []

    def notify(self, title: str, text: str) -> None:
        self.notified.append(f"{title}: {text}")


def watched(clerk: Clerk) -> Desktop:
    desktop = Desktop()
    clerk.window.notifications = desktop  # type: ignore[assignment]
    return desktop


def test_a_payment_is_told_by_the_desktop_too(clerk: Clerk, sandbox: Sandbox) -> None:
    desktop = watched(clerk)
    request = clerk.send()
    sandbox.act(request.payment_id, "pay")

    clerk.later(11)
    clerk.wait(lambda: bool(desktop.notified))

    assert desktop.notified == [f"Mobilbetalning: Order 14790: betalning mottagen, 2{NBSP}988,75{NBSP}kr."]


def test_a_payment_of_another_order_is_told_and_changes_nothing_on_the_screen(clerk: Clerk, sandbox: Sandbox) -> None:
    desktop = watched(clerk)
    request = clerk.send()
    clerk.shortcut(A.NEW)
    clerk.wait(lambda: clerk.card.order.number == 0)
    clerk.fill("customer_name", "Nils")
    sandbox.act(request.payment_id, "pay")

    clerk.later(11)
    clerk.wait(lambda: bool(desktop.notified))

    assert "Order 14790" in clerk.said
    assert clerk.text("customer_name") == "Nils"
    assert clerk.stored(14790).payment_received


def test_money_on_a_taken_back_link_is_told_and_goes_back(clerk: Clerk, sandbox: Sandbox) -> None:
    desktop = watched(clerk)
    request = clerk.send()
    clerk.void()
    sandbox.act(request.payment_id, "pay")

    clerk.later(1000)
    clerk.wait(lambda: clerk.request.outcome is PaymentOutcome.REFUNDED)

    assert "på en annullerad länk. Pengarna betalas tillbaka av sig själva." in desktop.notified[0]
    assert not clerk.window.page.is_locked


def test_a_payment_under_review_is_never_shown_as_paid(clerk: Clerk, sandbox: Sandbox) -> None:
    request = clerk.send()
    sandbox.act(request.payment_id, "inspect")

    clerk.shortcut(A.CHECK)
    clerk.wait(lambda: "under granskning" in clerk.band)

    assert not clerk.card.order.payment_received
    assert clerk.window.page.is_locked


def test_a_create_that_did_nothing_is_never_said_to_be_sent(clerk: Clerk, sandbox: Sandbox) -> None:
    sandbox.switch(trouble("error_before", "create"))
    clerk.shortcut(A.SEND)
    clerk.wait(lambda: "Det är okänt om betalnings-SMS:et gick ut" in clerk.said)
    clerk.wait(lambda: "okänt om det gick ut" in clerk.band)

    clerk.shortcut(A.CHECK)
    clerk.settle()
    assert "skickat till" not in clerk.said
    assert clerk.window.strip.mood.value == "bad"
    assert clerk.window.page.is_locked


def test_a_payment_that_is_gone_accuses_no_login(clerk: Clerk, sandbox: Sandbox) -> None:
    request = clerk.send()
    sandbox.switch(gone=[request.payment_id], gone_status=403)
    clerk.shortcut(A.CHECK)
    clerk.wait(lambda: "Resurs visar inte den här betalningen (svar 403)" in clerk.said)
    assert "hemlighet" not in clerk.said
    clerk.wait(lambda: "kan inte läsas" in clerk.band)
    assert "Resurs: ansluten" in clerk.frame.status_line.text()


def test_a_gateway_that_goes_away_is_seen_in_the_status_line_and_comes_back(clerk: Clerk, sandbox: Sandbox) -> None:
    clerk.send()
    sandbox.switch(trouble("error_before", times=0))
    clerk.shortcut(A.CHECK)
    clerk.wait(lambda: "Resurs: svarar inte" in clerk.frame.status_line.text())
    assert clerk.window.strip.mood.value == "bad"

    sandbox.switch()
    clerk.shortcut(A.CHECK)
    clerk.wait(lambda: "Resurs: ansluten" in clerk.frame.status_line.text())


def test_a_wrong_amount_at_the_gateway_is_shown_and_never_counted_as_paid(clerk: Clerk, sandbox: Sandbox) -> None:
    sandbox.switch(trouble("wrong_amount", "create", amount=100))
    clerk.shortcut(A.SEND)
    clerk.wait(lambda: bool(clerk.card.requests and clerk.request.deviation))
    clerk.settle()

    assert not clerk.card.order.payment_received
    assert "vvikelse" in clerk.said + clerk.band
