"""The request to restore a copy at the next start: a small file among the copies, kept until the restore is done."""

from dataclasses import astuple, dataclass, fields
from pathlib import Path

from promeister_mpay.adapters.store.database.mark import BACKUPS
from promeister_mpay.atomic_files import write_atomically
from promeister_mpay.errors import StoreError
from promeister_mpay.paths import RESTORE_REQUEST
from promeister_mpay.plain_files import make_private_folder, read_plain

UNREADABLE = (
    "Begäran om återställning kunde inte läsas. Ingenting återställdes. Välj kopian igen med Arkiv → Återställ…"
)


@dataclass(frozen=True, slots=True)
class RestoreRequest:
    """Which copy (its file name; the store's own name for the store as it is), who asked, and how far it has come.

    `last_invoice` is the highest invoice number that the clerk knows of, 0 for none. `commits` is that of the store
    that was prepared, 0 before; `merged_orders` and `is_blind` tell its result.
    """

    copy: str
    who: str
    last_invoice: int = 0
    commits: int = 0
    merged_orders: int = 0
    is_blind: int = 0


def write_request(store: Path, request: RestoreRequest) -> None:
    """Write the request, replacing one that is there; raises `FileError`."""
    path = _path(store)
    make_private_folder(path.parent)
    write_atomically(path, ["".join(f"{value}\n" for value in astuple(request)).encode()], private=True)


def read_request(store: Path) -> RestoreRequest | None:
    """The request for the next start, if there is one; raises `StoreError` for one that cannot be read."""
    path = _path(store)
    try:
        copy, who, *numbers = read_plain(path).splitlines()
        return RestoreRequest(Path(copy).name, who, *map(int, numbers[: len(fields(RestoreRequest)) - 2]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise StoreError(UNREADABLE) from error


def drop_request(store: Path) -> None:
    """Delete the request; raises `OSError`."""
    _path(store).unlink(missing_ok=True)


def _path(store: Path) -> Path:
    return store.parent / BACKUPS / RESTORE_REQUEST
