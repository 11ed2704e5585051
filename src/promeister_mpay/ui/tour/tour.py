"""The tour: plays a payment's story by keyboard, as a clerk would, and saves a picture of each step."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QPushButton

from promeister_mpay.domain.payments.request import PaymentOutcome
from promeister_mpay.errors import MpayError
from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.counter_window import CounterWindow
from promeister_mpay.ui.lists.column_chooser import ColumnChooser
from promeister_mpay.ui.lists.window import ListWindow
from promeister_mpay.ui.payments.training_phone import TrainingPhone
from promeister_mpay.ui.tour.books import BookScenes
from promeister_mpay.ui.tour.robot import Until
from promeister_mpay.ui.tour.settings import SettingScenes

PATIENCE = 30
PLATE = "GTM54M"
CLERK = "BH"
ARTICLES = ("1010", "W712/94", "5W30-L")
Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


class TourCustomer(Protocol):
    """Acts as the customer, on the newest payment link."""

    def open_page(self) -> str:
        """Open the pay page."""
        ...

    def pay(self) -> None:
        """Pay by card."""
        ...


class Tour(BookScenes, SettingScenes):
    """Plays the story once; `finished` carries the exit code."""

    finished = Signal(int)

    def __init__(self, window: CounterWindow, folder: Path, customer: TourCustomer) -> None:
        super().__init__(window, folder)
        self._customer = customer
        self._story = self._play()
        self._waits: Until | None = None
        self._deadline = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(10)
        self._timer.timeout.connect(self._go_on)

    def start(self) -> None:
        """Start the tour."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for old in self._folder.glob("[0-9][0-9]-*"):
            old.unlink()
        self._timer.start()

    def _go_on(self) -> None:
        """Run one step when the condition it waits for holds."""
        if self._waits is not None and not self._waits.holds():
            if time.monotonic() > self._deadline:
                self._end(f"The tour waited in vain for: {self._waits.what}. The window says: {self._said()}")
            return
        try:
            self._waits = next(self._story)
        except StopIteration:
            self._end("")
        except (MpayError, LookupError) as error:
            self._end(f"The tour stopped: {error!r}. The window says: {self._said()}")
        self._deadline = time.monotonic() + PATIENCE

    def _end(self, error: str) -> None:
        self._timer.stop()
        if error:
            self._picture("stopped")
            sys.stderr.write(f"{error}\n")
        else:
            sys.stdout.write(f"{self._pictures} pictures and documents in {self._folder}\n")
        self.finished.emit(1 if error else 0)

    def _said(self) -> str:
        return f"{self._window.strip.text()} {self._window.frame.band.text()}".strip() or "nothing"

    # -- the story (design §1)

    def _play(self) -> Iterator[Until]:
        yield from self._write_order()
        yield from self._send()
        yield from self._be_paid()
        yield from self._look_in_list()
        yield from self._pay_back()
        yield from self._send_again()
        yield from self._pay_otherwise()
        yield from self._try()
        yield from self._post()
        yield from self._look_at_invoice()
        yield from self._look_at_credit()
        yield from self._keep_documents()
        yield from self._look_at_settings()
        yield from self._look_at_guide()
        yield from self._look_at_help()

    def _write_order(self) -> Iterator[Until]:
        """S2: an order as usual, ready for payment."""
        station = self._window.workstation
        station.put_names(CLERK, station.counter)
        self._window.frame.status_line.show_workstation(station.counter, station.clerk)
        self._press(Key.Key_F3)
        yield Until("an empty order", lambda: self._card().order.number == 0)
        self._type(PLATE, Key.Key_Return)
        yield Until("the owner", lambda: bool(self._field("customer_name")))
        self._window.page.table.focus_cell(0, "number")
        for row, number in enumerate(ARTICLES):
            yield from self._write_line(row, number)
        self._window.page.focus_field("status")
        yield Until("the status field", self._window.page.form.fields["status"].hasFocus)
        self._type("K")
        self._window.editor.save()
        yield Until(
            "the order's number", lambda: self._card().order.number > 0 and not self._window.frame.isWindowModified()
        )
        self._picture("order")

    def _write_line(self, row: int, number: str) -> Iterator[Until]:
        table = self._window.page.table
        table.focus_cell(row, "number")
        self._type(number, Key.Key_Return)
        yield self._filled(row)
        table.focus_cell(row, "quantity")
        self._type("1,5", Key.Key_Return)
        yield Until("the quantity", lambda: self._window.page.model.lines[row].quantity == 150)

    def _send(self) -> Iterator[Until]:
        """S3 and S4: Ctrl+S, and the order is locked."""
        self._press(Key.Key_S, CONTROL)
        yield Until("the link", lambda: bool(self._card().requests and self._card().requests[-1].link))
        yield self._quiet()
        self._picture("locked-order")
        self._choose(ActionName.PHONE)
        phone = self._window.frame.findChild(TrainingPhone)
        yield Until("the SMS", lambda: phone is not None and any(phone.findChildren(QPushButton)))
        if phone is not None:
            self._picture("phone", phone)
            phone.close()
        self._choose(ActionName.SHOW_LINK)
        dialog = self._dialog()
        if dialog is not None:
            self._picture("link", dialog)
            dialog.close()
        (self._folder / f"{self._next():02}-pay-page.html").write_text(self._customer.open_page(), encoding="utf-8")

    def _be_paid(self) -> Iterator[Until]:
        """S8 and S9: the customer pays, the program sees it."""
        self._customer.pay()
        yield self._in_front()
        self._press(Key.Key_L, CONTROL)
        yield Until("the payment", lambda: self._card().order.payment_received)
        yield self._quiet()
        self._picture("paid-order")
        for at, name in ((2, "billing"), (3, "payments"), (4, "history")):
            self._window.page.tabs.setCurrentIndex(at)
            yield self._quiet()
            self._picture(name)
        self._window.page.tabs.setCurrentIndex(0)

    def _look_in_list(self) -> Iterator[Until]:
        """S13: F5, and the columns of the payment in the list."""
        yield self._in_front()
        self._press(Key.Key_F5)
        yield Until("the list", lambda: isinstance(self._dialog(), ListWindow))
        window = self._dialog()
        if isinstance(window, ListWindow):
            yield Until("the list's rows", lambda: window.current() is not None)
            window.column_controller.choose()
            chooser = window.findChild(ColumnChooser)
            yield Until("the columns", lambda: chooser is not None and chooser.isVisible())
            if chooser is not None:
                for item in chooser.list.findItems("betalning", Qt.MatchFlag.MatchContains):
                    item.setCheckState(Qt.CheckState.Checked)
                self._picture("columns", chooser)
                chooser.accept()
            yield Until(
                "the count", lambda: window.reader.count is not None and len(window.column_controller.shown) > 3
            )
            self._picture("order-list", window)
            window.close()
        yield self._in_front()

    def _pay_back(self) -> Iterator[Until]:
        """S5 and S6: what is paid already is paid back, and the order opens."""
        yield from self._void("pay-back")
        yield Until("the refund", lambda: self._card().requests[-1].outcome is PaymentOutcome.REFUNDED)
        yield Until("the open order", lambda: not self._window.page.is_locked)
        yield self._quiet()
        self._picture("paid-back")

    def _send_again(self) -> Iterator[Until]:
        """S7: change the order and send a new link."""
        self._window.page.table.focus_cell(len(ARTICLES), "number")
        self._type("9001", Key.Key_Return)
        yield self._filled(len(ARTICLES))
        self._press(Key.Key_S, CONTROL)
        yield Until("the second link", lambda: len(self._card().requests) == 2 and bool(self._card().requests[-1].link))
        yield self._quiet()
        self._picture("second-link")

    def _pay_otherwise(self) -> Iterator[Until]:
        """S11: the customer pays in another way after all."""
        yield from self._void("take-back")
        yield Until("the open order", lambda: not self._window.page.is_locked)
        yield self._quiet()
        self._press(Key.Key_Escape)
        self._window.page.focus_field("payment_method")
        yield Until("the method's field", self._window.page.form.fields["payment_method"].hasFocus)
        self._type("KO")
        self._window.editor.save()
        yield Until("the method in the store", lambda: self._card().order.payment_method is not None)
        self._picture("paid-otherwise")
