"""The HTTP client of the gateway: token, deadline, the one retry rule, and bounds on answers."""

import logging
import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import parsedate_to_datetime
from functools import partial

import httpx

from promeister_mpay.adapters.resurs import errors
from promeister_mpay.adapters.resurs.account import USER_AGENT, ResursAccount
from promeister_mpay.adapters.resurs.answers import SHORT_LIFE, Token
from promeister_mpay.adapters.resurs.bodies import CannotUnpack, TooMuch, whole
from promeister_mpay.adapters.resurs.clients import make_client
from promeister_mpay.adapters.resurs.deadlines import Deadline, seconds_left, within
from promeister_mpay.adapters.resurs.decoding import Unreadable, decode
from promeister_mpay.adapters.resurs.wire import encoder
from promeister_mpay.domain.log_texts import LogText, trace_text
from promeister_mpay.domain.payments import safety_times
from promeister_mpay.errors import GatewayError, GatewayLogin, GatewayUnavailable

logger = logging.getLogger(__name__)

TIMEOUT = httpx.Timeout(
    connect=safety_times.CONNECT_TIMEOUT.total_seconds(),
    read=safety_times.READ_TIMEOUT.total_seconds(),
    write=safety_times.WRITE_TIMEOUT.total_seconds(),
    pool=safety_times.POOL_TIMEOUT.total_seconds(),
)
KEPT_ALIVE = 3.0
"""Seconds an idle connection is kept: less than servers keep it, or the first call after a pause might be lost."""
MARGIN = Decimal(60)
"""Seconds before its end that a token is renewed."""
LONGEST_KEPT = Decimal(24 * 3600)
"""Seconds that a token is used at most, whatever the gateway says."""
FIT_FOR_HEADER = re.compile(r"[\x21-\x7e]+")
TRIES = 3
FIRST_PAUSE = 0.3
UNAUTHORIZED = 401
WORD = re.compile(r"|v\d|oauth2|[a-z_-]{1,40}")
"""A part of a path that stands in the contract (`gateway.md §2`)."""
HEADERS = {
    "accept": "application/json",
    "accept-encoding": "identity",
    "accept-language": "en",
    "user-agent": USER_AGENT,
}
_TOO_LATE = "Resurs svarade inte i tid. Ingenting har gjorts; försök igen om en stund."


def whole_exchange() -> Deadline:
    """The deadline of an exchange that begins now."""
    return Deadline(safety_times.EXCHANGE)


class ResursHttpClient:
    """Sends calls with a valid token. Safe to use from any thread; one HTTP client for all."""

    def __init__(
        self,
        account: ResursAccount,
        *,
        timeout: httpx.Timeout = TIMEOUT,
        transport: httpx.BaseTransport | None = None,
        pause: Callable[[float], object] = time.sleep,
        deadline: Callable[[], Deadline] = whole_exchange,
    ) -> None:
        self._account = account
        self._make_client = partial(
            make_client,
            account.base_url,
            timeout=timeout,
            transport=transport,
            limits=httpx.Limits(keepalive_expiry=KEPT_ALIVE),
            headers=HEADERS,
        )
        self._made: httpx.Client | None = None
        self._make_lock = threading.Lock()
        self._pause = pause
        self._deadline = deadline
        self._token = ""
        self._token_until = 0.0
        self._token_lock = threading.Lock()
        self.clock_skew: timedelta | None = None

    @property
    def _client(self) -> httpx.Client:
        """The HTTP client, made at the first call; raises `GatewayUnavailable` when this computer allows none."""
        with self._make_lock:
            if self._made is None:
                self._made = self._make_client()
            return self._made

    def close(self) -> None:
        """Close the HTTP connections."""
        with self._make_lock:
            if self._made is not None:
                self._made.close()

    @contextmanager
    def exchange(self) -> Iterator[None]:
        """Make all that is sent and received inside end by one deadline, with tokens, retries and pauses."""
        with within(self._deadline()):
            yield

    def read(self, path: str, *, query: dict[str, str] | None = None, body: object = None) -> httpx.Response:
        """Make a call that changes nothing; retry when the network or the gateway fails. With a `body` it is a POST."""
        with self.exchange():
            for attempt in range(TRIES):
                pause = FIRST_PAUSE * 2**attempt * (0.5 + random.random())  # noqa: S311 – jitter, not cryptography
                try:
                    return self._authorized("GET" if body is None else "POST", path, query, body, changes=False)
                except GatewayUnavailable as error:
                    if attempt + 1 == TRIES or error.retry_after is not None or seconds_left() <= pause:
                        raise
                    logger.info("retrying: %s", error.status or type(error.__cause__))
                    self._pause(pause)
        raise AssertionError("unreachable")

    def write(self, path: str, body: object) -> httpx.Response:
        """Make a call that changes something, once; only a 401 is repeated with a new token (`gateway.md` U2)."""
        with self.exchange():
            return self._authorized("POST", path, None, body, changes=True)

    def _authorized(
        self, method: str, path: str, query: dict[str, str] | None, body: object, *, changes: bool
    ) -> httpx.Response:
        token = self._valid_token()
        answer = self._send(method, path, query, body, token=token, changes=changes)
        if answer.status_code == UNAUTHORIZED:
            self._forget(token)
            answer = self._repeated(method, path, query, body, changes=changes)
        errors.raise_for(answer, changes=changes)
        return answer

    def _send(
        self, method: str, path: str, query: dict[str, str] | None, body: object, *, token: str, changes: bool
    ) -> httpx.Response:
        headers = {"authorization": f"Bearer {token}"}
        content = None
        if body is not None:
            content = encoder.encode(body)
            headers["content-type"] = "application/json; charset=utf-8"
        request = self._client.build_request(method, path, params=query, content=content, headers=headers)
        return self._exchange(request, changes=changes)

    def _exchange(self, request: httpx.Request, *, changes: bool) -> httpx.Response:
        started = time.monotonic()
        if seconds_left() <= 0:
            raise GatewayUnavailable(_TOO_LATE)
        try:
            came = self._client.send(request, stream=True)
            answer = self._whole(came, changes=changes)
        except httpx.HTTPError as error:
            logger.info("%s: %s", _template(request), type(error))
            raise errors.from_transport(error, changes=changes) from error
        took = int((time.monotonic() - started) * 1000)
        trace = trace_text(errors.trace_id(answer))
        logger.info("%s: %s in %s ms %s", _template(request), answer.status_code, took, trace)
        self._note_clock(answer)
        return answer

    def _whole(self, came: httpx.Response, *, changes: bool) -> httpx.Response:
        try:
            return whole(came)
        except (TooMuch, CannotUnpack) as error:
            logger.info("unreadable: %s", error)
            errors.unreadable(came, changes=changes, cause=error)

    def _valid_token(self) -> str:
        """The token, renewed if need be; a thread that renews it may keep the others waiting until their deadline."""
        if not self._token_lock.acquire(timeout=max(seconds_left(), 0)):
            raise GatewayUnavailable(_TOO_LATE)
        try:
            if not self._token or time.monotonic() >= self._token_until:
                self._renew()
            return self._token
        finally:
            self._token_lock.release()

    def _repeated(
        self, method: str, path: str, query: dict[str, str] | None, body: object, *, changes: bool
    ) -> httpx.Response:
        """Repeat a call that was answered 401 with a new token; a change that was sent before is never "not done"."""
        try:
            return self._send(method, path, query, body, token=self._valid_token(), changes=changes)
        except (GatewayUnavailable, GatewayLogin) as error:
            if changes:
                raise errors.turned_away(error) from error
            raise

    def _forget(self, token: str) -> None:
        with self._token_lock:
            if self._token == token:
                self._token = ""

    def _renew(self) -> None:
        """Fetch a token (`gateway.md §2`); its life is counted on the monotonic clock, not the wall clock."""
        form = {
            "client_id": self._account.client_id,
            "client_secret": self._account.client_secret,
            "grant_type": "client_credentials",
            "scope": self._account.scope,
        }
        asked = time.monotonic()
        answer = self._exchange(self._client.build_request("POST", "/oauth2/token", data=form), changes=False)
        _raise_for_token(answer)
        try:
            token = decode(answer.content, Token)
        except Unreadable as error:
            errors.unreadable(answer, changes=False, cause=error)
        if not FIT_FOR_HEADER.fullmatch(token.access_token):
            errors.unreadable(answer, changes=False, cause=None)
        self._token = token.access_token
        self._token_until = asked + _life(token)

    def _note_clock(self, answer: httpx.Response) -> None:
        """Store how far this computer's clock is ahead of the `Date` header."""
        try:
            theirs = parsedate_to_datetime(answer.headers.get("date", ""))
        except ValueError:
            return
        if theirs.tzinfo is not None:
            self.clock_skew = datetime.now(UTC) - theirs


def _life(token: Token) -> float:
    """The seconds that a token is used."""
    said = token.expires_in if token.expires_in.is_finite() else SHORT_LIFE
    return float(min(max(said - MARGIN, Decimal(1)), LONGEST_KEPT))


def _raise_for_token(answer: httpx.Response) -> None:
    """Raise `GatewayLogin` for a refused token request: the credentials are wrong (`gateway.md §2`)."""
    try:
        errors.raise_for(answer, changes=False)
    except GatewayUnavailable:
        raise
    except GatewayError as error:
        raise GatewayLogin(
            "Resurs godtar inte inloggningen. Kontrollera klient-id och hemlighet i inställningarna. "
            "Ingenting har gjorts.",
            status=error.status,
            trace_id=error.trace_id,
        ) from error


def _template(request: httpx.Request) -> LogText:
    """The method and the path for the log; each part that is no word of the contract is an id, or worse."""
    parts = (part if WORD.fullmatch(part) else "{id}" for part in request.url.path.split("/"))
    return LogText(f"{request.method} {'/'.join(parts)}")
