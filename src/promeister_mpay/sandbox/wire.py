"""JSON with exact amounts: no float touches the sandbox's sums either."""

from datetime import datetime
from decimal import Decimal

import msgspec
from starlette.responses import Response

_decoder = msgspec.json.Decoder(float_hook=Decimal)
_encoder = msgspec.json.Encoder(decimal_format="number")


def read(body: bytes) -> object:
    """JSON as Python values, numbers with decimals as Decimal; raises `ValueError` when it is no JSON."""
    return _decoder.decode(body)


def answer(content: object, status: int = 200) -> Response:
    """A JSON answer."""
    return Response(_encoder.encode(content), status, media_type="application/json; charset=utf-8")


def kronor(hundredths: int) -> Decimal:
    """Öre, or hundredths of anything, for the wire."""
    return Decimal(hundredths).scaleb(-2)


def hundredths(value: object) -> int | None:
    """A number of the wire as hundredths; None when it is no number or has more than two decimals."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    scaled = Decimal(value).scaleb(2)
    return int(scaled) if scaled.is_finite() and scaled == scaled.to_integral_value() else None


def moment(time: datetime) -> str:
    """A time as the gateway writes it."""
    return time.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
