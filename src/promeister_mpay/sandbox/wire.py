"""Reads and writes JSON with exact decimals, without floats."""

from datetime import datetime
from decimal import Decimal

import msgspec
from starlette.responses import Response

_decoder = msgspec.json.Decoder(float_hook=Decimal)
_encoder = msgspec.json.Encoder(decimal_format="number")


def read(body: bytes) -> object:
    """Parse JSON, with decimal numbers as Decimal; raises `ValueError` for invalid JSON."""
    return _decoder.decode(body)


def answer(content: object, status: int = 200) -> Response:
    """A JSON answer."""
    return Response(_encoder.encode(content), status, media_type="application/json; charset=utf-8")


def kronor(hundredths: int) -> Decimal:
    """Convert hundredths (such as öre) to a decimal number."""
    return Decimal(hundredths).scaleb(-2)


def hundredths(value: object) -> int | None:
    """Convert a JSON number to hundredths; None if it is no number or has more than two decimals."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    scaled = Decimal(value).scaleb(2)
    return int(scaled) if scaled.is_finite() and scaled == scaled.to_integral_value() else None


def moment(time: datetime) -> str:
    """Format a time as the gateway does."""
    return time.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
