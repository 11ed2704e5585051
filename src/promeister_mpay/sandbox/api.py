"""The routes of the gateway's API, and the failures that the switches inject."""

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from http.client import responses
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from promeister_mpay.sandbox import wire
from promeister_mpay.sandbox.catalogue import SandboxAccount, SandboxMethod
from promeister_mpay.sandbox.gateway import Refused, SandboxGateway, amount_filter
from promeister_mpay.sandbox.server import cut_connection
from promeister_mpay.sandbox.switches import Trouble
from promeister_mpay.sandbox.views import search_view


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
Handler = Callable[[Request, object], Response]
BEFORE = ("lose_before", "error_before", "busy", "unauthorized", "html", "wrong_shape", "late", "error_late")


@dataclass(slots=True)
class Api:
    """The API over one gateway; records every exchange in `log` and passes it to the observer."""

    gateway: SandboxGateway
    observer: Observer | None = None
    log: list[Exchange] = field(default_factory=list)
    _late: set[asyncio.Task[None]] = field(default_factory=set)

    def routes(self) -> list[Route]:
        """The routes of gateway.md §2–§7."""
        payment = "/v2/payments/{id}"
        return [
            self._route("/oauth2/token", "POST", "token", self._token),
            self._route("/v2/stores", "GET", "stores", self._stores),
            self._route("/v2/stores/{id}/payment_methods", "GET", "methods", self._methods),
            self._route("/v2/payments/search", "POST", "search", self._search),
            self._route("/v2/payments", "POST", "create", self._create),
            self._route(payment, "GET", "get", self._get),
            self._route(f"{payment}/tasks/status", "GET", "tasks", self._tasks),
            *[self._route(f"{payment}/{act}", "POST", act, self._act) for act in ("cancel", "capture", "refund")],
        ]

    def _route(self, path: str, method: str, operation: str, handler: Handler) -> Route:
        async def endpoint(request: Request) -> Response:
            return await self._exchange(operation, request, handler)

        return Route(path, endpoint, methods=[method], name=operation)

    async def _exchange(self, operation: str, request: Request, handler: Handler) -> Response:
        body = await _body(request)
        trouble = self.gateway.switches.meet(operation)
        answer = (
            await self._troubled(trouble, request, body, handler) if trouble else self._handle(request, body, handler)
        )
        answer.headers.setdefault("x-trace-id", uuid.uuid4().hex)
        is_gone = request.path_params.get("id") in self.gateway.switches.gone
        honest = (trouble is None or trouble.kind == "delay") and not is_gone
        exchange = Exchange(
            operation, request.method, request.url.path, body, answer.status_code, bytes(answer.body), honest
        )
        self.log.append(exchange)
        if self.observer:
            self.observer(exchange)
        return answer

    def _handle(self, request: Request, body: object, handler: Handler) -> Response:
        try:
            if isinstance(body, Refused):
                raise body
            return handler(request, body)
        except Refused as refusal:
            return self._refusal(refusal, oauth=request.url.path == "/oauth2/token")

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
            self._handle(request, body, handler)
        answer = self._handle(request, body, handler)
        if trouble.kind == "lose_after":
            cut_connection(request)
        if trouble.kind == "error_after":
            return self._error(trouble)
        return _half(answer) if trouble.kind == "cut" else answer

    def _later(self, trouble: Trouble, request: Request, body: object, handler: Handler) -> None:
        """Handle the call after the caller's connection has been cut."""

        async def arrive() -> None:
            await asyncio.sleep(trouble.seconds)
            self._handle(request, body, handler)

        task = asyncio.get_running_loop().create_task(arrive())
        self._late.add(task)
        task.add_done_callback(self._late.discard)

    def _instead(self, trouble: Trouble, request: Request) -> Response:
        if trouble.kind in ("lose_before", "late"):
            cut_connection(request)
        if trouble.kind == "busy":
            answer = self._refusal(Refused(429, "Too many requests"))
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
        return self._refusal(Refused(trouble.status, responses.get(trouble.status, "Error")))

    def _refusal(self, refusal: Refused, *, oauth: bool = False) -> Response:
        if oauth and refusal.status == 400:
            return wire.answer({"error": refusal.message}, refusal.status)
        code = "BAD_REQUEST" if refusal.status == 400 else str(refusal.status)
        content = {
            "traceId": uuid.uuid4().hex,
            "code": code,
            "message": refusal.message,
            "timestamp": wire.moment(self.gateway.ledger.now()),
            **self._details(refusal.fields),
        }
        return wire.answer(content, refusal.status)

    def _details(self, fields: dict[str, str]) -> dict[str, object]:
        """Validation details in one of the three shapes that have existed (§13)."""
        shape = self.gateway.switches.error_shape
        if not fields:
            return {}
        if shape == "map":
            return {"validationErrors": fields}
        if shape == "parameters":
            return {"parameters": fields}
        return {"validationErrors": [{"fieldName": name, "message": says} for name, says in fields.items()]}

    # -- the operations

    def _token(self, _: Request, body: object) -> Response:
        return wire.answer(self.gateway.token(_object(body)))

    def _stores(self, request: Request, _: object) -> Response:
        account = self._caller(request)
        size = _whole(request, "size", 20, least=1)
        page = _whole(request, "page", 0, least=0)
        total = len(account.stores)
        shown = [
            {
                "id": store.id,
                "nationalStoreId": store.national_id,
                "countryCode": "SE",
                "name": store.name,
                "organizationNumber": "166997368573",
            }
            for store in account.stores[page * size : (page + 1) * size]
        ]
        pages = {"number": page, "size": size, "totalElements": total, "totalPages": -(-total // size)}
        return wire.answer({"content": shown, "page": pages})

    def _methods(self, request: Request, _: object) -> Response:
        store = self.gateway.store(self._caller(request), request.path_params["id"])
        asked = request.query_params.get("amount")
        try:
            amount = None if asked is None else Decimal(asked)
        except InvalidOperation as error:
            raise Refused(400, "Validation failed", {"amount": "is not valid"}) from error
        return wire.answer({"content": [_method_view(method) for method in amount_filter(store, amount)]})

    def _create(self, request: Request, body: object) -> Response:
        return wire.answer(self.gateway.view(self.gateway.create(self._caller(request), _object(body))))

    def _get(self, request: Request, _: object) -> Response:
        payment = self.gateway.payment(self._caller(request), request.path_params["id"])
        return wire.answer(self.gateway.view(payment))

    def _tasks(self, request: Request, _: object) -> Response:
        payment = self.gateway.payment(self._caller(request), request.path_params["id"])
        shown: dict[str, object] = {"completed": not payment.waits}
        if payment.waits:
            shown["customer"] = {"customerUrl": self.gateway.link(payment), "hasActiveTask": True}
        return wire.answer(shown)

    def _search(self, request: Request, body: object) -> Response:
        hits = self.gateway.search(self._caller(request), _object(body))
        return wire.answer({"content": [search_view(self.gateway.view(hit)) for hit in hits]})

    def _act(self, request: Request, body: object) -> Response:
        action = request.url.path.rpartition("/")[2]
        account = self._caller(request)
        payment = self.gateway.act(account, request.path_params["id"], action, _object(body))
        return wire.answer(self.gateway.view(payment))

    def _caller(self, request: Request) -> SandboxAccount:
        return self.gateway.caller(request.headers.get("authorization", ""))


async def _body(request: Request) -> object:
    """The request's JSON or form; a `Refused` in its place when it cannot be read."""
    raw = await request.body()
    if request.method == "GET":
        return None
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(raw.decode("utf-8", "replace")))
    try:
        return wire.read(raw)
    except ValueError:
        return Refused(400, "Malformed JSON")


def _whole(request: Request, name: str, default: int, *, least: int) -> int:
    """An integer parameter of the query."""
    asked = request.query_params.get(name, str(default))
    if not (asked.isascii() and asked.isdigit() and len(asked) < 10 and int(asked) >= least):
        raise Refused(400, "Validation failed", {name: f"must be a whole number from {least}"})
    return int(asked)


def _object(body: object) -> dict[str, object]:
    if not isinstance(body, dict):
        raise Refused(400, "Body must be a JSON object")
    return body


def _with_amount(body: dict[str, object], amount: int) -> dict[str, object]:
    line = {"quantity": 1, "quantityUnit": "st", "vatRate": 0, "totalAmountIncludingVat": wire.kronor(amount)}
    order = body.get("order")
    return {**body, "order": {**(order if isinstance(order, dict) else {}), "orderLines": [line]}}


def _half(answer: Response) -> Response:
    """An answer shorter than its content length; the server then closes the connection."""
    cut = Response(bytes(answer.body)[: len(answer.body) // 2], answer.status_code, media_type="application/json")
    cut.headers["content-length"] = str(len(answer.body))
    return cut


def _method_view(method: SandboxMethod) -> dict[str, object]:
    least, most = wire.kronor(method.least), wire.kronor(method.most)
    terms = {"url": "https://example.test/villkor", "type": "GENERAL_TERMS", "appendAmount": False}
    return {
        "id": method.id,
        "name": method.name,
        "type": method.type,
        "minPurchaseLimit": least,
        "maxPurchaseLimit": most,
        "minApplicationLimit": least,
        "maxApplicationLimit": most,
        "legalLinks": [terms],
        "enabledForLegalCustomer": True,
        "enabledForNaturalCustomer": True,
        "priceSignagePossible": False,
    }
