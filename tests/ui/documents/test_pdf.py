"""Documents on paper: what a PDF's own text says, page by page, and where its pictures stand."""

import base64
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from promeister_mpay.domain.books.invoices import InvoicedVehicle
from promeister_mpay.domain.documents.content import Document, document_of
from promeister_mpay.errors import PrinterError
from promeister_mpay.ui.documents.layout import FOOT_TOP, lay_out_document
from promeister_mpay.ui.documents.parts import LOGO
from promeister_mpay.ui.documents.pdf import pdf_of
from promeister_mpay.ui.documents.printers import SystemPrinters, print_on
from promeister_mpay.ui.documents.row_table import LEFT, WIDTH
from support.printed_documents import ZONE, its_credit, of_many_pages, paid_by_mobile, waiting

pytestmark = pytest.mark.usefixtures("application")


def pages(document: Document, folder: Path) -> list[str]:
    """The text of each page as another program reads it, with single plain blanks."""
    path = folder / "x.pdf"
    path.write_bytes(pdf_of(lay_out_document(document)))
    return pages_of(path)


def pages_of(path: Path) -> list[str]:
    reported = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True, timeout=20)
    sheets = reported.stdout.decode().split("\f")[:-1]
    return [" ".join(sheet.split()) for sheet in sheets]


def test_every_text_of_the_document_can_be_read_in_its_pdf(tmp_path: Path) -> None:
    document = document_of(paid_by_mobile(), ZONE)
    (text,) = pages(document, tmp_path)
    cells = [cell for row in document.rows for cell in row.cells]
    facts = [part for fact in (*document.facts, *document.vehicle, *document.sums) for part in (fact.label, fact.text)]
    feet = [line for column in document.foot for line in column]
    vat = [part for row in document.vat for part in (row.rate, row.base, row.vat)]
    for part in (*cells, *facts, *feet, *vat, *document.buyer, document.settled, document.to_pay.text, "Sida 1 (1)"):
        # Another program guesses where the blanks between words are.
        assert "".join(part.split()) in "".join(text.split())


def test_a_reprint_reads_as_the_first_print(tmp_path: Path) -> None:
    document = document_of(its_credit(), ZONE)
    assert pages(document, tmp_path) == pages(document, tmp_path)


def test_a_pdf_is_called_what_it_is_and_is_made_for_archives(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(pdf_of(lay_out_document(document_of(waiting(), ZONE))))
    reported = subprocess.run(["pdfinfo", str(path)], capture_output=True, check=True, timeout=20).stdout.decode()
    assert "Faktura 1003" in reported.splitlines()[0]
    assert "(A4)" in reported
    assert b"pdfaid:part" in path.read_bytes()


def test_each_page_repeats_the_headings_and_carries_its_sum(tmp_path: Path) -> None:
    document = document_of(of_many_pages(), ZONE)
    sheets = pages(document, tmp_path)
    assert len(sheets) > 2
    for at, text in enumerate(sheets, 1):
        assert f"Sida {at} ({len(sheets)})" in text
        assert "Nr Beskrivning" in text
        assert ("Transport till sida" in text) is (at < len(sheets))
        assert ("Transport från sida" in text) is (at > 1)
        assert ("Att betala" in text) is (at == len(sheets))
        assert "Momsreg.nr SE699736857301" in text
    for before, after in pairwise(sheets):
        carried = before.partition("Transport till sida ")[2].split(" Övnings")[0].split(" ", 1)[1]
        assert f"Transport från sida {sheets.index(before) + 1} {carried}" in after


def test_nothing_stands_outside_the_paper_or_in_the_foot() -> None:
    for invoice in (paid_by_mobile(), its_credit(), waiting(), of_many_pages(200)):
        for sheet in lay_out_document(document_of(invoice, ZONE)).sheets:
            for mark in sheet.texts:
                assert mark.x >= LEFT - 1
                assert mark.x + sheet.type.width(mark.text, mark.style) <= LEFT + WIDTH + 1
            rows = [mark for mark in sheet.texts if mark.text.startswith(("Transport", "Att "))]
            assert all(mark.y < FOOT_TOP for mark in rows)


def picture(path: Path, width: int, height: int) -> str:
    """A transparent logo as base64."""
    image = QImage(width, height, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    assert image.save(str(path))
    return base64.b64encode(path.read_bytes()).decode()


@pytest.mark.parametrize(("width", "height"), [(4000, 100), (100, 4000), (10, 10)])
def test_a_logo_keeps_its_shape_and_its_bounds(tmp_path: Path, width: int, height: int) -> None:
    seller = replace(waiting().seller, logo=picture(tmp_path / "logo.png", width, height))
    (sheet,) = lay_out_document(document_of(replace(waiting(), seller=seller))).sheets
    (mark,) = sheet.pictures
    assert mark.area.width() <= LOGO[0] + 1
    assert mark.area.height() <= LOGO[1] + 1
    assert abs(mark.area.width() * height - mark.area.height() * width) < 1
    assert mark.image.pixelColor(0, 0) == Qt.GlobalColor.white


def test_a_logo_that_is_no_picture_leaves_the_workshops_name() -> None:
    seller = replace(waiting().seller, logo="aGVq")
    (sheet,) = lay_out_document(document_of(replace(waiting(), seller=seller))).sheets
    assert sheet.pictures == []
    assert sheet.texts[1].text == "Övningsverkstaden AB"


def test_very_long_texts_break_and_lose_nothing(tmp_path: Path) -> None:
    long = "x" * 1000
    invoice = waiting()
    line = replace(invoice.lines[0], line=replace(invoice.lines[0].line, description=long, number="n" * 60))
    (text,) = pages(document_of(replace(invoice, lines=(line,)), ZONE), tmp_path)
    assert text.count("x") - text.count("exkl") - text.count("example") >= 1000


def test_a_long_vehicle_breaks_and_its_plate_does_not(tmp_path: Path) -> None:
    long = InvoicedVehicle("ABC123", "VOLKSWAGEN TRANSPORTER MULTIVAN " * 4, 18_432, "YV1BW714791108543")
    (text,) = pages(document_of(replace(waiting(), vehicle=long), ZONE), tmp_path)
    assert {"ABC123", "YV1BW714791108543"} <= set(text.split())
    assert text.count("TRANSPORTER") == 4


def test_a_document_is_made_in_any_thread(application: QApplication, tmp_path: Path) -> None:
    document = document_of(of_many_pages(), ZONE)
    here = pages(document, tmp_path)
    folders = [tmp_path / str(at) for at in range(4)]
    for folder in folders:
        folder.mkdir()
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda folder: pages(document, folder), folders))
    assert made == [here] * 4


def file_printer(path: Path) -> QPrinter:
    """A printer that prints into a file, as none of the system's does without paper."""
    device = QPrinter(QPrinter.PrinterMode.HighResolution)
    device.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    device.setOutputFileName(str(path))
    return device


def test_a_printer_gets_the_same_pages_as_the_pdf_and_from_any_thread(tmp_path: Path) -> None:
    document = document_of(of_many_pages(), ZONE)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(print_on, file_printer(tmp_path / "paper.pdf"), lay_out_document(document), "Disken").result()
    assert pages_of(tmp_path / "paper.pdf") == pages(document, tmp_path)
    reported = subprocess.run(["pdfinfo", str(tmp_path / "paper.pdf")], capture_output=True, check=True, timeout=20)
    assert b"(A4)" in reported.stdout


@pytest.mark.qt_log_ignore("Returned false")
def test_a_printer_that_takes_nothing_is_called_by_its_name(tmp_path: Path) -> None:
    document = lay_out_document(document_of(waiting(), ZONE))
    with pytest.raises(PrinterError, match="Skrivaren Disken tar inte emot utskriften"):
        print_on(file_printer(tmp_path / "no folder" / "x.pdf"), document, "Disken")
    printers = SystemPrinters()
    assert "Finns inte" not in printers.names()
    with pytest.raises(PrinterError, match="Skrivaren Finns inte finns inte på den här datorn"):
        printers.print(document, "Finns inte", copies=1)
