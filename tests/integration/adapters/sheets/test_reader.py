"""Files as other programs write them, read back as the same table."""

import csv
import io
import tempfile
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from promeister_mpay.adapters.sheets import bounds
from promeister_mpay.adapters.sheets.reader import read_sheet
from promeister_mpay.domain.sheets import SheetRow
from promeister_mpay.errors import FileError
from support.old_workbooks import old_workbook
from support.open_documents import Value, open_document, row_element, typed

HEADER = ("Kundnr", "Företag", "Märke", "Pris")
ROWS = (
    ("10400", 'Åkeri "Snabba Hjul" AB; Umeå', "VOLVO", "1195,00"),
    ("10408", "Östen Ängström", "KIA CEE'D", "-0,50"),
    ("10416", "Två\nrader, René", "", ""),
)
OLD = old_workbook((HEADER, (10400.0, "Åkeri", "VOLVO", 1195.0), (date(2026, 1, 31), True, "", -0.5)))
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252", "cp850", "cp437", "mac_roman")


def text_of(rows: Sequence[Sequence[str]], delimiter: str) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def written(folder: Path, content: bytes | str, name: str = "kunder.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(FileError) as caught:
        read_sheet(path)
    assert str(caught.value).startswith(f"Filen {path.name} ")
    return str(caught.value)


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_and_delimiter_gives_the_same_rows(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = written(tmp_path, text_of([HEADER, *ROWS], delimiter).encode(encoding))
    sheet = read_sheet(path)
    assert sheet.header == HEADER
    assert [row.cells for row in sheet.rows] == list(ROWS)
    assert [row.number for row in sheet.rows] == [2, 3, 4]


WORDS = st.sampled_from(
    ["Åsa Öberg", "Märta", "Håkan", "Änggatan 42", "Bo", "Kiruna", "Sjö", "ÅÄÖ AB", "070-174 06 05"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=6),
    encoding=st.sampled_from(ENCODINGS),
    delimiter=st.sampled_from([";", ",", "\t"]),
)
def test_swedish_words_are_read_whatever_wrote_them(
    tmp_path: Path, rows: list[tuple[str, str, str]], encoding: str, delimiter: str
) -> None:
    path = written(tmp_path, text_of([("Nr", "Namn", "Ort"), *rows], delimiter).encode(encoding))
    assert [row.cells for row in read_sheet(path).rows] == rows


@pytest.mark.parametrize("text", ["À-pris 10 €", "”Snabba hjul” – åt alla", "O’Connor, Šimon", "½ tum, 5 §"])
def test_signs_of_windows_are_not_taken_for_those_of_dos(tmp_path: Path, text: str) -> None:
    path = written(tmp_path, f"Nr;Anmärkning\r\n1;{text}\r\n".encode("cp1252"))
    assert read_sheet(path).rows[0].cells == ("1", text)


def test_empty_rows_do_not_count_but_keep_the_numbers_of_the_others(tmp_path: Path) -> None:
    path = written(tmp_path, "\n;;\nNr;Namn;\n\n1;Åsa;\n;;\n2;Bo\n")
    sheet = read_sheet(path)
    assert sheet.header == ("Nr", "Namn")
    assert [(row.number, row.cells[:2]) for row in sheet.rows] == [(5, ("1", "Åsa")), (7, ("2", "Bo"))]


@pytest.mark.parametrize(
    "names", [('"Bosch" torkarblad 22"', 'Däck 205/55R16 16"'), ('"22" fälg', '17"'), ('3/4" slang', '"A" och "B"')]
)
def test_inch_signs_and_stray_quotation_marks_are_text(tmp_path: Path, names: tuple[str, str]) -> None:
    path = written(tmp_path, f'Nr;Namn;Pris\n1;{names[0]};199\n2;{names[1]};999\n3;"Rör; 20"" långt";5\n')
    assert [row.cells for row in read_sheet(path).rows] == [
        ("1", names[0], "199"),
        ("2", names[1], "999"),
        ("3", 'Rör; 20" långt', "5"),
    ]


def test_swedish_of_an_old_mac_is_not_taken_for_that_of_dos(tmp_path: Path) -> None:
    text = "Kundnr;Namn;Ort\r1;Åsa Öhman;Göteborg\r2;Björn Ångström;Västerås\r"
    sheet = read_sheet(written(tmp_path, text.encode("mac_roman")))
    assert [row.cells for row in sheet.rows] == [("1", "Åsa Öhman", "Göteborg"), ("2", "Björn Ångström", "Västerås")]


@pytest.mark.parametrize("encoding", ["cp850", "cp437"])
def test_german_of_dos_is_not_taken_for_that_of_an_old_mac(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, "Nr;Namn\n1;Müller\n".encode(encoding))
    assert read_sheet(path).rows[0].cells == ("1", "Müller")


def test_the_separator_line_that_excel_knows_is_obeyed(tmp_path: Path) -> None:
    assert read_sheet(written(tmp_path, "sep=|\r\nNr|Namn\r\n1|a;b,c\r\n")).rows[0].cells == ("1", "a;b,c")


def test_a_workbook_gives_what_a_text_file_would(tmp_path: Path) -> None:
    path = tmp_path / "order.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_numbers": True, "default_date_format": "yyyy-mm-dd"}) as book:
        book.add_worksheet("Tomt")
        table = book.add_worksheet("Order")
        table.write_row(1, 0, ["Nr", "Pris", "Datum", "Inkl", "Namn", "Telefon"])
        table.write_row(2, 0, ["14200", "1195.5", "", True, "Åsa Öberg"])
        table.write_string(2, 5, "0701740605")
        table.write_datetime(2, 2, date(2026, 1, 31))
        table.write_number(4, 1, 0.1 + 0.2)
        table.write_number(4, 0, 166997368573)
    sheet = read_sheet(path)
    assert sheet.header == ("Nr", "Pris", "Datum", "Inkl", "Namn", "Telefon")
    assert list(sheet.rows) == [
        SheetRow(3, ("14200", "1195,5", "2026-01-31", "Ja", "Åsa Öberg", "0701740605")),
        SheetRow(5, ("166997368573", "0,3", "", "", "", "")),
    ]


def test_a_workbook_is_known_by_its_content_not_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "kunder.csv"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_row(0, 0, HEADER)
    assert read_sheet(path).header == HEADER


def test_a_workbook_of_excel_97_gives_what_a_text_file_would(tmp_path: Path) -> None:
    rows = (
        ("K”pbelopp", "Datum", "Inkl", "Kvitto"),
        (129.8800000000001, date(2018, 10, 10), True, 184780),
        ("Åsa", -0.5),
    )
    sheet = read_sheet(written(tmp_path, old_workbook(rows)))
    assert sheet.header == rows[0]
    assert [row.cells for row in sheet.rows] == [("129,88", "2018-10-10", "Ja", "184780"), ("Åsa", "-0,5")]


@given(st.data())
def test_a_damaged_workbook_of_excel_97_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    content = bytearray(OLD)
    for at in data.draw(st.lists(st.integers(8, len(OLD) - 1), min_size=1, max_size=9)):
        content[at] = data.draw(st.sampled_from((0, 1, 254, 255)))
    del content[data.draw(st.integers(2_000, len(OLD))) :]
    with tempfile.NamedTemporaryFile(suffix=".xls") as file, suppress(FileError):
        Path(file.name).write_bytes(content)
        read_sheet(Path(file.name))


def test_an_old_workbook_beyond_its_bound_is_refused(tmp_path: Path) -> None:
    assert "större än 20 MB" in refusal(written(tmp_path, OLD.ljust(bounds.MOST_OLD_BYTES + 1, b"\0")))


def test_an_opendocument_gives_what_a_text_file_would(tmp_path: Path) -> None:
    rows: list[tuple[Value, ...]] = [
        ("Kvitto", "Köpbelopp", "Datum", "Inkl", "Fri text"),
        ("14790-1", Decimal("1681.50"), date(2026, 11, 5), True, "Två & tre"),
        ("", "", "", "", "sist"),
    ]
    sheet = read_sheet(open_document(tmp_path / "a.ods", rows=rows))
    assert sheet.header == rows[0]
    assert [row.cells for row in sheet.rows] == [
        ("14790-1", "1681,5", "2026-11-05", "Ja", "Två & tre"),
        ("", "", "", "", "sist"),
    ]


def test_an_opendocument_repeats_and_leaves_out_as_it_says(tmp_path: Path) -> None:
    note = "<office:annotation><text:p>anteckning</text:p></office:annotation>"
    elements = [
        '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>',
        row_element(("A", "B", "C")),
        (
            f'<table:table-row><table:table-cell table:number-columns-repeated="2"/><table:table-cell>{note}'
            '<text:p>x<text:s text:c="2"/>y</text:p></table:table-cell></table:table-row>'
        ),
        (
            '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2" '
            'office:value-type="float" office:value="2"><text:p>2</text:p></table:table-cell></table:table-row>'
        ),
        '<table:table-row table:number-rows-repeated="1048500"><table:table-cell/></table:table-row>',
    ]
    sheet = read_sheet(open_document(tmp_path / "a.ods", ("Blad1", elements)))
    assert sheet.header == ("A", "B", "C")
    assert list(sheet.rows) == [SheetRow(5, ("", "", "x  y")), SheetRow(6, ("2", "2")), SheetRow(7, ("2", "2"))]


@pytest.mark.parametrize(
    ("rows", "columns", "says"),
    [(1_048_000, 1, "fler än 1000000 rader"), (1, 16_000, "fler än 200 kolumner"), (500_000, 150, "fler än")],
)
def test_an_opendocument_that_repeats_without_end_is_refused(
    tmp_path: Path, rows: int, columns: int, says: str
) -> None:
    huge = (
        f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell office:value-type="string" '
        f'table:number-columns-repeated="{columns}"><text:p>x</text:p></table:table-cell></table:table-row>'
    )
    assert says in refusal(open_document(tmp_path / "a.ods", ("Blad1", [row_element(("A", "B")), huge])))


def test_a_damaged_opendocument_is_refused(tmp_path: Path) -> None:
    path = open_document(tmp_path / "a.ods", ("Blad1", ["<table:table-row>"]))
    assert "skadad" in refusal(path)


def test_hidden_sheets_are_not_read(tmp_path: Path) -> None:
    ods = open_document(tmp_path / "a.ods", ("Dold", [row_element(("x", "y"))]), ("Data", [row_element(HEADER)]))
    xlsx = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(xlsx) as book:
        hidden = book.add_worksheet("Dold")
        hidden.write_row(0, 0, ("x", "y"))
        shown = book.add_worksheet("Data")
        shown.write_row(0, 0, HEADER)
        shown.activate()
        shown.set_first_sheet()
        hidden.hide()
    for path in (ods, xlsx):
        assert read_sheet(path).header == HEADER


def test_cells_shown_in_per_cent_or_another_currency_are_read_as_shown(tmp_path: Path) -> None:
    xlsx, ods = tmp_path / "a.xlsx", tmp_path / "a.ods"
    formats = ("0%", "0.0 %", "[$€-41D] #,##0.00", "#,##0.00 [$USD]", '#,##0.00 "kr"', '0.00" % av"', "0.00")
    with xlsxwriter.Workbook(xlsx) as book:
        table = book.add_worksheet()
        table.write_row(0, 0, [f"k{at}" for at in range(len(formats))])
        for at, shown in enumerate(formats):
            table.write_number(1, at, 0.255, book.add_format({"num_format": shown}))
    cells = [
        typed("percentage", "value", "0.255", "26 %"),
        typed("currency", "value", "0.255", "0,26", ' office:currency="EUR"'),
        typed("currency", "value", "0.255", "0,26", ' office:currency="SEK"'),
    ]
    open_document(
        ods, ("Blad1", [row_element(("a", "b", "c")), f"<table:table-row>{''.join(cells)}</table:table-row>"])
    )
    assert read_sheet(xlsx).rows[0].cells == (
        "25,5 %", "25,5 %", "0,255 EUR", "0,255 USD", "0,255", "0,255", "0,255",
    )  # fmt: skip
    assert read_sheet(ods).rows[0].cells == ("25,5 %", "0,255 EUR", "0,255")


def test_headings_above_the_titles_do_not_hide_the_separator(tmp_path: Path) -> None:
    path = written(tmp_path, "Rapport\nPeriod: nov, 2026\nNr;Namn;Ort\n1;Åsa, Bo;Umeå\n2;Cia;Luleå\n")
    assert [row.cells for row in read_sheet(path).rows][-2:] == [("1", "Åsa, Bo", "Umeå"), ("2", "Cia", "Luleå")]


def test_a_missing_file_is_said_so(tmp_path: Path) -> None:
    assert "finns inte" in refusal(tmp_path / "borta.csv")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    folder = tmp_path / "mapp.csv"
    folder.mkdir()
    assert "kan inte läsas" in refusal(folder)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "är tom"),
        (b"\r\n \r\n", "är tom"),
        (b"\xef\xbb\xbf\r\n;;\r\n", "är tom"),
        (b"bara en kolumn\nrad\n", "ingen tabell"),
        (b"Nr;Namn\n1;a\0b\n", "ingen textfil"),
        (b"\xff\xfeN", "ingen textfil"),
        (b'Nr;Namn\n1;"utan slut\n2;b\n', "ett citattecken"),
        (b'Nr;Namn;Ort\n1;"Snabba" AB; Ume\xc3\xa5\n2;"A" B\n', "vid rad 3: ett citattecken"),
        (b'Nr;Namn\n1;22" f\xc3\xa4lg\n2;"22" f\xc3\xa4lg\n3;"\n', "vid rad 4: ett citattecken"),
        (b"PK\x03\x04 not a package", "skadad"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 not a workbook", "skadad"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(tmp_path: Path, content: bytes, says: str) -> None:
    assert says in refusal(written(tmp_path, content))


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "kunder.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_row(0, 0, HEADER)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"][:200]
    with zipfile.ZipFile(path, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    assert refusal(path)


def test_another_package_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "arkiv.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("läsmig.txt", "hej")
    assert "ingen Excelfil" in refusal(path)


def test_a_value_in_the_last_cell_does_not_take_all_memory(tmp_path: Path) -> None:
    path = tmp_path / "kunder.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write(1_048_575, 16_383, "långt ut")
    assert "rad 1048576, kolumn 16384" in refusal(path)


PACKAGE = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>'
    ),
    "xl/workbook.xml": (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}
TITLE_CELLS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>Nr</t></is></c><c r="B1" t="inlineStr"><is><t>N</t></is></c></row>'
)


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="2"><c r="xfd1048576"><v>1</v></c></row>',
        '<row r="2"><c x=">" r="XFD1048576"><v>1</v></c></row>',
        "<row r=\"2\"><c r = 'XFD1048576'><v>1</v></c></row>",
        '<row r="2"><c r="&#88;FD1048576"><v>1</v></c></row>',
        '<row r="999999999"><c><v>1</v></c></row>',
        "<c " * 200_000,
    ],
)
def test_a_place_far_out_is_found_however_it_is_written(tmp_path: Path, cells: str) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in PACKAGE.items():
            package.writestr(name, part)
        package.writestr(
            "xl/worksheets/sheet1.xml",
            '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            f"{TITLE_CELLS}{cells}</sheetData></worksheet>",
        )
    assert refusal(path)


def test_files_beyond_all_bounds_are_refused(tmp_path: Path) -> None:
    wide = ";".join(["x"] * (bounds.MOST_COLUMNS + 1))
    assert "fler än 200 kolumner på rad 2" in refusal(written(tmp_path, f"Nr;Namn\n{wide}\n"))
    assert "rad 2 som är längre än 10000" in refusal(written(tmp_path, f"Nr;Namn\n1;{'x' * 10_001}\n"))
    assert "fler än 1000000 rader" in refusal(written(tmp_path, "Nr;Namn\n" + "1;x\n" * (bounds.MOST_ROWS + 1)))
    assert "större än 50 MB" in refusal(written(tmp_path, b"Nr;Namn\n" + b"x" * bounds.MOST_BYTES))
