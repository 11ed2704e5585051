"""A program that restores a store and kills itself at its n-th change of a file, tried for each n.

A program of its own, because it forks: `restores_killed_at_each_change` runs it.
"""

import os
import shutil
import signal
import subprocess
import sys
from datetime import datetime
from itertools import count
from pathlib import Path

from promeister_mpay.adapters.store.backup.known_schema import schema_made_by
from promeister_mpay.adapters.store.backup.restore import restore_if_requested
from promeister_mpay.adapters.store.schema.tables import REVISIONS

TESTS = Path(__file__).parents[1]
CHANGES = frozenset({"os.link", "os.remove", "os.rename", "os.chmod", "sqlite3.connect", "open"})
"""What Python tells of changes of files before they are made."""
MOST = 400


def restores_killed_at_each_change(folder: Path, now: datetime) -> list[Path]:
    """Copy the folder, begin its restore there and kill it, at each change that it makes; gives the folders."""
    command = [sys.executable, "-W", "error", "-m", "support.dying_restore", str(folder), now.isoformat()]
    done = subprocess.run(command, cwd=TESTS, capture_output=True, text=True, check=True)
    return [Path(line) for line in done.stdout.splitlines()]


def main(folder: Path, now: datetime) -> None:
    """Print the folder of each restore that was killed, until one lives through."""
    # Made once here, instead of once in each child.
    schema_made_by(REVISIONS[-1])
    for die_at in count(1):
        assert die_at < MOST
        here = folder.parent / f"killed-{folder.name}-{die_at}"
        shutil.copytree(folder, here)
        child = os.fork()
        if not child:
            _die_at(die_at, str(here))
            restore_if_requested(here / "mpay.sqlite3", now)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            assert os.waitstatus_to_exitcode(status) == 0
            return
        sys.stdout.write(f"{here}\n")
        sys.stdout.flush()


def _die_at(die_at: int, folder: str) -> None:
    changes = count(1)

    def watch(event: str, values: tuple[object, ...]) -> None:
        if event in CHANGES and folder in str(values[0]) and next(changes) == die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


if __name__ == "__main__":
    main(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]))
