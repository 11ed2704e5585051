"""What the reading process says to its parent: a line of JSON for each answer, and one that ends them.

The parent trusts none of it: a process that was taken over by the file that it read says what it likes. JSON makes
numbers, texts, lists and dictionaries, and nothing that runs.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from promeister_mpay.adapters.foreign_files.limits import USUAL, Limits

MOST_BYTES_OF_A_LINE = 2_000_000
_MOST_OF_A_SENTENCE = 1_000

Take = Callable[[object], object]
"""Takes one answer; raises `ValueError` for one that is not what was asked for."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the parent asks: to read the file `path` as a `kind` of file, within `limits`."""

    kind: str
    path: Path
    limits: Limits = USUAL


@dataclass(frozen=True, slots=True)
class End:
    """The last line. `refused` is a sentence that says why the file cannot be used, of the error class `error`.

    `failed` is the class of an exception that nobody expected: the file is damaged in a way that nobody has seen.
    """

    refused: str = ""
    error: str = ""
    failed: str = ""


def write_request(stream: IO[bytes], request: Request) -> None:
    """Send a request; raises `OSError` when the other side is gone."""
    made = {"kind": request.kind, "path": str(request.path), "limits": asdict(request.limits)}
    stream.write(json.dumps(made).encode() + b"\n")
    stream.flush()


def read_request(stream: IO[bytes]) -> Request:
    """Receive a request; raises `ValueError` when the parent has gone without one."""
    made = json.loads(stream.readline())
    return Request(made["kind"], Path(made["path"]), Limits(**made["limits"]))


def write_answers(stream: IO[bytes], answers: Iterable[object]) -> None:
    """Send each answer as it is made, so that none of them is kept."""
    encode = json.JSONEncoder(check_circular=False, separators=(",", ":")).encode
    for answer in answers:
        stream.write(encode(answer).encode() + b"\n")


def write_end(stream: IO[bytes], end: End) -> None:
    """Send the last line."""
    stream.write(json.dumps(asdict(end)).encode() + b"\n")
    stream.flush()


def take_answers(stream: IO[bytes], take: Take) -> End:
    """Receive all answers, which are lists, and the end, which is a dictionary.

    Raises `ValueError` for what is neither, and `EOFError` when there is no end: the process was ended.
    """
    while line := stream.readline(MOST_BYTES_OF_A_LINE + 1):
        if len(line) > MOST_BYTES_OF_A_LINE:
            raise ValueError("a line of the reading process is too long")
        answer = _decoded(line)
        if isinstance(answer, dict):
            return _end(answer)
        take(answer)
    raise EOFError


def _decoded(line: bytes) -> object:
    try:
        return json.loads(line)
    except RecursionError as error:
        raise ValueError("an answer of the reading process is too deep") from error


def _end(answer: dict[str, object]) -> End:
    parts = [answer.get(name) for name in ("refused", "error", "failed")]
    refused, error, failed = (part if isinstance(part, str) else "" for part in parts)
    sentence = "".join(sign if sign.isprintable() else " " for sign in refused[:_MOST_OF_A_SENTENCE])
    return End(sentence, error[:100], failed[:100])
