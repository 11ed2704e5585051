"""The buttons below a settlement file."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget


class SettlementFooter(QWidget):
    """A signal for each button; without a training file there is no button for it."""

    open_clicked = Signal()
    training_clicked = Signal()
    columns_clicked = Signal()
    book_clicked = Signal()
    close_clicked = Signal()

    def __init__(self, parent: QWidget, *, has_training_file: bool) -> None:
        super().__init__(parent)
        self.open_button = QPushButton("&Öppna fil…", self)
        self.training_button = QPushButton("Öv&ningsfil", self)
        self.columns_button = QPushButton("K&olumner…", self)
        self.book_button = QPushButton("&Bokför", self)
        self.close_button = QPushButton("Stäng", self)
        self.training_button.setVisible(has_training_file)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for button in (self.open_button, self.training_button, self.columns_button):
            row.addWidget(button)
        row.addStretch(1)
        for button in (self.book_button, self.close_button):
            row.addWidget(button)

    def _connect(self) -> None:
        for button, clicked in (
            (self.open_button, self.open_clicked),
            (self.training_button, self.training_clicked),
            (self.columns_button, self.columns_clicked),
            (self.book_button, self.book_clicked),
            (self.close_button, self.close_clicked),
        ):
            button.setAutoDefault(False)
            button.clicked.connect(clicked)

    def allow(self, *, is_busy: bool, can_close: bool, has_file: bool, can_book: bool) -> None:
        """Enable what can be done now; while something runs, the close button stops it."""
        self.open_button.setEnabled(not is_busy)
        self.training_button.setEnabled(not is_busy)
        self.columns_button.setEnabled(has_file and not is_busy)
        self.book_button.setEnabled(can_book and not is_busy)
        self.close_button.setText("&Avbryt" if is_busy else "Stäng")
        self.close_button.setEnabled(can_close)
