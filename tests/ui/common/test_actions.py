"""The functions of the window: each has one key, and a disabled one says why."""

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from promeister_mpay.errors import StoreError
from promeister_mpay.ui.common.actions import ACTIONS, BUTTONS, MENU_BAR, ActionName, Actions
from promeister_mpay.ui.payments.link_dialog import may_be_opened
from promeister_mpay.ui.shell.navigation import TREE, Entry
from support.clerks import Clerk
from support.gateways import Sandbox

A = ActionName
Key = Qt.Key


def test_every_key_is_of_one_function() -> None:
    keys = Counter(spec.key for spec in ACTIONS.values() if spec.key)
    assert [key for key, times in keys.items() if times > 1] == []


def test_every_function_is_in_a_menu_and_says_what_it_does() -> None:
    in_menus = {name for _, menu in MENU_BAR for name in menu}
    assert set(ActionName) <= in_menus
    assert all(spec.tip for spec in ACTIONS.values())


@pytest.mark.parametrize("menu", [menu for _, menu in MENU_BAR], ids=[title for title, _ in MENU_BAR])
def test_every_letter_of_a_menu_is_of_one_function(menu: tuple[ActionName | None, ...]) -> None:
    letters = Counter(
        ACTIONS[name].text.partition("&")[2][:1].lower() for name in menu if name and "&" in ACTIONS[name].text
    )
    assert [letter for letter, times in letters.items() if times > 1] == []


def test_the_manuals_ways_lead_to_the_order() -> None:
    def leaves(entries: tuple[Entry, ...], path: tuple[str, ...] = ()) -> dict[tuple[str, ...], ActionName | None]:
        found: dict[tuple[str, ...], ActionName | None] = {}
        for text, name, children in entries:
            found |= leaves(children, (*path, text)) if children else {(*path, text): name}
        return found

    ways = leaves(TREE)
    assert ways[("Verkstadsorder", "Verkstadsorder", "Order")] is A.TO_CARD
    assert ways[("Genvägar", "Verkstad", "Order")] is A.TO_CARD
    assert all(ways.values())


def test_the_tree_is_walked_with_the_keyboard(clerk: Clerk) -> None:
    clerk.shortcut(A.TO_TREE)
    assert clerk.frame.navigation.hasFocus()
    for _ in range(3):
        clerk.press(Key.Key_Down)
    clerk.press(Key.Key_Return)
    clerk.wait(lambda: clerk.card.order.number == 0)

    clerk.shortcut(A.TO_TREE)
    clerk.press(Key.Key_Up)
    clerk.press(Key.Key_Return)
    clerk.wait(lambda: clerk.field("registration").hasFocus())


def test_the_button_funktion_has_the_same_functions_as_the_menu(clerk: Clerk) -> None:
    button = clerk.frame.findChild(QPushButton, "button_Funktion")
    assert button is not None
    menus = dict(MENU_BAR)
    assert dict(BUTTONS)["Funktion"] == menus["&Funktion"]
    shown = [action.objectName() for action in button.menu().actions() if not action.isSeparator()]
    assert shown == [name.value for name in menus["&Funktion"] if name]


OPEN = {
    A.VOID: "Ordern har inget betalnings-SMS att annullera",
    A.CHECK: "Ordern har ingen mobilbetalning att kontrollera",
    A.SEND_TO: "Ordern har ingen länk att ersätta: skicka med Ctrl+S",
    A.SHOW_LINK: "Ordern har ingen länk som väntar på kunden",
    A.READ_AGAIN: "Ordern har ingen mobilbetalning som är betald",
}
LOCKED = {A.SEND: "Ett betalnings-SMS är redan skickat", A.READ_AGAIN: OPEN[A.READ_AGAIN]}
PAID = {
    A.SEND: "Ordern är redan betald",
    A.CHECK: "Ordern är redan betald",
    A.SEND_TO: "Ordern är redan betald",
    A.SHOW_LINK: "Ordern har ingen länk som väntar på kunden",
}


def disabled(clerk: Clerk) -> dict[ActionName, str]:
    actions = clerk.window.actions_of_window
    functions = [name for name in dict(MENU_BAR)["&Funktion"] if name]
    return {name: actions[name].statusTip() for name in functions if not actions[name].isEnabled()}


def test_what_makes_no_sense_is_grey_and_says_why(clerk: Clerk, sandbox: Sandbox) -> None:
    assert disabled(clerk) == OPEN

    request = clerk.send()
    assert disabled(clerk) == LOCKED

    sandbox.act(request.payment_id, "pay")
    clerk.shortcut(A.CHECK)
    clerk.wait(lambda: clerk.card.order.payment_received)
    clerk.settle()
    assert disabled(clerk) == PAID


def test_the_key_of_a_grey_function_says_why_nothing_happens(clerk: Clerk) -> None:
    clerk.shortcut(A.CHECK)
    assert clerk.said == "Ordern har ingen mobilbetalning att kontrollera."

    clerk.send()
    clerk.shortcut(A.SEND)
    assert clerk.said == "Ett betalnings-SMS är redan skickat."
    assert len(clerk.card.requests) == 1


def test_the_status_line_has_keys_gateway_counter_and_clerk(clerk: Clerk) -> None:
    line = clerk.frame.status_line
    clerk.wait(lambda: "Resurs: ansluten" in line.text())
    for part in ("F3 Ny", "Ctrl+S Skicka mobilbetalning", "Ctrl+L Kontrollera", "Kassa 1", "BH"):
        assert part in line.text()


def test_training_says_so(clerk: Clerk) -> None:
    banner = clerk.frame.findChild(QLabel, "training")
    assert banner is not None
    assert banner.text() == "ÖVNINGSLÄGE – inga riktiga betalningar"


def test_every_field_has_a_name_for_a_screen_reader(clerk: Clerk) -> None:
    fields = clerk.window.page.form.fields.values()
    nameless = [field.objectName() for field in fields if not field.accessibleName()]
    others: list[QWidget] = [clerk.window.page.table, clerk.frame.navigation, clerk.window.strip, clerk.frame.band]
    nameless += [type(widget).__name__ for widget in others if not widget.accessibleName()]
    assert nameless == []


def test_esc_takes_the_message_away_and_then_leaves_the_order(clerk: Clerk) -> None:
    clerk.to_field("address")
    clerk.main.show_error(StoreError("Disken är full."))
    assert clerk.said == "Disken är full."

    clerk.press(Key.Key_Escape)
    assert clerk.said == ""
    clerk.press(Key.Key_Escape)
    assert clerk.frame.navigation.hasFocus()


@pytest.mark.parametrize(
    ("link", "may"),
    [
        ("https://pay.resurs.com/x", True),
        ("http://127.0.0.1:8000/pay/x", True),
        ("http://pay.resurs.com/x", False),
        ("file:///etc/passwd", False),
        ("javascript:alert(1)", False),
        ("", False),
    ],
)
def test_only_safe_links_may_be_opened(link: str, may: bool) -> None:
    assert may_be_opened(link) is may


def test_a_function_that_this_program_does_not_have_stays_away_when_the_store_is_open(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    actions = Actions(window)
    actions.withdraw(A.PHONE)
    actions.refuse_store_functions("Databasen kan inte öppnas")
    actions.accept_store_functions()
    assert not actions[A.PHONE].isEnabled()
    assert not actions[A.PHONE].isVisible()
    assert actions[A.NEW].isEnabled()
