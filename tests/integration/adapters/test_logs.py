"""The running log: rotated, without values in messages and traces, and no reason not to start."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay.adapters.logs import LONGEST, OLD_FILES, SIZE, LogFormatter, _is_written
from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.paths import CRASHES

LOGGING = """
import logging, pathlib, sys
from promeister_mpay.adapters.logs import begin_log
from promeister_mpay.domain.log_texts import LogText
begin_log(pathlib.Path(sys.argv[1]))
logger = logging.getLogger("promeister_mpay.test")
"""


def run(code: str, file: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", LOGGING + code, str(file)], capture_output=True, text=True, check=False, timeout=60
    )


def test_the_log_is_rotated_and_never_grows_beyond_its_size(tmp_path: Path) -> None:
    file = tmp_path / "logs" / "mpay.log"
    ended = run(f"for number in range(5 * {SIZE} // 10000): logger.info('%s %s', number, LogText('x' * 9900))", file)

    assert (ended.returncode, ended.stderr) == (0, "")
    logs = sorted(file.parent.glob("mpay.log*"))
    assert len(logs) == 1 + OLD_FILES
    assert all(log.stat().st_size <= SIZE for log in logs)
    assert f"{5 * SIZE // 10000 - 1} xxx" in file.read_text(encoding="utf-8")


def test_a_log_that_cannot_be_written_goes_to_the_terminal_instead(tmp_path: Path) -> None:
    (tmp_path / "logs").touch()
    ended = run("logger.info('order %d: shown to %s', 14790, 'Ada')", tmp_path / "logs" / "mpay.log")

    assert ended.returncode == 0
    assert "order 14790: shown to ‹text›" in ended.stderr
    assert "no log can be written: FileExistsError: EEXIST" in ended.stderr


def test_what_kills_the_process_leaves_its_place(tmp_path: Path) -> None:
    file = tmp_path / "logs" / "mpay.log"
    ended = run("import faulthandler\ndef deep(): faulthandler._sigsegv()\ndeep()", file)

    assert ended.returncode < 0
    assert "in deep" in (file.parent / CRASHES).read_text(encoding="utf-8")


def record(name: str, message: object, *arguments: object, level: int = logging.INFO) -> logging.LogRecord:
    return logging.LogRecord(name, level, "/opt/lib/base.py", 84, message, arguments, None, func="serve")


@given(text=st.text(min_size=1, max_size=30), length=st.integers(0, 2 * LONGEST))
def test_an_entry_has_no_value_in_message_arguments_and_trace(text: str, length: int) -> None:
    hidden = f"Qz{text}9X"
    made = record("promeister_mpay.x", "to %s " + "x" * length, hidden)
    try:
        int(hidden)
    except ValueError as error:
        made.exc_info = (type(error), error, error.__traceback__)

    reported = LogFormatter().format(made)
    assert "Qz" not in reported
    assert len(reported) <= LONGEST + 2


def test_of_a_library_only_its_place_is_told_and_only_when_it_warns() -> None:
    for message, arguments in (("Ada Lovelace", ()), ("to %s", ("Ada Lovelace",)), (ValueError("Ada Lovelace"), ())):
        made = record("sqlalchemy.engine", message, *arguments, level=logging.WARNING)
        assert LogFormatter().format(made).endswith("WARNING sqlalchemy.engine: base.py:84 in serve")
    quiet = record("httpx", "HTTP Request: GET https://x/Ada")
    assert not _is_written(quiet)
    assert _is_written(record("promeister_mpay.x", "order %d", 1))


@pytest.mark.parametrize(
    ("message", "arguments", "reported"),
    [
        ("order %d: shown: %s", ("Ada", OrderStatus.POSTED), "order %d: shown: %s"),
        ("order %d of %s", (1,), "order %d of %s"),
        ("order %(number)d", ({"number": 14790},), "order 14790"),
        ("100 %", (), "100 %"),
    ],
)
def test_arguments_that_do_not_fit_are_left_out(message: str, arguments: tuple[object, ...], reported: str) -> None:
    assert LogFormatter().format(record("promeister_mpay.x", message, *arguments)).endswith(f"x: {reported}")
