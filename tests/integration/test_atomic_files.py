"""Files that people keep are there whole or not at all, and a disk that refuses says why in Swedish."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from promeister_mpay.atomic_files import write_atomically
from promeister_mpay.errors import FileError


def breaking(error: Exception) -> Iterator[bytes]:
    yield b"half"
    raise error


def test_a_file_is_written_from_its_pieces(tmp_path: Path) -> None:
    path = tmp_path / "FAKT.SI"
    write_atomically(path, [b"one\r\n", b"two\r\n"])
    assert path.read_bytes() == b"one\r\ntwo\r\n"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("before", [None, b"old"])
def test_what_breaks_half_way_leaves_what_was_there(tmp_path: Path, before: bytes | None) -> None:
    path = tmp_path / "FAKT.SI"
    if before is not None:
        path.write_bytes(before)
    with pytest.raises(KeyError):
        write_atomically(path, breaking(KeyError("bug")))
    assert [each.read_bytes() for each in tmp_path.iterdir()] == ([] if before is None else [before])


@pytest.mark.parametrize(
    ("number", "why"), [(errno.ENOSPC, "disken är full"), (errno.EROFS, "skrivskyddad"), (9999, "Unknown error 9999")]
)
def test_a_disk_that_refuses_gets_a_sentence(tmp_path: Path, number: int, why: str) -> None:
    with pytest.raises(FileError, match=rf"FAKT\.SI kan inte skrivas: .*{why}"):
        write_atomically(tmp_path / "FAKT.SI", breaking(OSError(number, os.strerror(number))))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_way_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "FAKT.SI").mkdir()
    with pytest.raises(FileError, match="det finns en mapp med det namnet"):
        write_atomically(tmp_path / "FAKT.SI", [b"x"])
