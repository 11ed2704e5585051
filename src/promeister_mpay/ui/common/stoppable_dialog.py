"""A window with a job that the clerk can stop: Esc and Avbryt stop it, and close the window when none is under way."""

import threading

from PySide6.QtWidgets import QDialog, QWidget

from promeister_mpay.ui.common.plain_text import TextLabel


class StoppableDialog(QDialog):
    """Call `begin_job` and `end_job`; the job asks `stop.is_set` whether it is cancelled."""

    def __init__(self, message: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.stop = threading.Event()
        self.is_running = False
        self.message_label = TextLabel(message, self)

    def begin_job(self) -> None:
        """A job begins, which nobody has stopped."""
        self.stop.clear()
        self.is_running = True

    def end_job(self) -> None:
        """The job has ended, stopped or not."""
        self.is_running = False

    def reject(self) -> None:
        """Close; a job that is under way is stopped first, and what it then reports is shown."""
        if self.is_running:
            self.stop.set()
            self.message_label.setText("Avbryter …")
        else:
            super().reject()
