"""The account at Resurs, its environment, and the device information that calls carry."""

import socket
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlsplit

from promeister_mpay import __version__
from promeister_mpay.domain.hosts import is_loopback
from promeister_mpay.errors import InputError

BASE_URLS = {
    "integration": "https://merchant-api.integration.resurs.com",
    "production": "https://merchant-api.resurs.com",
}
"""`gateway.md §1`"""

SCOPES = {"integration": "mock-merchant-api", "production": "merchant-api"}
"""`gateway.md §2` and U1."""

USER_AGENT = f"promeister-mpay {__version__}"


@dataclass(frozen=True, slots=True)
class ResursAccount:
    """Base URL and credentials; `repr` hides the secret. Raises `InputError` for plain http to another computer."""

    base_url: str
    client_id: str
    client_secret: str = field(repr=False)
    scope: str = "mock-merchant-api"

    def __post_init__(self) -> None:
        if not _is_protected(self.base_url):
            raise InputError("Adressen till Resurs måste börja med https://.", "resurs_environment")


def _is_protected(url: str) -> bool:
    """Whether nobody between can read what goes to this address; False for one that is no address."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)))


def account_for(environment: str, client_id: str, client_secret: str) -> ResursAccount:
    """The account in `integration` or `production`."""
    return ResursAccount(BASE_URLS[environment], client_id, client_secret, SCOPES[environment])


@cache
def own_address() -> str:
    """This computer's outward IP address, for `deviceInfo.ip`; the lookup sends no packet."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])
