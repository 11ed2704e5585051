"""Utskrift: the printer that this computer prints on, and the number of copies."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from promeister_mpay.errors import InputError
from promeister_mpay.ui.common.background import Background, Lane
from promeister_mpay.ui.common.text_field import TextField
from promeister_mpay.ui.common.workstation import ASK_PRINTER, MOST_COPIES, Workstation
from promeister_mpay.ui.documents.printers import Printers
from promeister_mpay.ui.settings.fields import ChoiceField
from promeister_mpay.ui.settings.page import Job, SettingsPage

INTRODUCTION = "Valen här hör till den här datorn och gäller från nästa utskrift med Shift+F11."
LAST, ASK = "Den senast använda", "Fråga varje gång"


class PrintingPage(SettingsPage):
    """Stores its values in the workstation's file."""

    def __init__(
        self, workstation: Workstation, printers: Printers, background: Background, parent: QWidget | None = None
    ) -> None:
        super().__init__("Utskrift", background, parent, about=INTRODUCTION)
        self._workstation = workstation
        self.printer = ChoiceField("printer", (), self)
        self.copies = TextField(self, str(workstation.copies))
        self.copies.setFixedWidth(50)
        self.form.add_row("printer", "Skrivare", self.printer)
        self.form.add_row("copies", "Antal exemplar", self.copies)
        self._offer(())
        self.printer.put(workstation.printer)
        background.run(printers.names, self._offer, lane=Lane.LONG)

    def _offer(self, names: Sequence[str]) -> None:
        """List the printers, including a chosen one that is not available now."""
        kept = self._workstation.printer
        known = () if kept in ("", ASK_PRINTER, *names) else (kept,)
        self.printer.offer([(LAST, ""), (ASK, ASK_PRINTER), *((name, name) for name in (*names, *known))])

    @property
    def is_edited(self) -> bool:
        """Whether the shown choice differs from the stored one."""
        kept = (self._workstation.printer, str(self._workstation.copies))
        return (self.printer.value(), self.copies.text().strip()) != kept

    def job(self, who: str) -> Job | None:
        """None: the values are stored by `mark_saved`, which takes no time."""
        del who
        self._copies()
        return None

    def _copies(self) -> int:
        typed = self.copies.text().strip()
        if not (typed.isascii() and typed.isdigit() and len(typed) < 3 and 1 <= int(typed) <= MOST_COPIES):
            raise InputError(f"Antalet exemplar ska vara mellan 1 och {MOST_COPIES}.", "copies")
        return int(typed)

    def mark_saved(self) -> None:
        """Store the shown values."""
        self._workstation.put_printing(str(self.printer.value()), self._copies())
