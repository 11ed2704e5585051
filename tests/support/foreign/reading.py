"""Reads a foreign file as the reading process does, and judges what it says as the program does after that."""

from collections.abc import Callable
from pathlib import Path

from promeister_mpay.adapters.sheets.received import ReceivedSheet
from promeister_mpay.adapters.store.backup.contents import checked
from promeister_mpay.app.reading_process import READERS
from promeister_mpay.domain.documents.logo import read_logo
from promeister_mpay.domain.registers.import_examples import cost_examples
from promeister_mpay.domain.registers.import_layouts import guessed_layout as guessed_import
from promeister_mpay.domain.registers.import_layouts import import_options
from promeister_mpay.domain.registers.import_layouts import recognized_titles as import_titles
from promeister_mpay.domain.registers.import_rows import read_rows
from promeister_mpay.domain.settlement.layouts import guessed_layout, layout_options, recognized_titles
from promeister_mpay.domain.settlement.rows import read_settlement
from promeister_mpay.domain.sheets import Sheet, with_titles_found
from promeister_mpay.errors import InputError, MpayError
from promeister_mpay.ui.documents.logo import decoded_logo

RATES = (25, 12, 6, 0)
AGAIN = "again"
"""What a worker of the fuzz campaign says last that is to be started again for the next file."""
AS_EXPECTED = "read", "refused"


def outcome_of(kind: str, path: Path) -> str:
    """'read', 'refused', or what went wrong: an error without a sentence, or an exception that nobody expects."""
    try:
        answers = list(READERS[kind](path))
    except MpayError as error:
        return "refused" if is_sentence(str(error)) else f"no sentence: {error}"
    return _JUDGES[kind](answers)


def is_sentence(text: str) -> bool:
    """Whether a clerk can read it: it begins and ends as a sentence does, and has no sign of another kind."""
    return text.isprintable() and text[:1].isupper() and text.endswith((".", "!", "?")) and len(text) < 1_000


def _judge_sheet(answers: list[object]) -> str:
    received = ReceivedSheet()
    for answer in answers:
        received.take(list(answer))  # type: ignore[call-overload]
    _judge_settlement(received.sheet)
    _judge_import(received.sheet)
    return "read"


def _judge_settlement(sheet: Sheet) -> None:
    found = with_titles_found(sheet, recognized_titles)
    layout = guessed_layout(found)
    layout_options(found, layout.places)
    if not layout.missing:
        read_settlement(found, layout)


def _judge_import(sheet: Sheet) -> None:
    found = with_titles_found(sheet, import_titles)
    layout = guessed_import(found)
    import_options(found, layout)
    try:
        cost_examples(read_rows(found, RATES))
    except InputError as error:
        if not is_sentence(str(error)):
            raise ValueError(f"no sentence: {error}") from error


def _judge_copy(answers: list[object]) -> str:
    (found,) = answers
    checked(dict(found), "a")  # type: ignore[call-overload]
    return "read"


def _judge_picture(answers: list[object]) -> str:
    (answer,) = answers
    decoded_logo(read_logo("".join(answer), "logo"))  # type: ignore[arg-type]
    return "read"


_JUDGES: dict[str, Callable[[list[object]], str]] = {
    "sheet": _judge_sheet,
    "copy": _judge_copy,
    "picture": _judge_picture,
}
