"""Texts that are made to take long, or to be numbers beyond all bounds, are read or refused as any other text."""

from collections.abc import Callable

import pytest

from promeister_mpay.domain.amounts import DecimalMark, check_currency, possible_marks, read_amount
from promeister_mpay.domain.dates import possible_orders, readings
from promeister_mpay.domain.registers.import_columns import (
    LONGEST_TITLE,
    read_discount,
    read_fraction,
    read_number,
    read_odometer,
    read_phone,
    read_price,
    read_quantity,
    read_vat_rate,
    title_key,
)
from promeister_mpay.domain.registers.import_layouts import FileKind, guessed_kind, vat_in_title
from promeister_mpay.domain.settlement.layouts import recognized_titles
from promeister_mpay.errors import InputError
from support.foreign.damage import ODD_NUMBERS, ODD_TEXTS

READERS: tuple[Callable[[str, str], object], ...] = (
    read_discount, read_fraction, read_number, read_odometer, read_phone, read_price, read_quantity, read_vat_rate,
    check_currency,
    lambda text, field: read_amount(text, DecimalMark.COMMA, field),
    lambda text, field: read_amount(text, DecimalMark.POINT, field),
)  # fmt: skip


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_reads_or_refuses(reader: Callable[[str, str], object]) -> None:
    refused = []
    for text in (*ODD_TEXTS, *ODD_NUMBERS):
        try:
            reader(text, "field")
        except InputError as error:
            refused.append(str(error))
    assert len(refused) > len(ODD_TEXTS) // 2
    assert all(len(sentence) < 300 for sentence in refused)


def test_columns_of_such_texts_have_a_mark_an_order_and_no_date() -> None:
    assert possible_marks((*ODD_TEXTS, *ODD_NUMBERS))
    assert possible_orders((*ODD_TEXTS, *ODD_NUMBERS))
    assert all(not readings(text) for text in ODD_TEXTS)


def test_amounts_and_dates_that_stand_among_many_blanks_are_read_as_far_as_anybody_writes_them() -> None:
    assert read_amount(f"1 681,50{' ' * 80}kr", DecimalMark.COMMA, "") == 168_150
    with pytest.raises(InputError):
        read_amount(f"1 681,50{' ' * 8_000}kr", DecimalMark.COMMA, "")
    assert readings(f"2026-11-02{' ' * 80}")
    assert not readings(f"2026-11-02{' ' * 8_000}")


def test_the_largest_amount_with_thousands_is_read_and_one_of_thousands_of_digits_is_none() -> None:
    assert read_amount("1 000 000 000,00", DecimalMark.COMMA, "") == 100_000_000_000
    with pytest.raises(InputError, match="inget belopp"):
        read_amount("1" + " 000" * 40, DecimalMark.COMMA, "")


def test_a_text_that_is_too_long_for_a_title_is_none() -> None:
    title = "Pris inkl. moms"
    assert title_key(title + " " * (LONGEST_TITLE - len(title))) == title_key(title)
    assert title_key("å" * (LONGEST_TITLE + 1)) == ""
    assert vat_in_title(title + " " * LONGEST_TITLE) is None


def test_rows_of_long_texts_are_looked_at_for_titles_like_others() -> None:
    header = ("Kundnr", "Namn", *(text for text in ODD_TEXTS if len(text) > LONGEST_TITLE))
    assert guessed_kind(header * 9).kind is FileKind.CUSTOMERS
    assert recognized_titles(("Köpbelopp (kr)", " [(" * 3_000 + "kr")) == 1
