"""No image of the program's memory is left behind when it crashes: customers and secrets are in it (design §11)."""

import contextlib
import ctypes
import sys
from typing import Any

PR_SET_DUMPABLE = 4
SEM_NOGPFAULTERRORBOX = 0x0002
WER_FAULT_REPORTING_FLAG_NOHEAP = 0x0001
WER_FAULT_REPORTING_NO_UI = 0x0020


def turn_off_core_dumps() -> None:
    """Forbid core dumps of this process, and on Linux also that other programs of the same user read its memory.

    What the operating system does not offer is left out. A child that runs another program forbids its own.
    """
    with contextlib.suppress(ImportError, OSError, ValueError, AttributeError):
        if sys.platform == "win32":
            _on_windows(ctypes.windll)
        else:
            _on_posix(ctypes.CDLL(None))


def _on_posix(libc: Any) -> None:  # noqa: ANN401 – a library has any functions
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # The limit alone does not hold for a core that is piped to a collector (apport, systemd-coredump).
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def _on_windows(libraries: Any) -> None:  # noqa: ANN401 – a library has any functions
    """No box and no upload at a crash, and no heap in what an administrator lets Windows collect all the same."""
    libraries.kernel32.SetErrorMode(libraries.kernel32.GetErrorMode() | SEM_NOGPFAULTERRORBOX)
    libraries.kernel32.WerSetFlags(WER_FAULT_REPORTING_FLAG_NOHEAP | WER_FAULT_REPORTING_NO_UI)
    libraries.wer.WerAddExcludedApplication(sys.executable, False)  # noqa: FBT003 – Windows' own
