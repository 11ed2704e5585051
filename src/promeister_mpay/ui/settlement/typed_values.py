"""Parses the values typed into the settlement's fields: amounts, accounts and dates."""

from datetime import date

from PySide6.QtWidgets import QLineEdit

from promeister_mpay.domain.books.accounts import check_account
from promeister_mpay.domain.dates import parse_date
from promeister_mpay.domain.money import parse_hundredths
from promeister_mpay.errors import InputError


def amount_in(field: QLineEdit, name: str) -> int:
    """Parse an amount as öre; empty is 0. Raises `InputError(name)`."""
    return parse_hundredths(field.text(), name) if field.text().strip() else 0


def account_in(field: QLineEdit, name: str) -> int:
    """Parse an account number; raises `InputError(name)`."""
    text = field.text().strip()
    if not (text.isascii() and text.isdigit()):
        raise InputError("Skriv kontot för skillnader med fyra siffror, till exempel 2890.", name)
    check_account(int(text[:9]), name)
    return int(text)


def day_in(field: QLineEdit, name: str, today: date) -> date:
    """Parse a date; raises `InputError(name)`."""
    return parse_date(field.text(), today, name)
