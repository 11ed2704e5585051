"""Prints a document, previews it or saves it as PDF, off the UI thread; a failure never affects the bookkeeping."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid

from promeister_mpay.errors import MpayError
from promeister_mpay.ui.common.background import Background, Lane, Task
from promeister_mpay.ui.common.message_strip import MessageStrip, Mood
from promeister_mpay.ui.common.saved_geometry import remember_geometry
from promeister_mpay.ui.common.workstation import ASK_PRINTER, Workstation
from promeister_mpay.ui.documents.printers import Printers, SystemPrinters

if TYPE_CHECKING:
    from promeister_mpay.domain.documents.content import Document
    from promeister_mpay.ui.documents.layout import LaidOutDocument

Load = Callable[[], "Document"]
PRINTER, PDF_FOLDER = "printer", "pdf_folder"
AGAIN = "Skriv ut igen med Ctrl+P."


def ask_pdf(parent: QWidget, folder: str, name: str) -> Path | None:
    """Ask where to save the PDF; add the suffix when it is missing."""
    chosen, _kind = QFileDialog.getSaveFileName(parent, "Spara som PDF", str(Path(folder) / name), "PDF (*.pdf)")
    if not chosen:
        return None
    path = Path(chosen)
    return path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf")


def prepared(load: Load) -> "LaidOutDocument":
    """Load a document and lay it out. Runs off the UI thread and also imports the dialogs that printing needs."""
    import promeister_mpay.ui.documents.preview
    import promeister_mpay.ui.documents.print_dialog  # noqa: F401
    from promeister_mpay.ui.documents.layout import lay_out_document

    return lay_out_document(load())


def save_pdf(document: "LaidOutDocument", path: Path) -> None:
    """Write the PDF atomically. Runs off the UI thread. Raises `FileError`."""
    from promeister_mpay.atomic_files import write_atomically
    from promeister_mpay.ui.documents.pdf import pdf_of

    write_atomically(path, [pdf_of(document)])


class Printing(QObject):
    """Previews, prints and saves documents. `load` reads the document off the UI thread."""

    def __init__(
        self, parent: QWidget, background: Background, workstation: Workstation, *, strip: MessageStrip
    ) -> None:
        super().__init__(parent)
        self._parent = parent
        self._background = background
        self._workstation = workstation
        self._strip = strip
        self.printers: Printers = SystemPrinters()
        self.ask_pdf = ask_pdf

    # -- ways to begin

    def preview(self, load: Load) -> None:
        """Show the document as it will be printed."""
        self._prepare(load, self._show)

    def ask(self, load: Load) -> None:
        """Ask for the printer; propose the workstation's printer or the last one used."""
        self._prepare(load, self._ask)

    def print_at_once(self, load: Load) -> None:
        """Print on the workstation's printer or the last one used; ask when there is none or the setting says so."""
        station = self._workstation
        printer = "" if station.printer == ASK_PRINTER else self._likely
        self._prepare(load, (lambda made: self._print(made, printer, station.copies)) if printer else self._ask)

    @property
    def _likely(self) -> str:
        """The printer chosen in the settings, else the last one used."""
        chosen = self._workstation.printer
        return self._workstation.kept(PRINTER) if chosen in ("", ASK_PRINTER) else chosen

    def save(self, load: Load, path: Path) -> None:
        """Save the document as a PDF at `path`."""
        self._prepare(load, lambda made: self._save(made, path))

    def _prepare(self, load: Load, then: "Callable[[LaidOutDocument], None]") -> None:
        self._background.run(lambda: prepared(load), then, refused=self._on_refused)

    # -- dialogs

    def _show(self, made: "LaidOutDocument") -> None:
        from promeister_mpay.ui.documents.preview import PreviewDialog

        window = PreviewDialog(made, self._background, self._parent)
        remember_geometry(window, self._workstation, "preview")
        window.print_requested.connect(lambda: self._ask(made, window))
        window.pdf_requested.connect(lambda: self._ask_pdf(made, window))
        window.open()

    def _ask(self, made: "LaidOutDocument", over: QWidget | None = None) -> None:
        self._background.run(self.printers.names, lambda names: self._open(made, names, over), refused=self._on_refused)

    def _open(self, made: "LaidOutDocument", names: Sequence[str], over: QWidget | None) -> None:
        from promeister_mpay.ui.documents.print_dialog import PrintDialog

        # What it was asked for over may have been closed meanwhile.
        parent = over if over is not None and isValid(over) else self._parent
        dialog = PrintDialog(made, names, self._likely, parent, is_shown=parent is over)
        dialog.copies.setValue(self._workstation.copies)
        dialog.print_requested.connect(lambda name, copies: self._print(made, name, copies))
        dialog.pdf_requested.connect(lambda: self._ask_pdf(made, parent))
        dialog.preview_requested.connect(lambda: self._show(made))
        dialog.open()

    def _ask_pdf(self, made: "LaidOutDocument", over: QWidget) -> None:
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        path = self.ask_pdf(over, self._workstation.kept(PDF_FOLDER) or documents, f"{made.name}.pdf")
        if path is not None:
            self._workstation.keep(PDF_FOLDER, str(path.parent))
            self._save(made, path)

    # -- work

    def _print(self, made: "LaidOutDocument", printer: str, copies: int) -> None:
        self._workstation.keep(PRINTER, printer)
        self._strip.show_message(f"Skriver ut {made.name} på {printer} …", Mood.BUSY)
        self._background.run(
            lambda: self.printers.print(made, printer, copies=copies),
            lambda _: self._done(f"{made.name} är skickad till skrivaren {printer}."),
            refused=lambda error: self._on_refused(error, f"{made.name} skrevs inte ut. {error} {AGAIN}"),
            lane=Lane.LONG,
            task=Task(f"Skriver ut {made.name} …", "Utskriften kan bli ofullständig. Det som är bokfört är sparat."),
        )

    def _save(self, made: "LaidOutDocument", path: Path) -> None:
        self._background.run(
            lambda: save_pdf(made, path),
            lambda _: self._done(f"{made.name} är sparad som {path.name}."),
            refused=self._on_refused,
            lane=Lane.LONG,
            task=Task(f"Sparar {path.name} …", "Filen skrivs inte."),
        )

    def _done(self, message: str) -> None:
        self._strip.show_message(message, Mood.GOOD)

    def _on_refused(self, error: MpayError, message: str = "") -> None:
        self._strip.show_message(message or str(error), Mood.BAD)
