"""The box for errors that nobody foresaw: what happened, that data is safe, and details to copy."""

import logging
import sys
import traceback
from types import TracebackType

from PySide6.QtWidgets import QMessageBox, QWidget

logger = logging.getLogger(__name__)

TEXT = (
    "Något gick fel som programmet inte väntade sig. Det som är sparat är säkert, och betalningar som är på väg "
    "tas upp igen av sig själva. Starta om programmet om det beter sig konstigt."
)


class CrashBox:
    """Shows unexpected errors, one at a time; each is logged with its trace."""

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent
        self.open_box: QMessageBox | None = None

    def catch_all(self) -> None:
        """Take what no other place caught, also from Qt's slots."""
        sys.excepthook = self._on_uncaught

    def _on_uncaught(self, kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, _trace)
            return
        self.show(error)

    def show(self, error: BaseException) -> None:
        """Tell it, without holding anything up."""
        logger.error("unexpected error", exc_info=error)
        if self.open_box is not None:
            return
        box = QMessageBox(QMessageBox.Icon.Critical, "Oväntat fel", TEXT, QMessageBox.StandardButton.Ok, self._parent)
        box.setDetailedText("".join(traceback.format_exception(error)))
        box.finished.connect(self._on_closed)
        self.open_box = box
        box.open()

    def _on_closed(self, _result: int) -> None:
        self.open_box = None
