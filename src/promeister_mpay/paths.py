"""Paths of files: the data folder with the workshop's own files, and the resources shipped with the program."""

import contextlib
import errno
from pathlib import Path
from typing import NamedTuple

from promeister_mpay.plain_files import check_plain

_SHIPPED = Path(__file__).parent / "resources"
RESOURCES = _SHIPPED if _SHIPPED.is_dir() else Path(__file__).parents[2] / "resources"
"""Icons, templates, style sheet and help texts: in the installed package, or at the top of a checkout."""
CRASHES = "crashes.txt"
RESTORE_REQUEST = "restore-at-start"


class DataFolder(NamedTuple):
    """A data folder and the files in it; nothing is created before it is asked for with `make`."""

    root: Path

    @property
    def store(self) -> Path:
        """The embedded store."""
        return self.root / "mpay.sqlite3"

    @property
    def backups(self) -> Path:
        """Copies of the store: daily, before a migration, and what was there before it was restored."""
        return self.root / "backups"

    @property
    def server_backups(self) -> Path:
        """Copies of a store at a server; apart, because a folder of copies tells that an embedded store was here."""
        return self.root / "server-backups"

    @property
    def restore_request(self) -> Path:
        """The restore request: when this file exists, the next start restores the store before it reads it."""
        return self.backups / RESTORE_REQUEST

    @property
    def restores(self) -> bool:
        """Whether the next start is to restore the store; a folder of copies that cannot be read is told later."""
        try:
            return self.restore_request.exists()
        except OSError:
            return False

    @property
    def sandbox(self) -> Path:
        """The training gateway's ledger."""
        return self.root / "sandbox"

    @property
    def log(self) -> Path:
        """The running log."""
        return self.root / "logs" / "promeister-mpay.log"

    @property
    def window_state(self) -> Path:
        """The saved positions of windows and widths of columns."""
        return self.root / "window.ini"

    @property
    def start(self) -> Path:
        """How the program is to start the next time (`start_choice`)."""
        return self.root / "start.json"

    @property
    def lock(self) -> Path:
        """The lock file; the one program that uses the folder holds it."""
        return self.root / "program.lock"

    @property
    def activation_requests(self) -> Path:
        """Where a second start writes its activation request; programs of older versions read this name too."""
        return self.root / "knocks"

    def make(self) -> "DataFolder":
        """Create the folder, readable by this user only; raises `OSError`.

        Also for a folder that somebody has prepared, so that writing one of its files would change another or wait
        without an end.
        """
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.store.exists() and not self.store.is_file():
            raise OSError(errno.EINVAL, f"{self.store.name} är ingen vanlig fil")
        for folder in (self.backups, self.sandbox, self.log.parent, self.activation_requests):
            if folder.exists() and not folder.is_dir():
                raise OSError(errno.EINVAL, f"{folder.name} är ingen mapp")
        for file in (self.lock, self.start, self.window_state):
            check_plain(file)
        # A log that cannot be written stops nothing.
        with contextlib.suppress(PermissionError):
            for file in (self.log, self.log.parent / CRASHES):
                check_plain(file)
        return self


def default_folder(*, training: bool) -> DataFolder:
    """The user's data folder; training mode has its own, so that training never changes the workshop's books."""
    import platformdirs

    root = Path(platformdirs.user_data_dir("promeister-mpay", appauthor=False))
    return DataFolder(root / ("training" if training else "workshop"))
