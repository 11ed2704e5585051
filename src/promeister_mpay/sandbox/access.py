"""What each request must keep to: from this computer, by no page of another site, bounded in size and time."""

import asyncio
import hmac
import os
import re
import secrets
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from promeister_mpay.sandbox.refusals import Refused

SECRET_HEADER = "x-sandbox-secret"  # noqa: S105 – the header's name
SECRET_VARIABLE = "PROMEISTER_MPAY_SANDBOX_SECRET"  # noqa: S105 – the variable's name
"""Only this user can read it, unlike a command line."""
LOOPBACK = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?", re.ASCII | re.IGNORECASE)
MOST_BYTES = 1024 * 1024
LONGEST_BODY = 10.0
"""Seconds in which a request's body must have arrived."""
FORM = "application/x-www-form-urlencoded"


def secret_of_start() -> str:
    """The secret of this start for /sandbox/*: a new one, unless the environment names one."""
    return os.environ.get(SECRET_VARIABLE) or secrets.token_urlsafe(32)


def knows_secret(request: Request, secret: str) -> bool:
    """Whether the caller knows the secret of this start."""
    shown = request.headers.get(SECRET_HEADER, "").encode("latin-1")
    return hmac.compare_digest(shown, secret.encode())


class Guard:
    """Refuses a request before any route sees it, or reads its whole body and passes it on.

    `refuse` makes the answer. A page of another site that a browser on this computer shows could otherwise reach the
    sandbox, by its own name (DNS rebinding) or by sending a form.
    """

    def __init__(self, app: ASGIApp, refuse: Callable[[Refused], Response], *, patience: float = LONGEST_BODY) -> None:
        self._app = app
        self._refuse = refuse
        self._patience = patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; other events of ASGI are passed on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            headers = Headers(scope=scope)
            _check_sender(scope, headers)
            body = await self._body(headers, receive)
            _check_kind(scope, headers, body)
        except Refused as refusal:
            answer = self._refuse(refusal)
            # What has not been read of the body would be taken for the next request.
            answer.headers["connection"] = "close"
            await answer(scope, receive, send)
        else:
            await self._app(scope, _replay(body, receive), send)

    async def _body(self, headers: Headers, receive: Receive) -> bytes:
        declared = headers.get("content-length", "0")
        if len(declared) > 9 or int(declared) > MOST_BYTES:
            raise Refused(413, "Body is too large")
        try:
            async with asyncio.timeout(self._patience):
                return await _read(receive)
        except TimeoutError as error:
            raise Refused(408, "Body took too long") from error


async def _read(receive: Receive) -> bytes:
    found = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refused(400, "Body is incomplete")
        found += message.get("body", b"")
        if len(found) > MOST_BYTES:
            raise Refused(413, "Body is too large")
        more = message.get("more_body", False)
    return bytes(found)


def _replay(body: bytes, receive: Receive) -> Receive:
    """A `receive` that first gives the whole body."""
    left = [body]

    async def replay() -> Message:
        return {"type": "http.request", "body": left.pop(), "more_body": False} if left else await receive()

    return replay


def _check_sender(scope: Scope, headers: Headers) -> None:
    """Refuse a request that a page of another site has made, or that is addressed to another name."""
    hosts = headers.getlist("host")
    if len(hosts) != 1 or not LOOPBACK.fullmatch(hosts[0]):
        raise Refused(421, "Only this computer's own address is served")
    own = f"http://{hosts[0].lower()}"
    if any(origin != own for origin in headers.getlist("origin")):
        raise Refused(403, "Requests of other sites are refused")
    if headers.get("sec-fetch-site") in ("cross-site", "same-site") and not _opens_page(scope, headers):
        raise Refused(403, "Requests of other sites are refused")


def _opens_page(scope: Scope, headers: Headers) -> bool:
    """Whether the customer opens a link, from wherever it was shown."""
    by_link = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return by_link and scope["method"] == "GET" and scope["path"].startswith("/pay/")


def _check_kind(scope: Scope, headers: Headers, body: bytes) -> None:
    """Refuse a body of another kind than the path takes: a page of another site can send a form, but no JSON."""
    if not body:
        return
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    is_json = kind.startswith("application/json") or (kind.startswith("application/") and kind.endswith("+json"))
    takes_form = scope["path"] == "/oauth2/token" or scope["path"].startswith("/pay/")
    takes_json = not scope["path"].startswith("/pay/")
    if not ((is_json and takes_json) or (kind == FORM and takes_form)):
        raise Refused(415, "Content type is not supported")
