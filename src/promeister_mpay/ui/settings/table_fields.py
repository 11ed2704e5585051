"""The settings that are tables: VAT rates with their accounts, and account names."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from promeister_mpay.domain.books.accounts import VatRate
from promeister_mpay.domain.texts import one_line
from promeister_mpay.errors import InputError
from promeister_mpay.services.settings import LABELS
from promeister_mpay.ui.common.cell_delegate import TextDelegate

ROW_HEIGHT = 22


class TableField(QTableWidget):
    """A small editable table: the last row is always empty and becomes a new row; Delete clears a row."""

    def __init__(self, name: str, columns: Sequence[tuple[str, int]], parent: QWidget | None = None) -> None:
        super().__init__(0, len(columns), parent)
        self.setObjectName(name)
        self.setAccessibleName(LABELS[name])
        self.setHorizontalHeaderLabels([title for title, _ in columns])
        self.setItemDelegate(TextDelegate(self))
        for at, (_, width) in enumerate(columns):
            self.setColumnWidth(at, width)
        header = self.horizontalHeader()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.setTabKeyNavigation(False)
        self.cellChanged.connect(lambda _row, _column: self._keep_empty_row())

    @property
    def editor(self) -> QWidget:
        """The table itself."""
        return self

    def show_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Show rows of texts followed by an empty one."""
        self.blockSignals(True)  # noqa: FBT003 – Qt's own
        self.setRowCount(0)
        for row in (*rows, ()):
            self._append(row)
        self.blockSignals(False)  # noqa: FBT003 – Qt's own

    def _append(self, texts: Sequence[str]) -> None:
        at = self.rowCount()
        self.insertRow(at)
        for column, text in enumerate(texts):
            self.setItem(at, column, QTableWidgetItem(text))

    def rows(self) -> list[list[str]]:
        """The rows that are not empty."""
        found = [[self._text(row, column) for column in range(self.columnCount())] for row in range(self.rowCount())]
        return [row for row in found if any(row)]

    def _text(self, row: int, column: int) -> str:
        item = self.item(row, column)
        return one_line(item.text()) if item is not None else ""

    def _keep_empty_row(self) -> None:
        last = self.rowCount() - 1
        if last < 0 or any(self._text(last, column) for column in range(self.columnCount())):
            self._append(())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete removes the row; Enter opens the cell instead of pressing the dialog's default button."""
        if event.key() == Qt.Key.Key_Delete and self.currentRow() >= 0:
            self.removeRow(self.currentRow())
            self._keep_empty_row()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem() is not None:
            self.editItem(self.currentItem())
        else:
            super().keyPressEvent(event)


class RatesField(TableField):
    """VAT rates: per cent, the sales accounts for goods and labour, and the VAT account."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        columns = (("Moms %", 70), ("Konto varor", 110), ("Konto arbete", 110), ("Momskonto", 110))
        super().__init__(name, columns, parent)

    def put(self, value: object) -> None:
        """Show the rates."""
        rates = value if isinstance(value, tuple) else ()
        self.show_rows(
            [(str(r.rate), str(r.goods_account), str(r.labour_account), str(r.vat_account or "")) for r in rates]
        )

    def value(self) -> object:
        """The rates; raises `InputError` that names the faulty row."""
        return tuple(self._rate(row) for row in self.rows())

    def _rate(self, row: list[str]) -> VatRate:
        rate, goods, labour, vat = (cell.removesuffix("%").strip() for cell in row)
        numbers = (rate, goods, labour or goods, vat or "0")
        if not all(number.isascii() and number.isdigit() and len(number) <= 9 for number in numbers):
            raise InputError(
                f"Momssatsen ”{' '.join(filter(None, row))}” kan inte läsas. Skriv sats och konton med siffror.",
                self.objectName(),
            )
        return VatRate(*map(int, numbers))


class NamesField(TableField):
    """The names of the accounts."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, (("Konto", 70), ("Namn", 300)), parent)

    def put(self, value: object) -> None:
        """Show the names."""
        names = value if isinstance(value, Mapping) else {}
        self.show_rows([(str(account), name) for account, name in sorted(names.items())])

    def value(self) -> object:
        """The names by account; raises `InputError` that names the faulty row."""
        names: dict[int, str] = {}
        for account, name in self.rows():
            if not (account.isascii() and account.isdigit() and len(account) <= 9):
                raise InputError(f"Kontot ”{account}” kan inte läsas. Skriv fyra siffror.", self.objectName())
            if int(account) in names:
                raise InputError(f"Kontot {account} finns två gånger. Ta bort det ena.", self.objectName())
            names[int(account)] = name
        return names
