"""A foreign file is read in a process of its own; whatever happens to that process becomes a sentence."""

import json
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from promeister_mpay.adapters.foreign_files.limits import Limits
from promeister_mpay.adapters.foreign_files.process import ForeignFiles, RefusedFile
from promeister_mpay.errors import FileError, ReadingStopped

END = '{"refused": "", "error": "", "failed": ""}'
IN_LIMITS = "from promeister_mpay.adapters.foreign_files.limits import *; limit_this_process(Limits(96 << 20, 20));"


def files(program: str, seconds: int = 30) -> ForeignFiles:
    """Files that are read by a small program of the test's own, which gets the request as `line`."""
    command = (sys.executable, "-c", f"import os, sys; line = sys.stdin.readline(); {program}")
    return ForeignFiles(limits=Limits(seconds=seconds), command=command)


def refusal(foreign: ForeignFiles, cancelled: Callable[[], bool] = lambda: False) -> str:
    with pytest.raises(FileError) as caught:
        foreign.read("sheet", Path("avräkning.csv"), lambda _answer: None, cancelled=cancelled)
    assert "avräkning.csv" in str(caught.value)
    assert str(caught.value).endswith(".")
    return str(caught.value)


def test_the_answers_come_in_order_and_the_request_names_file_and_limits() -> None:
    taken: list[object] = []
    foreign = files(f"print('[1,2]'); print('[' + line.strip() + ']'); print('{END}')")
    foreign.read("sheet", Path("a.csv"), taken.append)
    assert taken[0] == [1, 2]
    assert taken[1] == [
        {"kind": "sheet", "path": str(Path("a.csv").absolute()), "limits": {"memory": 256 << 20, "seconds": 30}}
    ]


@pytest.mark.parametrize(
    "program",
    [
        "os.abort()",
        "os.kill(os.getpid(), 9)",
        "sys.exit(1)",
        "sys.exit(0)",
        "print('[1]')",
        "print('no answer')",
        "print('[' * 100000)",
        "print('[\"' + 'x' * 2000000 + '\"]')",
        'print(\'{"failed": "IndexError"}\')',
        f"{IN_LIMITS} bytes(200 << 20)",
    ],
)
def test_a_process_that_ends_says_nonsense_or_needs_too_much_memory_is_a_sentence(program: str) -> None:
    assert "kan inte läsas: den är skadad, eller så stor att" in refusal(files(program))


def test_a_process_that_never_ends_is_ended_in_time() -> None:
    assert "kunde inte läsas på 1 sekunder" in refusal(files("import threading; threading.Event().wait()", seconds=1))


def test_a_reading_that_somebody_cancels_ends_at_once_with_its_process(tmp_path: Path) -> None:
    place, cancelled = tmp_path / "pid", threading.Event()

    def is_cancelled() -> bool:
        return cancelled.is_set() or (place.exists() and bool(place.read_text()))

    program = f"open({str(place)!r}, 'w').write(str(os.getpid())); import threading; threading.Event().wait()"
    with pytest.raises(ReadingStopped, match=r"Läsningen av filen a\.csv avbröts"):
        files(program).read("sheet", Path("a.csv"), lambda _answer: None, cancelled=is_cancelled)
    with pytest.raises(ProcessLookupError):
        os.kill(int(place.read_text()), 0)


def test_a_program_that_cannot_be_started_is_a_sentence() -> None:
    assert "kunde inte starta läsningen" in refusal(ForeignFiles(command=("/nowhere/program",)))


def test_a_refusal_is_shown_as_the_reader_said_it_without_signs_of_control() -> None:
    end = json.dumps({"refused": "Filen avräkning.csv är tom.\n\x1b[2J.", "error": "FileError"})
    with pytest.raises(RefusedFile) as caught:
        files(f"print({end!r})").read("sheet", Path("avräkning.csv"), lambda _answer: None)
    assert (str(caught.value), caught.value.error) == ("Filen avräkning.csv är tom.  [2J.", "FileError")


def test_a_bug_in_what_takes_the_answers_is_no_fault_of_the_file() -> None:
    def take(_answer: object) -> None:
        raise KeyError("bug")

    with pytest.raises(KeyError, match="bug"):
        files(f"print('[1]'); print('{END}')").read("sheet", Path("a.csv"), take)


def test_the_process_has_its_limits_and_leaves_no_core() -> None:
    said: list[object] = []
    program = (
        f"{IN_LIMITS} import resource as r, signal; "
        "print([r.getrlimit(each) for each in (r.RLIMIT_AS, r.RLIMIT_CPU, r.RLIMIT_CORE)] and "
        "[r.getrlimit(r.RLIMIT_AS)[1], r.getrlimit(r.RLIMIT_CPU)[1], r.getrlimit(r.RLIMIT_CORE)[1], signal.alarm(0)]); "
        f"print('{END}')"
    )
    files(program).read("sheet", Path("a.csv"), said.append)
    assert said == [[96 << 20, 23, 0, 23]]
