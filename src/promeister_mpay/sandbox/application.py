"""Builds the sandbox's ASGI application (gateway API, pay page, admin API) and serves it in a thread or a process."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from starlette.applications import Starlette

from promeister_mpay.sandbox.admin import Admin
from promeister_mpay.sandbox.api import Api, Observer
from promeister_mpay.sandbox.gateway import SandboxGateway
from promeister_mpay.sandbox.ledger import Ledger
from promeister_mpay.sandbox.paypage import PayPage
from promeister_mpay.sandbox.server import in_thread, listening_socket

STORE_NAME = "Verkstaden"


def application(gateway: SandboxGateway, observer: Observer | None = None) -> Starlette:
    """All routes over one gateway."""
    api = Api(gateway, observer)
    return Starlette(routes=[*api.routes(), *PayPage(gateway).routes(), *Admin(api).routes()])


@contextlib.contextmanager
def serve(
    folder: Path, *, port: int = 0, store_name: str = STORE_NAME, observer: Observer | None = None
) -> Iterator[str]:
    """Serve from a thread while the block runs; gives the address. `observer` sees every exchange of the API."""
    ledger = Ledger(folder)
    listener = listening_socket(port)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    gateway = SandboxGateway(ledger, store_name, url)
    try:
        with in_thread(application(gateway, observer), listener):
            yield url
    finally:
        ledger.close()
