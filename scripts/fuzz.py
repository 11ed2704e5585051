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
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
WRONG = ROOT / "build" / "fuzz"
sys.path.insert(0, str(ROOT / "tests"))

from promeister_mpay.adapters.foreign_files.limits import MOST_SECONDS  # noqa: E402
from promeister_mpay.adapters.foreign_files.process import ForeignFiles  # noqa: E402
from promeister_mpay.errors import FileError  # noqa: E402
from support.foreign.damage import damaged  # noqa: E402 – after the path to the tests
from support.foreign.reading import AS_EXPECTED, is_sentence  # noqa: E402
from support.foreign.samples import KIND_OF_READER, SAMPLES  # noqa: E402

LATEST = 35
"""Seconds within which every file is answered."""


class Worker:
    """A process that reads many files; it is started again when a file has ended it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def outcome(self, kind: str, path: Path) -> str:
        """The outcome of one file; 'ended' or 'late' when there was none."""
        process = self._process = self._process or self._started()
        timer = threading.Timer(MOST_SECONDS, process.kill)
        timer.start()
        outcome = self._asked(process, kind, path)
        is_late = not timer.is_alive()
        timer.cancel()
        if not outcome:
            self.close()
        return outcome or ("late" if is_late else "ended")

    @staticmethod
    def _asked(process: "subprocess.Popen[str]", kind: str, path: Path) -> str:
        if process.stdin is None or process.stdout is None:
            return ""
        process.stdin.write(f"{kind} {path}\n")
        process.stdin.flush()
        return process.stdout.readline().rstrip("\n")

    @staticmethod
    def _started() -> "subprocess.Popen[str]":
        command = [sys.executable, str(ROOT / "scripts" / "fuzz_worker.py")]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(command, text=True, **pipes)  # type: ignore[call-overload,no-any-return]

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


@dataclass
class Campaign:
    """The files of one kind: how they ended, the slowest of them, and those that ended wrong."""

    kind: str
    seed: int
    every: int
    folder: Path
    worker: Worker = field(default_factory=Worker)
    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0
    apart: int = 0

    def run(self, numbers: range) -> None:
        """Read the files with these numbers."""
        samples = SAMPLES[self.kind]()
        for number in numbers:
            content = damaged(self.kind, samples, random.Random(f"{self.seed} {self.kind} {number}"))  # noqa: S311
            path = self.folder / f"prov-{number}.{self.kind}"
            path.write_bytes(content)
            self._read(number, path)
            path.unlink()
        self.worker.close()

    def _read(self, number: int, path: Path) -> None:
        reader, started = KIND_OF_READER.get(self.kind, "sheet"), time.monotonic()
        outcome = self.worker.outcome(reader, path)
        is_expected = outcome in AS_EXPECTED
        self.outcomes[outcome if is_expected else f"contained: {outcome}"[:100]] += 1
        if _is_wrong(outcome):
            self._note(number, path, outcome)
        if not is_expected or number % self.every == 0:
            started = time.monotonic()
            self._read_apart(number, path, reader)
        self.slowest = max(self.slowest, time.monotonic() - started)

    def _read_apart(self, number: int, path: Path, reader: str) -> None:
        self.apart += 1
        started, sentence = time.monotonic(), ""
        try:
            ForeignFiles().read(reader, path, lambda _answer: None)
        except FileError as error:
            sentence = str(error)
        if sentence and not (is_sentence(sentence) and path.name in sentence):
            self._note(number, path, f"no sentence: {sentence}")
        if time.monotonic() - started > LATEST:
            self._note(number, path, "too late")

    def _note(self, number: int, path: Path, why: str) -> None:
        WRONG.mkdir(parents=True, exist_ok=True)
        kept = WRONG / f"{self.seed}-{path.name}"
        kept.write_bytes(path.read_bytes())
        self.wrong.append(f"{self.kind} {number}: {why}; see {kept}")
        print(self.wrong[-1], flush=True)


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
            campaign.run(range(options.first, options.first + options.files))
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
