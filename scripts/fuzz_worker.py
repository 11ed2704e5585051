"""Reads foreign files one after the other, within the limits of a reading process; a tool of `scripts/fuzz.py`.

On standard input a line for each file, its kind and its path; on standard output a line with the outcome.
"""

import resource
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from promeister_mpay.adapters.foreign_files.limits import MOST_MEMORY
from support.foreign.reading import outcome_of

UNEXPECTED = (ArithmeticError, AttributeError, LookupError, MemoryError, OSError, RuntimeError, TypeError, ValueError)


def main() -> int:
    """Answer until the input ends."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    for line in sys.stdin:
        kind, path = line.rstrip("\n").split(" ", 1)
        try:
            outcome = outcome_of(kind, Path(path))
        except UNEXPECTED as error:
            outcome = f"{type(error).__name__} in {_place(error)}"
        sys.stdout.write(outcome.replace("\n", " ") + "\n")
        sys.stdout.flush()
    return 0


def _place(error: BaseException) -> str:
    """The place in this program that the exception came from, and the function of the tests' that called it."""
    places = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{Path(code.co_filename).name}:{code.co_name}")
        trace = trace.tb_next
    return " ".join(places[1:])


if __name__ == "__main__":
    sys.exit(main())
