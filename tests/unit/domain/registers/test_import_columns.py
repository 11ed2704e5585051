"""How the cells of imported files are read: as people write them, within bounds, or refused at their field."""

from collections.abc import Callable

import pytest

from promeister_mpay.domain.orders.lines import LineType, OrderLine
from promeister_mpay.domain.orders.order import Order, OrderStatus
from promeister_mpay.domain.registers import import_columns as columns
from promeister_mpay.domain.registers.entries import Article, Customer, Vehicle
from promeister_mpay.domain.registers.import_columns import title_key
from promeister_mpay.errors import InputError

Read = Callable[[str, str], object]
ALL = (
    columns.CUSTOMER_COLUMNS,
    columns.VEHICLE_COLUMNS,
    columns.ARTICLE_COLUMNS,
    columns.ORDER_COLUMNS,
    columns.LINE_COLUMNS,
)


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (columns.read_text, " Åsa \n  Öberg ", "Åsa Öberg"),
        (columns.read_text, "x" * 1000, "x" * 1000),
        (columns.read_note, " rad ett  \nrad två\n", "rad ett\nrad två"),
        (columns.read_note, "x" * 10_000, "x" * 10_000),
        (columns.read_key, " ABC  123 ", "ABC 123"),
        (columns.read_key, "x" * 50, "x" * 50),
        (columns.read_yes_no, "Ja", True),
        (columns.read_yes_no, "X", True),
        (columns.read_yes_no, "1", True),
        (columns.read_yes_no, "true", True),
        (columns.read_yes_no, "sant", True),
        (columns.read_yes_no, "J", True),
        (columns.read_yes_no, "Yes", True),
        (columns.read_yes_no, "Y", True),
        (columns.read_yes_no, "NEJ", False),
        (columns.read_yes_no, "n", False),
        (columns.read_yes_no, "0", False),
        (columns.read_yes_no, "no", False),
        (columns.read_yes_no, "false", False),
        (columns.read_yes_no, "falskt", False),
        (columns.read_yes_no, "", False),
        (columns.read_number, "1", 1),
        (columns.read_number, "14 790", 14_790),
        (columns.read_number, "999999999", 999_999_999),
        (columns.read_number, "14790.0", 14_790),
        (columns.read_number, "0" * 28 + "1", 1),
        (columns.read_odometer, "18 432 mil", 18_432),
        (columns.read_odometer, "18432,00", 18_432),
        (columns.read_odometer, "0", 0),
        (columns.read_odometer, "999999", 999_999),
        (columns.read_odometer, " mil", None),
        (columns.read_odometer, "", None),
        (columns.read_price, "1234,50 kr", 123_450),
        (columns.read_price, "189,5000", 18_950),
        (columns.read_price, "189:-", 18_900),
        (columns.read_price, "189 SEK", 18_900),
        (columns.read_price, "99999999,99", 9_999_999_999),
        (columns.read_price, "", None),
        (columns.read_quantity, "1,5", 150),
        (columns.read_quantity, "-2", -200),
        (columns.read_quantity, "999999,99", 99_999_999),
        (columns.read_quantity, "", None),
        (columns.read_discount, "10 %", 1_000),
        (columns.read_discount, "100", 10_000),
        (columns.read_discount, "0", 0),
        (columns.read_discount, "", 0),
        (columns.read_vat_rate, "25 %", 25),
        (columns.read_vat_rate, "6,00", 6),
        (columns.read_vat_rate, "0", 0),
        (columns.read_vat_rate, "", None),
        (columns.read_line_type, "arbete", LineType.LABOUR),
        (columns.read_line_type, "TEXT", LineType.TEXT),
        (columns.read_line_type, "", LineType.ARTICLE),
        (columns.read_phone, "46701740605", "0701740605"),
        (columns.read_phone, "701740605", "0701740605"),
        (columns.read_phone, "070-174 06 05", "070-174 06 05"),
        (columns.read_organisation_number, "556036-0793", "5560360793"),
        (columns.read_organisation_number, "DE 123", "DE 123"),
        (columns.read_status, "pågår", OrderStatus.STARTED),
        (columns.read_status, "", OrderStatus.NEW),
    ],
)
def test_a_cell_is_read_as_people_write_it(read: Read, text: str, value: object) -> None:
    assert read(text, "field") == value


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (columns.read_text, "x" * 1001),
        (columns.read_note, "x" * 10_001),
        (columns.read_key, "x" * 51),
        (columns.read_yes_no, "kanske"),
        (columns.read_number, "0"),
        (columns.read_number, "1000000000"),
        (columns.read_number, "14790,5"),
        (columns.read_number, ""),
        (columns.read_number, "0" * 29 + "1"),
        (columns.read_odometer, "1000000"),
        (columns.read_odometer, "-1"),
        (columns.read_odometer, "\N{ARABIC-INDIC DIGIT ONE}"),
        (columns.read_price, "100000000"),
        (columns.read_price, "-100000000"),
        (columns.read_price, "1,234"),
        (columns.read_price, "gratis"),
        (columns.read_quantity, "1000000"),
        (columns.read_discount, "100,01"),
        (columns.read_discount, "-0,01"),
        (columns.read_vat_rate, "101"),
        (columns.read_vat_rate, "-1"),
        (columns.read_vat_rate, "25,5"),
        (columns.read_price, "1,250"),
        (columns.read_organisation_number, "5566-07-01 00:00:00"),
        (columns.read_line_type, "Vara"),
        (columns.read_status, "BOKFÖRD"),
        (columns.read_status, "MOBILBET"),
        (columns.read_status, "Klar?"),
    ],
)
def test_a_cell_that_cannot_be_used_is_refused_at_its_field(read: Read, text: str) -> None:
    with pytest.raises(InputError) as refused:
        read(text, "field")
    assert refused.value.field == "field"


def test_titles_are_one_however_they_are_written() -> None:
    assert title_key("À-pris inkl. moms") == title_key("A PRIS_INKL MOMS") == "aprisinklmoms"


@pytest.mark.parametrize("table", ALL)
def test_no_title_of_a_file_could_be_two_columns(table: tuple[columns.ImportColumn, ...]) -> None:
    titles = {(title_key(title), column.field) for column in table for title in column.titles}
    assert len(titles) == len({title for title, _ in titles})
    assert len({column.field for column in table}) == len(table)


@pytest.mark.parametrize(
    ("table", "required", "filled"),
    [
        (columns.CUSTOMER_COLUMNS, {"number", "name"}, {"number", "name"}),
        (columns.VEHICLE_COLUMNS, {"registration"}, {"registration"}),
        (columns.ARTICLE_COLUMNS, {"number", "description", "price"}, {"number", "price", "vat_rate"}),
        (columns.ORDER_COLUMNS, {"number", "order_date"}, {"number", "order_date"}),
        (columns.LINE_COLUMNS, {"order_number", "quantity", "unit_price"}, {"order_number", "position"}),
    ],
)
def test_a_file_needs_what_nothing_can_be_made_without(
    table: tuple[columns.ImportColumn, ...], required: set[str], filled: set[str]
) -> None:
    assert {column.field for column in table if column.required} == required
    assert {column.field for column in table if column.filled} == filled


@pytest.mark.parametrize(
    ("table", "entry"),
    [
        (columns.CUSTOMER_COLUMNS, Customer),
        (columns.VEHICLE_COLUMNS, Vehicle),
        (columns.ARTICLE_COLUMNS, Article),
        (columns.ORDER_COLUMNS, Order),
        (columns.LINE_COLUMNS, OrderLine),
    ],
)
def test_every_column_fills_a_field(table: tuple[columns.ImportColumn, ...], entry: type) -> None:
    known = set(entry.__match_args__) | {"order_number", "position"}  # type: ignore[attr-defined]
    assert {column.field for column in table} <= known
