"""The mark on this computer for a store at a server: whose store it is, and the numbers that were drawn from here.

A server whose numbers are lower than those has been put back to an older state (design §15).
"""

import threading
import zlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from sqlalchemy import make_url

from promeister_mpay.adapters.store.database.mark import Mark, write_mark
from promeister_mpay.errors import StoreLost

WENT_BACK = (
    "Databasen på servern är äldre än när den senast användes från den här datorn. Den har troligen återställts. "
    "Ingenting sparades. Starta om programmet: då går numren vidare över dem som redan är använda."
)


def server_mark_path(folder: Path, address: str) -> Path:
    """The file of the mark for the store at this address; another database has another one."""
    url = make_url(address)
    place = f"{url.host}|{url.port}|{url.query.get('host', '')}|{url.database}"
    return folder / f"server-{zlib.crc32(place.encode()):08x}.mark"


class ServerMark:
    """The mark of the store in use, written after each commit that drew a number; safe to use from any thread."""

    def __init__(self, path: Path, mark: Mark) -> None:
        self._path = path
        self._mark = mark
        self._marking = threading.Lock()
        write_mark(path, mark)

    def check(self, drawn: Mapping[str, int]) -> None:
        """Raise `StoreLost` when a number that is about to be committed was drawn before: the server went back."""
        if any(number <= self._mark.numbers.get(series, 0) for series, number in drawn.items()):
            raise StoreLost(WENT_BACK)

    def note(self, drawn: Mapping[str, int]) -> None:
        """Note the numbers of a commit."""
        if drawn:
            with self._marking:
                known = self._mark.numbers
                higher = {series: max(number, known.get(series, 0)) for series, number in drawn.items()}
                self._mark = replace(self._mark, numbers={**known, **higher})
                write_mark(self._path, self._mark)
