"""Makes, reads and judges damaged files one after the other, within the limits of a reading process.

A tool of `scripts/fuzz.py`: `fuzz_worker.py KIND SEED FIRST LAST FOLDER`. It writes a line for each file: its number,
how long it took in seconds, and its outcome.
"""

import random
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from promeister_mpay.adapters.foreign_files.limits import MOST_MEMORY
from support.foreign.damage import damaged
from support.foreign.reading import AGAIN, outcome_of
from support.foreign.samples import KIND_OF_READER, SAMPLES

UNEXPECTED = (ArithmeticError, AttributeError, LookupError, MemoryError, OSError, RuntimeError, TypeError, ValueError)


def main() -> int:
    """Read all files from the first to before the last, or until one has taken all memory."""
    kind, seed, first, last, folder = sys.argv[1:]
    samples, path = SAMPLES[kind](), Path(folder) / f"prov.{kind}"
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    for number in range(int(first), int(last)):
        path.write_bytes(damaged(kind, samples, random.Random(f"{seed} {kind} {number}")))  # noqa: S311
        started = time.monotonic()
        outcome = _outcome(KIND_OF_READER.get(kind, "sheet"), path).replace("\n", " ")
        sys.stdout.write(f"{number} {time.monotonic() - started:.2f} {outcome}\n")
        sys.stdout.flush()
        if outcome.startswith("MemoryError"):
            # What making the file took is not given back: a new worker reads the next one.
            sys.stdout.write(f"{AGAIN}\n")
            return 0
    return 0


def _outcome(kind: str, path: Path) -> str:
    try:
        return outcome_of(kind, path)
    except UNEXPECTED as error:
        return f"{type(error).__name__} in {_place(error)}"


def _place(error: BaseException) -> str:
    """The functions that the exception came through."""
    places = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{Path(code.co_filename).name}:{code.co_name}")
        trace = trace.tb_next
    return " ".join(places[1:])


if __name__ == "__main__":
    sys.exit(main())
