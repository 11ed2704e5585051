"""How much memory and time the reading of a foreign file may take; the process limits itself before it reads."""

import contextlib
import sys
from dataclasses import dataclass

MOST_MEMORY = 256 << 20
MOST_SECONDS = 30
_SPARE_SECONDS = 3
"""The parent ends a reading at `MOST_SECONDS`; a process whose parent is gone ends itself so much later."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`memory` in bytes, of all that the process maps; `seconds` of the clock, and of the processor."""

    memory: int = MOST_MEMORY
    seconds: int = MOST_SECONDS


USUAL = Limits()


def limit_this_process(limits: Limits) -> None:
    """Lower what this process may use, for good; raises `OSError` where the operating system refuses.

    No file of its memory is written when it crashes, for that would hold what the foreign file holds.
    """
    if sys.platform == "win32":
        from promeister_mpay.adapters.foreign_files.windows_job import limit_with_job

        limit_with_job(limits)
    else:
        _limit_on_posix(limits)


def _limit_on_posix(limits: Limits) -> None:
    import resource
    import signal

    seconds = limits.seconds + _SPARE_SECONDS
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_CPU, seconds)
    # macOS knows this limit and refuses to set it.
    with contextlib.suppress(ValueError, OSError):
        _lower(resource.RLIMIT_AS, limits.memory)
    # Ends a process that waits for a file without using the processor, when its parent is gone.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(seconds)


def _lower(limit: int, most: int) -> None:
    import resource

    _, hard = resource.getrlimit(limit)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(limit, (most, most))
