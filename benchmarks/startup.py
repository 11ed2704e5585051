"""From the start of the process to an order on the screen, beside a bare PySide6 window with a table."""

import inspect
import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.measure import MOST_GAP, Figure, report, screen, workshop

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QWidget

PAIRS = 9
PATIENCE = 30
"""Seconds that one start may take, services and all."""
MOST, GOAL = 1.5, 1.25
NEWEST = 14799
"""The demo's newest order, which the program opens when there was none before."""


def main() -> int:
    """Start both in turn, print the table; gives the exit code."""
    with screen() as environment, workshop(environment) as folder:
        starts = [(_start(program, folder, environment), _start(bare, folder, environment)) for _ in range(PAIRS + 1)]
    # The first of each fills the file cache.
    ours, floors = zip(*starts[1:], strict=True)
    wrong = [start["number"] for start in ours if start["number"] != NEWEST]
    if wrong:
        raise SystemExit(f"painted order {wrong[0]:.0f} instead of {NEWEST}")
    return report(f"Start, {PAIRS} pairs of processes, warm file cache", _figures(ours, floors))


def _figures(ours: tuple[dict[str, float], ...], floors: tuple[dict[str, float], ...]) -> list[Figure]:
    def of(what: str, starts: tuple[dict[str, float], ...]) -> list[float]:
        return [start[what] for start in starts]

    painted, bare_painted = of("painted", ours), of("painted", floors)
    gaps, bare_gaps = of("gap", ours), of("gap", floors)
    return [
        Figure("order painted, median", median(painted), median(bare_painted), MOST, GOAL),
        Figure("order painted, worst", max(painted), max(bare_painted)),
        Figure("services ready, median", median(of("ready", ours))),
        Figure("longest gap while loading, median", median(gaps), median(bare_gaps)),
        Figure("longest gap while loading, worst", max(gaps), max(bare_gaps), MOST_GAP, absolute=True),
    ]


def _start(child: Callable[[str], None], folder: Path, environment: Mapping[str, str]) -> dict[str, float]:
    """Run one process to its end; its times in milliseconds from its start."""
    parts = "\n".join(inspect.getsource(part) for part in (watch, count_gaps, child))
    code = f"from __future__ import annotations\n{parts}\n{child.__name__}({str(folder)!r})"
    began = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, check=True, timeout=PATIENCE
    )
    said: dict[str, float] = json.loads(ended.stdout)
    return said | {name: (said[name] - began) * 1000 for name in ("painted", "ready")}


# -- what runs in the processes; each function is sent there as it stands, so that nothing else is loaded


def program(folder: str) -> None:
    """The real program, from its command line on, until its services are there."""
    from promeister_mpay import app
    from promeister_mpay.__main__ import main

    opened = app.open_window

    def open_watched(*given: object) -> object:
        window = opened(*given)
        number = window.page.form.fields["number"]

        def on_painted(painted: float) -> None:
            say = count_gaps(window, window.editor.refreshed, painted)
            window.editor.refreshed.connect(lambda _: say(int(number.text())))

        watch(window, number, lambda: number.text().isdigit(), on_painted)
        return window

    app.open_window = open_watched
    main(["--training", "--data-dir", folder])
