"""A table of a voucher's rows, and their totals."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from promeister_mpay.domain.books.vouchers import VoucherRow
from promeister_mpay.domain.money import format_hundredths
from promeister_mpay.ui.common.plain_text import TextLabel
from promeister_mpay.ui.common.read_only_table import ReadOnlyTable, TableColumn


def row_columns(names: Mapping[int, str]) -> tuple[TableColumn[VoucherRow], ...]:
    """Account, account name, debit and credit."""
    return (
        TableColumn("Konto", 60, lambda row: str(row.account)),
        TableColumn("Benämning", 230, lambda row: names.get(row.account, "")),
        TableColumn("Debet", 100, lambda row: _amount(row.amount), right=True),
        TableColumn("Kredit", 100, lambda row: _amount(-row.amount), right=True),
    )


def rows_table(rows: Sequence[VoucherRow], names: Mapping[int, str], parent: QWidget) -> ReadOnlyTable[VoucherRow]:
    """A table with these columns."""
    table: ReadOnlyTable[VoucherRow] = ReadOnlyTable("Verifikationens rader", row_columns(names), parent)
    table.rows.set_rows(rows)
    table.to_first()
    return table


def _amount(ore: int) -> str:
    return format_hundredths(ore) if ore > 0 else ""


def sums_label(rows: Sequence[VoucherRow], parent: QWidget) -> TextLabel:
    """'Debet 1 681,00   Kredit 1 681,00'."""
    debit = sum(max(row.amount, 0) for row in rows)
    credit = -sum(min(row.amount, 0) for row in rows)
    label = TextLabel(f"Debet {format_hundredths(debit)}   Kredit {format_hundredths(credit)}", parent)
    label.setAlignment(Qt.AlignmentFlag.AlignRight)
    return label
