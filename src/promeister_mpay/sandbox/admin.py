"""The sandbox's admin API for training and tests: switches, SMS, clock, customer actions, log and settlement file."""

from collections.abc import Awaitable, Callable
from datetime import date

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from promeister_mpay.sandbox import settlement, wire
from promeister_mpay.sandbox.access import SECRET_HEADER, knows_secret
from promeister_mpay.sandbox.api import Api
from promeister_mpay.sandbox.ledger import FARTHEST, Message
from promeister_mpay.sandbox.rules import NotAllowed
from promeister_mpay.sandbox.switches import Switches

Handler = Callable[[Request], Awaitable[Response]]
FIRST_YEAR, LAST_YEAR = 2000, 2199
"""Of the days that have a settlement file."""


class Admin:
    """The routes below /sandbox, which the real gateway does not have."""

    def __init__(self, api: Api, secret: str) -> None:
        self._api = api
        self._secret = secret
        self._gateway = api.gateway

    def routes(self) -> list[Route]:
        """All routes of the admin API."""
        return [
            self._route("/sandbox/switches", self._switches, "GET", "PUT"),
            self._route("/sandbox/messages", self._messages),
            self._route("/sandbox/time", self._time, "GET", "POST"),
            self._route("/sandbox/payments", self._payments),
            self._route("/sandbox/payments/{id}/act", self._act, "POST"),
            self._route("/sandbox/log", self._log),
            self._route("/sandbox/settlement", self._settlement),
        ]

    def _route(self, path: str, handler: Handler, *methods: str) -> Route:
        """A route for those who know the secret of this start."""

        async def endpoint(request: Request) -> Response:
            if not knows_secret(request, self._secret):
                says = f"the header {SECRET_HEADER} must have the secret that the sandbox printed when it started"
                return wire.answer({"error": says}, 401)
            return await handler(request)

        return Route(path, endpoint, methods=list(methods) or ["GET"])

    async def _switches(self, request: Request) -> Response:
        if request.method == "PUT":
            try:
                self._gateway.switches = msgspec.json.decode(await request.body(), type=Switches)
            except (msgspec.DecodeError, ValueError, RecursionError) as error:
                return wire.answer({"error": str(error)}, 400)
        return wire.answer(msgspec.to_builtins(self._gateway.switches))

    async def _messages(self, _: Request) -> Response:
        return wire.answer([_message(message) for message in self._gateway.ledger.messages()])

    async def _time(self, request: Request) -> Response:
        if request.method == "POST":
            seconds = (await _read(request)).get("advance_seconds")
            if isinstance(seconds, bool) or not isinstance(seconds, int) or not 0 <= seconds <= FARTHEST:
                return wire.answer({"error": f"advance_seconds must be a whole number up to {FARTHEST}"}, 400)
            self._gateway.ledger.travel(seconds)
        return wire.answer({"now": wire.moment(self._gateway.ledger.now())})

    async def _payments(self, _: Request) -> Response:
        ledger = self._gateway.ledger
        return wire.answer([self._gateway.view(self._gateway.update_to_now(payment)) for payment in ledger.all()])

    async def _act(self, request: Request) -> Response:
        payment = self._gateway.ledger.payment(request.path_params["id"])
        asked = await _read(request)
        if payment is None:
            return wire.answer({"error": "no such payment"}, 404)
        try:
            done = self._gateway.act_as_customer(self._gateway.update_to_now(payment), str(asked.get("action")))
        except NotAllowed:
            return wire.answer({"error": "no such act"}, 400)
        return wire.answer(self._gateway.view(done))

    async def _log(self, _: Request) -> Response:
        return wire.answer(
            [
                {"operation": seen.operation, "path": seen.path, "status": seen.status, "honest": seen.honest}
                for seen in self._api.log
            ]
        )

    async def _settlement(self, request: Request) -> Response:
        try:
            asked = request.query_params.get("date")
            day = date.fromisoformat(asked) if asked else self._gateway.ledger.now().astimezone().date()
        except ValueError:
            return wire.answer({"error": "date must be YYYY-MM-DD"}, 400)
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            return wire.answer({"error": f"date must be between {FIRST_YEAR} and {LAST_YEAR}"}, 400)
        payments = [self._gateway.update_to_now(payment) for payment in self._gateway.ledger.all()]
        store = self._gateway.accounts["training"].stores[0].national_id
        content = settlement.as_csv(list(settlement.rows(payments, day)), day, store)
        name = f'attachment; filename="avrakning-{day}.csv"'
        return Response(content, media_type="text/csv; charset=windows-1252", headers={"content-disposition": name})


async def _read(request: Request) -> dict[str, object]:
    """The request's JSON object; an empty one when it is none."""
    try:
        asked = wire.read(await request.body())
    except ValueError:
        return {}
    return asked if isinstance(asked, dict) else {}


def _message(message: Message) -> dict[str, object]:
    return {
        "to": message.to,
        "text": message.text,
        "link": message.link,
        "amount": message.amount,
        "workshop": message.workshop,
        "sent": wire.moment(message.sent),
    }
