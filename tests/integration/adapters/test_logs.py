"""The running log: rotated, redacted with its traces, and no reason not to start."""

import logging
import subprocess
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay.adapters.logs import CRASHES, LONGEST, OLD_FILES, SIZE, RedactingFormatter

LOGGING = """
import logging, pathlib, sys
from promeister_mpay.adapters.logs import begin_log
begin_log(pathlib.Path(sys.argv[1]))
"""


def run(code: str, file: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", LOGGING + code, str(file)], capture_output=True, text=True, check=False, timeout=60
    )


def test_the_log_is_rotated_and_never_grows_beyond_its_size(tmp_path: Path) -> None:
    file = tmp_path / "logs" / "mpay.log"
    ended = run(f"for number in range(5 * {SIZE} // 10000): logging.info('%s %s', number, 'x' * 9900)", file)

    assert (ended.returncode, ended.stderr) == (0, "")
    logs = sorted(file.parent.glob("mpay.log*"))
    assert len(logs) == 1 + OLD_FILES
    assert all(log.stat().st_size <= SIZE for log in logs)
    assert f"{5 * SIZE // 10000 - 1} xxx" in file.read_text(encoding="utf-8")


def test_a_log_that_cannot_be_written_goes_to_the_terminal_instead(tmp_path: Path) -> None:
    (tmp_path / "logs").touch()
    ended = run("logging.info('ring 070-174 06 05')", tmp_path / "logs" / "mpay.log")

    assert ended.returncode == 0
    assert "ring +4670…05" in ended.stderr


def test_what_kills_the_process_leaves_its_place(tmp_path: Path) -> None:
    file = tmp_path / "logs" / "mpay.log"
    ended = run("import faulthandler\ndef deep(): faulthandler._sigsegv()\ndeep()", file)

    assert ended.returncode < 0
    assert "in deep" in (file.parent / CRASHES).read_text(encoding="utf-8")


@given(number=st.integers(10_000_000, 99_999_999), length=st.integers(0, 2 * LONGEST))
def test_an_entry_is_redacted_in_message_arguments_and_trace(number: int, length: int) -> None:
    record = logging.LogRecord("x", logging.ERROR, "f.py", 1, "to %s" + "x" * length, (f"+467{number}",), None)
    try:
        int(f"nr07{number}")
    except ValueError as error:
        record.exc_info = (type(error), error, error.__traceback__)

    reported = RedactingFormatter().format(record)
    assert str(number) not in reported
    assert len(reported) <= LONGEST + 2
