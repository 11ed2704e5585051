"""The operations of the gateway's API (gateway.md §2–§7): each takes a request with its body, and gives the answer."""

import asyncio
import base64
import binascii
from collections.abc import Awaitable, Callable
from operator import itemgetter
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from promeister_mpay.sandbox import callbacks, credit, views, wire
from promeister_mpay.sandbox.catalogue import (
    SandboxAccount,
    SandboxMethod,
    SandboxStore,
    address_of,
    identity_of,
)
from promeister_mpay.sandbox.customer_fields import TYPES, is_government_id
from promeister_mpay.sandbox.fields import MOST, FieldErrors, Fields, Part
from promeister_mpay.sandbox.gateway import SandboxGateway
from promeister_mpay.sandbox.refusals import INVALID, Refused
from promeister_mpay.sandbox.validation import refuse_invalid

Handler = Callable[[Request, object], Response | Awaitable[Response]]
SORTS = ("nationalStoreId", "name", "popularName")


class Operation(NamedTuple):
    """An operation: its name for switches and log, its method and path, and what handles it."""

    name: str
    method: str
    path: str
    handle: Handler


class Operations:
    """The operations over one gateway; each raises `Refused` for a call that is refused."""

    def __init__(self, gateway: SandboxGateway) -> None:
        self._gateway = gateway

    def all(self) -> list[Operation]:
        """Every operation of the API."""
        stores, payment = "/v2/stores", "/v2/payments/{id:uuid}"
        methods = f"{stores}/{{id:uuid}}/payment_methods"
        return [
            Operation("token", "POST", "/oauth2/token", self._token),
            Operation("stores", "GET", stores, self._stores),
            Operation("methods", "GET", methods, self._methods),
            Operation("personalized", "POST", f"{methods}/personalized", self._personalized),
            Operation("form", "GET", f"{methods}/{{method:uuid}}/application_data_specification", self._form),
            Operation("annuity", "GET", f"{methods}/{{method:uuid}}/annuity_factors", self._annuity),
            Operation("prices", "GET", f"{methods}/{{method:uuid}}/price_signage", self._prices),
            Operation("address", "POST", "/v2/customers/address/by_government_id", self._address),
            Operation("callback_test", "POST", "/v2/callbacks/test", self._callback_test),
            Operation("search", "POST", "/v2/payments/search", self._search),
            Operation("create", "POST", "/v2/payments", self._create),
            Operation("get", "GET", payment, self._get),
            Operation("tasks", "GET", f"{payment}/tasks/status", self._tasks),
            Operation("action", "GET", f"{payment}/actions/{{action:uuid}}", self._action),
            Operation("metadata", "PUT", f"{payment}/metadata", self._metadata),
            *[
                Operation(act, "POST", f"{payment}/{act}", self._act)
                for act in ("cancel", "capture", "refund", "order")
            ],
        ]

    def _token(self, request: Request, body: object) -> Response:
        return wire.answer(self._gateway.token({**_object(body), **_basic(request)}))

    # -- stores and their payment methods

    def _stores(self, request: Request, _: object) -> Response:
        account = self._caller(request)
        size = _whole(request, "size", 20, least=1)
        page = _whole(request, "page", 0, least=0)
        total = len(account.stores)
        found = _sorted([views.store_view(store) for store in account.stores], request.query_params.getlist("sort"))
        pages = {"number": page, "size": size, "totalElements": total, "totalPages": -(-total // size)}
        return wire.answer({"content": found[page * size : (page + 1) * size], "page": pages})

    def _methods(self, request: Request, _: object) -> Response:
        store = self._store(request)
        asked = request.query_params.get("amount")
        return _methods_answer(store, None if asked is None else _amount(asked))

    def _personalized(self, request: Request, body: object) -> Response:
        store = self._store(request)
        asked = Part(_object(body), "", FieldErrors())
        asked.check(is_government_id(asked.get("governmentId"), None), "governmentId")
        amount = asked.number("amount", least=0)
        refuse_invalid(asked)
        return _methods_answer(store, amount or None)

    def _form(self, request: Request, _: object) -> Response:
        method, _amount = self._method(request), _amount_within(request)
        return wire.answer(views.form_view(method))

    def _annuity(self, request: Request, _: object) -> Response:
        factors = credit.annuity_factors() if self._method(request).is_credit else []
        return wire.answer({"content": factors})

    def _prices(self, request: Request, _: object) -> Response:
        method, amount = self._method(request), _amount_within(request)
        if not method.is_credit:
            raise Refused(400, "Price signage is not possible for payment method")
        if not method.least <= amount <= method.most:
            raise Refused(400, INVALID, {"amount": "is outside purchase limits"})
        return wire.answer(views.price_view(amount))

    # -- customers and callbacks

    def _address(self, request: Request, body: object) -> Response:
        account = self._caller(request)
        asked = Part(_object(body), "", FieldErrors())
        kind = asked.choice("customerType", TYPES)
        asked.check(is_government_id(asked.get("governmentId"), kind), "governmentId")
        asked.text("customerIp", 45)
        store = asked.text("storeId", 50, required=True)
        refuse_invalid(asked)
        self._gateway.store(account, store)
        address = address_of(identity_of(asked.get("governmentId")))
        if address is None:
            raise Refused(404, "Address not found")
        return wire.answer({"address": address})

    async def _callback_test(self, request: Request, body: object) -> Response:
        self._caller(request)
        url = _object(body).get("url")
        if not isinstance(url, str) or not url:
            raise Refused(400, INVALID, {"url": "must not be null"})
        status, code = await asyncio.to_thread(callbacks.post, url, {})
        return wire.answer({"status": status, "code": code})

    # -- payments

    def _create(self, request: Request, body: object) -> Response:
        return wire.answer(self._gateway.view(self._gateway.create(self._caller(request), _object(body))))

    def _get(self, request: Request, _: object) -> Response:
        return wire.answer(
            self._gateway.view(self._gateway.payment(self._caller(request), str(request.path_params["id"])))
        )

    def _tasks(self, request: Request, _: object) -> Response:
        payment = self._gateway.payment(self._caller(request), str(request.path_params["id"]))
        return wire.answer(views.task_view(payment, self._gateway.link(payment)))

    def _action(self, request: Request, _: object) -> Response:
        payment = self._gateway.payment(self._caller(request), str(request.path_params["id"]))
        for entry in payment.log:
            if entry.id == str(request.path_params["action"]):
                return wire.answer(views.entry_view(entry))
        raise Refused(404, "Action not found")

    def _search(self, request: Request, body: object) -> Response:
        hits = self._gateway.search(self._caller(request), _object(body))
        return wire.answer({"content": [views.search_view(self._gateway.view(hit)) for hit in hits]})

    def _metadata(self, request: Request, body: object) -> Response:
        account = self._caller(request)
        return wire.answer(self._gateway.set_metadata(account, str(request.path_params["id"]), _object(body)))

    def _act(self, request: Request, body: object) -> Response:
        action = request.url.path.rpartition("/")[2]
        account = self._caller(request)
        payment = self._gateway.act(account, str(request.path_params["id"]), action, _object(body))
        return wire.answer(self._gateway.view(payment))

    # -- who calls, about what

    def _caller(self, request: Request) -> SandboxAccount:
        return self._gateway.caller(request.headers.get("authorization", ""))

    def _store(self, request: Request) -> SandboxStore:
        return self._gateway.store(self._caller(request), str(request.path_params["id"]))

    def _method(self, request: Request) -> SandboxMethod:
        return self._gateway.method(self._store(request), str(request.path_params["method"]))


def _basic(request: Request) -> Fields:
    """The client's credentials when they are in the header, as OAuth has it (RFC 6749 §2.3.1)."""
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return {}
    try:
        client_id, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, ValueError) as error:
        raise Refused(400, "invalid_client") from error
    return {"client_id": client_id, "client_secret": secret}


def _methods_answer(store: SandboxStore, amount: int | None) -> Response:
    found = [method for method in store.methods if amount is None or method.least <= amount <= method.most]
    return wire.answer({"content": [views.method_view(method) for method in found]})


def _amount(text: str) -> int:
    """An amount of the query in öre."""
    amount = wire.number(text)
    if amount is None or not 0 <= amount <= MOST:
        raise Refused(400, INVALID, {"amount": "is not valid"})
    return amount


def _amount_within(request: Request) -> int:
    """The amount of the query in öre, which may not be left out."""
    asked = request.query_params.get("amount")
    if asked is None:
        raise Refused(400, INVALID, {"amount": "must not be null"})
    return _amount(asked)


def _whole(request: Request, name: str, default: int, *, least: int) -> int:
    """An integer parameter of the query."""
    asked = request.query_params.get(name, str(default))
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19 and int(asked) >= least):
        raise Refused(400, INVALID, {name: f"must be a whole number from {least}"})
    return int(asked)


def _sorted(stores: list[dict[str, object]], criteria: list[str]) -> list[dict[str, object]]:
    """The stores sorted by `property,asc|desc`, the first criterion first; unknown properties are passed over."""
    for criterion in reversed(criteria):
        name, _, direction = criterion.partition(",")
        if name in SORTS:
            key = "name" if name == "popularName" else name
            stores.sort(key=itemgetter(key), reverse=direction.lower() == "desc")
    return stores


def _object(body: object) -> Fields:
    if not isinstance(body, dict):
        raise Refused(400, "Body must be a JSON object")
    return body
