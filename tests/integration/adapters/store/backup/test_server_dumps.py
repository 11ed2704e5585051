"""Copies of a store at a server: whole, restorable by pg_restore, and made without showing anybody the password."""

import ast
import os
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url

from promeister_mpay.adapters.store import open_store
from promeister_mpay.adapters.store.backup import server_dumps
from promeister_mpay.adapters.store.backup.server_dumps import LONGEST, ServerDumps
from promeister_mpay.errors import StoreError
from promeister_mpay.services.maintenance.backups import BackupService, CopyKind
from promeister_mpay.services.settings import Settings
from support.backup_copies import NOW, never
from support.fakes.clock import FakeClock
from support.stores import Postgres, an_order, stored

SECRET = "p@ss:w/ö"


def pretending(folder: Path, script: str) -> str:
    """A program in pg_dump's place, in Python."""
    path = folder / "pg_dump"
    path.write_text(f"#!{sys.executable}\nimport os, signal, sys\n{script}", encoding="utf-8")
    path.chmod(0o700)
    return str(path)


def dumps(url: str, folder: Path, program: str, *, longest: timedelta = LONGEST) -> ServerDumps:
    return ServerDumps(lambda: url, folder / "dumps", find=lambda _name: program, computer="kassa-1", longest=longest)


def test_the_line_to_another_computer_is_protected_as_the_programs_own(tmp_path: Path) -> None:
    url = make_url("postgresql://bh:x@db.example.test/mpay")
    (address,) = [each for each in server_dumps._arguments(url, tmp_path / "x") if each.startswith("--dbname=")]
    assert "sslmode=verify-full" in address
    assert "sslrootcert=" in address
    assert "require_auth" not in address, "an older libpq has none, and the certificate proves the server"


def leftovers(copies: ServerDumps) -> list[str]:
    return sorted(path.name for path in copies.folder.iterdir() if path.name != "copying.lock")


def test_a_copy_is_whole_for_this_user_only_and_pg_restore_brings_it_back(postgres: Postgres, tmp_path: Path) -> None:
    url = postgres.new_store_of_a_counter()
    with closing(open_store(url)) as store:
        stored(store, an_order())
    copies = dumps(url, tmp_path, postgres.tool("pg_dump"))

    copy = copies.make(CopyKind.DAILY, NOW, cancelled=never)

    assert copy is not None
    assert copies.all() == [copy]
    assert leftovers(copies) == [copy.path.name]
    assert copy.path.stat().st_mode & 0o777 == 0o600
    restored = postgres.new_database()
    restore = [postgres.tool("pg_restore"), "--no-owner", f"--dbname={restored}", str(copy.path)]
    subprocess.run(restore, check=True, capture_output=True)
    with closing(open_store(restored)) as store, store.reading() as work:
        assert work.orders.get(14790).customer_name == "Åsa Öberg"


def test_the_password_is_on_no_command_line_and_in_no_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    script = (
        "open(os.environ['SEEN'], 'w').write(repr((sys.argv[1:], os.environ.get('PGPASSWORD'))))\n"
        "to = next(each for each in sys.argv if each.startswith('--file=')).removeprefix('--file=')\n"
        "open(to, 'wb').write(b'PGDMP')\n"
    )
    seen = tmp_path / "seen"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEEN", str(seen))
        for url in (
            "postgresql://bh:p%40ss%3Aw%2F%C3%B6@db.example.test:5433/mpay?sslmode=require",
            "postgresql://bh@db.example.test:5433/mpay?sslmode=require&password=p%40ss%3Aw%2F%C3%B6",
        ):
            copies = dumps(url, tmp_path, pretending(tmp_path, script))
            assert copies.make(CopyKind.DAILY, NOW, cancelled=never) is not None
            arguments, password = ast.literal_eval(seen.read_text())
            assert password == SECRET
            (address,) = [each for each in arguments if each.startswith("--dbname=")]
            given = address.removeprefix("--dbname=").split()
            assert {"host=db.example.test", "port=5433", "user=bh", "dbname=mpay", "sslmode=require"} <= set(given)
            assert "require_auth=scram-sha-256" in given
            assert not any("w/" in each or "w%2F" in each for each in arguments)
    assert "w/ö" not in caplog.text


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("sys.stderr.write('pg_dump: error: aborting because of server version mismatch'); sys.exit(1)", "är äldre än"),
        ("sys.stderr.write('connection to server at x failed: Connection refused'); sys.exit(1)", "tar emot"),
        ("sys.stderr.write('error: No space left on device'); sys.exit(1)", "full"),
        ("sys.stderr.write('something else ' * 20000); sys.exit(3)", "svarade: something else"),
        ("sys.exit(0)", "inte hel"),
    ],
)
def test_what_fails_is_said_and_leaves_nothing(tmp_path: Path, script: str, words: str) -> None:
    copies = dumps("postgresql://bh@x/mpay", tmp_path, pretending(tmp_path, script))
    with pytest.raises(StoreError, match=words):
        copies.make(CopyKind.DAILY, NOW, cancelled=never)
    assert leftovers(copies) == []


@pytest.mark.parametrize("is_hanging", [True, False])
def test_a_copy_that_is_cancelled_or_hangs_is_killed_without_a_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_hanging: bool
) -> None:
    seen = tmp_path / "pid"
    monkeypatch.setenv("SEEN", str(seen))
    script = "open(os.environ['SEEN'] + '.new', 'w').write(str(os.getpid()))\n"
    script += "os.rename(os.environ['SEEN'] + '.new', os.environ['SEEN'])\nsignal.pause()"
    program = pretending(tmp_path, script)
    copies = dumps("postgresql://bh@x/mpay", tmp_path, program)
    if is_hanging:
        copies = dumps("postgresql://bh@x/mpay", tmp_path, program, longest=timedelta(seconds=1))
        with pytest.raises(StoreError, match="inte klar i tid"):
            copies.make(CopyKind.DAILY, NOW, cancelled=never)
    else:
        assert copies.make(CopyKind.DAILY, NOW, cancelled=seen.exists) is None
    assert leftovers(copies) == []
    if seen.exists():
        with pytest.raises(ProcessLookupError):
            os.kill(int(seen.read_text()), 0)


def test_without_pg_dump_it_says_who_must(tmp_path: Path) -> None:
    copies = ServerDumps(lambda: "postgresql://bh@x/mpay", tmp_path / "dumps", find=lambda _name: None, computer="k")
    service = BackupService(copies=copies, clock=FakeClock(NOW))
    with pytest.raises(StoreError, match="skriv i Arkiv → Inställningar → Säkerhetskopior vem"):
        service.daily(cancelled=never)
    kept = BackupService(copies=copies, clock=FakeClock(NOW), settings=lambda: Settings(backup_by="IT-avdelningen"))
    assert kept.keeper() == "IT-avdelningen"
    assert kept.daily(cancelled=never) is None
    assert kept.at_closing(cancelled=never) is None


def test_the_copies_rotate_and_go_to_the_second_place_of_this_computer(tmp_path: Path) -> None:
    script = (
        "to = next(each for each in sys.argv if each.startswith('--file=')).removeprefix('--file=')\n"
        "open(to, 'wb').write(b'PGDMP')\n"
    )
    (tmp_path / "usb").mkdir()
    others = tmp_path / "usb" / "mpay-kassa-2"
    others.mkdir()
    (others / "mpay-daily-20200101T000000Z.dump").write_bytes(b"another counter's")
    copies = dumps("postgresql://bh@x/mpay", tmp_path, pretending(tmp_path, script))
    clock = FakeClock(NOW)
    settings = Settings(backup_folder=str(tmp_path / "usb"), backup_days=2)
    service = BackupService(copies=copies, clock=clock, settings=lambda: settings)
    for _ in range(4):
        assert service.daily(cancelled=never) is not None
        clock.advance(timedelta(days=1))
    kept = [copy.path.name for copy in copies.all()]
    assert len(kept) == 2
    brought = tmp_path / "usb" / "mpay-kassa-1"
    assert sorted(path.name for path in brought.iterdir()) == sorted(kept)
    assert len(list(others.iterdir())) == 1
    with pytest.raises(StoreError, match="pg_restore"):
        service.restore_at_start(copies.all()[0], who="BH")
