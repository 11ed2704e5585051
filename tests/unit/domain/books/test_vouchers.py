"""Vouchers balance, and a correction takes every row back."""

from dataclasses import replace
from datetime import date

import pytest

from promeister_mpay.domain.books.vouchers import DocumentKind, VoucherRow, correction, rows_of, voucher_name
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


def test_rows_on_one_account_become_one_and_an_account_that_evens_out_has_none() -> None:
    rows = rows_of([(1931, 100), (3001, -60), (3001, -40), (3740, 5), (3740, -5)])
    assert rows == (VoucherRow(1931, 100), VoucherRow(3001, -100))


def test_a_correction_is_a_voucher_of_its_own_series_day_and_document() -> None:
    wrong = replace(booked(paid_by_mobile()), id=7, number=12)
    made = correction(wrong, series="R", event_date=date(2026, 12, 1), why="fel konto")
    assert (made.series, made.event_date, made.document_kind) == ("R", date(2026, 12, 1), DocumentKind.CORRECTION)
    assert (made.document, made.counterparty) == (wrong.document, wrong.counterparty)
    assert (made.id, made.number, made.registered_at, made.who) == (0, 0, None, "")
    assert made.items
    assert [item.amount for item in made.items] == [-item.amount for item in wrong.items]


def test_a_voucher_is_called_by_series_and_number_as_far_as_it_has_them() -> None:
    assert voucher_name("F", 12) == "F 12"
    assert voucher_name("F", 0) == "F"
    assert voucher_name(None, None) == ""
    assert replace(booked(paid_by_mobile()), number=3).name == "F 3"


def test_the_words_for_documents_that_are_stored_do_not_change() -> None:
    assert [kind.value for kind in DocumentKind] == ["INVOICE", "PAYOUT", "CORRECTION"]
