"""The daily copy, Återställ… and Felsökningspaket…, as a clerk meets them."""

import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from promeister_mpay.adapters.store.backup.copies import SqliteCopies
from promeister_mpay.adapters.store.backup.restore_request import read_request
from promeister_mpay.adapters.store.backup.server_dumps import ServerDumps
from promeister_mpay.adapters.store.facts import store_facts, store_settings
from promeister_mpay.adapters.system_facts import log_files, system_facts
from promeister_mpay.errors import StoreLost
from promeister_mpay.services.maintenance.backups import BackupService, Copies, CopyKind
from promeister_mpay.services.maintenance.licences import Licence
from promeister_mpay.services.maintenance.services import MaintenanceServices
from promeister_mpay.services.maintenance.support_bundle import SupportService
from promeister_mpay.services.settings import Settings
from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.maintenance.about_dialog import AboutDialog
from promeister_mpay.ui.maintenance.actions import MaintenanceActions
from promeister_mpay.ui.maintenance.restore_dialog import RestoreDialog
from promeister_mpay.ui.maintenance.support_bundle_dialog import SupportBundleDialog
from support.backup_copies import NOW, damage, made
from support.clerks import Clerk
from support.fakes.clock import FakeClock
from support.stores import an_order, stored

A = ActionName
LICENCES = [Licence("promeister-mpay", "0.1.0", "LICENSE", "MIT"), Licence("Qt <b>", "6", "LGPL.txt", "<i>LGPL</i>")]
SETTINGS = Settings(backup_by="IT-avdelningen")


@pytest.fixture
def copies(sqlite_store_url: str) -> SqliteCopies:
    return SqliteCopies(Path(sqlite_store_url.removeprefix("sqlite:///")))


def begin(clerk: Clerk, url: str, logs: Path, copies: Copies) -> None:
    support = SupportService(
        system=lambda: system_facts(logs.parent),
        store=lambda: store_facts(url),
        settings=lambda: store_settings(url),
        logs=lambda: log_files(logs),
    )
    backups = BackupService(copies=copies, clock=FakeClock(NOW + timedelta(days=1)), settings=lambda: SETTINGS)
    clerk.main.add_maintenance(MaintenanceServices(support, backups, lambda: LICENCES))


def maintenance(clerk: Clerk) -> MaintenanceActions:
    return clerk.frame.findChildren(MaintenanceActions)[-1]


@pytest.fixture
def keeper(clerk: Clerk, sqlite_store_url: str, tmp_path: Path, copies: SqliteCopies) -> Clerk:
    """A clerk whose program keeps a copy of yesterday, with one order less."""
    made(copies)
    stored(clerk.store, an_order(14791))
    begin(clerk, sqlite_store_url, tmp_path / "logs", copies)
    return clerk


def restoring(clerk: Clerk) -> RestoreDialog:
    clerk.choose(A.RESTORE)
    dialog = clerk.dialog(RestoreDialog)
    assert isinstance(dialog, RestoreDialog)
    clerk.wait(
        lambda: bool(dialog.copies.rows.shown) and all(row.contents or row.trouble for row in dialog.copies.rows.shown)
    )
    return dialog


def cells(dialog: RestoreDialog, row: int) -> list[str]:
    model = dialog.copies.rows
    return [str(model.data(model.index(row, column))) for column in range(model.columnCount())]


def test_the_days_copy_is_made_behind_the_window_once(keeper: Clerk, copies: SqliteCopies) -> None:
    for _ in range(2):
        maintenance(keeper).back_up()
        keeper.settle()
    assert [copy.kind for copy in copies.all()] == [CopyKind.DAILY] * 2


def test_a_copy_that_cannot_be_made_is_told_once(keeper: Clerk, copies: SqliteCopies) -> None:
    for copy in copies.folder.iterdir():
        copy.unlink()
    copies.folder.rmdir()
    copies.folder.touch()

    maintenance(keeper).back_up()
    keeper.wait(lambda: "Dagens säkerhetskopia kunde inte göras" in keeper.said)
    keeper.settle()
    keeper.window.strip.clear_message()
    maintenance(keeper).back_up()
    keeper.settle()
    assert keeper.said == ""


def test_the_dialog_tells_what_is_in_each_copy(keeper: Clerk, copies: SqliteCopies) -> None:
    bad = made(copies, NOW - timedelta(days=1))
    bad.path.write_bytes(b"\0" * 100)

    dialog = restoring(keeper)

    assert cells(dialog, 0)[1:6] == ["Daglig", "1", "14790 (2026-03-02)", "0", "0"]
    assert "inte en databas" in cells(dialog, 1)[7]
    assert dialog.restore_button.isEnabled()
    dialog.copies.selectRow(1)
    assert not dialog.restore_button.isEnabled()
    assert str(copies.folder) in dialog.message_label.text()


def test_a_copy_can_be_taken_at_once(keeper: Clerk, copies: SqliteCopies) -> None:
    dialog = restoring(keeper)
    dialog.copy_button.click()
    keeper.wait(lambda: len(dialog.copies.rows.shown) == 2)
    keeper.settle()
    assert cells(dialog, 0)[1:3] == ["Tagen för hand", "2"]
    assert copies.all()[0].kind is CopyKind.BY_HAND


def test_restoring_asks_says_what_is_lost_and_starts_again(keeper: Clerk, copies: SqliteCopies) -> None:
    dialog = restoring(keeper)
    with keeper.answering("Avbryt") as asked:
        dialog.restore_button.click()
    assert "Kopian har 1 order, den senaste 14790" in asked[0]
    assert "Databasen har nu 2, den senaste 14791" in asked[0]
    assert "Betalningar och bokförda handlingar från tiden efter kopian följer med" in asked[0]
    assert keeper.frame.isVisible()
    assert not (copies.folder / "restore-at-start").exists()

    with keeper.answering("Återställ och starta om", to_front=False):
        dialog.restore_button.click()
    keeper.wait(lambda: not keeper.frame.isVisible())
    assert keeper.main.closing.wants_restart
    assert (copies.folder / "restore-at-start").read_text(encoding="utf-8").startswith(copies.all()[0].path.name)


def test_copies_of_a_server_are_shown_and_restored_by_who_keeps_it(
    clerk: Clerk, sqlite_store_url: str, tmp_path: Path
) -> None:
    dumps = ServerDumps(lambda: "postgresql://bh@x/mpay", tmp_path, find=lambda _name: None, computer="k")
    (tmp_path / "mpay-daily-20260301T080000Z.dump").write_bytes(b"PGDMP")
    begin(clerk, sqlite_store_url, tmp_path / "logs", dumps)
    clerk.choose(A.RESTORE)
    dialog = clerk.dialog(RestoreDialog)
    clerk.settle()
    assert [row.copy.kind for row in dialog.copies.rows.shown] == [CopyKind.DAILY]
    assert "IT-avdelningen" in dialog.message_label.text()
    assert not dialog.restore_button.isVisible()
    dialog.copy_button.click()
    clerk.settle()
    assert "pg_dump finns inte" in dialog.message_label.text()


PERSONAL = ("Åsa", "Öberg", "1740605", "asa@example.se", "ABC 123", "YV1639", "Glassgatan", "hemlig", "198305147715")


def test_the_package_is_shown_before_it_is_saved_and_says_nothing_of_anybody(keeper: Clerk, tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    (logs / "promeister-mpay.log").write_text(
        "ERROR to +46701740605, asa@example.se, 198305147715, client_secret=hemlig\n", encoding="utf-8"
    )
    keeper.send()
    keeper.choose(A.SUPPORT)
    dialog = keeper.dialog(SupportBundleDialog)
    assert isinstance(dialog, SupportBundleDialog)
    keeper.wait(dialog.save_button.isEnabled)
    shown = {}
    for row in range(dialog.texts.names.count()):
        dialog.texts.names.setCurrentRow(row)
        shown[dialog.texts.names.item(row).text()] = dialog.texts.text.toPlainText()
    dialog.save_to(tmp_path / "package.zip")
    keeper.wait(lambda: "Sparat" in dialog.message_label.text())

    with zipfile.ZipFile(tmp_path / "package.zip") as package:
        saved = {name: package.read(name).decode() for name in package.namelist()}
    assert saved == shown
    assert list(saved) == ["system.txt", "databas.txt", "inställningar.txt", "logg/promeister-mpay.log"]
    assert "Rader i orders: 2\n" in saved["databas.txt"]
    assert "Betalnings-SMS pågår WAITING COLLECT: 1" in saved["databas.txt"]
    assert "Skärm 1: " in saved["system.txt"]
    assert "Länkens livslängd: 1440\n" in saved["inställningar.txt"]
    assert "to +4670…05, ‹e-post›, ‹personnr›, client_secret=‹dolt›" in saved["logg/promeister-mpay.log"]
    everything = "".join(saved.values())
    assert [word for word in (*PERSONAL, keeper.request.link) if word in everything] == []


def test_a_package_that_cannot_be_saved_says_so_and_stays(keeper: Clerk, tmp_path: Path) -> None:
    keeper.choose(A.SUPPORT)
    dialog = keeper.dialog(SupportBundleDialog)
    assert isinstance(dialog, SupportBundleDialog)
    keeper.wait(dialog.save_button.isEnabled)
    dialog.save_to(tmp_path / "nowhere" / "package.zip")
    keeper.wait(lambda: "mappen finns inte" in dialog.message_label.text())
    assert dialog.isVisible()


def test_both_work_when_the_store_does_not_open(
    keeper: Clerk, sqlite_store_url: str, copies: SqliteCopies, tmp_path: Path
) -> None:
    keeper.store.close()
    damage(Path(sqlite_store_url.removeprefix("sqlite:///")))
    begin(keeper, f"{sqlite_store_url}-gone/x", tmp_path, copies)

    keeper.choose(A.SUPPORT)
    dialog = keeper.dialog(SupportBundleDialog)
    assert isinstance(dialog, SupportBundleDialog)
    keeper.wait(dialog.save_button.isEnabled)
    dialog.texts.names.setCurrentRow(1)
    assert "Kan inte läsas: StoreError: Databasen" in dialog.texts.text.toPlainText()
    dialog.reject()
    restore = restoring(keeper)
    restore.restore_button.click()
    keeper.wait(restore.last_invoice.isVisible)
    assert "Skriv numret på den senaste fakturan" in restore.message_label.text()
    QTest.keyClicks(restore.last_invoice, "1042")
    with keeper.answering("Återställ och starta om", to_front=False) as asked:
        restore.restore_button.click()
    keeper.wait(lambda: not keeper.frame.isVisible())
    assert "Kopian har 1 order" in asked[0]
    assert "eller så saknas det som sparades sist" in asked[0]
    request = read_request(Path(sqlite_store_url.removeprefix("sqlite:///")))
    assert request is not None
    assert request.last_invoice == 1042


def test_a_store_that_lost_what_was_saved_last_can_be_chosen_as_it_is(
    keeper: Clerk, sqlite_store_url: str, copies: SqliteCopies
) -> None:
    path = Path(sqlite_store_url.removeprefix("sqlite:///"))
    keeper.store.close()
    path.write_bytes(copies.all()[0].path.read_bytes())

    dialog = restoring(keeper)

    assert cells(dialog, 0)[1:3] == ["Databasen som den är", "1"]
    dialog.restore_button.click()
    keeper.wait(dialog.last_invoice.isVisible)


def test_a_lost_store_is_said_at_the_start_and_restore_is_offered(keeper: Clerk, copies: SqliteCopies) -> None:
    why = f"Databasen {copies.folder} saknas, fast den har funnits där."
    with keeper.answering("Öppna Återställ") as asked:
        keeper.main.refuse_store(StoreLost(why))
    assert why in asked[0]
    assert why in keeper.said
    assert isinstance(keeper.dialog(RestoreDialog), RestoreDialog)


def test_om_programmet_shows_the_licence_of_each_package(keeper: Clerk) -> None:
    keeper.choose(A.ABOUT)
    about = keeper.dialog(AboutDialog)
    keeper.wait(lambda: about.texts.names.count() == len(LICENCES))

    assert about.texts.text.toPlainText() == "MIT"
    QTest.keyClick(about.texts.names, Qt.Key.Key_Down)
    assert about.texts.names.currentItem().text() == "Qt <b> 6 (LGPL.txt)"
    assert about.texts.text.toPlainText() == "<i>LGPL</i>"
