"""S13 of the manual in a real window: F5, right-click, "Visa kolumn…", tick the two columns of the payment, Ok."""

from collections.abc import Callable
from pathlib import Path

import pytest

from support.gateways import Sandbox
from support.screens import Screen, running

pytestmark = pytest.mark.window
LAST = 14799
LIST = "Order - Verkstadslista"
HEADER = (60, 52)
"""Within the list's first column header, from its window's upper left corner."""
COLUMNS = ("payment_received", "payment_received_at")


def by_mouse(screen: Screen) -> None:
    screen.right_click(*HEADER)
    screen.keys("v")


def by_keyboard(screen: Screen) -> None:
    screen.keys("shift+F10", "v")


@pytest.mark.parametrize("open_menu", [by_mouse, by_keyboard])
def test_the_columns_of_the_payment_are_shown_and_stay_after_a_restart(
    screen: Screen, sandbox: Sandbox, tmp_path: Path, open_menu: Callable[[Screen], None]
) -> None:
    kept = tmp_path / "data" / "window.ini"
    with running(screen, tmp_path / "data", "--sandbox", sandbox.url):
        screen.until_title(f"{LAST} ")
        screen.keys("F5")
        screen.until_title(LIST)
        open_menu(screen)
        screen.until_title("Visa kolumn")
        for title in ("betalning mottagen", "tidpunkt"):
            screen.keys("ctrl+a")
            screen.write(title)
            screen.keys("Down", "space", "shift+Tab")
        screen.keys("Return")
        screen.until_title(LIST)
        screen.keys("Escape")
        screen.until_title(f"{LAST} ")
    assert all(key in kept.read_text() for key in COLUMNS)
    with running(screen, tmp_path / "data", "--sandbox", sandbox.url):
        screen.until_title(f"{LAST} ")
        screen.keys("F5")
        screen.until_title(LIST)
        screen.write(str(LAST - 1))
        screen.keys("Return")
        screen.until_title(f"{LAST - 1} ")
    assert all(key in kept.read_text() for key in COLUMNS)
