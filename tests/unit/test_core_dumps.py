"""A crash leaves no image of the memory, on Linux tried, on Windows as far as the calls go."""

import subprocess
import sys
from types import SimpleNamespace

from promeister_mpay import core_dumps

ASKED = """
import ctypes, resource
from promeister_mpay.core_dumps import turn_off_core_dumps
turn_off_core_dumps()
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


def test_linux_may_neither_write_nor_pipe_a_core() -> None:
    asked = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, check=True, timeout=60)
    assert asked.stdout == "(0, 0) 0\n"


def test_windows_is_asked_for_no_box_no_heap_and_no_report() -> None:
    calls: list[tuple[object, ...]] = []
    kernel = SimpleNamespace(
        GetErrorMode=lambda: 0x8000,
        SetErrorMode=lambda mode: calls.append(("mode", mode)),
        WerSetFlags=lambda flags: calls.append(("flags", flags)),
    )
    wer = SimpleNamespace(WerAddExcludedApplication=lambda name, of_all: calls.append((name, of_all)))
    core_dumps._on_windows(SimpleNamespace(kernel32=kernel, wer=wer))
    assert calls == [("mode", 0x8002), ("flags", 0x21), (sys.executable, False)]
