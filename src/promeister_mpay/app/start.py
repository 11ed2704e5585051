"""Runs the program until its window is closed, or says why it does not start."""

import contextlib
import os
import sys
from types import TracebackType

from promeister_mpay.app.composition import Options
from promeister_mpay.app.program import Program
from promeister_mpay.ui.startup.application import make_application


def run(options: Options) -> int:
    """Open the main window and run until it is closed; returns the exit code."""
    sys.excepthook = _show_early_crash
    application = make_application()
    with contextlib.ExitStack() as closing:
        program = Program(options, closing)
        code = application.exec()
        if program.window is not None and program.window.closing.wants_restart:
            _start_again()
        elif program.window is not None:
            program.window.back_up_at_closing()
        if program.window is not None and not program.window.closing.left_cleanly:
            # A gateway call may last half a minute more. It is journalled, so the next start continues it (design I5).
            os._exit(code)
    return code


def _start_again() -> None:
    """Start a new process with the same command line; it waits until this one releases the data folder."""
    import subprocess

    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-P", "-m", "promeister_mpay"]
    subprocess.Popen([*program, *sys.argv[1:]], start_new_session=True)  # noqa: S603 – our own program


def _show_early_crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Show a crash before the window has its own crash box, or when the window cannot be made."""
    from promeister_mpay.ui.startup.crash_box import CrashBox

    CrashBox(make_application()).take(kind, error, trace)


def refuse(sentence: str) -> int:
    """Show why the program does not start; returns the exit code."""
    import logging

    from promeister_mpay.ui.common.dialogs import show_error

    logging.getLogger(__name__).error("the program does not start")
    # On Windows a program without a console has no such stream.
    with contextlib.suppress(AttributeError, OSError):
        sys.stderr.write(f"{sentence}\n")
    make_application()
    show_error("promeister-mpay", sentence)
    return 1
