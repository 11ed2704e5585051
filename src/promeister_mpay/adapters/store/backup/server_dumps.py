"""Copies of a store at a PostgreSQL server, made by `pg_dump` where that is installed (design §15).

A copy is in pg_dump's custom format; `pg_restore` puts it back, which is the work of whoever keeps the server.
"""

import logging
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import URL, make_url

from promeister_mpay.adapters.store.backup.copy_folder import alone_in, bring, check_room, copy_at, drop_parts
from promeister_mpay.adapters.store.database.errors import as_store_errors
from promeister_mpay.adapters.store.database.login_errors import refusal
from promeister_mpay.adapters.store.database.sqlite import MOMENT, make_private
from promeister_mpay.atomic_files import folder_to_disk
from promeister_mpay.domain.texts import one_line
from promeister_mpay.errors import StoreError
from promeister_mpay.plain_files import make_private_folder
from promeister_mpay.services.maintenance.backups import Contents, Copy, CopyKind
from promeister_mpay.services.ports.files import Cancelled, never

logger = logging.getLogger(__name__)

PROGRAM = "pg_dump"
RESERVE = 100_000_000
"""Bytes of this computer's disk that a copy leaves to others."""
LONGEST = timedelta(minutes=30)
"""After this pg_dump is stopped: a server that hangs must not keep it, nor the program at its end, for ever."""
LONGEST_ANSWER = 200
"""Characters of pg_dump's own words that are shown."""
_LOOKS_EACH = 0.2
"""Seconds between two looks whether the copy was cancelled."""
_STARTS_WITH = b"PGDMP"
_SECRETS = ("password", "sslpassword")
NO_PROGRAM = (
    "Databasen ligger på en PostgreSQL-server, och pg_dump finns inte på den här datorn, så programmet kan inte ta "
    "säkerhetskopior. Installera PostgreSQL:s klientprogram, eller skriv i Arkiv → Inställningar → Säkerhetskopior vem "
    "som säkerhetskopierar servern."
)
TOO_OLD = (
    "pg_dump på den här datorn är äldre än databasservern och kan inte säkerhetskopiera den. Uppdatera PostgreSQL:s "
    "klientprogram."
)
NOT_DONE = "pg_dump kunde inte säkerhetskopiera databasen. {}"
NOT_READ_HERE = "En kopia av databasen på servern återställs av den som sköter servern, med pg_restore."


class ServerDumps:
    """See `services.maintenance.backups.Copies`; `url` gives the store's address with its password, if it has one.

    `find` finds the program by its name; it is stopped after `longest`. The copies lie in `folder` on this computer.
    """

    can_restore = False

    def __init__(
        self,
        url: Callable[[], str],
        folder: Path,
        *,
        find: Callable[[str], str | None] = shutil.which,
        computer: str,
        longest: timedelta = LONGEST,
    ) -> None:
        self._url = url
        self._folder = folder
        self._find = find
        self._longest = longest
        self._computer = re.sub(r"[^\w-]", "", computer)[:40] or "kassa"

    @property
    def folder(self) -> Path:
        """The folder of the copies."""
        return self._folder

    def make(self, kind: CopyKind, at: datetime, *, cancelled: Cancelled) -> Copy | None:
        """Have pg_dump copy the store; None when cancelled, or while another thread makes a copy."""
        program = self._find(PROGRAM)
        if program is None:
            raise StoreError(NO_PROGRAM)
        with as_store_errors():
            make_private_folder(self._folder)
            with alone_in(self._folder) as is_alone:
                if not is_alone:
                    return None
                drop_parts(self._folder)
                check_room(self._folder, RESERVE + max((copy.size for copy in self.all()), default=0))
                return self._make(program, kind, at, cancelled)

    def _make(self, program: str, kind: CopyKind, at: datetime, cancelled: Cancelled) -> Copy | None:
        url = make_url(self._url())
        to = self._folder / f"{_plain(url.database)}-{kind.value}-{at.astimezone(UTC).strftime(MOMENT)}.dump"
        part = to.with_suffix(".part")
        make_private(part)
        try:
            if not _run_to_end([program, *_arguments(url, part)], _environment(url), cancelled, self._longest):
                return None
            _check(part)
            part.replace(to)
            folder_to_disk(self._folder)
        finally:
            part.unlink(missing_ok=True)
        logger.info("store at the server copied: %s, %s bytes", kind, to.stat().st_size)
        return Copy(to, kind, at, to.stat().st_size)

    def all(self) -> Sequence[Copy]:
        """All copies on this computer, newest first."""
        with as_store_errors():
            found = [copy_at(path) for path in self._folder.glob("*.dump")] if self._folder.exists() else []
        return sorted((copy for copy in found if copy), key=lambda copy: (copy.made_at, copy.path), reverse=True)

    def look(self, copy: Copy | None, *, cancelled: Cancelled = never) -> Contents:
        """Raises `StoreError`: what is in a copy is seen where it is restored."""
        del copy, cancelled
        raise StoreError(NOT_READ_HERE)

    def drop(self, copy: Copy) -> None:
        """Delete a copy."""
        with as_store_errors():
            copy.path.unlink(missing_ok=True)
        logger.info("old copy deleted: %s of %s", copy.kind, copy.made_at)

    def bring(self, copies: Sequence[Copy], folder: Path) -> None:
        """Put these copies into a folder of their own in `folder` as well, named by the database and this computer."""
        name = _plain(make_url(self._url()).database)
        bring(copies, folder, folder / f"{name}-{self._computer}", f"{name}-{CopyKind.DAILY.value}-*.dump")

    def restore_at_start(self, copy: Copy, *, who: str, last_invoice: int = 0) -> None:
        """Raises `StoreError`: the program does not restore a server."""
        del copy, who, last_invoice
        raise StoreError(NOT_READ_HERE)


def _plain(database: str | None) -> str:
    return re.sub(r"[^\w]", "_", database or "mpay")[:60]


def _arguments(url: URL, to: Path) -> list[str]:
    """What pg_dump is started with, which every user of the computer can see: no password is in it."""
    return [
        "--format=custom",
        "--no-password",
        "--lock-wait-timeout=10000",
        f"--file={to}",
        f"--dbname={_address(url)}",
    ]


def _address(url: URL) -> str:
    """The connection, protected as the program's own.

    An older libpq has no `require_auth`; the password goes only to the server that the certificate proves.
    """
    from psycopg.conninfo import make_conninfo

    from promeister_mpay.adapters.store.database.server_protection import protected

    dialect = url.set(drivername="postgresql+psycopg").get_dialect()()
    secured = protected(dialect.create_connect_args(url)[1])
    if secured.get("sslmode") in ("verify-full", "verify-ca"):
        secured.pop("require_auth", None)
    return make_conninfo("", **{name: str(value) for name, value in secured.items() if name not in _SECRETS})


def _environment(url: URL) -> Mapping[str, str]:
    """The password goes by the environment, which only this user can see; messages come in English."""
    password = url.password or url.query.get("password")
    known = {"PGPASSWORD": str(password)} if password else {}
    return {**os.environ, "LC_ALL": "C", **known}


def _run_to_end(
    command: Sequence[str], environment: Mapping[str, str], cancelled: Cancelled, longest: timedelta
) -> bool:
    """Run the program to its end; False when cancelled: then it is killed. Raises `StoreError` when it fails."""
    hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    ends_at = time.monotonic() + longest.total_seconds()
    process = subprocess.Popen(  # noqa: S603 – the program was found by its name, and gets no shell
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        creationflags=hidden,
    )
    try:
        while not cancelled():
            try:
                said = process.communicate(timeout=_LOOKS_EACH)[1].decode(errors="replace")
            except subprocess.TimeoutExpired:
                if time.monotonic() > ends_at:
                    raise StoreError(NOT_DONE.format("Servern blev inte klar i tid.")) from None
                continue
            if process.returncode:
                logger.warning("pg_dump failed: %d", process.returncode)
                raise _failure(said)
            return True
        return False
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


def _failure(said: str) -> StoreError:
    """Why pg_dump failed, in a sentence; its own words may hold names of the server, but no password."""
    if "version mismatch" in said or "invalid connection option" in said:
        return StoreError(TOO_OLD)
    if "connection to server" in said or "could not translate" in said:
        return StoreError(NOT_DONE.format(refusal(said)))
    if "No space left" in said:
        return StoreError(NOT_DONE.format("Disken är full."))
    return StoreError(NOT_DONE.format(f"Den svarade: {one_line(said)[:LONGEST_ANSWER]}"))


def _check(copy: Path) -> None:
    with copy.open("rb") as file:
        is_whole = file.read(len(_STARTS_WITH)) == _STARTS_WITH
    if not is_whole:
        raise StoreError(NOT_DONE.format("Kopian är inte hel."))
