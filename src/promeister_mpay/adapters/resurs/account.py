"""The account at Resurs, its environment, and the device information that calls carry."""

import socket
from dataclasses import dataclass, field
from ipaddress import ip_address
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

_FAR_AWAY = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
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


def own_address() -> str:
    """This computer's outward IP address, for `deviceInfo.ip` (U16); empty when it has none. Sends no packet."""
    found = (_address_towards(family, far) for family, far in _FAR_AWAY)
    return next((address for address in found if address), "")


def _address_towards(family: socket.AddressFamily, far: str) -> str:
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((far, 9))
            return outward(str(probe.getsockname()[0]))
    except OSError:
        return ""


def outward(address: str) -> str:
    """The address, unless it means nothing to any other computer: loopback, link-local or none at all."""
    found = ip_address(address.partition("%")[0])
    return "" if found.is_loopback or found.is_link_local or found.is_unspecified else str(found)
