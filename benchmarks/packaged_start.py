"""Times the packaged program from its start to its window on the screen, against the program run from source."""

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.measure import Figure, report, screen, workshop

PACKAGED = Path(__file__).parent.parent / "build" / "program" / "promeister-mpay" / "promeister-mpay"
PLAIN = (sys.executable, "-m", "promeister_mpay")
PAIRS = 9
MOST, GOAL = 1.5, 1.2
TITLE = "^14799 .* – Order"


def main() -> int:
    """Start both in turn and print the table; returns the exit code."""
    with screen() as environment, workshop(environment) as folder:
        options = ("--training", "--data-dir", str(folder))
        pairs = [
            (_start((str(PACKAGED), *options), environment), _start((*PLAIN, *options), environment))
            for _ in range(PAIRS + 1)
        ]
    # The first run of each only fills the file cache.
    packaged, plain = (median(times) for times in zip(*pairs[1:], strict=True))
    figure = Figure("until the order's window is there", packaged, plain, MOST, GOAL)
    return report(f"Start of the packaged program, {PAIRS} pairs of processes, warm file cache", [figure])


def _start(command: Sequence[str], environment: Mapping[str, str]) -> float:
    """Milliseconds until the window is on the screen."""
    began = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL)
    search = ("xdotool", "search", "--onlyvisible", "--name", TITLE)
    while not subprocess.run(search, env=environment, capture_output=True, check=False).stdout:
        if process.poll() is not None:
            raise SystemExit(f"{command[0]} ended with {process.returncode}")
    found = time.monotonic()
    process.terminate()
    process.wait(timeout=30)
    return (found - began) * 1000


if __name__ == "__main__":
    sys.exit(main())
