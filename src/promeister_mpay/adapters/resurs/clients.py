"""Makes the HTTP client of the gateway; none of the computer's network settings is trusted to be right (design §17)."""

import logging
import os
import ssl
from pathlib import Path
from urllib.request import getproxies, proxy_bypass

import certifi
import httpx

from promeister_mpay.adapters.resurs.deadlines import ending
from promeister_mpay.domain.hosts import is_loopback
from promeister_mpay.errors import GatewayUnavailable, foreign_code

logger = logging.getLogger(__name__)

_BAD_PROXY = (
    "Datorns proxy för internet är inställd så att programmet inte kan använda den. Be it-ansvarig ange en http-proxy "
    "i systemets nätverksinställningar (eller i HTTPS_PROXY), eller ta bort inställningen. Ingenting har gjorts."
)
_NO_CLIENT = (
    "Förbindelsen med Resurs kan inte förberedas på den här datorn. Be it-ansvarig se över datorns "
    "nätverksinställningar, proxy och certifikat. Ingenting har gjorts."
)


class ReachingTransport(httpx.BaseTransport):
    """Sends requests over the network, through a proxy if there is one; raises nothing but `httpx.TransportError`."""

    def __init__(self, *, proxy: httpx.Proxy | None, context: ssl.SSLContext, limits: httpx.Limits) -> None:
        self._has_proxy = proxy is not None
        self._sender = ending(httpx.HTTPTransport(verify=context, trust_env=False, limits=limits, proxy=proxy))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """See httpx. A proxy out of reach is a `ProxyError`; what httpx does not translate is a `ReadError`."""
        try:
            return self._sender.handle_request(request)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            if self._has_proxy:
                raise httpx.ProxyError(str(error), request=request) from error
            raise
        except (OSError, RuntimeError, ValueError) as error:
            # The request may have left: the error must be one that says so.
            raise httpx.ReadError(type(error).__name__, request=request) from error

    def close(self) -> None:
        """Close the connections."""
        self._sender.close()


def make_client(
    base_url: str,
    *,
    timeout: httpx.Timeout,
    limits: httpx.Limits,
    headers: dict[str, str],
    transport: httpx.BaseTransport | None,
) -> httpx.Client:
    """The client for the gateway at `base_url`. Raises `GatewayUnavailable`, whatever is wrong on this computer."""
    with foreign_code(GatewayUnavailable(_NO_CLIENT)):
        return httpx.Client(
            base_url=base_url,
            timeout=timeout,
            headers=headers,
            # Whatever httpx would read of the environment is read here, and only what this address needs.
            trust_env=False,
            transport=ending(transport) if transport else _transport(httpx.URL(base_url), limits),
            event_hooks={"response": [_drop_location]},
        )


def _transport(url: httpx.URL, limits: httpx.Limits) -> httpx.BaseTransport:
    context = _trusting() if url.scheme == "https" else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    with foreign_code(GatewayUnavailable(_BAD_PROXY)):
        return ReachingTransport(proxy=_proxy(url, context), context=context, limits=limits)


def _proxy(url: httpx.URL, context: ssl.SSLContext) -> httpx.Proxy | None:
    """The proxy that this computer uses for an address: of the environment, or of the system's settings."""
    if is_loopback(url.host):
        return None
    found = getproxies()
    chosen = found.get(url.scheme) or found.get("all")
    if not chosen or proxy_bypass(f"{url.host}:{url.port or 443}"):
        return None
    address = httpx.URL(chosen if "://" in chosen else f"http://{chosen}")
    return httpx.Proxy(address, ssl_context=context if address.scheme == "https" else None)


def _trusting() -> ssl.SSLContext:
    """Trusts the operating system's certificates and Mozilla's; Mozilla's alone where the system's cannot be read."""
    context: ssl.SSLContext
    try:
        with foreign_code(GatewayUnavailable(_NO_CLIENT)):
            context = _trusting_the_system()
    except GatewayUnavailable as error:
        logger.warning("the system's certificates cannot be read: %s", type(error.__cause__))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(certifi.where())
    return context


def _trusting_the_system() -> ssl.SSLContext:
    import truststore

    _check_named_certificates()
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # It reads the system's certificates when it is first used: here, where it may fail.
    context.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname="localhost")
    return context


def _check_named_certificates() -> None:
    """Raise `OSError` when the environment names a pipe or a device: OpenSSL would read it without an end."""
    for name, is_right in (("SSL_CERT_FILE", Path.is_file), ("SSL_CERT_DIR", Path.is_dir)):
        for named in filter(None, os.environ.get(name, "").split(os.pathsep)):
            if Path(named).exists() and not is_right(Path(named)):
                raise OSError(f"{name} names something else")


def _drop_location(answer: httpx.Response) -> None:
    """No redirection is followed, and httpx fails on an odd `Location` even then."""
    answer.headers.pop("location", None)
