"""An order that cannot be sent: a sentence, the cursor in the field at fault, nothing sent and nothing lost."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from promeister_mpay.domain.orders.lines import LineType, OrderLine
from promeister_mpay.domain.orders.order import Order, OrderStatus
from promeister_mpay.ui.common.actions import ActionName
from support.clerks import Clerk
from support.counters import prepare
from support.gateways import Sandbox, trouble
from support.stores import an_order, stored

A = ActionName
Key = Qt.Key
WORK = an_order().lines[0]


def open_order(clerk: Clerk, order: Order) -> None:
    stored(clerk.store, order)
    clerk.window.navigator.open(order.number)
    clerk.wait(lambda: clerk.card.order.number == order.number)


def refused(clerk: Clerk, sandbox: Sandbox) -> str:
    """Press Ctrl+S and give the sentence; nothing may have been sent."""
    clerk.window.strip.clear_message()
    clerk.shortcut(A.SEND)
    clerk.wait(lambda: bool(clerk.said))
    clerk.settle()
    assert sandbox.messages() == []
    assert "create" not in sandbox.calls()
    assert clerk.card.order.status is OrderStatus.DONE
    assert not clerk.window.page.is_locked
    return clerk.said


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("mobile_phone", "", "Mobiltelefon saknas"),
        ("mobile_phone", "08-465 004 12", "är inte ett mobilnummer"),
        ("mobile_phone", "070-12", "har fel antal siffror"),
        ("mobile_phone", "070-ABC DEF", "innehåller bokstäver"),
        ("customer_name", "", "Kunden saknas"),
        ("email", "asa@", "E-postadressen ”asa@” är inte giltig"),
        ("order_date", "i morgon kanske", "Datumet ”i morgon kanske” kan inte läsas"),
        ("odometer", "långt", "Mätarställningen ”långt” kan inte läsas"),
    ],
)
def test_a_field_at_fault_is_named_and_gets_the_cursor(
    clerk: Clerk, sandbox: Sandbox, field: str, text: str, sentence: str
) -> None:
    clerk.fill(field, text)

    said = refused(clerk, sandbox)

    assert sentence in said
    clerk.wait(lambda: clerk.field(field).hasFocus())
    assert clerk.text(field) == text


@pytest.mark.parametrize(
    ("lines", "sentence", "cell"),
    [
        ((), "Ordern har inga rader att ta betalt för", (0, 1)),
        ((OrderLine(LineType.TEXT, description="Bara text"),), "inga rader att ta betalt för", (0, 1)),
        ((replace(WORK, unit_price=0),), "Beloppet måste vara större än noll", (0, 5)),
        ((replace(WORK, unit_price=-100),), "Beloppet måste vara större än noll", (0, 5)),
        ((WORK, replace(WORK, quantity=0)), "Rad 2: antalet är 0", (1, 3)),
        ((replace(WORK, unit_price=999_999_900),), "Resurs", (0, 5)),
        ((replace(WORK, description="x" * 300),), "Rad 1: beskrivningen är 300 tecken", (0, 2)),
        ((replace(WORK, description="😀" * 60),), "Rad 1: beskrivningen är 120 tecken", (0, 2)),
        ((WORK,) * 1001, "högst 1000", (1000, 1)),
    ],
)
def test_a_line_at_fault_is_named_and_gets_the_cursor(
    clerk: Clerk, sandbox: Sandbox, lines: Sequence[OrderLine], sentence: str, cell: tuple[int, int]
) -> None:
    open_order(clerk, an_order(14791, lines=tuple(lines)))

    said = refused(clerk, sandbox)

    assert sentence in said
    here = clerk.window.page.table.currentIndex()
    assert (here.row(), here.column()) == cell
    assert clerk.stored(14791).lines == tuple(lines)


def test_the_least_and_the_most_of_the_method_are_said(clerk: Clerk, sandbox: Sandbox) -> None:
    prepare(clerk.store, method_least=500_000)

    said = refused(clerk, sandbox)

    assert "5\N{NO-BREAK SPACE}000,00\N{NO-BREAK SPACE}kr" in said


def test_a_foreign_number_is_shown_and_asked_about_first(clerk: Clerk, sandbox: Sandbox) -> None:
    clerk.fill("mobile_phone", "+44 7700 900123")

    with clerk.answering("Avbryt") as asked:
        clerk.shortcut(A.SEND)
    assert "+44 7700 900123" in asked[0]
    assert sandbox.messages() == []

    with clerk.answering("Skicka"):
        clerk.shortcut(A.SEND)
    clerk.wait(lambda: bool(sandbox.messages()))
    assert sandbox.messages()[0]["to"] == "+447700900123"


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("busy", "att vänta 1 sekund till. Ingenting har gjorts. Ordern är låst"),
        ("unauthorized", "okänt om betalnings-SMS:et gick ut: Resurs visar ingen betalning 14790-1. Ordern är låst"),
        ("lose_before", "okänt om betalnings-SMS:et gick ut: Resurs visar ingen betalning 14790-1. Ordern är låst"),
    ],
)
def test_after_a_create_that_may_have_been_done_the_order_is_locked_and_that_is_said(
    clerk: Clerk, sandbox: Sandbox, kind: str, sentence: str
) -> None:
    sandbox.switch(trouble(kind, "create", times=0))

    clerk.shortcut(A.SEND)
    clerk.wait(lambda: clerk.window.strip.mood.value == "bad")
    clerk.settle()

    assert sentence in clerk.said
    assert clerk.window.page.is_locked
    assert clerk.stored().status is OrderStatus.MOBILE_PAYMENT


def test_an_empty_new_order_cannot_be_sent_and_draws_no_number(clerk: Clerk, sandbox: Sandbox) -> None:
    clerk.shortcut(A.NEW)
    clerk.wait(lambda: clerk.card.order.number == 0)

    clerk.shortcut(A.SEND)
    clerk.wait(lambda: "Kunden saknas" in clerk.said)

    assert clerk.card.order.number == 0
    assert sandbox.messages() == []
