"""Limits a process on Windows: it puts itself into a job object with limits of memory and time.

Tried here: the sizes and places of the structures, which the tests compare with Windows's headers. Not tried here,
where there is no Windows: that the calls have the effect.
"""

import ctypes
from typing import Any

from promeister_mpay.adapters.foreign_files.limits import Limits

PROCESS_TIME = 0x2
PROCESS_MEMORY = 0x100
DIE_ON_UNHANDLED_EXCEPTION = 0x400
EXTENDED_LIMITS = 9
"""`JobObjectExtendedLimitInformation`."""
NO_ERROR_BOXES = 0x1 | 0x2
"""`SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX`."""
TICKS = 10_000_000
"""Units of 100 ns in a second."""


class BasicLimits(ctypes.Structure):
    """`JOBOBJECT_BASIC_LIMIT_INFORMATION`, with the widths of 64-bit Windows on every system."""

    _fields_ = (
        ("per_process_user_time", ctypes.c_int64),
        ("per_job_user_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("minimum_working_set", ctypes.c_size_t),
        ("maximum_working_set", ctypes.c_size_t),
        ("active_processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority_class", ctypes.c_uint32),
        ("scheduling_class", ctypes.c_uint32),
    )


class ExtendedLimits(ctypes.Structure):
    """`JOBOBJECT_EXTENDED_LIMIT_INFORMATION`; the six counters of `IO_COUNTERS` are not used."""

    _fields_ = (
        ("basic", BasicLimits),
        ("io_counters", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


def job_limits(limits: Limits) -> ExtendedLimits:
    """The structure that says `limits` to Windows: committed memory, and time of the processor."""
    flags = PROCESS_TIME | PROCESS_MEMORY | DIE_ON_UNHANDLED_EXCEPTION
    basic = BasicLimits(per_process_user_time=limits.seconds * TICKS, flags=flags)
    return ExtendedLimits(basic=basic, process_memory=limits.memory)


def limit_with_job(limits: Limits, kernel: Any = None) -> None:  # noqa: ANN401 – the functions of kernel32
    """Put this process into a job with `limits`, for as long as it lives; raises `OSError`.

    The job's handle is left open: the limits hold for as long as a process is in the job.
    """
    if kernel is None:
        kernel = _kernel32()
    kernel.SetErrorMode(NO_ERROR_BOXES)
    job = kernel.CreateJobObjectW(None, None)
    stated = job_limits(limits)
    is_limited = (
        job
        and kernel.SetInformationJobObject(job, EXTENDED_LIMITS, ctypes.byref(stated), ctypes.sizeof(stated))
        and kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())
    )
    if not is_limited:
        raise OSError("this process cannot be limited")


def _kernel32() -> Any:  # noqa: ANN401 – the functions of kernel32
    """Windows's functions, with handles of the width of a pointer: without these types ctypes cuts them to 32 bits."""
    kernel: Any = getattr(ctypes, "WinDLL")("kernel32")  # noqa: B009 – it is there on Windows only
    handle = ctypes.c_void_p
    for name, gives, takes in (
        ("CreateJobObjectW", handle, (ctypes.c_void_p, ctypes.c_wchar_p)),
        ("GetCurrentProcess", handle, ()),
        ("SetErrorMode", ctypes.c_uint32, (ctypes.c_uint32,)),
        ("SetInformationJobObject", ctypes.c_int, (handle, ctypes.c_int, ctypes.c_void_p, ctypes.c_uint32)),
        ("AssignProcessToJobObject", ctypes.c_int, (handle, handle)),
    ):
        function = getattr(kernel, name)
        function.restype, function.argtypes = gives, takes
    return kernel
