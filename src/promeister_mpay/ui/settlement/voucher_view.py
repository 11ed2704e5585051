"""Previews a payout's voucher: its rows, and a sentence about the amount paid into the bank."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from promeister_mpay.domain.money import format_kronor
from promeister_mpay.ui.books.voucher_rows import row_columns, rows_table
from promeister_mpay.ui.common.plain_text import TextLabel

if TYPE_CHECKING:
    from promeister_mpay.services.settlement.service import Booking


class VoucherView(QWidget):
    """Shows the voucher to be booked, or why there is none.

    What is unusual in it must be accepted with a tick; `accepted` is emitted when that changes.
    """

    accepted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._unusual: tuple[str, ...] = ()
        self.accept = QCheckBox("Det s&tämmer, bokför ändå", self)
        self.accept.hide()
        self.accept.toggled.connect(self.accepted)
        self.table = rows_table((), {}, self)
        self.table.setFixedSize(540, 150)
        self.message_label = TextLabel(parent=self)
        self.message_label.setWordWrap(True)
        self.message_label.setAlignment(Qt.AlignmentFlag.AlignTop)
        beside = QVBoxLayout()
        beside.addWidget(self.message_label, 1)
        beside.addWidget(self.accept)
        row = QHBoxLayout()
        row.addWidget(self.table)
        row.addLayout(beside, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(TextLabel("Det här bokförs", self))
        column.addLayout(row)

    def show_booking(self, booking: "Booking", names: Mapping[int, str], whole: int, earlier: int = 0) -> None:
        """Show a voucher; `whole` is the bank amount in öre for all rows that were not booked before.

        `earlier` is the bank amount for the rows that were.
        """
        voucher = booking.voucher
        self.table.show_columns(row_columns(names), voucher.rows if voucher else ())
        self._ask_about(booking.unusual)
        sentences = (
            " ".join(booking.unusual),
            _bank(booking, whole),
            _earlier(earlier),
            _differences(booking),
            _day(booking),
        )
        self.message_label.setText("\n\n".join(filter(None, sentences)))

    @property
    def accepts_unusual(self) -> bool:
        """Whether everything unusual in the voucher is accepted; also when nothing is unusual."""
        return not self._unusual or self.accept.isChecked()

    def _ask_about(self, unusual: tuple[str, ...]) -> None:
        """Show the tick when something is unusual; a tick for something else does not count."""
        if unusual != self._unusual:
            self._unusual = unusual
            self.accept.setChecked(False)
        self.accept.setVisible(bool(unusual))

    def show_nothing(self, why: str) -> None:
        """Show why there is no voucher."""
        self._ask_about(())
        self.table.rows.set_rows(())
        self.message_label.setText(why)


def _bank(booking: "Booking", whole: int) -> str:
    payout = booking.payout
    if not payout.rows:
        return "Det finns inget nytt att bokföra."
    if booking.voucher is None:
        return "Raderna tar ut varandra: utbetalningen noteras, men blir ingen verifikation."
    booked, rest = format_kronor(payout.net), whole - payout.net
    if not rest:
        return f"Banken har fått {booked}. Jämför med kontoutdraget."
    return (
        f"Enligt filen har banken fått {format_kronor(whole)}. Nu bokförs {booked}; resten, {format_kronor(rest)}, "
        "bokförs när de avvikande raderna är utredda: läs då in samma fil igen."
    )


def _earlier(ore: int) -> str:
    return f"Av samma utbetalning är {format_kronor(ore)} bokfört förut." if ore else ""


def _differences(booking: "Booking") -> str:
    payout = booking.payout
    rest = sum(row.difference for row in payout.rows)
    if payout.difference_account is None or not rest:
        return ""
    return (
        f"Skillnaden, {format_kronor(rest)}, bokförs på konto {payout.difference_account}, så att verifikationen "
        "stämmer med banken och våra egna betalningar är helt avräknade."
    )


def _day(booking: "Booking") -> str:
    if not booking.is_moved or booking.voucher is None:
        return ""
    return f"Bokföringen är stängd för {booking.payout.posted_on}: verifikationen dateras {booking.voucher.event_date}."
