"""What a SIE file says of accounts and vouchers."""

from dataclasses import replace

from promeister_mpay.domain.books.sie import named_accounts, text_of
from support.books import booked_examples


def test_accounts_stand_in_their_order_and_one_without_a_name_is_called_by_its_number() -> None:
    assert named_accounts([3001, 1931, 1510], {1931: "Avräkning", 3001: ""}) == (
        (1510, "Konto 1510"),
        (1931, "Avräkning"),
        (3001, "Konto 3001"),
    )


def test_a_voucher_that_gets_another_number_keeps_ours_in_its_text() -> None:
    voucher = replace(booked_examples()[0], text="Faktura 1001")
    assert text_of(voucher, with_numbers=True) == "Faktura 1001"
    assert text_of(voucher, with_numbers=False) == "Faktura 1001 (F 1)"
