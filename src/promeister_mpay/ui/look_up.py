"""F6: look up a customer, a vehicle or an article by typing, take it, lay up a new one or change it."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from promeister_mpay.errors import MpayError
from promeister_mpay.ui.background import Background, Lane
from promeister_mpay.ui.read_only_table import ReadOnlyTable
from promeister_mpay.ui.register_card import RegisterCard
from promeister_mpay.ui.register_kinds import RegisterKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promeister_mpay.domain.registers import Article, Customer, Vehicle
    from promeister_mpay.services.registers import RegisterService

Key = Qt.Key
MOST = 200
"""As many hits as the service gives; one more and it says so."""


class LookUp(QDialog):
    """A register with a search field; `taken` carries the entry that was chosen. `takes` is False for a mere look."""

    taken = Signal(object)

    def __init__(
        self,
        kind: RegisterKind[Any],
        service: "RegisterService",
        background: Background,
        parent: QWidget,
        *,
        text: str = "",
        takes: bool = True,
    ) -> None:
        super().__init__(parent)
        self._kind = kind
        self._service = service
        self._background = background
        self._takes = takes
        self._asked = 0
        self.search = QLineEdit(text, self)
        self.table: ReadOnlyTable[Any] = ReadOnlyTable(kind.title, kind.columns, self)
        self._told = QLabel(self)
        self._lay_out()
        self._find()

    def _lay_out(self) -> None:
        self.setWindowTitle(self._kind.title)
        self.resize(820, 460)
        self.search.setPlaceholderText("Sök på början av ord")
        self.search.setAccessibleName("Sök")
        self.search.setClearButtonEnabled(True)
        self.search.selectAll()
        self.search.installEventFilter(self)
        self.search.textEdited.connect(self._find)
        self.table.doubleClicked.connect(self._take)
        self.table.installEventFilter(self)
        column = QVBoxLayout(self)
        column.addWidget(self.search)
        column.addWidget(self.table, 1)
        column.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self._told)
        row.addStretch(1)
        texts = [("&Ny (F3)", self._new), ("&Ändra (F2)", self._change)]
        texts += [("&Välj (Enter)", self._take)] if self._takes else []
        for text, slot in texts:
            button = QPushButton(text, self)
            button.setAutoDefault(False)
            button.clicked.connect(slot)
            row.addWidget(button)
        close = QPushButton("Stäng", self)
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        row.addWidget(close)
        return row

    def _find(self) -> None:
        """Search; of many quick keys only the last one's hits are shown."""
        self._asked += 1
        asked, text = self._asked, self.search.text()
        self._background.run(
            lambda: self._kind.find(self._service, text),
            lambda hits: self._show(hits) if asked == self._asked else None,
        )

    def _show(self, hits: "Sequence[object]") -> None:
        self.table.rows.set_rows(hits)
        self.table.to_first()
        more = "minst " if len(hits) >= MOST else ""
        self._told.setText(f"{more}{len(hits)} träffar" if hits else "Inga träffar")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows move in the table while the cursor is in the search field, and Enter takes."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = event.key()
            slot = {
                Key.Key_Return: self._take,
                Key.Key_Enter: self._take,
                Key.Key_F3: self._new,
                Key.Key_F2: self._change,
            }
            if Key(key) in slot:
                slot[Key(key)]()
                return True
            if watched is self.search and key in (Key.Key_Up, Key.Key_Down, Key.Key_PageUp, Key.Key_PageDown):
                self.table.keyPressEvent(event)
                return True
        return super().eventFilter(watched, event)

    def _take(self) -> None:
        entry = self.table.current()
        if entry is None:
            return
        if self._takes:
            self.taken.emit(entry)
            self.accept()
        else:
            self._change()

    def _new(self) -> None:
        self._edit(self._kind.empty)

    def _change(self) -> None:
        entry = self.table.current()
        if entry is not None:
            self._edit(entry)

    def _edit(self, entry: object) -> None:
        card = RegisterCard(self._kind, entry, self)
        card.wanted.connect(lambda wanted: self._store(card, wanted, is_new=entry == self._kind.empty))
        card.open()

    def _store(self, card: RegisterCard, entry: "Customer | Vehicle | Article", *, is_new: bool) -> None:
        service = self._service
        self._background.run(
            lambda: service.add(entry) if is_new else service.put(entry),
            lambda _: self._on_stored(card, self._kind.key(entry)),
            failed=lambda error: self._on_refused(card, error),
            lane=Lane.CHANGING,
        )

    def _on_refused(self, card: RegisterCard, error: Exception) -> None:
        if isinstance(error, MpayError):
            card.complain(error)
        else:
            self._background.failed.emit(error)

    def _on_stored(self, card: RegisterCard, key: str) -> None:
        card.accept()
        self.search.setText(key)
        self._find()
