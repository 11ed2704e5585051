"""An error for the log, the crash box and the support bundle: its class and where it was raised, without any value.

The text of an exception may carry whatever was being worked on: a customer in an SQL parameter, a plate in a
`ValueError`, the name of a chosen file. It is written only when it is program text: a constant of the program's code
that raised.
"""

import errno
import re
import traceback
from collections.abc import Iterator
from pathlib import PurePath
from types import FrameType

_TRACE_ID = re.compile(r"[0-9A-Fa-f]{8,64}|[0-9A-Fa-f]{1,32}(?:-[0-9A-Fa-f]{1,32}){1,7}")
_FEWEST_LETTERS = 2
_STATE = re.compile(r"[0-9A-Z]{5}|SQLITE_[A-Z_]{1,40}")
OURS = "promeister_mpay"
MOST_ERRORS = 20
"""Of a chain of causes, and of a group."""


def trace_without_values(error: BaseException) -> str:
    """The traces of an error and of its causes, the first cause first: classes, files, lines and functions."""
    chain = list(_chain(error, set()))[:MOST_ERRORS]
    return "\n".join("\n".join((*_frames(each), what_went_wrong(each))) for each in reversed(chain))


def what_went_wrong(error: BaseException) -> str:
    """An error's class, and of its text and attributes what is the program's own."""
    found = [_program_text(error), _name(error), *_codes(error)]
    return ": ".join((type(error).__qualname__, " ".join(part for part in found if part))).removesuffix(": ")


def is_trace_id(text: str) -> bool:
    """Whether a text is the gateway's id of a call, or a UUID; it has letters, for digits may be somebody's number."""
    return _TRACE_ID.fullmatch(text) is not None and sum(map(str.isalpha, text)) >= _FEWEST_LETTERS


def _chain(error: BaseException, known: set[int]) -> Iterator[BaseException]:
    """The error, what it came from, and the parts of a group."""
    if id(error) in known:
        return
    known.add(id(error))
    yield error
    for part in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        yield from _chain(part, known)
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _chain(cause, known)


def _frames(error: BaseException) -> Iterator[str]:
    yield "Traceback (most recent call last):"
    for frame, line in traceback.walk_tb(error.__traceback__):
        code = frame.f_code
        yield f'  File "{_short(code.co_filename)}", line {line}, in {code.co_name}'


def _short(path: str) -> str:
    """A source file from its package on; the folders above it may be named after a user."""
    parts = PurePath(path.replace("\\", "/")).parts
    roots = [at for at, part in enumerate(parts) if part in ("site-packages", "promeister_mpay", "tests")]
    return "/".join(parts[roots[-1] :] if roots else parts[-1:])


def _raised_in(error: BaseException) -> FrameType | None:
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    return frames[-1] if frames else None


def _program_text(error: BaseException) -> str:
    """The error's text if the program's own code raised it, and has it as a constant of the function or the module."""
    frame, text = _raised_in(error), error.args[0] if error.args else ""
    if frame is None or not isinstance(text, str) or str(frame.f_globals.get("__name__")).split(".")[0] != OURS:
        return ""
    constants = [each for name, each in frame.f_globals.items() if name.isupper() and isinstance(each, str)]
    return text if text in (*frame.f_code.co_consts, *constants) else ""


def _name(error: BaseException) -> str:
    """The attribute or variable that is missing, if the code names it."""
    frame, name = _raised_in(error), getattr(error, "name", None)
    code = frame.f_code if frame else None
    return name if code is not None and isinstance(name, str) and name in (*code.co_names, *code.co_varnames) else ""


def _codes(error: BaseException) -> Iterator[str]:
    """The codes of the operating system, the database and the gateway."""
    if isinstance(error, OSError):
        yield errno.errorcode.get(error.errno or 0, "")
    status, trace = getattr(error, "status", None), getattr(error, "trace_id", None)
    for state in (getattr(error, name, None) for name in ("sqlite_errorname", "sqlstate")):
        if isinstance(state, str) and _STATE.fullmatch(state):
            yield state
    if isinstance(status, int):
        yield str(status)
    if isinstance(trace, str) and is_trace_id(trace):
        yield trace
