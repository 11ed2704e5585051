"""The trace of an error says its class and where, and no value, whatever raised it."""

import errno
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promeister_mpay.domain.error_traces import MOST_ERRORS, trace_without_values, what_went_wrong
from promeister_mpay.errors import GatewayUnavailable, InputError

TRACE = "9a7d3b1c44e5f60718293a4b5c6d87ba"
LIVING = "Ada Lovelace, GTM54M"


def caught(fail: Callable[[], object]) -> BaseException:
    try:
        fail()
    except BaseException as error:  # noqa: BLE001 – whatever it is
        return error
    raise AssertionError


def of_sqlite(statement: str) -> None:
    sqlite3.connect(":memory:").execute(statement)


def chained(text: str) -> None:
    try:
        int(text)
    except ValueError as error:
        raise InputError(f"{text} är inget tal.", "quantity") from error


def handled(text: str) -> None:
    try:
        int(text)
    except ValueError:
        raise KeyError(text)  # noqa: B904 – what was under way is the point


def grouped(text: str) -> None:
    raise ExceptionGroup(text, [ValueError(text), OSError(errno.ENOSPC, text, text)])


def noted(text: str) -> None:
    error = ValueError(text)
    error.add_note(text)
    raise error


FAILING: dict[str, Callable[[str], object]] = {
    "ValueError": int,
    "KeyError": lambda text: dict[str, str]()[text],
    "InputError": chained,
    "ExceptionGroup": grouped,
    "AttributeError": lambda text: getattr(1, text),
    "FileNotFoundError": lambda text: Path(f"/nowhere/{text}").read_bytes(),
    "JSONDecodeError": json.loads,
    "OperationalError": lambda text: of_sqlite(f"SELECT '{text}' FROM \"{text}\""),
    "UnicodeEncodeError": lambda text: f"{text}å".encode("ascii"),
    "SyntaxError": lambda text: compile(f"(1 {text}", text, "exec"),
    "ModuleNotFoundError": lambda text: __import__(text.replace(".", "")),
}


@pytest.mark.parametrize("kind", FAILING)
@settings(max_examples=20)
@given(text=st.text(st.sampled_from("abcdefghåÅ 0123456789@-\n"), max_size=20))
def test_no_value_is_told(kind: str, text: str) -> None:
    hidden = f"Qz{text}9X"
    trace = trace_without_values(caught(lambda: FAILING[kind](hidden)))
    assert hidden not in trace
    assert "Qz" not in trace
    assert kind in trace


def test_a_note_and_what_was_under_way_are_not_told_either() -> None:
    assert "Ada" not in trace_without_values(caught(lambda: noted(LIVING)))
    trace = trace_without_values(caught(lambda: handled(LIVING)))
    assert ("ValueError" in trace, "KeyError" in trace, "Ada" in trace) == (True, True, False)


def test_causes_come_first_and_each_with_its_place() -> None:
    trace = trace_without_values(caught(lambda: chained(LIVING)))
    first, last = trace.index("ValueError"), trace.index("InputError")
    assert first < last
    assert 'File "tests/unit/domain/test_error_traces.py", line' in trace
    assert "in chained" in trace


def test_an_endless_chain_ends() -> None:
    errors = [ValueError(str(number)) for number in range(2 * MOST_ERRORS)]
    for error, cause in zip(errors, errors[1:] + errors[:1], strict=True):
        error.__cause__ = cause
    assert trace_without_values(errors[0]).count("ValueError") == MOST_ERRORS


def raise_it(make: Callable[[], BaseException]) -> None:
    raise make()


def of_program(body: str) -> Callable[[], object]:
    """A function of the program, as far as its module's name goes."""
    space = {"__name__": "promeister_mpay.example", "_DAMAGED": "Databasen är skadad.", "read": LIVING}
    exec(f"def fail():\n    {body}", space)
    return cast("Callable[[], object]", space["fail"])


def by_a_library() -> None:
    raise RuntimeError("Ada Lovelace")


def of_attribute() -> None:
    _ = None.number  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("fail", "reported"),
    [
        (of_program("raise RuntimeError('it cannot start')"), "RuntimeError: it cannot start"),
        (of_program("raise LookupError(_DAMAGED)"), "LookupError: Databasen är skadad."),
        (of_program("raise LookupError(read)"), "LookupError"),
        (of_program("raise LookupError(f'{_DAMAGED} {read}')"), "LookupError"),
        (of_program("{}['number']"), "KeyError: number"),
        (by_a_library, "RuntimeError"),
        (of_attribute, "AttributeError: number"),
        (lambda: raise_it(lambda: OSError(errno.ENOSPC, LIVING)), "OSError: ENOSPC"),
        (lambda: of_sqlite("SELECT 1 FROM ada"), "OperationalError: SQLITE_ERROR"),
        (lambda: raise_it(lambda: GatewayUnavailable(LIVING, status=503)), "GatewayUnavailable: 503"),
        (lambda: raise_it(lambda: GatewayUnavailable(LIVING, trace_id=TRACE)), f"GatewayUnavailable: {TRACE}"),
        (lambda: raise_it(lambda: GatewayUnavailable(LIVING, trace_id="Ada 0701740605")), "GatewayUnavailable"),
    ],
)
def test_what_is_the_programs_own_is_told(fail: Callable[[], object], reported: str) -> None:
    assert what_went_wrong(caught(fail)) == reported
