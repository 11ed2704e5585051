"""Each kind of foreign file through the real reading process."""

import os
from pathlib import Path

import pytest

from promeister_mpay.adapters.foreign_files.limits import Limits
from promeister_mpay.adapters.foreign_files.process import ForeignFiles
from promeister_mpay.adapters.sheets.reader import read_sheet
from promeister_mpay.app.foreign_reading import ForeignReading
from promeister_mpay.errors import FileError, ReadingStopped, StoreError
from support.foreign.samples import copy_samples, picture_samples, xlsx_samples

READING = ForeignReading(ForeignFiles())


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_a_table_is_the_same_as_when_this_process_reads_it(tmp_path: Path) -> None:
    path = written(tmp_path / "avräkning.xlsx", xlsx_samples()[-1])
    assert READING.sheet(path) == read_sheet(path)


def test_a_workbook_that_takes_all_memory_ends_its_process_and_not_the_program(tmp_path: Path) -> None:
    path = written(tmp_path / "stor.csv", b"a;b\n" + b'1;"' + b"x" * 40_000_000)
    small = ForeignReading(ForeignFiles(limits=Limits(memory=40 << 20)))
    with pytest.raises(FileError, match=r"stor\.csv kan inte läsas: den är skadad, eller så stor att .* 40 MB"):
        small.sheet(path)


def test_a_pipe_that_nobody_writes_to_is_given_up_when_cancelled(tmp_path: Path) -> None:
    path = tmp_path / "rör.csv"
    os.mkfifo(path)
    asked = iter((False, False, True))
    with pytest.raises(ReadingStopped):
        READING.sheet(path, lambda: next(asked))


def test_a_picture_is_stored_as_it_is_and_one_of_another_kind_is_refused_by_name(tmp_path: Path) -> None:
    png, *_, svg = picture_samples()
    assert READING.picture(written(tmp_path / "a.png", png)).startswith("iVBORw0KGgo")
    with pytest.raises(FileError, match=r"Filen a\.svg kan inte användas\. Logotypen ska vara en PNG"):
        READING.picture(written(tmp_path / "a.svg", svg))


def test_a_copy_is_summed_up_and_what_is_none_is_refused_by_name(tmp_path: Path) -> None:
    found = READING.copy(written(tmp_path / "a.sqlite3", copy_samples()[0]))
    assert (found["orders"], found["newest_order"], found["unsettled"], found["invoices"]) == (1, 14790, 1, 0)
    with pytest.raises(StoreError, match=r"Filen b\.sqlite3 är inte en databas"):
        READING.copy(written(tmp_path / "b.sqlite3", b"no store"))
