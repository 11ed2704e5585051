"""Where files lie: one data folder with all that is the workshop's own, and the resources shipped with the program."""

from pathlib import Path
from typing import NamedTuple

RESOURCES = Path(__file__).parent / "resources"
RESTORE_WISH = "restore-at-start"


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
    def restore_wish(self) -> Path:
        """Is there when the store is to be restored before it is read."""
        return self.backups / RESTORE_WISH

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
        """Where windows and columns stood."""
        return self.root / "window.ini"

    @property
    def start(self) -> Path:
        """How the program is to start the next time (`start_choice`)."""
        return self.root / "start.json"

    @property
    def lock(self) -> Path:
        """Held by the one program that uses the folder."""
        return self.root / "program.lock"

    @property
    def knocks(self) -> Path:
        """What a second start lays here asks the first to come to the front."""
        return self.root / "knocks"

    def make(self) -> "DataFolder":
        """Create the folder, readable by this user only."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self


def default_folder(*, training: bool) -> DataFolder:
    """The user's data folder; training has its own, so that play never meets the books."""
    import platformdirs

    root = Path(platformdirs.user_data_dir("promeister-mpay", appauthor=False))
    return DataFolder(root / ("training" if training else "workshop"))
