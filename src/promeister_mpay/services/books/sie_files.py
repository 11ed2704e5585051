"""Export of vouchers to SIE files for the bookkeeping program; each voucher is exported exactly once."""

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from promeister_mpay import __version__
from promeister_mpay.domain.books.sie import SieHead, comment_of, named_accounts
from promeister_mpay.domain.books.sie_batches import Period, SieBatch, Unexported, check_period, file_name
from promeister_mpay.domain.books.vouchers import Voucher
from promeister_mpay.errors import FileError, InputError, StoreBusy
from promeister_mpay.services.ports.clock import Clock
from promeister_mpay.services.ports.store import Store, UnitOfWork
from promeister_mpay.services.settings import load_settings

PROGRAM = "promeister-mpay"
TRAINING = "ÖVNING: påhittade affärshändelser, får inte bokföras"
STEP = 500
"""Vouchers between two checks for cancellation."""
PIECE = 64 * 1024
"""Bytes that are decompressed at a time."""
TAKEN = "Någon annan har exporterat av verifikationerna nyss. Ingenting exporterades. Räkna om och försök igen."

WriteSie = Callable[[SieHead, Iterable[Voucher]], Iterator[bytes]]
"""Generates the bytes of the file, from vouchers in the order of their series and numbers."""
SaveFile = Callable[[Path, Iterable[bytes]], None]
"""Writes a file atomically; raises `FileError`."""
Progress = Callable[[int], object]
Cancelled = Callable[[], bool]


class _Stopped(Exception):
    """The export was cancelled."""


class SieService:
    """Makes SIE batches and their files. Blocking; run it off the UI thread."""

    def __init__(
        self, *, store: Store, clock: Clock, write: WriteSie, save: SaveFile, is_training: bool = False
    ) -> None:
        self._store = store
        self._clock = clock
        self._write = write
        self._save = save
        self._is_training = is_training

    def preview(self, period: Period) -> Sequence[Unexported]:
        """The vouchers of a period to export, a file for each financial year; raises `InputError('last_day')`."""
        check_period(period)
        with self._store.reading() as work:
            return work.batches.unexported(period)

    def export(
        self,
        unexported: Unexported,
        folder: Path,
        *,
        who: str,
        progress: Progress = lambda _: None,
        cancelled: Cancelled = lambda: False,
    ) -> SieBatch | None:
        """Make a batch of the previewed vouchers, and its file in `folder`; None when cancelled: then nothing is done.

        `progress` is called in this thread with the number of vouchers written so far. Raises `InputError` when the
        company has no name, `StoreBusy` when somebody else exported some of them meanwhile, and `FileError` when the
        batch is made but its file could not be written: use `save_again`.
        """
        try:
            content = self._content(unexported, who, progress, cancelled)
        except _Stopped:
            return None
        batch = self._sealed(unexported, content, who)
        try:
            self._save(folder / batch.file_name, unpacked(content))
        except FileError as error:
            raise FileError(
                f"{error} Exporten är gjord: spara filen igen från Bokföring → SIE-filer…, nr {batch.id}."
            ) from error
        return batch

    def _content(self, unexported: Unexported, who: str, progress: Progress, cancelled: Cancelled) -> bytes:
        """The whole file, compressed. Booked vouchers never change, so no lock is needed while they are read."""
        packing = zlib.compressobj()
        with self._store.reading() as work:
            vouchers = _counted(work.batches.vouchers(unexported), unexported, progress, cancelled)
            packed = (packing.compress(piece) for piece in self._write(self._head(work, unexported, who), vouchers))
            content = b"".join(filter(None, packed))
        return content + packing.flush()

    def _head(self, work: UnitOfWork, unexported: Unexported, who: str) -> SieHead:
        settings = load_settings(work.settings)
        if not settings.workshop_name.strip():
            raise InputError(
                "Företagets namn ska stå i SIE-filen. Fyll i det i Arkiv → Inställningar → Verkstaden.", "workshop_name"
            )
        return SieHead(
            program=PROGRAM,
            version=__version__,
            made_on=self._clock.now().astimezone().date(),
            sign=who,
            company=settings.workshop_name,
            organisation_number=settings.organisation_number,
            year=unexported.year,
            accounts=named_accounts(work.batches.accounts(unexported), settings.account_names),
            comment=comment_of(
                work.batches.heads(unexported.year.first_day), before=TRAINING if self._is_training else ""
            ),
            with_checksum=settings.sie_checksum,
            with_numbers=settings.sie_numbers,
        )

    def _sealed(self, unexported: Unexported, content: bytes, who: str) -> SieBatch:
        """Insert the batch in a short transaction; raises `StoreBusy` if a voucher was exported meanwhile."""
        with self._store.writing() as work:
            number = work.batches.next_number()
            batch = SieBatch(
                id=number,
                year=unexported.year.first_day,
                first_day=unexported.first_day,
                last_day=unexported.last_day,
                vouchers=unexported.vouchers,
                file_name=file_name(unexported.year, number, "OVNING" if self._is_training else "FAKT"),
                created_at=self._clock.now(),
                created_by=who,
            )
            work.batches.add(batch, unexported, content)
            work.commit()
        return batch

    def save_again(self, batch_id: int, path: Path) -> SieBatch:
        """Write the stored bytes of a batch's file again; raises `NotFoundError`, `FileError`."""
        with self._store.reading() as work:
            batch, content = work.batches.get(batch_id), work.batches.content(batch_id)
        self._save(path, unpacked(content))
        return batch


def _counted(
    vouchers: Iterator[Voucher], unexported: Unexported, progress: Progress, cancelled: Cancelled
) -> Iterator[Voucher]:
    count = 0
    for count, voucher in enumerate(vouchers, 1):
        if count % STEP == 0:
            progress(count)
            if cancelled():
                raise _Stopped
        yield voucher
    if count != unexported.vouchers:
        raise StoreBusy(TAKEN)
    if cancelled():
        raise _Stopped


def unpacked(content: bytes) -> Iterator[bytes]:
    """Decompress a batch's file piece by piece."""
    unpacking = zlib.decompressobj()
    rest = content
    while rest:
        yield unpacking.decompress(rest, PIECE)
        rest = unpacking.unconsumed_tail
    yield unpacking.flush()
