"""How the line to a PostgreSQL server is protected: encrypted, the server proven, no password shown (design §11)."""

import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import certifi
from psycopg.pq import Conninfo

from promeister_mpay.domain.hosts import is_loopback

_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
"""Where Linux and macOS keep the certificates that they trust; the driver's own OpenSSL does not look there."""
_NAMED = (Path(".postgresql") / "root.crt", Path("AppData") / "Roaming" / "postgresql" / "root.crt")
"""Where libpq looks for the certificates of a database's own authority, in the user's folder."""


def protected(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a connection; to another computer with protection, as far as they do not say otherwise.

    To another computer a connection is encrypted, the server's name must stand in a certificate that is trusted, and
    the password is never sent to the server, only proven (SCRAM).
    """
    if is_local(parameters):
        return dict(parameters)
    secured = {"sslmode": "verify-full", "require_auth": "scram-sha-256", "gssencmode": "disable", **parameters}
    if secured["sslmode"] == "verify-full" and "sslrootcert" not in secured:
        secured["sslrootcert"] = str(_authorities())
    return secured


def is_local(parameters: Mapping[str, Any]) -> bool:
    """Whether the server is on this computer: a socket of the file system, or loopback; each of several hosts is."""
    known = {option.keyword.decode(): (option.val or b"").decode() for option in Conninfo.get_defaults()}
    given = {name: str(value) for name, value in parameters.items()}
    hosts = given.get("host") or known.get("host", "")
    addresses = given.get("hostaddr") or known.get("hostaddr", "")
    is_unnamed = not (hosts or addresses)
    if is_unnamed and (given.get("service") or known.get("service")):
        return False
    return all(_is_here(host) for host in f"{hosts},{addresses}".split(","))


def is_exposed(parameters: Mapping[str, Any]) -> bool:
    """Whether others on the network could read or change what goes to the server, because the address allows it."""
    secured = protected(parameters)
    return not is_local(parameters) and secured["sslmode"] not in ("verify-full", "verify-ca")


def _is_here(host: str) -> bool:
    return not host or host.startswith(("/", "@")) or is_loopback(host)


def _authorities() -> Path:
    """The certificates to trust: the user's own for PostgreSQL, else the system's, else Mozilla's."""
    named = [Path.home() / name for name in _NAMED]
    system = ssl.get_default_verify_paths().cafile
    places = [*named, *([Path(system)] if system else []), *map(Path, _BUNDLES)]
    return next((place for place in places if place.is_file()), Path(certifi.where()))
