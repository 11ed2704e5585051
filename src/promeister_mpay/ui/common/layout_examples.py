"""What a file's own amounts and dates become in each reading, as texts of the choices in layout dialogs."""

from collections.abc import Iterable

from promeister_mpay.domain.amounts import DecimalMark, read_amount
from promeister_mpay.domain.dates import DateOrder, readings
from promeister_mpay.domain.money import format_hundredths
from promeister_mpay.errors import InputError

NAMES = {DecimalMark.COMMA: "komma", DecimalMark.POINT: "punkt"}


def date_labels(texts: Iterable[str]) -> dict[DateOrder, str]:
    """Name each order of dates, with what it makes of the first date that the orders read differently."""
    given = [text for text in dict.fromkeys(texts) if text]
    example = next((text for text in given if len(set(readings(text).values())) > 1), given[0] if given else "")
    days = readings(example)
    return {order: f"{order}{_example(example, str(days[order]) if order in days else '')}" for order in DateOrder}


def mark_labels(texts: Iterable[str]) -> dict[DecimalMark, str]:
    """Name each decimal mark, with what it makes of the first amount that the marks read differently."""
    given = [text for text in dict.fromkeys(texts) if text]
    differing = (text for text in given if len({_amount(text, mark) for mark in DecimalMark}) > 1)
    example = next(differing, given[0] if given else "")
    return {mark: f"{NAMES[mark]}{_example(example, _amount(example, mark))}" for mark in DecimalMark}


def _example(text: str, becomes: str) -> str:
    if not text:
        return ""
    return f": {text[:30]} är {becomes}" if becomes else f": {text[:30]} går inte att läsa"


def _amount(text: str, mark: DecimalMark) -> str:
    try:
        ore = read_amount(text, mark, "")
    except InputError:
        return ""
    return "" if ore is None else format_hundredths(ore)
