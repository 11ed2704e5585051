"""Closing the window while something is under way: it is told, it can be waited for, and leaving loses nothing."""

import threading
from contextlib import closing
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.paths import RESOURCES
from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.common.background import Lane, Task
from promeister_mpay.ui.lists.export import ListExport
from promeister_mpay.ui.registers.import_dialog import ImportDialog
from promeister_mpay.ui.settings.code_page import CodePage
from promeister_mpay.ui.shell.closing import ClosingDialog
from support.clerks import Clerk
from support.counters import counter_on, prepare
from support.gateways import Json, Sandbox, client_of, trouble
from support.settings_clerks import Settled

SENDING = "Order 14790: Skickar betalnings-SMS till +46 70-174 06 05 …"


def while_sending(clerk: Clerk, sandbox: Sandbox, *troubles: Json) -> ClosingDialog:
    """The clerk sends, and closes the window before the answer has come."""
    sandbox.switch(*(troubles or [trouble("delay", "create", seconds=1)]))
    clerk.shortcut(ActionName.SEND)
    clerk.wait(lambda: bool(clerk.window.background.tasks))
    clerk.frame.close()
    found = clerk.dialog(ClosingDialog)
    assert isinstance(found, ClosingDialog)
    assert clerk.frame.isVisible()
    return found


def test_a_call_under_way_is_told_and_waited_for(clerk: Clerk, sandbox: Sandbox) -> None:
    dialog = while_sending(clerk, sandbox)
    assert f"{SENDING} Avslutar du nu: Betalningen är antecknad" in dialog.message_label.text()

    clerk.wait(lambda: not clerk.frame.isVisible())

    assert clerk.main.closing.left_cleanly
    with clerk.store.reading() as work:
        assert work.requests.of_order(14790)[0].link


def test_who_does_not_wait_finds_the_payment_at_the_next_start(clerk: Clerk, sandbox: Sandbox) -> None:
    while_sending(clerk, sandbox).leave_button.click()
    assert not clerk.frame.isVisible()
    assert clerk.stored(14790).status is OrderStatus.MOBILE_PAYMENT

    with closing(client_of(sandbox)) as gateway:
        result = counter_on(clerk.store, gateway).payments.check(14790, who="BH")

    assert result.request.link
    assert sandbox.calls().count("create") == 1


def test_who_stays_goes_on_working(clerk: Clerk, sandbox: Sandbox) -> None:
    dialog = while_sending(clerk, sandbox)
    clerk.frame.close()
    assert len(clerk.frame.findChildren(ClosingDialog)) == 1
    dialog.stay_button.click()

    clerk.wait(lambda: bool(clerk.card.requests and clerk.request.link))
    clerk.settle()
    assert clerk.frame.isVisible()


def test_a_program_that_is_told_to_end_asks_nothing_and_keeps_the_order(clerk: Clerk) -> None:
    clerk.fill("address", "Nygatan 2")
    page = Settled(clerk, "Chefskod").page
    assert isinstance(page, CodePage)
    page.new.setText("halvskriven")
    ended: list[bool] = []
    clerk.main.closing.ended.connect(lambda: ended.append(True))

    clerk.main.closing.leave_now()

    clerk.wait(lambda: bool(ended))
    assert not any(window.isVisible() for window in QApplication.topLevelWidgets())
    assert clerk.stored(14790).address == "Nygatan 2"


def test_what_goes_wrong_while_the_window_waits_is_seen(clerk: Clerk, sandbox: Sandbox) -> None:
    prepare(clerk.store, method_most=99_999_999)
    clerk.to_cell(0, "unit_price")
    clerk.write("90000", Qt.Key.Key_Return)
    clerk.settle()
    while_sending(clerk, sandbox)

    clerk.wait(lambda: clerk.window.strip.mood.value == "bad")
    assert "Inget SMS har skickats" in clerk.said

    clerk.settle()
    assert clerk.frame.isVisible()
    assert clerk.stored(14790).status is OrderStatus.DONE


def test_a_link_of_which_nobody_knows_whether_it_went_out_keeps_the_window_that_waits(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    while_sending(clerk, sandbox, trouble("lose_before", "create"), trouble("delay", "search", seconds=1))

    clerk.wait(lambda: clerk.window.strip.mood.value == "bad")
    clerk.settle()
    assert "okänt om betalnings-SMS:et gick ut" in clerk.said
    assert clerk.frame.isVisible()


def test_an_import_that_is_left_is_not_there(clerk: Clerk) -> None:
    clerk.choose(ActionName.IMPORT)
    importing = clerk.dialog(ImportDialog)
    assert isinstance(importing, ImportDialog)
    importing.show_files([RESOURCES / "demo" / "kunder.csv"])
    clerk.wait(lambda: "320 rader lästa" in importing.message_label.text())

    importing.run_button.click()
    clerk.frame.close()
    dialog = clerk.dialog(ClosingDialog)
    assert isinstance(dialog, ClosingDialog)
    assert "Importerar filer … Avslutar du nu: Ingenting av importen sparas." in dialog.message_label.text()
    dialog.leave_button.click()

    assert not clerk.frame.isVisible()
    with clerk.store.reading() as work:
        assert work.registers.customer("10001") is None


def hold_long_work(clerk: Clerk) -> None:
    """Keep both threads for long work busy until the window is left, so that nothing else of it can be ready before."""
    left = threading.Event()
    for what in ("Räknar", "Räknar igen"):
        task = Task(what, "", stop=left.set)
        clerk.window.background.run(left.wait, lambda _: None, lane=Lane.LONG, task=task)


def test_an_export_that_is_left_writes_no_file(clerk: Clerk, tmp_path: Path) -> None:
    window = clerk.window.lists.open_orders(14790)
    assert window is not None
    clerk.settle()
    hold_long_work(clerk)
    window.export_to(tmp_path / "order.xlsx")
    assert window.findChild(ListExport) is not None
    clerk.frame.close()
    dialog = clerk.dialog(ClosingDialog)
    assert isinstance(dialog, ClosingDialog)
    dialog.leave_button.click()

    assert not clerk.frame.isVisible()
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".xlsx"] == []
