"""Brings the window to the front when the program is started a second time on the same data."""

import logging
import os
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, Signal

from promeister_mpay.single_instance import answer_activation_requests

logger = logging.getLogger(__name__)


class ActivationListener(QObject):
    """Listens for activation requests in a folder (`single_instance.acquire_or_activate`) and answers them."""

    activated = Signal()

    def __init__(self, folder: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._folder = folder
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._answer)

    def listen(self) -> None:
        """Start listening; requests made while the program started are answered at once."""
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            logger.warning("activation requests cannot be answered: %s", error)
            return
        self._watcher.addPath(str(self._folder))
        self._answer()

    def _answer(self) -> None:
        tokens = answer_activation_requests(self._folder)
        for token in filter(None, tokens):
            # Wayland lets a window come to the front only with the leave that the start was given; Qt reads it here.
            os.environ["XDG_ACTIVATION_TOKEN"] = token
        if tokens:
            self.activated.emit()
