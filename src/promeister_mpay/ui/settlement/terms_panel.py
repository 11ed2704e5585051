"""The user's decisions before a payout is booked: VAT on the fee, and how deviations are booked."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from promeister_mpay.domain.settlement.payouts import PayoutTerms
from promeister_mpay.ui.common.plain_text import TextLabel
from promeister_mpay.ui.common.text_field import TextField
from promeister_mpay.ui.common.wheel import ChoiceBox
from promeister_mpay.ui.settlement.typed_values import account_in, amount_in

CHOOSE, LEAVE_OUT, BOOK = "Välj …", "Ta inte med dem", "Bokför på konto"
INSIDE, ON_TOP = "ingår i filens avgift", "dras utöver filens avgift"


class TermsPanel(QWidget):
    """The fields; `changed` is emitted when any of them changes."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.vat = TextField(self)
        self.vat_place = ChoiceBox(self)
        self.deviating = ChoiceBox(self)
        self.account = TextField(self)
        self.skip_bad = QCheckBox("Bokför utan felaktiga &rader", self)
        self._deviates = self._has_bad = False
        self._lay_out()

    def _lay_out(self) -> None:
        self.vat_place.addItems([INSIDE, ON_TOP])
        self.deviating.addItems([CHOOSE, LEAVE_OUT, BOOK])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for label, name, widgets in (
            ("&Moms på avgiften", "Moms på avgiften", (self.vat, self.vat_place)),
            ("Avvi&kande rader", "Avvikande rader", (self.deviating, self.account)),
        ):
            text = TextLabel(label, self)
            text.setBuddy(widgets[0])
            row.addWidget(text)
            for widget in widgets:
                widget.setAccessibleName(name)
                row.addWidget(widget)
        row.addWidget(self.skip_bad)
        row.addStretch(1)
        self.vat.setFixedWidth(80)
        self.account.setFixedWidth(60)
        self.account.setAccessibleName("Konto för skillnader")
        self.account.setPlaceholderText("2890")
        for field in (self.vat, self.account):
            field.textEdited.connect(self.changed)
        for combo in (self.vat_place, self.deviating):
            combo.currentIndexChanged.connect(self._on_chosen)
        self.skip_bad.toggled.connect(self.changed)
        self.skip_bad.hide()
        # Until there is a payout to say it of.
        self.setEnabled(False)

    def _on_chosen(self) -> None:
        self.account.setEnabled(self.deviating.currentText() == BOOK)
        self.changed.emit()

    def ask_for(self, *, deviates: bool, has_bad: bool) -> None:
        """Show the fields that the current payout needs; clear the answers given for another payout."""
        self._deviates, self._has_bad = deviates, has_bad
        self.setEnabled(True)
        for widget in (self.vat, self.vat_place, self.deviating, self.account, self.skip_bad):
            widget.blockSignals(True)  # noqa: FBT003 – Qt's own
        self.vat.clear()
        self.vat_place.setCurrentIndex(0)
        self.deviating.setCurrentIndex(0)
        for widget in (self.vat, self.vat_place, self.deviating, self.account, self.skip_bad):
            widget.blockSignals(False)  # noqa: FBT003 – Qt's own
        self.deviating.setEnabled(deviates)
        self.account.setEnabled(False)
        self.skip_bad.setVisible(has_bad)

    def why_not(self) -> str:
        """What is missing before the payout can be booked; empty when nothing is."""
        if self._deviates and self.deviating.currentText() == CHOOSE:
            return "Säg vad som ska hända med de avvikande raderna innan du bokför."
        if self._has_bad and not self.skip_bad.isChecked():
            return "Filen har felaktiga rader. Rätta dem, eller välj att bokföra utan dem."
        return ""

    def terms(self) -> PayoutTerms:
        """The decisions; raises `InputError` with the faulty field."""
        chosen = self.deviating.currentText() == BOOK
        account = account_in(self.account, "difference_account") if chosen else None
        return PayoutTerms(amount_in(self.vat, "vat"), self.vat_place.currentText() == ON_TOP, account)
