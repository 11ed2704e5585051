"""The exchange of the gateway's API: reads each request, answers or refuses it, and injects the switches' failures."""

import asyncio
import inspect
import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from http.client import responses
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from promeister_mpay.sandbox import wire
from promeister_mpay.sandbox.gateway import SandboxGateway
from promeister_mpay.sandbox.operations import Handler, Operations
from promeister_mpay.sandbox.refusals import Refused, error_answer
from promeister_mpay.sandbox.server import cut_connection
from promeister_mpay.sandbox.switches import Trouble

MOST_LOGGED = 2_000
LONGEST_PATH = 200
MOST_FORM_FIELDS = 50


@dataclass(frozen=True, slots=True)
class Exchange:
    """One call and its answer, for the observers of tests; `honest` is False if a switch made the answer."""

    operation: str
    method: str
    path: str
    request: object
    status: int
    answer: bytes
    honest: bool


Observer = Callable[[Exchange], None]
BEFORE = ("lose_before", "error_before", "busy", "unauthorized", "html", "wrong_shape", "late", "error_late")


@dataclass(slots=True)
class Api:
    """The API over one gateway; records every exchange in `log` and passes it to the observer."""

    gateway: SandboxGateway
    observer: Observer | None = None
    log: deque[Exchange] = field(default_factory=lambda: deque(maxlen=MOST_LOGGED))
    _late: set[asyncio.Task[None]] = field(default_factory=set)

    def routes(self) -> list[Route]:
        """The routes of gateway.md §2–§7."""
        return [self._route(each.path, each.method, each.name, each.handle) for each in Operations(self.gateway).all()]

    def _route(self, path: str, method: str, operation: str, handler: Handler) -> Route:
        async def endpoint(request: Request) -> Response:
            return await self._exchange(operation, request, handler)

        return Route(path, endpoint, methods=[method], name=operation)

    async def _exchange(self, operation: str, request: Request, handler: Handler) -> Response:
        body = await _body(request)
        trouble = self.gateway.switches.meet(operation)
        answer = (
            await self._troubled(trouble, request, body, handler)
            if trouble
            else await self._handle(request, body, handler)
        )
        answer.headers.setdefault("x-trace-id", uuid.uuid4().hex)
        is_gone = str(request.path_params.get("id")) in self.gateway.switches.gone
        honest = (trouble is None or trouble.kind == "delay") and not is_gone
        exchange = Exchange(
            operation, request.method, request.url.path, body, answer.status_code, bytes(answer.body), honest
        )
        # Bodies are for the observer only: the log is bounded.
        self.log.append(replace(exchange, path=exchange.path[:LONGEST_PATH], request=None, answer=b""))
        if self.observer:
            self.observer(exchange)
        return answer

    async def _handle(self, request: Request, body: object, handler: Handler) -> Response:
        try:
            if isinstance(body, Refused):
                raise body
            answer = handler(request, body)
            return await answer if inspect.isawaitable(answer) else answer
        except Refused as refusal:
            if request.url.path == "/oauth2/token" and refusal.status == 400:
                return wire.answer({"error": refusal.message}, 400)
            return self.refuse(refusal)

    async def _troubled(self, trouble: Trouble, request: Request, body: object, handler: Handler) -> Response:
        if trouble.kind in ("late", "error_late"):
            self._later(trouble, request, body, handler)
        if trouble.kind in BEFORE:
            return self._instead(trouble, request)
        if trouble.kind == "delay":
            await asyncio.sleep(trouble.seconds)
        if trouble.kind == "wrong_amount" and isinstance(body, dict):
            body = _with_amount(body, trouble.amount)
        if trouble.kind == "twice":
            await self._handle(request, body, handler)
        answer = await self._handle(request, body, handler)
        if trouble.kind == "lose_after":
            cut_connection(request)
        if trouble.kind == "error_after":
            return self._error(trouble)
        return _half(answer) if trouble.kind == "cut" else answer

    def _later(self, trouble: Trouble, request: Request, body: object, handler: Handler) -> None:
        """Handle the call after the caller's connection has been cut."""

        async def arrive() -> None:
            await asyncio.sleep(trouble.seconds)
            await self._handle(request, body, handler)

        task = asyncio.get_running_loop().create_task(arrive())
        self._late.add(task)
        task.add_done_callback(self._late.discard)

    def _instead(self, trouble: Trouble, request: Request) -> Response:
        if trouble.kind in ("lose_before", "late"):
            cut_connection(request)
        if trouble.kind == "busy":
            answer = self.refuse(Refused(429, "Too many requests"))
            answer.headers["retry-after"] = str(trouble.seconds or 1)
            return answer
        if trouble.kind == "unauthorized":
            return Response(status_code=401)
        if trouble.kind == "html":
            return HTMLResponse("<html><body><h1>Inloggning till nätverket</h1></body></html>")
        if trouble.kind == "wrong_shape":
            return wire.answer({"id": 7, "order": "none"})
        return self._error(trouble)

    def _error(self, trouble: Trouble) -> Response:
        """An error in the gateway's own form (§13)."""
        return self.refuse(Refused(trouble.status, responses.get(trouble.status, "Error")))

    def refuse(self, refusal: Refused) -> Response:
        """The answer to a refused call, in the gateway's own form."""
        return error_answer(refusal, self.gateway.ledger.now(), self.gateway.switches.error_shape)


async def _body(request: Request) -> object:
    """The request's JSON or form; a `Refused` in its place when it cannot be read."""
    if request.method in ("GET", "HEAD"):
        return None
    raw = await request.body()
    try:
        if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            return dict(parse_qsl(raw.decode("utf-8", "replace"), max_num_fields=MOST_FORM_FIELDS))
        return wire.read(raw)
    except ValueError:
        return Refused(400, "Malformed JSON")


def _with_amount(body: dict[str, object], amount: int) -> dict[str, object]:
    line = {"quantity": 1, "quantityUnit": "st", "vatRate": 0, "totalAmountIncludingVat": wire.kronor(amount)}
    order = body.get("order")
    return {**body, "order": {**(order if isinstance(order, dict) else {}), "orderLines": [line]}}


def _half(answer: Response) -> Response:
    """An answer shorter than its content length; the server then closes the connection."""
    cut = Response(bytes(answer.body)[: len(answer.body) // 2], answer.status_code, media_type="application/json")
    cut.headers["content-length"] = str(len(answer.body))
    return cut
