"""Small whole files of each kind that a user opens, as other programs write them."""

import io
import sqlite3
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]
from PySide6.QtGui import QImage

from promeister_mpay.adapters.store import open_store, sqlite_url
from support.old_workbooks import old_workbook
from support.open_documents import Value, open_document
from support.stores import a_request, an_order, sent, stored

Table = Sequence[Sequence[Value]]

SETTLEMENT = (
    ("Köpbelopp", "Diskavgift", "Nettobelopp", "Bokfdatum", "Utbetbuntnr", "Kvitto", "Valuta (kr)"),
    ("1 681,00", "42,03", "1 638,97", "2026-11-02", "4711", "14790-1", "SEK"),
    ("-99,50 kr", "0", "-99,50 kr", "2026-11-02", "4711", "14791-1", "SEK"),
)
CUSTOMERS = (
    ("Kundnr", "Namn", "Adress", "Postnr", "Ort", "Mobiltelefon", "E-post", "Orgnr"),
    (
        "10400",
        "Åkeri Snabba Hjul AB",
        "Glassgatan 15",
        "416 55",
        "Göteborg",
        "0701740605",
        "a@example.se",
        "5560360793",
    ),
    ("10401", "Östen Ängström", "", "", "Umeå", "", "", ""),
)
TABLES: tuple[Table, ...] = (SETTLEMENT, CUSTOMERS)


def csv_samples() -> Sequence[bytes]:
    """Text files with each separator, in several encodings, with quoted cells."""
    quoted = 'Nr;Namn;Pris inkl. moms;Moms %\r\n1;"Rör; 20"" långt";1 250,00;25\r\n2;"två\r\nrader";99;25\r\n'
    return [
        quoted.encode("cp1252"),
        *(
            "\n".join(mark.join(map(str, row)) for row in rows).encode(name)
            for rows in TABLES
            for mark, name in ((";", "utf-8-sig"), ("\t", "utf-16"))
        ),
    ]


def xlsx_samples() -> Sequence[bytes]:
    """Excel's workbooks, one of them with formats, merged cells, a hidden sheet and a comment."""
    return [*(_workbook(rows) for rows in TABLES), _workbook(SETTLEMENT, is_rich=True)]


def _workbook(rows: Table, *, is_rich: bool = False) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Data")
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
        if is_rich:
            sheet.write_number(5, 1, 0.25, book.add_format({"num_format": "0.0 %"}))
            sheet.write_number(6, 1, 99.5, book.add_format({"num_format": "[$€-41D] #,##0.00"}))
            sheet.write_datetime(7, 2, date(2026, 1, 31), book.add_format({"num_format": "yyyy-mm-dd"}))
            sheet.merge_range(8, 0, 9, 3, "sammanfogat")
            sheet.write_comment(0, 0, "anteckning")
            book.add_worksheet("Dold").hide()
    return made.getvalue()


def xls_samples() -> Sequence[bytes]:
    """Workbooks of Excel 97 to 2003."""
    rows = ((129.88, date(2018, 10, 10), True, 184780.0), ("Åsa", -0.5))
    return [old_workbook(SETTLEMENT), old_workbook(CUSTOMERS), old_workbook((("a", "b", "c", "d"), *rows))]


def ods_samples() -> Sequence[bytes]:
    """Workbooks of LibreOffice."""
    rows: Table = [
        ("Kvitto", "Köpbelopp", "Datum"),
        ("14790-1", Decimal("1681.50"), date(2026, 11, 5)),
        ("a", True, "b"),
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.ods"
        return [open_document(path, rows=table).read_bytes() for table in (rows, *TABLES)]


def picture_samples() -> Sequence[bytes]:
    """Pictures of the kinds that may be a logo, and of some that may not."""
    formats = (
        (QImage.Format.Format_RGB32, "PNG"),
        (QImage.Format.Format_ARGB32, "PNG"),
        (QImage.Format.Format_RGBA64, "PNG"),
        (QImage.Format.Format_RGB32, "JPG"),
        (QImage.Format.Format_Grayscale8, "JPG"),
        (QImage.Format.Format_RGB32, "BMP"),
    )
    return [*(_picture(form, kind) for form, kind in formats), b'<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>']


def _picture(form: QImage.Format, kind: str) -> bytes:
    image = QImage(48, 20, form)
    image.fill(0x801F5FB0)
    for at in range(20):
        image.setPixel(at, at, 0xFF00FF00 if form is not QImage.Format.Format_Grayscale8 else at)
    with tempfile.NamedTemporaryFile(suffix=f".{kind.lower()}") as file:
        image.save(file.name)
        return Path(file.name).read_bytes()


def copy_samples() -> Sequence[bytes]:
    """Copies of a store with an order and its payment."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mpay.sqlite3"
        path.touch()
        with closing(open_store(sqlite_url(path), marked=False)) as store:
            sent(store, a_request(stored(store, an_order())))
        with closing(sqlite3.connect(path)) as file:
            file.execute("PRAGMA journal_mode=DELETE")
        return [path.read_bytes()]


SAMPLES: Mapping[str, Callable[[], Sequence[bytes]]] = {
    "csv": csv_samples,
    "xlsx": xlsx_samples,
    "xls": xls_samples,
    "ods": ods_samples,
    "picture": picture_samples,
    "copy": copy_samples,
}
KIND_OF_READER = {"picture": "picture", "copy": "copy"}
"""What the reading process is asked for; all others are tables."""
