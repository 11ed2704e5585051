"""Registerutdrag… and Radera kund…: asks for the customer's number, and does it off the UI thread."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from promeister_mpay.domain.text_limits import CUSTOMER
from promeister_mpay.ui.common.actions import ActionName, Actions
from promeister_mpay.ui.common.background import Background, Lane
from promeister_mpay.ui.common.dialogs import ask, ask_number

if TYPE_CHECKING:
    from promeister_mpay.errors import MpayError
    from promeister_mpay.services.registers.personal_data import Erased, PersonalDataService

LABEL = "Kundnummer:"
EXTRACT, ERASE = "Registerutdrag", "Radera kund"
QUESTION = (
    "Radera kund {}? Kunden och kundens fordon tas bort ur registren, uppgifterna i öppna order töms och telefonnumren "
    "på avslutade betalnings-SMS tas bort. Det går inte att ångra. Bokförda fakturor med sina order sparas så länge "
    "bokföringslagen kräver."
)


class PersonalDataActions(QObject):
    """`reported` carries a message and whether it is good news; `erased` says that registers and orders changed."""

    reported = Signal(str, bool)
    erased = Signal()

    def __init__(
        self,
        window: QWidget,
        actions: Actions,
        background: Background,
        who: Callable[[], str],
        *,
        service: "PersonalDataService",
    ) -> None:
        super().__init__(window)
        self._window = window
        self._background = background
        self._who = who
        self._service = service
        actions.on(ActionName.EXTRACT, self._ask_extract)
        actions.on(ActionName.ERASE, self._ask_erase)

    def _number(self, title: str) -> str:
        return ask_number(self._window, title, LABEL, limit=CUSTOMER["number"]) or ""

    def _ask_extract(self) -> None:
        number = self._number(EXTRACT)
        folder = ask_folder(self._window) if number else None
        if folder is not None:
            self.extract_to(number, folder)

    def extract_to(self, number: str, folder: Path) -> None:
        """Write the extract of a customer into a folder."""
        self._background.run(
            lambda: self._service.extract(number, folder),
            lambda files: self.reported.emit(f"Registerutdraget är sparat: {files[0].name} och {files[1].name}.", True),  # noqa: FBT003 – Qt's signal
            refused=self._on_refused,
            lane=Lane.LONG,
        )

    def _ask_erase(self) -> None:
        number = self._number(ERASE)
        if number and ask(self._window, ERASE, QUESTION.format(number), yes="&Radera", safe=True):
            self.erase(number)

    def erase(self, number: str) -> None:
        """Erase a customer, after the question."""
        who = self._who()
        self._background.run(
            lambda: self._service.erase(number, who=who),
            self._on_erased,
            refused=self._on_refused,
            lane=Lane.CHANGING,
        )

    def _on_erased(self, erased: "Erased") -> None:
        self.reported.emit(erased.sentence, True)  # noqa: FBT003 – Qt's signal
        self.erased.emit()

    def _on_refused(self, error: "MpayError") -> None:
        self.reported.emit(str(error), False)  # noqa: FBT003 – Qt's signal


def ask_folder(parent: QWidget) -> Path | None:
    """Where the extract is saved."""
    name = QFileDialog.getExistingDirectory(parent, "Spara registerutdraget i mapp")
    return Path(name) if name else None
