"""Reads and writes JSON with exact decimals, without floats, and with bounds for what comes from outside."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

import msgspec
from starlette.responses import Response

MOST_DEPTH = 32
"""Levels of nested arrays and objects that a request may have; the API's own have seven."""
MOST_PLACES = 20
"""Places before or after the decimal point that a number may have; an amount has twelve."""
BEYOND = 10**20

_decoder = msgspec.json.Decoder(float_hook=Decimal)
_encoder = msgspec.json.Encoder(decimal_format="number")


def read(body: bytes) -> object:
    """Parse JSON, with decimal numbers as Decimal; raises `ValueError` if it is invalid or nested too deep.

    Its numbers may be of any size: `hundredths` refuses those that cannot be calculated with.
    """
    try:
        found = _decoder.decode(body)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    _check_depth(found)
    return found


def _check_depth(found: object) -> None:
    level = [found]
    for _ in range(MOST_DEPTH):
        level = [part for value in level for part in _parts(value)]
        if not level:
            return
    raise ValueError("nested too deep")


def _parts(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _is_moderate(value: int | Decimal) -> bool:
    """Whether it can be calculated with: compared before any arithmetic, which would fail for a huge exponent."""
    if isinstance(value, int):
        return -BEYOND < value < BEYOND
    _, digits, exponent = value.as_tuple()
    is_finite = isinstance(exponent, int) and -MOST_PLACES <= exponent <= MOST_PLACES
    return is_finite and len(digits) <= 2 * MOST_PLACES


def answer(content: object, status: int = 200) -> Response:
    """A JSON answer."""
    return Response(_encoder.encode(content), status, media_type="application/json; charset=utf-8")


def kronor(hundredths: int) -> int | Decimal:
    """Convert hundredths (such as öre) to a number, a whole one without decimals (gateway.md §6)."""
    whole, rest = divmod(hundredths, 100)
    return Decimal(hundredths).scaleb(-2) if rest else whole


def hundredths(value: object) -> int | None:
    """Convert a JSON number to hundredths; None if it is no number, out of range, or has more than two decimals."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not _is_moderate(value):
        return None
    scaled = Decimal(value).scaleb(2)
    return int(scaled) if scaled == scaled.to_integral_value() else None


def number(text: str) -> int | None:
    """Convert a number of a query, written as in JSON, to hundredths; None as `hundredths`."""
    try:
        return hundredths(read(text.encode()))
    except ValueError:
        return None


def moment(time: datetime) -> str:
    """Format a time as the gateway does."""
    return time.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
