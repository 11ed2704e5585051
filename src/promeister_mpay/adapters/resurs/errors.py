"""Translates httpx exceptions and error answers into `GatewayError`s; the class says whether the call had an effect."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import NoReturn

import httpx

from promeister_mpay.adapters.resurs.answers import ErrorAnswer, error_answer, shortened
from promeister_mpay.adapters.resurs.decoding import Unreadable
from promeister_mpay.errors import (
    GatewayError,
    GatewayLogin,
    GatewayNotFound,
    GatewayRefused,
    GatewayUnavailable,
    OutcomeUnknown,
)

TRACE_HEADERS = ("x-trace-id", "x-b3-traceid", "x-amzn-trace-id", "traceparent", "x-request-id")
NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)

LONGEST_REST = 3600
"""Seconds that the gateway can ask to be left alone."""

_UNKNOWN = "Svaret från Resurs kom inte fram, så det är okänt om det blev gjort. Programmet frågar vidare av sig själv."
_UNCLEAR = "Resurs svarade {status}, så det är okänt om det blev gjort. Programmet frågar vidare av sig själv."
_CHECK_LOGIN = " Kontrollera klient-id och hemlighet i inställningarna."
_LOGIN = (
    "Resurs godtar inte inloggningen. Kontrollera klient-id och hemlighet i inställningarna, "
    "eller be Resurs om behörighet till butiken. Ingenting har gjorts."
)
_NO_ACCESS = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
_DONE_BEFORE = re.compile(r"already|redan|duplicate|unique|in use|\bused", re.IGNORECASE)
_BUSY = "Resurs tar inte emot fler anrop just nu. Ingenting har gjorts; försök igen om en stund."


def from_transport(error: httpx.HTTPError, *, changes: bool) -> GatewayError:
    """The error for a call without an answer; nothing was done if it was not sent, or if it only reads."""
    if isinstance(error, NEVER_LEFT):
        return GatewayUnavailable(f"{_why_unreachable(error)} Ingenting har gjorts.")
    if changes:
        return OutcomeUnknown(_UNKNOWN)
    if isinstance(error, httpx.TimeoutException):
        return GatewayUnavailable("Resurs svarar inte i tid. Försök igen om en stund.")
    return GatewayUnavailable("Förbindelsen med Resurs bröts. Försök igen om en stund.")


def _why_unreachable(error: httpx.HTTPError) -> str:
    said = str(error).lower()
    if "certificate" in said or "ssl" in said:
        return (
            "Resurs certifikat kan inte kontrolleras. Datorns klocka kan gå fel, eller så läser en brandvägg "
            "trafiken; be it-ansvarig se till att certifikatet är betrott."
        )
    if isinstance(error, httpx.ProxyError):
        return "Nätverkets proxy släpper inte fram anropet. Be it-ansvarig om adress och inloggning till proxyn."
    if "name or service" in said or "getaddrinfo" in said or "name resolution" in said:
        return "Resurs adress hittas inte. Kontrollera att datorn har kontakt med internet."
    return "Resurs kan inte nås. Kontrollera att datorn har kontakt med internet."


def raise_for(answer: httpx.Response, *, changes: bool) -> None:
    """Raise the error for the answer's HTTP status; return for 2xx."""
    if answer.is_success:
        return
    says = _error_answer(answer)
    if changes:
        _raise_for_change(answer, says)
    _raise_for_question(answer, says)


def _raise_for_change(answer: httpx.Response, says: ErrorAnswer) -> NoReturn:
    """Only a refusal in the gateway's own form says that nothing was done (design §14 rule 9, `gateway.md §13`)."""
    status, trace = answer.status_code, trace_id(answer, says)
    if _is_refusal(answer, says):
        raise GatewayRefused(_refusal(says), status=status, trace_id=trace, fields=says.fields)
    sentence = _UNCLEAR.format(status=status) + (_CHECK_LOGIN if status in _NO_ACCESS else "")
    raise OutcomeUnknown(sentence, status=status, trace_id=trace, retry_after=_retry_after(answer))


def _is_refusal(answer: httpx.Response, says: ErrorAnswer) -> bool:
    """Whether this is a 400 in the gateway's own form; not when it says that the same has been done before."""
    words = " ".join([says.message, *says.fields.values()])
    is_own = answer.status_code == HTTPStatus.BAD_REQUEST and bool(says.fields or (says.code and says.message))
    return is_own and not _DONE_BEFORE.search(words)


def _raise_for_question(answer: httpx.Response, says: ErrorAnswer) -> NoReturn:
    status, trace = answer.status_code, trace_id(answer, says)
    if status in _NO_ACCESS or says.error == "invalid_client":
        raise GatewayLogin(_LOGIN, status=status, trace_id=trace)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise GatewayUnavailable(_BUSY, status=status, trace_id=trace, retry_after=_retry_after(answer))
    if status == HTTPStatus.NOT_FOUND:
        raise GatewayNotFound("Resurs hittar inte det som efterfrågas.", status=status, trace_id=trace)
    if answer.is_client_error:
        raise GatewayRefused(_refusal(says), status=status, trace_id=trace, fields=says.fields)
    raise GatewayUnavailable(
        f"Resurs har ett fel just nu (svar {status}). Försök igen om en stund.",
        status=status,
        trace_id=trace,
        retry_after=_retry_after(answer),
    )


def turned_away(error: GatewayError) -> OutcomeUnknown:
    """The error for a change that was answered 401 and could not be repeated with a new token."""
    return OutcomeUnknown(
        _UNCLEAR.format(status=HTTPStatus.UNAUTHORIZED.value) + _CHECK_LOGIN,
        status=error.status,
        trace_id=error.trace_id,
        retry_after=error.retry_after,
    )


def _refusal(says: ErrorAnswer) -> str:
    details = "; ".join(f"{name}: {what}" if what else name for name, what in says.fields.items())
    return f"Resurs nekade anropet: {shortened(details or says.message) or 'utan förklaring'}."


def unreadable(answer: httpx.Response, *, changes: bool, cause: Exception | None) -> NoReturn:
    """Raise the error for an answer that cannot be decoded, with its trace id."""
    trace = trace_id(answer, ErrorAnswer())
    if changes:
        raise OutcomeUnknown(_UNKNOWN, status=answer.status_code, trace_id=trace) from cause
    sentence = "Resurs svarade med något som inte kan läsas. Försök igen om en stund."
    raise GatewayUnavailable(sentence, status=answer.status_code, trace_id=trace) from cause


def trace_id(answer: httpx.Response, says: ErrorAnswer | None = None) -> str:
    """The gateway's trace id of a call, from the body or a known header; for Händelser and Resurs's support."""
    found = says.trace_id if says else ""
    return (found or next((answer.headers[name] for name in TRACE_HEADERS if name in answer.headers), ""))[:100]


def _error_answer(answer: httpx.Response) -> ErrorAnswer:
    try:
        return error_answer(answer.content)
    except Unreadable:
        return ErrorAnswer()


def _retry_after(answer: httpx.Response) -> int | None:
    """The seconds until the gateway wants to be asked again, written as such or as an HTTP date; an hour at most."""
    said = answer.headers.get("retry-after", "")
    if said.isascii() and said.isdigit():
        return min(int(said[:9]), LONGEST_REST)
    until, now = _http_date(said), _http_date(answer.headers.get("date", ""))
    if until is None:
        return None
    seconds = (until - (now or datetime.now(UTC))) // timedelta(seconds=1)
    return min(max(seconds, 0), LONGEST_REST)


def _http_date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found
