"""The story S1–S9 and S11 in a real window, keyboard only, with a real browser paying on the pay page."""

import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page

from promeister_mpay.adapters.store import sqlite_url
from promeister_mpay.adapters.store.backup.copies import SqliteCopies
from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.domain.payments.request import PaymentOutcome
from promeister_mpay.errors import NotFoundError
from support.backup_copies import made
from support.books import with_seller
from support.gateways import Sandbox, trouble
from support.screens import Program, Screen, running, until

pytestmark = pytest.mark.window
NEW = 14800
LAST = 14799


def pay_by_card(phone: Page, link: str) -> None:
    """As a customer would, on the phone's keyboard."""
    phone.goto(link)
    phone.get_by_label("Kort", exact=False).first.check()
    phone.get_by_label("Kortnummer", exact=False).fill("4111 1111 1111 1111")
    phone.get_by_role("button", name="Betala", exact=False).first.click()
    phone.get_by_text("Tack", exact=False).first.wait_for()


def write_order(screen: Screen) -> None:
    """S1 and S2: by the tree to a new order, plate, one article, ready."""
    screen.keys("ctrl+1", "Home", "Down", "Down", "Down", "Return")
    screen.until_title("(ny)")
    screen.write("GTM54M")
    screen.keys("Return")
    screen.until_title("(ny)")
    for _ in range(4):
        screen.keys("Return")


def to_lines(screen: Screen) -> None:
    """From anywhere to the first cell for a number: the last field's Enter leads to the lines."""
    screen.keys("ctrl+2", *["Tab"] * 9, "Return")


def waiting(program: Program, number: int) -> bool:
    request = program.request(number)
    return request is not None and bool(request.link) and request.outcome is None


def outcome(program: Program, number: int, expected: PaymentOutcome) -> bool:
    request = program.request(number)
    return request is not None and request.outcome is expected


def test_an_order_is_written_sent_paid_paid_back_changed_and_paid_otherwise(
    screen: Screen, sandbox: Sandbox, phone: Page, tmp_path: Path
) -> None:
    with running(screen, tmp_path / "data", "--sandbox", sandbox.url) as program:
        screen.until_title(f"{LAST} ")
        write_order(screen)
        to_lines(screen)
        screen.keys("Right")
        screen.write("1010")
        screen.keys("Return", "ctrl+s")
        # The line's text comes from the register by itself; without it the gateway would refuse the line.
        until(lambda: waiting(program, NEW), "a link for the new order")
        order = program.order(NEW)
        assert order.status is OrderStatus.MOBILE_PAYMENT
        assert (order.customer_name, order.lines[0].description) == ("Jörgen Sjöberg", "Service enligt serviceschema")
        screen.until_title(f"{NEW} Jörgen Sjöberg")

        pay_by_card(phone, sandbox.messages()[0]["link"])
        screen.keys("ctrl+l")
        until(lambda: program.order(NEW).payment_received, "the payment")
        assert program.order(NEW).payment_method is PaymentMethod.MOBILE

        program.until_at_rest(NEW)
        screen.keys("alt+f", "a")
        screen.until_title("Annullera betalnings-SMS")
        screen.keys("alt+b")
        until(lambda: outcome(program, NEW, PaymentOutcome.REFUNDED), "the refund")
        assert program.order(NEW).status is OrderStatus.DONE

        program.until_at_rest(NEW)
        screen.until_title(f"{NEW} ")
        to_lines(screen)
        screen.keys("Down", "Right")
        screen.write("9001")
        screen.keys("Return", "ctrl+s")
        until(lambda: len(sandbox.messages()) == 2, "the second SMS")
        assert [message["amount"] for message in sandbox.messages()] == [169_000, 119_500]

        until(lambda: waiting(program, NEW), "the second link")
        program.until_at_rest(NEW)
        screen.keys("alt+f", "a")
        screen.until_title("Annullera betalnings-SMS")
        screen.keys("Return")
        until(lambda: program.order(NEW).status is OrderStatus.DONE, "the open order")
        phone.goto(sandbox.messages()[0]["link"])
        program.until_at_rest(NEW)
        screen.until_title(f"{NEW} ")
        screen.keys("ctrl+2", *["Tab"] * 8)
        screen.write("KO")
        screen.keys("Page_Up")
        screen.until_title(f"{LAST} ")
        assert program.order(NEW).payment_method is PaymentMethod.CASH


def test_a_paid_order_is_booked_and_its_invoice_kept_as_a_pdf(
    screen: Screen, sandbox: Sandbox, phone: Page, tmp_path: Path
) -> None:
    """S10."""
    with running(screen, tmp_path / "data", "--sandbox", sandbox.url) as program:
        screen.until_title(f"{LAST} ")
        screen.keys("ctrl+s")
        until(lambda: waiting(program, LAST), "the link")
        pay_by_card(phone, sandbox.messages()[0]["link"])
        screen.keys("ctrl+l")
        until(lambda: program.order(LAST).payment_received, "the payment")
        program.post_by_key(LAST)

        program.until_at_rest(LAST)
        screen.keys("ctrl+p")
        screen.until_title("Skriv ut Faktura 1001")
        screen.keys("End", "Return")
        screen.until_title("Spara som PDF")
        screen.write(str(tmp_path / "faktura"))
        screen.keys("Return")
        until((tmp_path / "faktura.pdf").exists, "the PDF")
        screen.until_title(f"{LAST} ")
    reported = subprocess.run(
        ["pdftotext", str(tmp_path / "faktura.pdf"), "-"], capture_output=True, check=True, text=True
    )
    assert "Betald med mobilbetalning (Resurs)" in reported.stdout
    assert f"referens {LAST}-1" in reported.stdout


def test_a_booked_order_is_credited_paid_back_changed_and_sent_again(
    screen: Screen, sandbox: Sandbox, tmp_path: Path
) -> None:
    """S12."""
    with running(screen, tmp_path / "data", "--sandbox", sandbox.url) as program:
        screen.until_title(f"{LAST} ")
        with_seller(program.store)
        screen.keys("ctrl+s")
        until(lambda: waiting(program, LAST), "the link")
        sandbox.act(sandbox.payments()[0]["id"], "pay")
        screen.keys("ctrl+l")
        until(lambda: program.order(LAST).payment_received, "the payment")
        program.post_by_key(LAST)

        program.until_at_rest(LAST)
        screen.keys("alt+b", "k")
        screen.until_title("Kreditera faktura 1001")
        screen.keys("alt+k")
        screen.until_title("Bekräfta krediteringen")
        screen.keys("alt+k")
        until(lambda: program.order(LAST).status is OrderStatus.MOBILE_PAYMENT, "the credited order")
        screen.until_title(f"{LAST} ")

        program.until_at_rest(LAST)
        screen.keys("alt+f", "a")
        screen.until_title("Annullera betalnings-SMS")
        screen.keys("alt+b")
        until(lambda: outcome(program, LAST, PaymentOutcome.REFUNDED), "the refund")
        assert program.order(LAST).status is OrderStatus.DONE
        assert sandbox.calls().count("refund") == 1

        program.until_at_rest(LAST)
        screen.until_title(f"{LAST} ")
        to_lines(screen)
        screen.keys("ctrl+Delete", "ctrl+s")
        until(lambda: len(sandbox.messages()) == 2, "the second SMS")
        assert len({message["amount"] for message in sandbox.messages()}) == 2


def test_a_program_killed_while_it_waited_for_an_answer_goes_on_where_it_was(
    screen: Screen, sandbox: Sandbox, tmp_path: Path
) -> None:
    sandbox.switch(trouble("delay", "create", seconds=3))
    with running(screen, tmp_path / "data", "--sandbox", sandbox.url) as program:
        screen.until_title(f"{LAST} ")
        screen.keys("ctrl+s")
        # Killed before its call has arrived, it would ask in vain, and rightly never send again.
        until(sandbox.has_met_its_troubles, "the call at the gateway")
        program.kill()
        assert program.order(LAST).status is OrderStatus.MOBILE_PAYMENT

        program.start_again()
        screen.until_title(f"{LAST} ")
        until(lambda: waiting(program, LAST), "the link, found by asking")
        assert len(sandbox.messages()) == 1
        assert sandbox.calls().count("create") == 1


def test_two_programs_on_one_store_see_each_others_work(screen: Screen, sandbox: Sandbox, tmp_path: Path) -> None:
    data, store = tmp_path / "data", ("--store", sqlite_url(tmp_path / "data" / "mpay.sqlite3"))
    with running(screen, data, "--sandbox", sandbox.url) as first:
        screen.until_title(f"{LAST} ")
        # One program per data folder: a second counter has a folder of its own.
        with running(screen, tmp_path / "other", "--sandbox", sandbox.url, *store):
            until(lambda: screen.xdotool("search", "--name", "– Order").count("\n") == 1, "the second window")
            screen.until_title(f"{LAST} ")
            screen.keys("ctrl+s")
            until(lambda: waiting(first, LAST), "the link")
        first.until_at_rest(LAST)
        screen.until_title(f"{LAST} ")
        screen.keys("ctrl+s")
        assert len(sandbox.messages()) == 1


def test_a_second_start_brings_the_first_window_to_the_front(screen: Screen, sandbox: Sandbox, tmp_path: Path) -> None:
    with running(screen, tmp_path / "data", "--sandbox", sandbox.url) as first:
        screen.until_title(f"{LAST} ")
        screen.xdotool("getactivewindow", "windowminimize")
        until(lambda: "Order" not in screen.title(), "the window to go")

        assert first.started_once_more() == 0
        screen.until_title(f"{LAST} ")
        assert screen.xdotool("search", "--name", "– Order").count("\n") == 0

        # A logout closes it as a clerk would: what is being typed is saved.
        screen.keys("ctrl+2", "Tab")
        screen.write("Nygatan 2")
        screen.until_title(f"{LAST} ", "*")
        first.end_from_outside()
        until(lambda: not first.is_running, "the end")
        assert "Nygatan 2" in f"{first.order(LAST)}"


def test_a_store_is_restored_from_yesterdays_copy_and_todays_payment_goes_along(
    screen: Screen, sandbox: Sandbox, tmp_path: Path
) -> None:
    with running(screen, tmp_path / "data", "--sandbox", sandbox.url) as program:
        screen.until_title(f"{LAST} ")
        made(SqliteCopies(tmp_path / "data" / "mpay.sqlite3"))
        screen.keys("ctrl+s")
        until(lambda: waiting(program, LAST), "the link")
        screen.keys("F3")
        screen.until_title("(ny)")
        screen.write("GTM54M")
        screen.keys("Return", "Page_Up")
        screen.until_title(f"{NEW} Jörgen Sjöberg")
        program.look_away()

        screen.keys("alt+a", "aring")
        screen.until_title("Återställ från säkerhetskopia")
        # The same key for the button and for the yes to its question, which come when they are ready.
        until(lambda: screen.pressed("alt+aring") and not program.is_running, "the end")
        screen.until_title(f"{LAST} ")
        until(lambda: waiting(program, LAST), "the link, in the restored store")
        with pytest.raises(NotFoundError):
            program.order(NEW)
        screen.keys("ctrl+q")
        until(lambda: not screen.xdotool("search", "--name", "– Order"), "the end of the second")
    assert sandbox.calls().count("create") == 1
