"""Saving by itself: what is typed reaches the store, and when it cannot, it stays on the screen."""

from contextlib import closing
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.errors import NotFoundError
from promeister_mpay.ui.common.actions import ActionName
from support.clerks import Clerk, at_a_window
from support.counters import counter_on
from support.gateways import Sandbox, client_of
from support.stores import an_order, raw, stored

A = ActionName
Key = Qt.Key


def at_order(clerk: Clerk, number: int) -> None:
    clerk.wait(lambda: clerk.card.order.number == number)


def test_leafing_saves_what_was_typed(clerk: Clerk) -> None:
    stored(clerk.store, an_order(14791, customer_name="Nils Nilsson"))
    clerk.fill("address", "Nygatan 2")

    clerk.shortcut(A.NEXT)
    at_order(clerk, 14791)

    assert clerk.stored(14790).address == "Nygatan 2"
    assert clerk.text("customer_name") == "Nils Nilsson"


def test_first_last_previous_next_and_the_number_find_their_orders(clerk: Clerk) -> None:
    for number in (14792, 14795):
        stored(clerk.store, an_order(number))

    for name, number in ((A.LAST, 14795), (A.PREVIOUS, 14792), (A.FIRST, 14790), (A.NEXT, 14792)):
        clerk.shortcut(name)
        at_order(clerk, number)
    with clerk.typing_into_dialog("14 795"):
        clerk.choose(A.OPEN)
    at_order(clerk, 14795)
    with clerk.typing_into_dialog("99"):
        clerk.choose(A.OPEN)
    clerk.wait(lambda: "99" in clerk.said)
    assert clerk.card.order.number == 14795
    with clerk.typing_into_dialog("sista"):
        clerk.choose(A.OPEN)
    assert "”sista” är inte ett ordernummer" in clerk.said


def test_an_order_that_cannot_be_read_keeps_the_clerk_there(clerk: Clerk) -> None:
    stored(clerk.store, an_order(14791))
    clerk.fill("order_date", "snart")

    clerk.shortcut(A.NEXT)
    clerk.wait(lambda: "Datumet ”snart” kan inte läsas" in clerk.said)

    assert clerk.card.order.number == 14790
    assert clerk.text("order_date") == "snart"


def test_a_field_neither_cuts_what_is_stored_nor_what_is_pasted(clerk: Clerk) -> None:
    note = "x" * 1_656
    stored(clerk.store, an_order(14791, note=note, customer_number="K" * 26))
    clerk.shortcut(A.NEXT)
    at_order(clerk, 14791)
    assert (clerk.text("note"), clerk.text("customer_number")) == (note, "K" * 26)
    clerk.window.page.form.type_in("note", note[:-1])
    clerk.window.page.form.type_in("clerk", " BH\N{ZERO WIDTH SPACE}\t2 ")
    clerk.window.editor.save()
    clerk.settle()
    assert (clerk.stored().note, clerk.stored().clerk) == (note[:-1], "BH 2")

    clerk.window.page.form.type_in("address", "y" * 201)
    clerk.shortcut(A.PREVIOUS)
    clerk.wait(lambda: "Adress är 201 tecken" in clerk.said)
    assert clerk.card.order.number == 14791
    assert clerk.text("address") == "y" * 201


def test_a_second_clerk_keeps_what_was_typed_together_with_the_firsts(clerk: Clerk) -> None:
    clerk.fill("address", "Nygatan 2")
    _somebody_else_saves(clerk, city="Lund")

    with clerk.answering("Behåll mina ändringar") as asked:
        clerk.window.editor.save()
        clerk.wait(lambda: bool(asked))
    clerk.settle()

    assert "KARIN ändrade ordern" in asked[0]
    assert "Adress" in asked[0]
    saved = clerk.stored()
    assert (saved.address, saved.city) == ("Nygatan 2", "Lund")


def test_a_second_clerk_can_take_the_firsts(clerk: Clerk) -> None:
    clerk.fill("address", "Nygatan 2")
    _somebody_else_saves(clerk, city="Lund")

    with clerk.answering("Visa deras") as asked:
        clerk.window.editor.save()
        clerk.wait(lambda: bool(asked))
    clerk.settle()

    assert clerk.text("address") == ""
    assert clerk.text("postal") == "Lund"
    assert clerk.stored().address == ""


def test_news_of_an_order_leave_an_open_cell_alone(clerk: Clerk) -> None:
    clerk.to_cell(0, "description")
    clerk.write("Halvskriv")
    _somebody_else_saves(clerk, lines=())

    clerk.window.editor.reload()
    clerk.settle()
    clerk.write("et")

    with clerk.answering("Behåll mina ändringar") as asked:
        clerk.window.editor.save()
        clerk.wait(lambda: bool(asked))
    clerk.settle()
    assert clerk.stored().lines[0].description == "Halvskrivet"


def test_what_was_typed_stays_when_another_counter_has_locked_the_order(clerk: Clerk) -> None:
    clerk.fill("address", "Nygatan 2")
    clerk.window.services.payments.send(14790, version=clerk.card.order.version, who="KARIN")

    clerk.window.editor.save()
    clerk.wait(lambda: "är inte sparat" in clerk.said)

    assert clerk.text("address") == "Nygatan 2"
    assert clerk.stored().address == ""


def _somebody_else_saves(clerk: Clerk, **changes: object) -> None:
    from dataclasses import replace

    order = clerk.stored()
    clerk.window.services.orders.save(replace(order, **changes), who="KARIN")  # type: ignore[arg-type]


def test_f4_asks_before_an_order_goes_and_leaves_an_event(clerk: Clerk, sqlite_store_url: str) -> None:
    clerk.to_field("address")
    with clerk.answering("Avbryt"):
        clerk.shortcut(A.DELETE)
    assert clerk.stored().number == 14790

    with clerk.answering("Radera") as asked:
        clerk.shortcut(A.DELETE)
    clerk.wait(lambda: clerk.card.order.number != 14790)

    assert "order 14790 för Åsa Öberg med 3 rader" in asked[0]
    assert _is_gone(clerk, 14790)
    assert ("BH", "Ordern raderad, 3 rader.") in raw(sqlite_store_url, "SELECT who, text FROM events")


def _is_gone(clerk: Clerk, number: int) -> bool:
    try:
        clerk.stored(number)
    except NotFoundError:
        return True
    return False


def test_an_order_with_a_link_in_its_history_cannot_be_deleted(clerk: Clerk, sandbox: Sandbox) -> None:
    sandbox.switch(cancels_waiting=True)
    clerk.send()
    clerk.void()
    clerk.to_field("address")

    clerk.shortcut(A.DELETE)

    assert "betalnings-SMS i sin historik" in clerk.said
    assert clerk.stored().status is OrderStatus.DONE


def test_a_new_order_gets_its_number_when_it_is_first_stored(clerk: Clerk) -> None:
    clerk.shortcut(A.NEW)
    at_order(clerk, 0)
    clerk.fill("customer_name", "Nils Nilsson")

    clerk.window.editor.save()
    at_order(clerk, 14791)

    assert clerk.text("number") == "14791"
    assert clerk.stored(14791).clerk == "BH"


def test_closing_saves_first(clerk: Clerk) -> None:
    clerk.fill("address", "Nygatan 2")

    clerk.frame.close()
    clerk.wait(lambda: not clerk.frame.isVisible())

    assert clerk.stored(14790).address == "Nygatan 2"


def test_a_window_whose_typing_cannot_be_read_does_not_close(clerk: Clerk) -> None:
    clerk.fill("odometer", "långt")

    clerk.frame.close()
    clerk.wait(lambda: "kan inte läsas" in clerk.said)

    assert clerk.frame.isVisible()


def test_the_next_start_shows_the_same_order(clerk: Clerk, sandbox: Sandbox, qtbot: QtBot, tmp_path: Path) -> None:
    stored(clerk.store, an_order(14791))
    clerk.shortcut(A.NEXT)
    at_order(clerk, 14791)
    clerk.shortcut(A.PREVIOUS)
    at_order(clerk, 14790)

    with (
        closing(client_of(sandbox)) as again,
        at_a_window(qtbot, clerk.store, counter_on(clerk.store, again), tmp_path / "window.ini") as other,
    ):
        assert other.card.order.number == 14790
