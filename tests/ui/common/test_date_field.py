"""What is typed in a date field shows as a date when the field is left; what is no date stays as it was typed."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from promeister_mpay.ui.common.date_field import show_date_when_left
from promeister_mpay.ui.common.text_field import TextField
from support.clerks import Clerk

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("d", "2026-11-27"),
        ("ti", "2026-11-24"),
        ("23", "2026-11-23"),
        ("2311", "2026-11-23"),
        ("261123", "2026-11-23"),
        ("23/11/2026", "2026-11-23"),
        ("05-11-26", "05-11-26"),
        ("31/2", "31/2"),
        ("", ""),
        (" ", " "),
    ],
)
def test_a_day_shows_as_a_date_when_the_field_is_left(clerk: Clerk, typed: str, shown: str) -> None:
    field = TextField(clerk.frame)
    show_date_when_left(field, lambda: TODAY)
    field.show()
    field.setFocus()
    clerk.qtbot.keyClicks(field, typed)
    assert field.text() == typed
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == shown


def test_the_date_of_an_order_shows_as_one_when_the_clerk_goes_on(clerk: Clerk) -> None:
    clerk.fill("order_date", "d")
    clerk.press(Qt.Key.Key_Return)
    field = clerk.field("order_date")
    assert isinstance(field, TextField)
    assert field.text() == date.today().isoformat()
