"""Damaged files of each kind that a user opens: `make fuzz FILES=20000 SEED=1 KIND=xlsx`.

Each file follows from seed, kind and number. It is read and judged in a worker that reads many files, within the
limits of a reading process. What ends the worker, takes longer than the limit, or raises what nobody expects, is read
again through the real reading process, and must give a sentence within 35 s; so is one file of every `--every`.
An exception in what the program does with the answers of the reading process is always wrong. A file that ends wrong
is kept in build/fuzz/.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
WRONG = ROOT / "build" / "fuzz"
sys.path.insert(0, str(ROOT / "tests"))

from promeister_mpay.adapters.foreign_files.limits import MOST_SECONDS  # noqa: E402
from promeister_mpay.adapters.foreign_files.process import ForeignFiles  # noqa: E402
from promeister_mpay.errors import FileError  # noqa: E402
from support.foreign.damage import damaged  # noqa: E402 – after the path to the tests
from support.foreign.reading import AGAIN, AS_EXPECTED, is_sentence  # noqa: E402
from support.foreign.samples import KIND_OF_READER, SAMPLES  # noqa: E402

LATEST = 35
"""Seconds within which every file is answered."""


@dataclass
class Campaign:
    """The files of one kind: how they ended, the slowest of them, and those that ended wrong."""

    kind: str
    seed: int
    every: int
    folder: Path
    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0
    apart: int = 0

    def run(self, first: int, last: int) -> None:
        """Read the files with these numbers, with a worker; a new one goes on behind a file that has ended it."""
        while first < last:
            first = self._read_until_it_ends(first, last)

    def _read_until_it_ends(self, number: int, last: int) -> int:
        """Read on from a file; returns the number of the next one to read."""
        for line in self._lines_of_worker(number, last):
            if line == AGAIN:
                return number
            _, seconds, outcome = line.split(" ", 2)
            self._note_outcome(number, float(seconds), outcome)
            number += 1
        if number < last:
            self._note_outcome(number, 0.0, "ended, or late")
            number += 1
        return number

    def _lines_of_worker(self, first: int, last: int) -> Iterator[str]:
        """What a worker says, until it ends or says nothing for as long as a reading may take."""
        arguments = (self.kind, self.seed, first, last, self.folder)
        command = [sys.executable, str(ROOT / "scripts" / "fuzz_worker.py"), *map(str, arguments)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as worker:
            for line in iter(lambda: _line_in_time(worker), ""):
                yield line.rstrip("\n")
            worker.kill()

    def _note_outcome(self, number: int, seconds: float, outcome: str) -> None:
        is_expected = outcome in AS_EXPECTED
        self.outcomes[outcome if is_expected else f"contained: {outcome}"[:120]] += 1
        self.slowest = max(self.slowest, seconds)
        if _is_wrong(outcome):
            self._note(number, outcome)
        if not is_expected or number % self.every == 0:
            self._read_apart(number)

    def _file(self, number: int, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"prov-{self.seed}-{number}.{self.kind}"
        path.write_bytes(damaged(self.kind, SAMPLES[self.kind](), random.Random(f"{self.seed} {self.kind} {number}")))  # noqa: S311
        return path

    def _read_apart(self, number: int) -> None:
        self.apart += 1
        path = self._file(number, self.folder)
        started, sentence = time.monotonic(), ""
        try:
            ForeignFiles().read(KIND_OF_READER.get(self.kind, "sheet"), path, lambda _answer: None)
        except FileError as error:
            sentence = str(error)
        seconds = time.monotonic() - started
        self.slowest = max(self.slowest, seconds)
        if sentence and not (is_sentence(sentence) and path.name in sentence):
            self._note(number, f"no sentence: {sentence}")
        if seconds > LATEST:
            self._note(number, "too late")
        path.unlink()

    def _note(self, number: int, why: str) -> None:
        self.wrong.append(f"{self.kind} {number}: {why}; see {self._file(number, WRONG)}")
        print(self.wrong[-1], flush=True)


def _line_in_time(worker: "subprocess.Popen[str]") -> str:
    timer = threading.Timer(MOST_SECONDS, worker.kill)
    timer.start()
    line = worker.stdout.readline() if worker.stdout else ""
    timer.cancel()
    return line


def _is_wrong(outcome: str) -> bool:
    """Whether nothing contains it: what the program does with the answers has no limits, and no other process."""
    is_outside = "_judge" in outcome and not outcome.startswith("MemoryError")
    return is_outside or outcome.startswith("no sentence")


def main() -> int:
    """Run the campaign; 1 when a file ended wrong."""
    options = _options()
    wrong = 0
    for kind in filter(None, options.kind.split(",")):
        with tempfile.TemporaryDirectory(prefix="mpay-fuzz-") as folder:
            campaign = Campaign(kind, options.seed, options.every, Path(folder))
            campaign.run(options.first, options.first + options.files)
        print(_line(campaign, options.files), flush=True)
        wrong += len(campaign.wrong)
    return 1 if wrong else 0


def _line(campaign: Campaign, files: int) -> str:
    outcomes = ", ".join(f"{count} {name}" for name, count in campaign.outcomes.most_common())
    return (
        f"{campaign.kind}: {files} files, {campaign.apart} of them in a process of their own; "
        f"{len(campaign.wrong)} wrong; slowest {campaign.slowest:.1f} s; {outcomes}"
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", type=int, default=500)
    parser.add_argument("--kind", default=",".join(SAMPLES))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
