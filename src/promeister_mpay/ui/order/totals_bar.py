"""The order's totals, below the lines."""

from PySide6.QtWidgets import QLabel, QWidget

from promeister_mpay.domain.money import format_hundredths, format_kronor
from promeister_mpay.domain.orders.lines import Totals
from promeister_mpay.ui.common.qt_constants import RIGHT, SELECTABLE_BY_MOUSE


class TotalsBar(QLabel):
    """One line: net, VAT per rate, rounding, and the amount to pay."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("totals")
        self.setAccessibleName("Summor")
        self.setProperty("alignment", RIGHT)
        self.setProperty("textInteractionFlags", SELECTABLE_BY_MOUSE)

    def show_totals(self, totals: Totals) -> None:
        """Show the totals."""
        parts = [f"Exkl. moms {format_hundredths(totals.net)}"]
        parts += [f"Moms {sums.rate} % {format_hundredths(sums.vat)}" for sums in totals.by_rate]
        parts.append(f"Öresavr. {format_hundredths(totals.rounding)}")
        self.setText(f"{' '.join(parts)} <b>Att betala {format_kronor(totals.to_pay)}</b>")
