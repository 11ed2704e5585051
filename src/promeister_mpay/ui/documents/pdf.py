"""Writes a document as a PDF with real text, so that it can be searched and copied."""

from PySide6.QtCore import QBuffer, QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from promeister_mpay.errors import FileError
from promeister_mpay.ui.documents.layout import LaidOutDocument
from promeister_mpay.ui.documents.primitives import paint

RESOLUTION = 720
"""A tenth of a point is one dot."""
A4 = QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF())


def pdf_of(document: LaidOutDocument) -> bytes:
    """Render the document as the bytes of a PDF/A-1b file. May run in any thread. Raises `FileError`."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPdfVersion(QPdfWriter.PdfVersion.PdfVersion_A1b)
    writer.setResolution(RESOLUTION)
    writer.setPageLayout(A4)
    writer.setTitle(document.name)
    writer.setCreator("promeister-mpay")
    painter = QPainter()
    if not painter.begin(writer):
        raise FileError(f"{document.name} kan inte göras till PDF.")
    for number, sheet in enumerate(document.sheets):
        if number:
            writer.newPage()
        paint(sheet, painter)
    painter.end()
    return bytes(buffer.data().data())
