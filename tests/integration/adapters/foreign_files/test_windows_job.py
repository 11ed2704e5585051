"""What a process on Windows says of its limits has the form that Windows reads; that they hold is not tried here."""

import ctypes
from typing import Any

import pytest

from promeister_mpay.adapters.foreign_files.limits import Limits
from promeister_mpay.adapters.foreign_files.windows_job import (
    EXTENDED_LIMITS,
    BasicLimits,
    ExtendedLimits,
    job_limits,
    limit_with_job,
)


def test_the_structures_have_the_sizes_and_places_of_windowss_headers() -> None:
    assert (ctypes.sizeof(BasicLimits), ctypes.sizeof(ExtendedLimits)) == (64, 144)
    places = {name: getattr(BasicLimits, name).offset for name, *_ in BasicLimits._fields_}
    assert (places["flags"], places["active_processes"], places["scheduling_class"]) == (16, 40, 60)
    assert (ExtendedLimits.io_counters.offset, ExtendedLimits.process_memory.offset) == (64, 112)


def test_memory_and_time_are_said_in_windowss_units() -> None:
    made = job_limits(Limits(memory=256 << 20, seconds=30))
    assert (made.process_memory, made.basic.per_process_user_time) == (256 << 20, 300_000_000)
    assert made.basic.flags == 0x502


class Kernel:
    """Windows's functions; the one named in `fails` refuses."""

    def __init__(self, fails: str = "") -> None:
        self.fails = fails
        self.calls: list[tuple[str, tuple[Any, ...]]] = []

    def __getattr__(self, name: str) -> Any:
        def call(*arguments: Any) -> int:
            self.calls.append((name, arguments))
            return 0 if name == self.fails else len(self.calls)

        return call


def test_the_process_puts_itself_into_the_job_when_the_job_has_its_limits() -> None:
    kernel = Kernel()
    limit_with_job(Limits(), kernel)
    names = [name for name, _ in kernel.calls]
    assert names[-4:] == [
        "CreateJobObjectW", "SetInformationJobObject", "GetCurrentProcess", "AssignProcessToJobObject",
    ]  # fmt: skip
    calls = dict(kernel.calls)
    job = calls["AssignProcessToJobObject"][0]
    assert calls["SetInformationJobObject"][:2] == (job, EXTENDED_LIMITS)
    assert calls["SetInformationJobObject"][3] == ctypes.sizeof(ExtendedLimits)


@pytest.mark.parametrize("name", ["CreateJobObjectW", "SetInformationJobObject", "AssignProcessToJobObject"])
def test_a_process_that_cannot_be_limited_does_not_go_on(name: str) -> None:
    with pytest.raises(OSError, match="cannot be limited"):
        limit_with_job(Limits(), Kernel(name))
