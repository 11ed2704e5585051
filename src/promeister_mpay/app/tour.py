"""Plays the tour: the program on new data, operated by `ui/tour`."""

import contextlib
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from promeister_mpay.app.composition import WORKSHOP_NAME, Options
from promeister_mpay.app.program import Program
from promeister_mpay.paths import DataFolder
from promeister_mpay.ui.startup.application import make_application

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from promeister_mpay.adapters.training import CustomersPhone


def play_tour(folder: Path, *, keep: Path | None = None) -> int:
    """Play the tour offscreen on new data and write its screenshots into `folder`; returns the exit code.

    The data is deleted afterwards, or kept in the folder `keep` when that is given.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # Qt warns for every offscreen window that there is no window manager.
    os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")
    import tempfile

    from promeister_mpay.adapters.training import CustomersPhone, Sandbox

    application = make_application()
    with tempfile.TemporaryDirectory() as data, contextlib.ExitStack() as closing:
        options = Options(DataFolder(keep or Path(data)).make(), "tour", training=True)
        sandbox = closing.enter_context(Sandbox(options.folder.sandbox, WORKSHOP_NAME))
        customer = CustomersPhone(sandbox.url, sandbox.secret)
        closing.callback(customer.close)
        program = Program(replace(options, sandbox_url=sandbox.url, sandbox_secret=sandbox.secret), closing)
        program.ready.connect(lambda: _play(program, folder, customer, application))
        code = application.exec()
        program.frame.close()
    return code


def _play(program: Program, folder: Path, customer: "CustomersPhone", application: "QApplication") -> None:
    from promeister_mpay.ui.tour.tour import Tour

    if program.counter_window is not None:
        story = Tour(program.counter_window, folder, customer)
        story.finished.connect(application.exit)
        story.start()
