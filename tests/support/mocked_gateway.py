"""A gateway client whose answers come from a function: for hostile, odd and broken answers."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from promeister_mpay.adapters.resurs import ResursAccount, ResursGateway

TRACE = "9a7df5fb2df0f44c"
PAYMENT = "8b9dab18-e1fe-430e-891b-42edb89ba77a"
TOKEN = {"access_token": "token-1", "token_type": "Bearer", "expires_in": 3599}

Answering = Callable[[httpx.Request], httpx.Response]


def client(answering: Answering) -> ResursGateway:
    """A client whose token call succeeds; `answering` answers all other calls."""

    def handle(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=TOKEN) if request.url.path == "/oauth2/token" else answering(request)

    return bare_client(handle)


def bare_client(answering: Answering) -> ResursGateway:
    """A client whose calls, including those for a token, are answered by `answering`."""

    def streamed(request: httpx.Request) -> httpx.Response:
        """As it comes from a network: nothing of it is read yet."""
        answer = answering(request)
        return httpx.Response(answer.status_code, headers=answer.headers.raw, stream=answer.stream)

    account = ResursAccount("https://gateway.example", "id", "secret")
    return ResursGateway(account, transport=httpx.MockTransport(streamed), pause=lambda _: None)


def always(content: bytes | str, status: int = 200, headers: Mapping[str, str] | None = None) -> ResursGateway:
    """A client that gets the same answer to each call."""
    return client(lambda _: httpx.Response(status, content=content, headers={"x-trace-id": TRACE, **(headers or {})}))


def payment_json(**changes: Any) -> str:
    """A waiting payment of 5800.00 as the gateway writes it; `changes` are fields of its `order`, as JSON texts."""
    amounts = dict.fromkeys(("canceledAmount", "authorizedAmount", "capturedAmount", "refundedAmount"), "0")
    order = {"orderReference": '"14790-1"', "totalOrderAmount": "5800.00", **amounts, **changes}
    inner = ",".join(f'"{name}":{value}' for name, value in order.items())
    return f'{{"id":"{PAYMENT}","status":"TASK_REDIRECTION_REQUIRED","order":{{{inner}}}}}'


def payment_with(**changes: Any) -> str:
    """The same payment; `changes` are fields of the payment itself, as Python values."""
    return json.dumps({**json.loads(payment_json()), **changes})
