"""`python -m promeister_mpay.app.reading_process`: reads one foreign file, in a process of its own (`design §17`).

It gets a request on its standard input, limits itself, and writes what is in the file to its standard output. It has
no store, no window and no network, and imports only what the kind of file needs.
"""

import gc
import os
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from promeister_mpay.adapters.foreign_files.answers import End, read_request, write_answers, write_end
from promeister_mpay.adapters.foreign_files.limits import limit_this_process
from promeister_mpay.errors import MpayError, StoreError

Read = Callable[[Path], Iterable[object]]
"""Gives the answers of one file as lists; raises `MpayError` for a file that cannot be used."""


def main() -> int:
    """Answer one request; returns the exit code."""
    request = read_request(sys.stdin.buffer)
    limit_this_process(request.limits)
    if sys.platform == "win32":
        threading.Thread(target=_end_with_parent, daemon=True).start()
    # A table is a long row of small lists, none of which refers to another: there is no garbage to search for.
    gc.disable()
    write_end(sys.stdout.buffer, _answered(READERS[request.kind], request.path))
    return 0


def _answered(read: Read, path: Path) -> End:
    try:
        write_answers(sys.stdout.buffer, read(path))
    except MpayError as error:
        return End(refused=str(error), error=type(error).__name__)
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        MemoryError,
        OSError,
        RuntimeError,
        TypeError,
        ValueError,
    ) as error:
        # What a reader does not expect of a file ends here; anything else ends the process, with the same sentence.
        return End(failed=type(error).__name__)
    return End()


def _end_with_parent() -> None:
    """Stop when standard input closes: the parent holds it open, and it closes however the parent ends."""
    sys.stdin.buffer.read()
    os._exit(0)


def _sheet(path: Path) -> Iterable[object]:
    from promeister_mpay.adapters.sheets.reader import sheet_rows

    return ((row.number, *row.cells) for row in sheet_rows(path))


def _copy(path: Path) -> Iterable[object]:
    import sqlite3

    from promeister_mpay.adapters.store.backup.contents import NO_COPY, contents_of

    try:
        return [list(contents_of(path).items())]
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise StoreError(NO_COPY.format(path.name)) from error


def _picture(path: Path) -> Iterable[object]:
    from promeister_mpay.ui.documents.logo import picture_in

    return [[picture_in(path)]]


READERS: Mapping[str, Read] = {"sheet": _sheet, "copy": _copy, "picture": _picture}


if __name__ == "__main__":
    sys.exit(main())
