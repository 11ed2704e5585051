"""Exports hold exactly what the list shows, are written whole or not at all, and contain no formulas."""

import csv
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from python_calamine import load_workbook

from promeister_mpay.adapters.sheets import writer
from promeister_mpay.adapters.sheets.writer import write_sheet
from promeister_mpay.domain.lists.query import ColumnKind, ListKind, ListQuery, Value
from promeister_mpay.errors import FileError, StoreError
from promeister_mpay.services.lists.exports import ExportService, SheetColumn
from support.fakes.lists import FakeLists, an_order_row

COLUMNS = (
    SheetColumn("number", "Nr", ColumnKind.NUMBER),
    SheetColumn("customer_name", "Förs.kundnamn", ColumnKind.TEXT),
    SheetColumn("to_pay", "Att betala", ColumnKind.MONEY),
    SheetColumn("order_date", "Orderdatum", ColumnKind.DATE),
    SheetColumn("payment_received", "Betalning mottagen", ColumnKind.FLAG),
    SheetColumn("payment_received_at", "Tidpunkt för mottagen betalning", ColumnKind.TIME),
)
ENDINGS = (".csv", ".xlsx")
DANGEROUS = ("=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")')


def export(
    lists: FakeLists, path: Path, query: ListQuery | None = None, columns: Sequence[SheetColumn] = COLUMNS
) -> int | None:
    service = ExportService(lists=lists, write=write_sheet)
    return service.export(ListKind.ORDERS, query or ListQuery(), columns, path)


def csv_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def xlsx_rows(path: Path) -> list[list[object]]:
    return load_workbook(str(path)).get_sheet_by_index(0).to_python()  # type: ignore[return-value]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lista.csv"


def test_a_csv_holds_the_columns_the_filter_and_the_sort(path: Path) -> None:
    rows = export(FakeLists(3_000), path, ListQuery(filters={"number": "100..2100"}, sort="number"))

    read = csv_rows(path)
    local = datetime(2018, 1, 16, 14, 18, tzinfo=UTC).astimezone().strftime("%Y-%m-%d %H:%M")
    assert rows == 2001
    assert read[0] == [column.title for column in COLUMNS]
    assert read[1] == ["100", "Bengt Hansson", "8432,00", "2018-04-11", "*", local]
    assert [int(row[0]) for row in read[1:]] == list(range(100, 2101))


def test_a_workbook_holds_the_same_with_real_numbers_and_dates(tmp_path: Path) -> None:
    path = tmp_path / "lista.xlsx"
    export(FakeLists(3_000), path, ListQuery(filters={"number": "100..2100"}, sort="number"))

    read = xlsx_rows(path)
    local = datetime(2018, 1, 16, 14, 18, tzinfo=UTC).astimezone().replace(tzinfo=None)
    assert read[0] == [column.title for column in COLUMNS]
    assert read[1] == [100.0, "Bengt Hansson", 8432.0, date(2018, 4, 11), "*", local]
    assert [row[0] for row in read[1:]] == list(range(100, 2101))


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_becomes_a_formula(tmp_path: Path, ending: str, text: str) -> None:
    lists, path = FakeLists(1), tmp_path / f"lista{ending}"
    lists.put(an_order_row(1, customer_name=text))

    export(lists, path)

    if ending == ".csv":
        assert csv_rows(path)[1][1] == f"'{text}"
    else:
        assert str(xlsx_rows(path)[1][1]).strip() == text.strip()
        with zipfile.ZipFile(path) as book:
            assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_a_negative_amount_stays_a_number(path: Path) -> None:
    lists = FakeLists(1)
    lists.put(an_order_row(1, to_pay=-5))

    export(lists, path)

    assert csv_rows(path)[1][2] == "-0,05"


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_cancelled_export_leaves_the_file_that_was_there(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"lista{ending}"
    path.write_text("förra")
    seen: list[int] = []
    service = ExportService(lists=FakeLists(10_000), write=write_sheet)

    rows = service.export(
        ListKind.ORDERS,
        ListQuery(),
        COLUMNS,
        path,
        progress=seen.append,
        cancelled=lambda: len(seen) >= 3,
    )

    assert rows is None
    assert seen == [1000, 2000, 3000]
    assert path.read_text() == "förra"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_store_that_fails_half_way_leaves_nothing(tmp_path: Path, ending: str) -> None:
    lists = FakeLists(10_000)

    def fails_soon(done: int) -> None:
        if done >= 2000:
            lists.error = StoreError("Databasen svarar inte.")

    service = ExportService(lists=lists, write=write_sheet)
    with pytest.raises(StoreError):
        service.export(ListKind.ORDERS, ListQuery(), COLUMNS, tmp_path / f"lista{ending}", progress=fails_soon)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_folder_that_is_gone_gets_a_sentence(tmp_path: Path, ending: str) -> None:
    with pytest.raises(FileError, match=f"lista{ending} kan inte skrivas"):
        export(FakeLists(1), tmp_path / "finns inte" / f"lista{ending}")


def test_another_ending_gets_a_sentence_before_anything_is_read(tmp_path: Path) -> None:
    lists = FakeLists(1)
    with pytest.raises(FileError, match=r"måste sluta på \.xlsx eller \.csv"):
        export(lists, tmp_path / "lista.pdf")
    assert lists.asked == []


def test_more_rows_than_a_workbook_holds_get_a_sentence(tmp_path: Path) -> None:
    def too_many() -> Iterator[Sequence[Value]]:
        yield from ((None,) for _ in range(writer.MOST_EXCEL_ROWS + 1))

    with pytest.raises(FileError, match="högst 1 048 575 rader"):
        write_sheet(tmp_path / "lista.xlsx", COLUMNS[:1], too_many())
    assert list(tmp_path.iterdir()) == []


def test_characters_that_xml_cannot_hold_do_no_harm(tmp_path: Path) -> None:
    lists, path = FakeLists(1), tmp_path / "lista.xlsx"
    lists.put(an_order_row(1, customer_name="Å\x00\x1b🚗 & <b>"))

    export(lists, path)

    assert xlsx_rows(path)[1][1] == "Å\ufffd\ufffd🚗 & <b>"


def test_an_empty_list_gives_a_file_with_titles(path: Path) -> None:
    assert export(FakeLists(0), path) == 0
    assert csv_rows(path) == [[column.title for column in COLUMNS]]
