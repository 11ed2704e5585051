"""A data folder that somebody else has prepared or shares: links, pipes, odd names and modes."""

import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from promeister_mpay.atomic_files import write_atomically
from promeister_mpay.errors import FileError
from promeister_mpay.paths import DataFolder
from promeister_mpay.plain_files import check_plain, make_private_folder, open_plain, private_mode, read_plain
from promeister_mpay.single_instance import acquire_or_activate, answer_activation_requests
from promeister_mpay.start_choice import StartChoice, read_choice, write_choice

FILES = ("program.lock", "start.json", "window.ini", "logs/promeister-mpay.log", "logs/crashes.txt")
FOLDERS = ("backups", "knocks", "logs", "sandbox")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def as_link(path: Path) -> None:
    path.symlink_to(path.parents[2] / "victim")


def as_folder(path: Path) -> None:
    path.mkdir()


PREPARED: tuple[Callable[[Path], object], ...] = (as_link, os.mkfifo, as_folder)


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    (tmp_path / "victim").write_text("precious", encoding="utf-8")
    (tmp_path / "a").mkdir()
    return DataFolder(tmp_path / "a" / "data").make()


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("prepare", PREPARED)
def test_a_prepared_file_is_a_sentence_and_changes_nothing(
    folder: DataFolder, tmp_path: Path, name: str, prepare: Callable[[Path], object]
) -> None:
    path = folder.root / name
    path.parent.mkdir(exist_ok=True)
    prepare(path)
    with pytest.raises(FileError, match=f"{path.name} är ingen vanlig fil"):
        acquire_or_activate(folder)
    with pytest.raises(OSError, match="vanlig fil"):
        check_plain(path)
    for flags in (os.O_RDONLY, os.O_RDWR | os.O_CREAT):
        with pytest.raises(OSError, match="vanlig fil"):
            open_plain(path, flags)
    assert (tmp_path / "victim").read_text(encoding="utf-8") == "precious"


@pytest.mark.parametrize("name", FOLDERS)
def test_a_file_where_a_folder_belongs_is_a_sentence(folder: DataFolder, name: str) -> None:
    (folder.root / name).touch()
    with pytest.raises(FileError, match=f"{name} är ingen mapp"):
        acquire_or_activate(folder)


def test_a_pipe_in_the_stores_place_is_a_sentence(folder: DataFolder) -> None:
    os.mkfifo(folder.store)
    with pytest.raises(FileError, match=r"mpay\.sqlite3 är ingen vanlig fil"):
        acquire_or_activate(folder)


@pytest.mark.parametrize("name", ["a\0b", "x" * 300])
def test_a_folder_that_no_system_takes_is_a_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileError, match="kan inte skrivas"):
        acquire_or_activate(DataFolder(tmp_path / name))


@pytest.mark.parametrize("prepare", PREPARED)
def test_a_prepared_choice_is_a_sentence_before_anything_is_opened(
    folder: DataFolder, prepare: Callable[[Path], object]
) -> None:
    prepare(folder.start)
    with pytest.raises(FileError, match=r"start\.json"):
        read_choice(folder.start)


def test_only_activation_requests_are_answered_whatever_else_lies_there(folder: DataFolder, tmp_path: Path) -> None:
    requests = folder.activation_requests
    requests.mkdir()
    (requests / "12-0123abcd").write_bytes(b"token\xff")
    (requests / "13-0123abcd").symlink_to(tmp_path / "victim")
    os.mkfifo(requests / "14-0123abcd")
    (requests / "15-0123abcd").mkdir()
    (requests / os.fsdecode(b"odd \xff name")).write_bytes(b"x")
    (requests / "notes.txt").write_text("mine", encoding="utf-8")
    assert answer_activation_requests(requests) == ["token\N{REPLACEMENT CHARACTER}"]
    assert len(list(requests.iterdir())) == 5
    assert (tmp_path / "victim").read_text(encoding="utf-8") == "precious"
    assert answer_activation_requests(folder.root / "nowhere") == []


def test_what_is_exported_has_the_mode_of_the_folder_or_of_what_it_replaces(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_atomically(tmp_path / "list.csv", [b"1"])
        assert mode(tmp_path / "list.csv") == 0o640
        (tmp_path / "list.csv").chmod(0o664)
        write_atomically(tmp_path / "list.csv", [b"2"])
        assert mode(tmp_path / "list.csv") == 0o664
        write_choice(tmp_path / "start.json", StartChoice(training=True))
        assert mode(tmp_path / "start.json") == 0o600
    finally:
        os.umask(before)


@pytest.mark.parametrize(
    ("given", "expected"), [(0o700, 0o600), (0o755, 0o600), (0o2770, 0o660), (0o777, 0o666), (0o1777, 0o660)]
)
def test_new_files_are_for_whom_the_folder_is(tmp_path: Path, given: int, expected: int) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(given)
    assert private_mode(shared) == expected
    before = os.umask(0o077)
    try:
        os.close(open_plain(shared / "new", os.O_RDWR | os.O_CREAT))
        make_private_folder(shared / "backups")
    finally:
        os.umask(before)
    assert mode(shared / "new") == expected
    assert mode(shared / "backups") == (0o700 if expected == 0o600 else given)
    assert read_plain(shared / "new") == ""


AS_NOBODY = """
import fcntl, json, os, pathlib, sys
from promeister_mpay.errors import FileError, StoreError
from promeister_mpay.adapters.store.backup.restore_request import read_request
from promeister_mpay.paths import DataFolder
from promeister_mpay.single_instance import acquire_or_activate, answer_activation_requests
from promeister_mpay.start_choice import read_choice

folder = DataFolder(pathlib.Path(sys.argv[1]))
os.umask(0)
if os.geteuid() == 0:  # root may read anything
    os.setgroups([])
    os.setuid(65534)
for use in (
    lambda: read_choice(folder.start),
    lambda: acquire_or_activate(folder),
    lambda: answer_activation_requests(folder.activation_requests),
    lambda: read_request(folder.store),
    lambda: folder.restores,
):
    try:
        print(use())
    except (FileError, StoreError) as error:
        print(f"{type(error).__name__}: {error}")
"""
"""Becomes another user when all is imported: the interpreter itself may lie where only its owner may read."""


@pytest.mark.parametrize("closed", [".", "backups", "knocks", "logs"])
def test_whatever_is_closed_to_this_user_is_a_sentence(closed: str) -> None:
    with tempfile.TemporaryDirectory() as parent:
        Path(parent).chmod(0o755)
        root = Path(parent) / "data"
        for name in FOLDERS:
            (root / name).mkdir(parents=True)
        root.chmod(0o777)
        (root / closed).chmod(0o700 if os.geteuid() == 0 else 0)
        tried = subprocess.run(
            [sys.executable, "-c", AS_NOBODY, str(root)], capture_output=True, text=True, check=False
        )
        (root / closed).chmod(0o700)
    assert (tried.returncode, tried.stderr) == (0, "")
    reported = tried.stdout.splitlines()
    assert len(reported) == 5
    assert ("FileError" in tried.stdout) is (closed == ".")
    assert ("StoreError" in tried.stdout) is (closed in (".", "backups"))
    assert reported[2:4:2] == ["[]"]
