"""Vouchers balance, and a correction takes every row back."""

from dataclasses import replace

import pytest

from promeister_mpay.domain.books.vouchers import correction, rows_of
from support.books import TODAY, balances
from support.invoices import booked, paid_by_mobile


def test_a_correction_takes_every_row_and_item_back_and_names_what_it_corrects() -> None:
    wrong = replace(booked(paid_by_mobile()), id=7, number=12)
    made = correction(wrong, series="R", event_date=TODAY, why="fel konto")
    assert balances([wrong, made]) == {}
    assert (made.corrects, made.text) == (7, "Rättelse av F 12: fel konto")
    assert sum(item.amount for item in (*wrong.items, *made.items)) == 0


def test_rows_that_do_not_balance_are_a_bug() -> None:
    with pytest.raises(ValueError, match="does not balance"):
        rows_of([(1931, 100), (3001, -99)])
