"""The log file: small, rotated, and by its making without personal data or secrets (design §11).

Of the program's own entries it has the template, which is a constant (the house check sees to it), with what
`loggable` lets through of the arguments; of errors the classes and places; of
libraries only which one warned, and where.
"""

import faulthandler
import logging
import logging.handlers
import platform
from collections.abc import Mapping
from pathlib import Path

from promeister_mpay import __version__
from promeister_mpay.domain.error_traces import trace_without_values
from promeister_mpay.domain.log_texts import LogText, loggable
from promeister_mpay.paths import CRASHES
from promeister_mpay.plain_files import check_plain

SIZE = 1_000_000
OLD_FILES = 3
LONGEST = 20_000
"""Characters of one entry, however deep a trace is."""
OURS = "promeister_mpay"

logger = logging.getLogger(__name__)


class LogFormatter(logging.Formatter):
    """Writes what an entry may say."""

    def format(self, record: logging.LogRecord) -> str:
        """The entry as text."""
        parts = [f"{self.formatTime(record)} {record.levelname} {record.name}: {_message(record)}"]
        if record.exc_info and record.exc_info[1] is not None:
            parts.append(trace_without_values(record.exc_info[1]))
        entry = "\n".join(parts)
        return entry if len(entry) <= LONGEST else f"{entry[:LONGEST]} …"


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name.split(".")[0] == OURS and isinstance(record.msg, str)


def _message(record: logging.LogRecord) -> str:
    if not _is_ours(record):
        return f"{Path(record.pathname).name}:{record.lineno} in {record.funcName}"
    arguments = record.args or ()
    if isinstance(arguments, Mapping):
        return _filled(str(record.msg), loggable(arguments))
    return _filled(str(record.msg), tuple(loggable(each) for each in arguments)) if arguments else str(record.msg)


def _filled(template: str, arguments: object) -> str:
    """The template with its arguments, or alone when one of them is of another kind than it has a place for."""
    try:
        return template % arguments
    except (TypeError, ValueError, KeyError):
        return template


def _is_written(record: logging.LogRecord) -> bool:
    """Of what libraries have to say only warnings."""
    return _is_ours(record) or record.levelno >= logging.WARNING


def begin_log(file: Path) -> None:
    """Start logging to `file`. A folder that cannot be written does not stop the program."""
    # What cannot be written would be printed, with its arguments.
    logging.raiseExceptions = False
    try:
        file.parent.mkdir(mode=0o700, exist_ok=True)
        check_plain(file)
        handler: logging.Handler = logging.handlers.RotatingFileHandler(
            file, maxBytes=SIZE, backupCount=OLD_FILES, encoding="utf-8"
        )
        _log_crashes(file.parent / CRASHES)
        why_not = None
    except OSError as error:
        handler, why_not = logging.StreamHandler(), error
    handler.setFormatter(LogFormatter())
    handler.addFilter(_is_written)
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    root.addHandler(handler)
    versions = (__version__, platform.python_version(), platform.platform())
    logger.info("promeister-mpay %s, Python %s, %s", *(LogText(each) for each in versions))
    if why_not is not None:
        logger.warning("no log can be written: %s", why_not)


def _log_crashes(file: Path) -> None:
    """At a crash of the whole process, write the stack of each thread to a file, without data."""
    check_plain(file)
    if file.exists() and file.stat().st_size > SIZE:
        file.unlink()
    # The file stays open: a crashing process cannot open one.
    faulthandler.enable(file.open("a", encoding="utf-8"))
