"""The log file: small, rotated, and without personal data or secrets (design §11)."""

import faulthandler
import logging
import logging.handlers
import platform
from pathlib import Path

from promeister_mpay import __version__
from promeister_mpay.domain.redaction import redacted

SIZE = 1_000_000
OLD_FILES = 3
LONGEST = 20_000
"""Characters of one entry, however deep a trace is."""
CRASHES = "crashes.txt"

logger = logging.getLogger(__name__)


class RedactingFormatter(logging.Formatter):
    """Removes personal data and secrets from each entry, including its stack trace."""

    def format(self, record: logging.LogRecord) -> str:
        """The entry as text, redacted."""
        entry = super().format(record)
        return redacted(entry if len(entry) <= LONGEST else f"{entry[:LONGEST]} …")


def begin_log(file: Path) -> None:
    """Start logging to `file`. A folder that cannot be written does not stop the program."""
    # httpx logs every URL that it calls, and the URLs contain payment ids.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        file.parent.mkdir(mode=0o700, exist_ok=True)
        handler: logging.Handler = logging.handlers.RotatingFileHandler(
            file, maxBytes=SIZE, backupCount=OLD_FILES, encoding="utf-8"
        )
        _log_crashes(file.parent / CRASHES)
    except OSError as error:
        handler = logging.StreamHandler()
        logger.warning("no log in %s: %s", file.parent, error.strerror)
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    root.addHandler(handler)
    logger.info("promeister-mpay %s, Python %s, %s", __version__, platform.python_version(), platform.platform())


def _log_crashes(file: Path) -> None:
    """At a crash of the whole process, write the stack of each thread to a file, without data."""
    if file.exists() and file.stat().st_size > SIZE:
        file.unlink()
    # The file stays open: a crashing process cannot open one.
    faulthandler.enable(file.open("a", encoding="utf-8"))
