"""Refused calls, and the bodies in which the gateway says so (gateway.md §13)."""

import uuid
from datetime import datetime

from starlette.responses import Response

from promeister_mpay.sandbox import wire

INVALID = "Validation failed"


class Refused(Exception):
    """The call is refused; `fields` are the validation details."""

    def __init__(self, status: int, message: str, fields: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.fields = fields or {}


def error_answer(refusal: Refused, now: datetime, shape: str) -> Response:
    """The error body with a new trace id; `shape` is that of the validation details (`Switches.error_shape`)."""
    content = {
        "traceId": uuid.uuid4().hex,
        "code": "BAD_REQUEST" if refusal.status == 400 else str(refusal.status),
        "message": refusal.message,
        "timestamp": wire.moment(now),
        **_details(refusal.fields, shape),
    }
    return wire.answer(content, refusal.status)


def _details(fields: dict[str, str], shape: str) -> dict[str, object]:
    """Validation details in one of the three shapes that have existed."""
    if not fields:
        return {}
    if shape == "map":
        return {"validationErrors": fields}
    if shape == "parameters":
        return {"parameters": fields}
    return {"validationErrors": [{"fieldName": name, "message": says} for name, says in fields.items()]}
