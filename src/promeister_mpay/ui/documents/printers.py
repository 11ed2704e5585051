"""The printers of this computer. Every call can block, so call them off the UI thread."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from promeister_mpay.errors import PrinterError

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from promeister_mpay.ui.documents.layout import LaidOutDocument


class Printers(Protocol):
    """The interface to the printers of a computer. Blocking; call it off the UI thread."""

    def names(self) -> Sequence[str]:
        """List all printers, the default printer first."""
        ...

    def print(self, document: "LaidOutDocument", printer: str, *, copies: int) -> None:
        """Print a document; raises `PrinterError` when the printer is missing or refuses."""
        ...


class SystemPrinters:
    """The printers known to the operating system."""

    def names(self) -> Sequence[str]:
        """List all printers, the default printer first."""
        from PySide6.QtPrintSupport import QPrinterInfo

        preferred = QPrinterInfo.defaultPrinterName()
        return sorted(QPrinterInfo.availablePrinterNames(), key=lambda name: (name != preferred, name.casefold()))

    def print(self, document: "LaidOutDocument", printer: str, *, copies: int) -> None:
        """Print a document; raises `PrinterError` when the printer is missing or refuses."""
        from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

        info = QPrinterInfo.printerInfo(printer)
        if info.isNull():
            raise PrinterError(f"Skrivaren {printer} finns inte på den här datorn. Välj en annan skrivare.")
        if info.state() is QPrinter.PrinterState.Error:
            raise PrinterError(f"Skrivaren {printer} är stoppad eller har ett fel. Starta den, eller välj en annan.")
        device = QPrinter(info, QPrinter.PrinterMode.HighResolution)
        device.setDocName(document.name)
        device.setCreator("promeister-mpay")
        device.setCopyCount(copies)
        print_on(device, document, printer)


def print_on(device: "QPrinter", document: "LaidOutDocument", name: str) -> None:
    """Paint every sheet on a printer; raises `PrinterError` with the printer's `name` when painting fails."""
    from PySide6.QtGui import QPainter

    from promeister_mpay.ui.documents.pdf import A4, RESOLUTION
    from promeister_mpay.ui.documents.primitives import paint

    device.setPageLayout(A4)
    device.setFullPage(True)
    painter = QPainter()
    if not painter.begin(device):
        raise _refused(name)
    painter.scale(device.resolution() / RESOLUTION, device.resolution() / RESOLUTION)
    for number, sheet in enumerate(document.sheets):
        if number and not device.newPage():
            painter.end()
            raise _refused(name)
        paint(sheet, painter)
    if not painter.end() or device.printerState() is device.PrinterState.Error:
        raise _refused(name)


def _refused(name: str) -> PrinterError:
    return PrinterError(f"Skrivaren {name} tar inte emot utskriften. Kontrollera att den är på och har papper.")
