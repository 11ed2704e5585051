"""Builds the sandbox's ASGI application (gateway API, pay page, admin API) and serves it in a thread or a process."""

import contextlib
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from promeister_mpay.sandbox.access import Guard, secret_of_start
from promeister_mpay.sandbox.admin import Admin
from promeister_mpay.sandbox.api import Api, Observer
from promeister_mpay.sandbox.gateway import SandboxGateway
from promeister_mpay.sandbox.ledger import Ledger
from promeister_mpay.sandbox.paypage import PayPage
from promeister_mpay.sandbox.refusals import Refused
from promeister_mpay.sandbox.server import in_thread, listening_socket

STORE_NAME = "Verkstaden"


class Place(NamedTuple):
    """Where a sandbox is: its address, and the secret of this start for /sandbox/*."""

    url: str
    secret: str


def application(gateway: SandboxGateway, secret: str, observer: Observer | None = None) -> ASGIApp:
    """All routes over one gateway, behind the guard; `secret` opens /sandbox/*."""
    api = Api(gateway, observer)
    routes = [*api.routes(), *PayPage(gateway).routes(), *Admin(api, secret).routes()]
    app = Starlette(routes=routes, exception_handlers={404: _refuser(api), 405: _refuser(api), 500: _refuser(api)})
    # Another address than the one that was asked for is another address.
    app.router.redirect_slashes = False
    return Guard(app, api.refuse)


def _refuser(api: Api) -> Callable[[Request, Exception], Awaitable[Response]]:
    messages = {404: "Not found", 405: "Method not allowed", 500: "Internal error"}

    async def refuse(_: Request, error: Exception) -> Response:
        status = getattr(error, "status_code", 500)
        answer = api.refuse(Refused(status, messages[status]))
        answer.headers.update(getattr(error, "headers", None) or {})
        return answer

    return refuse


@contextlib.contextmanager
def serve(
    folder: Path, *, port: int = 0, store_name: str = STORE_NAME, observer: Observer | None = None
) -> Iterator[Place]:
    """Serve from a thread while the block runs. `observer` sees every exchange of the API."""
    ledger = Ledger(folder)
    listener = listening_socket(port)
    place = Place(f"http://127.0.0.1:{listener.getsockname()[1]}", secret_of_start())
    gateway = SandboxGateway(ledger, store_name, place.url)
    try:
        with in_thread(application(gateway, place.secret, observer), listener):
            yield place
    finally:
        ledger.close()
