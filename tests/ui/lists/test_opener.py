"""F5 from the order window: the list of orders and of registers, live, and the counts in the tree."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QLineEdit

from promeister_mpay.domain.books.accounts import VatRate
from promeister_mpay.domain.lists.query import View
from promeister_mpay.domain.registers.entries import Customer
from promeister_mpay.services.settings import load_settings, save_settings
from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.lists.model import identity_of
from promeister_mpay.ui.lists.window import ListWindow
from promeister_mpay.ui.registers.card import RegisterCard
from support.clerks import CONTROL, Clerk, answer_with
from support.counters import ARTICLE, VEHICLE
from support.gateways import Sandbox
from support.stores import an_order, stored

A = ActionName
Key = Qt.Key


def opened(clerk: Clerk) -> ListWindow:
    window = clerk.dialog(ListWindow)
    assert isinstance(window, ListWindow)
    clerk.wait(lambda: window.current() is not None)
    return window


def numbers(window: ListWindow) -> list[object]:
    rows = [window.model.row(at) for at in range(window.model.rowCount())]
    return [identity_of(row) if row else None for row in rows]


def branches(clerk: Clerk) -> set[str]:
    items = clerk.frame.navigation.findItems("", Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive)
    return {item.text(0) for item in items}


def test_f5_opens_the_list_at_the_order_and_enter_takes_another(clerk: Clerk) -> None:
    for number in (14791, 14792):
        stored(clerk.store, an_order(number, customer_name="Nils Nilsson"))
    clerk.shortcut(A.LIST)
    window = opened(clerk)
    assert window.windowTitle() == "Order - Verkstadslista"
    current = window.current()
    assert current is not None
    assert identity_of(current) == 14790

    QTest.keyClick(window.table, Key.Key_Up)
    QTest.keyClick(window.table, Key.Key_Return)
    clerk.wait(lambda: clerk.card.order.number == 14791)


def test_esc_leaves_the_list_and_the_order_as_they_were(clerk: Clerk) -> None:
    clerk.shortcut(A.LIST)
    window = opened(clerk)
    QTest.keyClick(window.table, Key.Key_Escape)
    clerk.wait(lambda: not clerk.frame.findChildren(ListWindow))
    assert clerk.card.order.number == 14790


def test_what_was_typed_in_the_order_is_saved_when_another_is_taken(clerk: Clerk) -> None:
    stored(clerk.store, an_order(14791))
    clerk.fill("address", "Nygatan 2")
    clerk.shortcut(A.LIST)
    window = opened(clerk)
    QTest.keyClick(window.table, Key.Key_Up)
    QTest.keyClick(window.table, Key.Key_Return)
    clerk.wait(lambda: clerk.card.order.number == 14791)
    assert clerk.stored(14790).address == "Nygatan 2"


def test_f5_on_the_plate_opens_the_vehicles_and_fills_in_the_chosen_one(clerk: Clerk) -> None:
    clerk.shortcut(A.NEW)
    clerk.wait(lambda: clerk.card.order.number == 0)
    clerk.to_field("registration")
    clerk.shortcut(A.LIST)
    window = opened(clerk)
    assert window.windowTitle() == "Fordon"
    QTest.keyClick(window.header.search, Key.Key_Return)
    clerk.wait(lambda: clerk.text("vehicle") == VEHICLE.description)


def test_f5_on_a_lines_number_opens_the_articles_and_elsewhere_among_the_lines_the_orders(clerk: Clerk) -> None:
    clerk.to_cell(3, "number")
    clerk.shortcut(A.LIST)
    window = opened(clerk)
    assert window.windowTitle() == "Artiklar"
    QTest.keyClick(window.header.search, Key.Key_Return)
    clerk.wait(lambda: clerk.cell(3, 2) == "Oljefilter")

    clerk.to_front()
    clerk.to_cell(0, "description")
    clerk.shortcut(A.LIST)
    clerk.wait(lambda: any(w.windowTitle().startswith("Order") for w in clerk.frame.findChildren(ListWindow)))


def test_a_payment_shows_in_the_open_list_and_in_the_tree(clerk: Clerk, sandbox: Sandbox) -> None:
    request = clerk.send()
    clerk.wait(lambda: "Väntar på betalning (1)" in branches(clerk))
    clerk.shortcut(A.LIST)
    window = opened(clerk)
    sandbox.act(request.payment_id, "pay")

    clerk.later(11)
    clerk.wait(lambda: bool((row := window.current()) and row.values["payment_received"]))

    clerk.wait(lambda: "Betalda ej bokförda (1)" in branches(clerk))
    assert "Väntar på betalning (0)" in branches(clerk)


def test_a_ready_view_opens_from_the_tree(clerk: Clerk) -> None:
    stored(clerk.store, an_order(14791))
    clerk.send()
    clerk.choose(A.LIST_WAITING)
    window = opened(clerk)
    clerk.wait(lambda: numbers(window) == [14790])
    assert window.header.views.currentText() == View.WAITING.value


def test_the_customer_of_a_row_is_a_step_away(clerk: Clerk) -> None:
    clerk.shortcut(A.LIST)
    window = opened(clerk)
    row = window.current()
    assert row is not None
    links = clerk.window.lists.links_of(row)
    assert [link.text for link in links] == ["Kund 10400", "Fordon ABC 123"]
    QTest.keyClick(window.table, Key.Key_F, CONTROL)
    assert window.header.search.hasFocus()


def test_the_links_of_a_row_lead_to_its_payment_requests(clerk: Clerk) -> None:
    clerk.send()
    clerk.shortcut(A.LIST)
    window = opened(clerk)
    clerk.wait(lambda: bool((row := window.current()) and row.values["sms_sent_at"]))
    row = window.current()
    assert row is not None

    link = clerk.window.lists.links_of(row)[-1]
    assert link.text == "Betalnings-SMS"
    link.go()
    clerk.wait(clerk.main.requests.isVisible)
    assert not clerk.frame.findChildren(ListWindow) or not window.isVisible()


def test_the_card_of_an_article_offers_the_vat_rates_of_the_settings(clerk: Clerk) -> None:
    with clerk.store.writing() as work:
        rates = (VatRate(25, 3001, 3001, 2611), VatRate(10, 3005, 3005, 2641))
        save_settings(work.settings, replace(load_settings(work.settings), vat_rates=rates))
        work.registers.put_article(replace(ARTICLE, vat_rate=12))
        work.commit()
    clerk.choose(A.REGISTERS_ARTICLES)
    QTest.keyClick(opened(clerk).table, Key.Key_F2)
    card = clerk.dialog(RegisterCard)
    rate = card.findChild(QComboBox, "vat_rate")
    assert isinstance(rate, QComboBox)
    assert [rate.itemText(at) for at in range(rate.count())] == ["25", "10", "12"]
    buttons = card.findChild(QDialogButtonBox)
    assert isinstance(buttons, QDialogButtonBox)
    save = buttons.button(QDialogButtonBox.StandardButton.Save)
    save.click()
    assert card.error_label.text() == "Momsen ska vara 25 eller 10 %."
    rate.setCurrentText("10")
    save.click()
    clerk.wait(lambda: not card.isVisible())
    with clerk.store.reading() as work:
        assert work.registers.article(ARTICLE.number) == replace(ARTICLE, vat_rate=10)


def test_an_article_with_an_unlikely_price_is_asked_about_before_it_is_stored(clerk: Clerk) -> None:
    with clerk.store.writing() as work:
        work.registers.put_article(ARTICLE)
        work.commit()
    clerk.choose(A.REGISTERS_ARTICLES)
    QTest.keyClick(opened(clerk).table, Key.Key_F2)
    card = clerk.dialog(RegisterCard)
    price, buttons = card.findChild(QLineEdit, "price"), card.findChild(QDialogButtonBox)
    assert isinstance(price, QLineEdit)
    assert isinstance(buttons, QDialogButtonBox)
    save = buttons.button(QDialogButtonBox.StandardButton.Save)
    price.setText("119500")
    with answer_with("Avbryt") as asked:
        save.click()
    assert "119\N{NO-BREAK SPACE}500,00 är ovanligt högt" in asked[0]
    assert card.isVisible()
    with answer_with("Spara ändå"):
        save.click()
    clerk.wait(lambda: not card.isVisible())
    with clerk.store.reading() as work:
        assert work.registers.article(ARTICLE.number) == replace(ARTICLE, price=11_950_000)


# -- a new entry


def saved(clerk: Clerk, **texts: str) -> None:
    """Fill in the card that is open and save it with Enter, as a clerk does."""
    card = clerk.dialog(RegisterCard)
    for name, text in texts.items():
        field = card.findChild(QLineEdit, name)
        assert isinstance(field, QLineEdit)
        field.setText(text)
    card.activateWindow()
    clerk.wait(card.isActiveWindow)
    for _ in range(2):
        # The second one comes while the card is being stored.
        QTest.keyClick(card, Key.Key_Return)
    clerk.wait(lambda: not card.isVisible())


@pytest.fixture
def others(clerk: Clerk) -> Clerk:
    """A clerk on a new order, in a workshop with other customers, vehicles and articles."""
    with clerk.store.writing() as work:
        for at in range(5):
            work.registers.put_customer(Customer(f"100{at}", f"Annan Kund {at}", mobile_phone="070-174 06 05"))
            work.registers.put_vehicle(replace(VEHICLE, registration=f"AAA00{at}", customer_number="1001"))
            work.registers.put_article(replace(ARTICLE, number=f"100{at}", description=f"Annan artikel {at}"))
        work.commit()
    clerk.shortcut(A.NEW)
    clerk.wait(lambda: clerk.card.order.number == 0)
    return clerk


@pytest.mark.parametrize("searched", ["", "Annan", "finns inte"])
def test_f6_f3_and_enter_put_the_new_customer_on_the_order(others: Clerk, searched: str) -> None:
    others.to_field("customer_number")
    others.shortcut(A.LOOK_UP)
    window = others.dialog(ListWindow)
    window.header.search.setText(searched)
    others.settle()
    QTest.keyClick(window, Key.Key_F3)
    saved(others, number="99000", name="Örjan Ny", mobile_phone="070-111 22 33")
    QTest.keyClick(window.header.search, Key.Key_Return)
    others.wait(lambda: others.text("customer_number") == "99000")
    assert others.text("customer_name") == "Örjan Ny"
    assert others.text("mobile_phone") == "070-111 22 33"


def test_a_new_customer_is_chosen_also_when_a_filter_hides_it(others: Clerk) -> None:
    others.to_field("customer_number")
    others.shortcut(A.LOOK_UP)
    window = opened(others)
    window._ask(filters={"name": "Annan*"})
    others.settle()
    QTest.keyClick(window, Key.Key_F3)
    saved(others, number="99000", name="Örjan Ny")
    others.settle()
    current = window.current()
    assert current is not None
    assert current.values["number"] == "99000"
    assert window.reader.query.filters == {}
    QTest.keyClick(window.table, Key.Key_Return)
    others.wait(lambda: others.text("customer_number") == "99000")


def test_a_new_vehicle_and_a_new_article_are_what_enter_takes(others: Clerk) -> None:
    others.to_field("registration")
    others.shortcut(A.LOOK_UP)
    QTest.keyClick(opened(others), Key.Key_F3)
    saved(others, registration="zzz 99 z", description="Volvo P1800")
    QTest.keyClick(others.dialog(ListWindow).header.search, Key.Key_Return)
    others.wait(lambda: others.text("vehicle") == "Volvo P1800")

    others.to_front()
    others.to_cell(0, "number")
    others.shortcut(A.LOOK_UP)
    QTest.keyClick(opened(others), Key.Key_F3)
    saved(others, number="Ö-77", description="Kopplingssats")
    QTest.keyClick(others.dialog(ListWindow).header.search, Key.Key_Return)
    others.wait(lambda: others.cell(0, 2) == "Kopplingssats")


def test_a_changed_customer_stays_the_chosen_one_where_its_search_does_not_find_it_any_more(others: Clerk) -> None:
    others.to_field("customer_number")
    others.shortcut(A.LOOK_UP)
    window = others.dialog(ListWindow)
    window.header.search.setText("Annan")
    others.settle()
    QTest.keyClick(window.header.search, Key.Key_Down)
    QTest.keyClick(window, Key.Key_F2)
    saved(others, name="Sture Gift")
    QTest.keyClick(window.header.search, Key.Key_Return)
    others.wait(lambda: others.text("customer_name") == "Sture Gift")


def test_a_search_without_hits_leads_to_a_new_customer_with_what_was_typed(others: Clerk) -> None:
    others.to_field("customer_number")
    others.shortcut(A.LOOK_UP)
    window = others.dialog(ListWindow)
    window.header.search.setText("Sture Bergkvist")
    QTest.keyClick(window.header.search, Key.Key_Return)
    others.settle()
    assert window.strip.text() == (
        "Ingenting hittades · Sök: Sture Bergkvist. Ändra det sökta. F3 lägger upp en ny kund."
    )
    assert window.isVisible()
    QTest.keyClick(window, Key.Key_F3)
    card = others.dialog(RegisterCard)
    name = card.findChild(QLineEdit, "name")
    assert isinstance(name, QLineEdit)
    assert name.text() == "Sture Bergkvist"
    assert card.windowTitle() == "Ny kund"
    card.reject()


def test_a_number_that_is_taken_is_said_and_the_card_can_be_saved_with_another(others: Clerk) -> None:
    others.choose(A.REGISTERS_CUSTOMERS)
    QTest.keyClick(opened(others), Key.Key_F3)
    card = others.dialog(RegisterCard)
    for number in ("1001", "99001"):
        field = card.findChild(QLineEdit, "number")
        assert isinstance(field, QLineEdit)
        field.setText(number)
        QTest.keyClick(card, Key.Key_Return)
        others.settle()
        assert card.error_label.text().startswith("Numret finns redan")
    assert not card.isVisible()
