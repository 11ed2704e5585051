"""The order's totals, below the lines."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from promeister_mpay.domain.money import format_hundredths, format_kronor
from promeister_mpay.domain.orders.lines import Totals
from promeister_mpay.ui.common.plain_text import TextLabel
from promeister_mpay.ui.common.qt_constants import RIGHT, SELECTABLE_BY_MOUSE


class TotalsBar(QWidget):
    """One line: net, VAT per rate and rounding, and in bold the amount to pay."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sums, self._to_pay = TextLabel(parent=self), TextLabel(parent=self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for label, name, stretch in ((self._sums, "totals", 1), (self._to_pay, "toPay", 0)):
            label.setObjectName(name)
            label.setAccessibleName("Summor")
            label.setProperty("alignment", RIGHT)
            label.setProperty("textInteractionFlags", SELECTABLE_BY_MOUSE)
            row.addWidget(label, stretch)

    def show_totals(self, totals: Totals) -> None:
        """Show the totals."""
        parts = [f"Exkl. moms {format_hundredths(totals.net)}"]
        parts += [f"Moms {sums.rate} % {format_hundredths(sums.vat)}" for sums in totals.by_rate]
        parts.append(f"Öresavr. {format_hundredths(totals.rounding)}")
        self._sums.setText(" ".join(parts))
        self._to_pay.setText(f"Att betala {format_kronor(totals.to_pay)}")

    def text(self) -> str:
        """The text shown."""
        return f"{self._sums.text()} {self._to_pay.text()}"
