"""The client for the gateway on computers whose network settings are odd: orders never depend on them."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from promeister_mpay.adapters.resurs import ResursAccount, ResursGateway
from promeister_mpay.adapters.resurs.clients import make_client
from promeister_mpay.adapters.resurs.deadlines import within
from promeister_mpay.adapters.resurs.http_client import whole_exchange
from promeister_mpay.errors import GatewayUnavailable
from support.gateways import PATIENT, Sandbox, a_payment
from support.mocked_gateway import always

REAL = "https://merchant-api.resurs.com"
NAMES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE")
UNUSABLE = [
    "socks://127.0.0.1:1080",
    "socks5://127.0.0.1:1080",
    "http://[",
    "http://a:99999",
    "ftp://x",
    "http://å\x7f",
]
ODD = [
    *UNUSABLE,
    "/nonexistent/file",
    "/dev/zero",
    "/",
    "garbage",
    "[::1",
    "*,,",
    "http://:@",
    "http://u:ö@proxy:1",
    " ",
]


def made(url: str) -> httpx.Client:
    return make_client(url, timeout=PATIENT, limits=httpx.Limits(), headers={}, transport=None)


@pytest.fixture
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """No network settings but those that the test makes."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    return monkeypatch


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", ODD)
def test_this_computer_is_reached_whatever_the_environment_says(
    bare_environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    bare_environment.setenv(name, value)
    with made("http://127.0.0.1:1") as client, within(whole_exchange()), pytest.raises(httpx.ConnectError):
        client.get("/")


def test_training_reaches_its_gateway_past_a_proxy(
    sandbox: Sandbox, bare_environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("HTTP_PROXY", "ALL_PROXY"):
        bare_environment.setenv(name, "http://127.0.0.1:1")
    bare_environment.setenv("SSLKEYLOGFILE", str(tmp_path / "nowhere" / "keys"))
    gateway = ResursGateway(ResursAccount(sandbox.url, "training", "training"), timeout=PATIENT)
    with contextlib.closing(gateway):
        assert gateway.stores()


@pytest.mark.parametrize("value", UNUSABLE)
@pytest.mark.parametrize("name", ["HTTPS_PROXY", "ALL_PROXY"])
def test_a_proxy_that_cannot_be_used_is_told_at_the_function_that_needs_it(
    bare_environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    bare_environment.setenv(name, value)
    gateway = ResursGateway(ResursAccount(REAL, "id", "secret"), pause=lambda _: None)
    for function in (lambda: gateway.create(a_payment()), gateway.stores):
        with pytest.raises(GatewayUnavailable, match=r"proxy .*Ingenting har gjorts\.$"):
            function()
    gateway.close()


@given(
    environment=st.dictionaries(
        st.sampled_from(NAMES),
        st.sampled_from(ODD) | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30),
    )
)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_environment_makes_anything_but_a_client_or_a_sentence(
    bare_environment: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    with bare_environment.context() as changed:
        for name, value in environment.items():
            changed.setenv(name, value)
        with contextlib.suppress(GatewayUnavailable):
            made(REAL).close()


@contextlib.contextmanager
def a_proxy() -> Iterator[tuple[int, list[bytes]]]:
    """A proxy that refuses: its port, and what it was asked for."""
    asked: list[bytes] = []

    def answer() -> None:
        with contextlib.suppress(OSError), listener.accept()[0] as line:
            asked.append(line.recv(4096))
            line.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=answer)
        thread.start()
        yield int(listener.getsockname()[1]), asked
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.mark.parametrize("setting", ["HTTPS_PROXY=http://127.0.0.1:{}", "ALL_PROXY=127.0.0.1:{}"])
def test_the_proxy_that_is_set_is_used_and_its_refusal_told(bare_environment: pytest.MonkeyPatch, setting: str) -> None:
    with a_proxy() as (port, asked):
        name, _, value = setting.format(port).partition("=")
        bare_environment.setenv(name, value)
        gateway = ResursGateway(ResursAccount(REAL, "id", "secret"), timeout=PATIENT)
        with pytest.raises(GatewayUnavailable, match="proxy släpper inte fram"):
            gateway.create(a_payment())
        gateway.close()
    assert asked[0].startswith(b"CONNECT merchant-api.resurs.com:443 ")


def test_a_proxy_that_is_not_there_is_not_told_as_no_internet(bare_environment: pytest.MonkeyPatch) -> None:
    bare_environment.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    gateway = ResursGateway(ResursAccount(REAL, "id", "secret"))
    with contextlib.closing(gateway), pytest.raises(GatewayUnavailable, match="proxy"):
        gateway.create(a_payment())


def test_an_address_that_is_to_be_reached_past_the_proxy_is(bare_environment: pytest.MonkeyPatch) -> None:
    bare_environment.setenv("HTTPS_PROXY", "socks://127.0.0.1:1080")
    bare_environment.setenv("NO_PROXY", ".resurs.com")
    made(REAL).close()


@pytest.mark.parametrize(
    "location", ["http://[", "\x7f", "http://xn--/", "http:///\\", "//", "http://x:99999/", "ftp://" + "x" * 70_000]
)
def test_an_odd_redirection_is_a_refused_answer(location: str) -> None:
    gateway = always("", 302, {"location": location})
    with pytest.raises(GatewayUnavailable, match="svar 302"):
        gateway.read("8b9dab18-e1fe-430e-891b-42edb89ba77a")
