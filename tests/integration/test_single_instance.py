"""One program per data folder: a second start activates the first and ends; the folder is free when the first ends."""

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from promeister_mpay.errors import FileError
from promeister_mpay.locks import FileLock
from promeister_mpay.paths import DataFolder
from promeister_mpay.single_instance import (
    InstanceLock,
    RunningInstance,
    acquire_or_activate,
    answer_activation_requests,
)
from support.screens import until

SHORT = 0.2
HOLD = """
import pathlib, sys
from promeister_mpay.single_instance import acquire_or_activate
from promeister_mpay.paths import DataFolder

held = acquire_or_activate(DataFolder(pathlib.Path(sys.argv[1])))
print(held.owner, flush=True)
sys.stdin.read()
"""
TRY_AS_NOBODY = """
import os, pathlib, sys
from promeister_mpay.single_instance import acquire_or_activate
from promeister_mpay.paths import DataFolder

if os.geteuid() == 0:  # root may write anywhere
    os.setgroups([])
    os.setuid(65534)
acquire_or_activate(DataFolder(pathlib.Path(sys.argv[1])))
"""
"""Becomes another user when all is imported: the interpreter itself may lie where only its owner may read."""


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


def acquired(folder: DataFolder, **how: float) -> InstanceLock:
    held = acquire_or_activate(folder, **how)
    assert held is not None
    return held


def while_waiting(folder: DataFolder, then: Callable[[], object]) -> "Future[InstanceLock | None]":
    """Start a second time; `then` is called when the activation request is written."""
    with ThreadPoolExecutor(1) as second:
        answer = second.submit(acquire_or_activate, folder)
        until(
            lambda: (
                folder.activation_requests.exists()
                and any(not request.suffix for request in folder.activation_requests.iterdir())
            ),
            "an activation request",
        )
        then()
    return answer


def test_a_second_start_ends_when_its_activation_request_is_answered(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "token-of-the-desktop")
    tokens: list[str] = []
    with acquired(folder):
        answer = while_waiting(folder, lambda: tokens.extend(answer_activation_requests(folder.activation_requests)))

    assert answer.result() is None
    assert tokens == ["token-of-the-desktop"]
    assert list(folder.activation_requests.iterdir()) == []


def test_a_second_start_goes_on_when_the_first_was_just_closing(folder: DataFolder) -> None:
    first = acquired(folder)
    answer = while_waiting(folder, lambda: first.__exit__(None, None, None))

    second = answer.result()
    assert second is not None
    assert second.owner == first.owner
    assert list(folder.activation_requests.iterdir()) == []


def test_a_first_that_does_not_answer_is_named(folder: DataFolder) -> None:
    with acquired(folder), pytest.raises(FileError, match=rf"svarar inte \(process {os.getpid()}\)"):
        acquire_or_activate(folder, patience=SHORT)
    assert list(folder.activation_requests.iterdir()) == []


def test_a_killed_program_leaves_folder_and_name_to_the_next(folder: DataFolder) -> None:
    first = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder.root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert first.stdout is not None
    owner = first.stdout.readline().strip()
    with pytest.raises(FileError, match=f"process {first.pid}"):
        acquire_or_activate(folder, patience=SHORT)
    first.kill()
    first.communicate()

    assert acquired(folder).owner == owner


def test_of_many_starts_at_the_same_instant_one_gets_the_folder(folder: DataFolder) -> None:
    many = 8
    gate = threading.Barrier(many)

    def start() -> InstanceLock | None:
        gate.wait()
        try:
            return acquire_or_activate(folder, patience=SHORT)
        except FileError:
            return None

    with ThreadPoolExecutor(many) as starts:
        got = [started.result() for started in [starts.submit(start) for _ in range(many)]]

    assert len([each for each in got if each]) == 1


def test_two_folders_are_two_programs_on_the_store(folder: DataFolder, tmp_path: Path) -> None:
    with acquired(folder) as one, acquired(DataFolder(tmp_path / "other")) as other:
        assert one.owner != other.owner


def test_a_folder_that_another_computer_uses_is_refused_at_once(folder: DataFolder) -> None:
    lock = FileLock(folder.make().lock)
    assert lock.take()
    lock.write(str(RunningInstance("0011", 17, "KASSA-2")))

    with pytest.raises(FileError, match="används redan av programmet på datorn KASSA-2"):
        acquire_or_activate(folder)
    lock.release()


@pytest.mark.parametrize("text", ["", "\n\n", "0011\nsjutton\n", "\x00\ufffd"])
def test_a_damaged_lock_file_says_nothing_and_stops_nobody(folder: DataFolder, text: str) -> None:
    folder.make().lock.write_text(text, encoding="utf-8")

    with acquired(folder) as held:
        assert RunningInstance.read(folder.lock.read_text(encoding="utf-8")).pid == os.getpid()
        assert not held.owner.endswith("/")


def test_a_folder_that_cannot_be_made_is_a_sentence_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FileError, match=r"kan inte skrivas: .* --data-dir"):
        acquire_or_activate(DataFolder(tmp_path / "file" / "data"))


def test_another_users_folder_is_a_sentence_with_a_way_out() -> None:
    with tempfile.TemporaryDirectory() as parent:
        Path(parent).chmod(0o755)
        folder = DataFolder(Path(parent) / "data").make()
        folder.root.chmod(0o500)
        tried = subprocess.run(
            [sys.executable, "-c", TRY_AS_NOBODY, str(folder.root)], capture_output=True, text=True, check=False
        )

    assert f"Datamappen {folder.root} kan inte skrivas: Permission denied" in tried.stderr
