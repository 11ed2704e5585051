"""Import of a workshop's files (customers, vehicles, articles, orders, order lines) in one transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from pathlib import Path

from promeister_mpay.domain.registers.import_examples import cost_examples
from promeister_mpay.domain.registers.import_layouts import (
    FileKind,
    ImportLayout,
    ImportOptions,
    check_chosen,
    check_guessed,
    fingerprint,
    guessed_layout,
    import_options,
    recognized_titles,
)
from promeister_mpay.domain.registers.import_rows import FileRows, UnlikelyRow, read_rows
from promeister_mpay.domain.sheets import BadRow, Sheet, with_titles_found
from promeister_mpay.errors import FileError, InputError, ReadingStopped
from promeister_mpay.services.ports.clock import Clock
from promeister_mpay.services.ports.files import Cancelled, ReadSheet, never
from promeister_mpay.services.ports.store import Store
from promeister_mpay.services.registers.import_comparison import Comparison, ImportCounts, Writing
from promeister_mpay.services.settings import load_settings
from promeister_mpay.services.settings.layouts import save_layout, saved_layout

_LAYOUTS = "import_layouts"
READING_STOPPED = "Läsningen avbröts. Ingenting är importerat."
FIRST_ROWS = 10
"""Rows of a file that a preview shows."""


@dataclass(frozen=True, slots=True)
class FilePreview:
    """The content of a file and what its import would do; `bad` is sorted by row number.

    `options` are the readings that a clerk must choose from; `examples` say what some rows will cost a customer.
    """

    path: Path
    kind: FileKind
    header: tuple[str, ...]
    row_count: int
    first_rows: tuple[tuple[str, ...], ...]
    ignored: tuple[str, ...]
    bad: tuple[BadRow, ...]
    unlikely: tuple[UnlikelyRow, ...]
    counts: ImportCounts
    rows: FileRows = field(repr=False)
    sheet: Sheet = field(repr=False)
    layout: ImportLayout
    options: ImportOptions
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """The files in the order in which they are imported."""

    files: tuple[FilePreview, ...]

    @property
    def row_count(self) -> int:
        """All rows of all files."""
        return sum(file.row_count for file in self.files)

    @property
    def bad_count(self) -> int:
        """The rows that cannot be imported."""
        return sum(len(file.bad) for file in self.files)

    @property
    def unlikely_count(self) -> int:
        """The rows that are imported only when somebody has said that they are right."""
        return sum(len(file.unlikely) for file in self.files)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import wrote, by kind of file; a cancelled import wrote nothing."""

    by_kind: Mapping[FileKind, ImportCounts]
    cancelled: bool = False

    @property
    def total(self) -> ImportCounts:
        """The sum of all kinds."""
        return sum(self.by_kind.values(), ImportCounts())


@dataclass(frozen=True, slots=True)
class _Read:
    path: Path
    sheet: Sheet
    rows: FileRows
    layout: ImportLayout
    options: ImportOptions


class UnknownColumns(FileError):
    """A file whose titles are not recognized: `choose` says which column is what, beginning with `layout`."""

    def __init__(self, sentence: str, path: Path, sheet: Sheet, layout: ImportLayout) -> None:
        super().__init__(sentence)
        self.path = path
        self.sheet = sheet
        self.layout = layout


class ImportService:
    """Import of files. Blocking; run it off the UI thread. `read` reads a file's table."""

    def __init__(self, *, store: Store, clock: Clock, read: ReadSheet) -> None:
        self._store = store
        self._clock = clock
        self._read = read

    def preview(self, paths: Sequence[Path], cancelled: Cancelled = never) -> ImportPreview:
        """Read the files and compare them with the store; nothing is written.

        Raises `FileError` for a file that cannot be read or recognized, or when two files are of the same kind, and
        `ReadingStopped` when it is cancelled.
        """
        rates = self._vat_rates()
        files = sorted((self._one(path, rates, cancelled) for path in paths), key=lambda file: file.rows.kind.place)
        for first, second in pairwise(files):
            if first.rows.kind is second.rows.kind:
                what = first.rows.kind.value.lower()
                raise FileError(
                    f"Filerna {first.path.name} och {second.path.name} innehåller båda {what}. Importera en i taget."
                )
        with self._store.reading() as work:
            found = Comparison(work, {file.rows.kind: file.rows for file in files})
            for _ in found.steps():
                if cancelled():
                    raise ReadingStopped(READING_STOPPED)
        return ImportPreview(tuple(_shown(file, found) for file in files))

    def _vat_rates(self) -> tuple[int, ...]:
        with self._store.reading() as work:
            return load_settings(work.settings).rates

    def _one(self, path: Path, vat_rates: Sequence[int], cancelled: Cancelled) -> _Read:
        sheet = with_titles_found(self._read(path, cancelled), recognized_titles)
        with self._store.reading() as work:
            saved = saved_layout(work.settings, _LAYOUTS, fingerprint(sheet.header), ImportLayout)
        layout = saved or guessed_layout(sheet)
        try:
            if saved is None:
                check_guessed(layout, sheet.header)
        except InputError as error:
            raise UnknownColumns(f"{path.name}: {error}", path, sheet, layout) from error
        options = ImportOptions() if saved else import_options(sheet, layout)
        return _Read(path, sheet, read_rows(sheet, vat_rates, layout), layout, options)

    def choose(self, sheet: Sheet, layout: ImportLayout) -> None:
        """Save how files with these titles are read; raises `InputError` with the field that is missing or doubled."""
        check_chosen(layout, len(sheet.header))
        with self._store.writing() as work:
            save_layout(work.settings, _LAYOUTS, fingerprint(sheet.header), layout)
            work.commit()

    def run(
        self,
        preview: ImportPreview,
        *,
        skip_bad: bool,
        accepts_unlikely: bool = False,
        who: str,
        progress: Callable[[int, int], None],
        cancelled: Callable[[], bool],
    ) -> ImportResult:
        """Write all new and changed entries in one transaction; `progress` gets rows done and rows in total.

        Raises `InputError` and writes nothing when a row is bad, unless `skip_bad`, or unlikely, unless
        `accepts_unlikely`. When `cancelled` returns true, nothing is written and the result says so.
        """
        _refuse_unclear(preview)
        _refuse_bad(preview.bad_count, skip_bad=skip_bad)
        _refuse_unlikely(preview.unlikely_count, accepts=accepts_unlikely)
        with self._store.writing() as work:
            now = self._clock.now()
            writing = Writing(work, {file.kind: file.path.name for file in preview.files}, who=who)
            found = Comparison(work, {file.kind: file.rows for file in preview.files})
            reported = _Progress(progress, preview.row_count)
            for change in found.steps():
                if cancelled():
                    return ImportResult({}, cancelled=True)
                writing.write(change, at=now)
                reported.more(change.row_count)
            # Changes in the store since the preview may have made more rows bad.
            _refuse_bad(sum(len(rows) for rows in found.bad.values()), skip_bad=skip_bad)
            if cancelled():
                return ImportResult({}, cancelled=True)
            work.commit()
        reported.all()
        return ImportResult({file.kind: found.counts(file.kind) for file in preview.files})


def _refuse_unclear(preview: ImportPreview) -> None:
    unclear = next((file.path.name for file in preview.files if not file.options.are_clear), None)
    if unclear is not None:
        raise InputError(
            f"{unclear} kan läsas på flera sätt, därför sparades ingenting. Säg i Kolumner… vilket som är rätt.",
            "layout",
        )


def rows_text(count: int) -> str:
    """A number of rows as the beginning of a sentence."""
    return "En rad" if count == 1 else f"{count} rader"


def _refuse_unlikely(count: int, *, accepts: bool) -> None:
    if count and not accepts:
        raise InputError(
            f"{rows_text(count)} har ovanliga tal, därför sparades ingenting. Rätta dem, eller säg att de stämmer.",
            "unlikely",
        )


def _refuse_bad(count: int, *, skip_bad: bool) -> None:
    if count and not skip_bad:
        raise InputError(
            f"{rows_text(count)} kan inte importeras, därför sparades ingenting. "
            "Rätta filerna, eller välj att hoppa över felaktiga rader.",
            "rows",
        )


def _shown(file: _Read, found: Comparison) -> FilePreview:
    kind = file.rows.kind
    not_asked = {row.number for row in found.bad[kind]} | found.as_stored[kind]
    return FilePreview(
        path=file.path,
        kind=kind,
        header=file.sheet.header,
        row_count=len(file.sheet.rows),
        first_rows=tuple(row.cells for row in islice(file.sheet.rows, FIRST_ROWS)),
        ignored=file.rows.ignored,
        bad=tuple(sorted(found.bad[kind], key=lambda row: row.number)),
        unlikely=tuple(row for row in file.rows.unlikely if row.number not in not_asked),
        counts=found.counts(kind),
        rows=file.rows,
        sheet=file.sheet,
        layout=file.layout,
        options=file.options,
        examples=cost_examples(file.rows),
    )


class _Progress:
    """Reports the progress of an import, at most once per percent."""

    def __init__(self, report: Callable[[int, int], None], total: int) -> None:
        self._report = report
        self._total = total
        self._done = 0

    def more(self, rows: int) -> None:
        """Count rows as done."""
        before = self._percent()
        self._done += rows
        if self._percent() > before:
            self._report(self._done, self._total)

    def _percent(self) -> int:
        return 100 * self._done // self._total

    def all(self) -> None:
        """Report that all rows are done."""
        self._report(self._total, self._total)
