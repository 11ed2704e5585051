"""Reaching the gateway: what never left, what may have arrived, whom to trust, and what the clock says."""

import contextlib
import os
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest

from promeister_mpay.adapters.resurs import ResursAccount, ResursGateway
from promeister_mpay.adapters.resurs.account import account_for, outward, own_address
from promeister_mpay.errors import GatewayLogin, GatewayUnavailable, InputError, OutcomeUnknown
from support.certificates import self_signed, server_context
from support.gateways import PATIENT, a_payment
from support.mocked_gateway import PAYMENT, bare_client, client, payment_json

REFUSING = "https://127.0.0.1:1"
"""Nobody takes calls there."""


def at(url: str) -> ResursGateway:
    return ResursGateway(ResursAccount(url, "training", "training"), timeout=PATIENT)


def failing_with(error: type[httpx.TransportError], says: str = "") -> ResursGateway:
    def fail(request: httpx.Request) -> httpx.Response:
        raise error(says, request=request)

    return client(fail)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return self_signed(tmp_path)


@contextlib.contextmanager
def impostor(certificate: Path) -> Iterator[tuple[str, list[bytes]]]:
    """A server that pretends to be the gateway; gives its address and what it got to read."""
    context = server_context(certificate)
    read: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(10)

    def listen() -> None:
        with contextlib.suppress(OSError), listener.accept()[0] as line, context.wrap_socket(line, True) as secured:
            read.append(secured.recv(4096))

    thread = threading.Thread(target=listen)
    thread.start()
    yield f"https://127.0.0.1:{listener.getsockname()[1]}", read
    thread.join()
    listener.close()


def test_a_certificate_that_nobody_vouches_for_gets_no_secret(certificate: Path) -> None:
    with (
        impostor(certificate) as (url, read),
        contextlib.closing(at(url)) as gateway,
        pytest.raises(GatewayUnavailable) as caught,
    ):
        gateway.create(a_payment())
    assert "certifikat" in str(caught.value)
    assert "Ingenting har gjorts" in str(caught.value)
    assert read == []


def test_a_gateway_that_does_not_answer_the_door_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with contextlib.closing(at(f"http://127.0.0.1:{port}")) as gateway, pytest.raises(GatewayUnavailable) as caught:
        gateway.create(a_payment())
    assert str(caught.value) == (
        "Resurs kan inte nås. Kontrollera att datorn har kontakt med internet. Ingenting har gjorts."
    )
    assert (caught.value.status, caught.value.trace_id) == (None, "")


def test_a_gateway_that_hangs_up_before_it_gives_a_token_did_nothing() -> None:
    def hang_up() -> None:
        listener.accept()[0].close()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        hanging_up = threading.Thread(target=hang_up)
        hanging_up.start()
        gateway = at(f"http://127.0.0.1:{listener.getsockname()[1]}")
        with contextlib.closing(gateway), pytest.raises(GatewayUnavailable):
            gateway.create(a_payment())
        hanging_up.join()


@pytest.mark.parametrize(
    "error",
    [httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol],
)
def test_a_change_that_never_left_was_not_done(error: type[httpx.TransportError]) -> None:
    with pytest.raises(GatewayUnavailable) as caught:
        failing_with(error).create(a_payment())
    assert str(caught.value).endswith("Ingenting har gjorts.")


@pytest.mark.parametrize(
    "error",
    [
        httpx.ReadError,
        httpx.ReadTimeout,
        httpx.WriteError,
        httpx.WriteTimeout,
        httpx.CloseError,
        httpx.RemoteProtocolError,
    ],
)
def test_a_change_that_may_have_left_is_unknown(error: type[httpx.TransportError]) -> None:
    with pytest.raises(OutcomeUnknown):
        failing_with(error).refund(PAYMENT, transaction_id="R-1", creator="Anna")


@pytest.mark.parametrize(
    ("error", "says", "sentence"),
    [
        (httpx.ConnectError, "[Errno -2] Name or service not known", "Resurs adress hittas inte."),
        (httpx.ConnectError, "[Errno 11001] getaddrinfo failed", "Resurs adress hittas inte."),
        (httpx.ConnectError, "[SSL: CERTIFICATE_VERIFY_FAILED]", "Resurs certifikat kan inte kontrolleras."),
        (httpx.ConnectError, "Connection refused", "Resurs kan inte nås."),
        (httpx.ProxyError, "407 Proxy Authentication Required", "Nätverkets proxy släpper inte fram anropet."),
    ],
)
def test_why_the_gateway_is_out_of_reach_is_told(error: type[httpx.TransportError], says: str, sentence: str) -> None:
    with pytest.raises(GatewayUnavailable) as caught:
        failing_with(error, says).create(a_payment())
    assert str(caught.value).startswith(sentence)


def test_a_question_that_takes_too_long_is_told_as_that() -> None:
    with pytest.raises(GatewayUnavailable) as caught:
        failing_with(httpx.ReadTimeout).read(PAYMENT)
    assert str(caught.value) == "Resurs svarar inte i tid. Försök igen om en stund."


@pytest.mark.parametrize(
    "url",
    [
        "http://merchant-api.resurs.com",
        "http://127.0.0.1.example.se",
        "http://localhost@example.se",
        "http://192.168.1.7:8089",
        "ftp://localhost",
        "merchant-api.resurs.com",
        "",
    ],
)
def test_secrets_do_not_travel_in_the_clear(url: str) -> None:
    with pytest.raises(InputError) as caught:
        ResursAccount(url, "id", "secret")
    assert caught.value.field == "resurs_environment"


@pytest.mark.parametrize("url", ["https://merchant-api.resurs.com", "http://localhost:8089", "http://[::1]:8089"])
def test_this_computer_needs_no_protection_from_itself(url: str) -> None:
    assert ResursAccount(url, "id", "secret").base_url == url


@pytest.mark.parametrize(
    ("environment", "url", "scope"),
    [
        ("integration", "https://merchant-api.integration.resurs.com", "mock-merchant-api"),
        ("production", "https://merchant-api.resurs.com", "merchant-api"),
    ],
)
def test_each_environment_has_its_address_and_scope(environment: str, url: str, scope: str) -> None:
    account = account_for(environment, "id", "secret")
    assert (account.base_url, account.scope) == (url, scope)
    assert "secret" not in repr(account).replace("client_secret", "")


def test_this_computers_address_is_an_address_or_left_out() -> None:
    assert own_address() == "" or not ip_address(own_address()).is_loopback


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("192.168.0.1", "192.168.0.1"),
        ("2001:db8::7", "2001:db8::7"),
        ("127.0.0.1", ""),
        ("::1", ""),
        ("169.254.3.4", ""),
        ("fe80::1%eth0", ""),
        ("0.0.0.0", ""),
    ],
)
def test_an_address_that_means_nothing_to_others_is_not_sent(address: str, sent: str) -> None:
    assert outward(address) == sent


def test_a_clock_that_goes_wrong_is_seen_from_the_gateways_date(gateway: ResursGateway) -> None:
    before = gateway.clock_skew
    gateway.stores()
    after = gateway.clock_skew
    assert before is None
    assert after is not None
    assert abs(after) < timedelta(seconds=3)


@pytest.mark.parametrize("ahead", [timedelta(minutes=10), timedelta(days=-400)])
def test_how_far_the_clock_is_ahead_is_told(ahead: timedelta) -> None:
    theirs = format_datetime(datetime.now(UTC) - ahead, usegmt=True)
    gateway = client(lambda _: httpx.Response(200, content=payment_json(), headers={"date": theirs}))
    gateway.read(PAYMENT)
    assert gateway.clock_skew is not None
    assert abs(gateway.clock_skew - ahead) < timedelta(seconds=3)


@pytest.mark.parametrize(
    "date", ["", "i går", "Mon, 99 Foo 2026 00:00:00 GMT", "Fri, 16 Jan 2026 06:32:02 -0000", "9" * 5000]
)
def test_a_date_that_cannot_be_read_says_nothing_of_the_clock(date: str) -> None:
    gateway = bare_client(lambda _: httpx.Response(403, headers={b"date": date.encode()}))
    with pytest.raises(GatewayLogin):
        gateway.stores()
    assert gateway.clock_skew is None


@pytest.mark.parametrize("is_known", [True, False])
def test_a_certificate_that_this_computer_trusts_is_trusted(
    certificate: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, is_known: bool
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate if is_known else tmp_path / "missing.pem"))
    with (
        impostor(certificate) as (url, read),
        contextlib.closing(at(url)) as gateway,
        pytest.raises(GatewayUnavailable),
    ):
        gateway.create(a_payment())
    assert any(line.startswith(b"POST /oauth2/token") for line in read) is is_known


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_certificates_that_cannot_be_read_leave_those_that_are_shipped(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for odd in (pipe, tmp_path / "missing", Path(os.devnull), Path(__file__)):
        monkeypatch.setenv(name, str(odd))
        with pytest.raises(GatewayUnavailable, match="kan inte nås"), contextlib.closing(at(REFUSING)) as gateway:
            gateway.create(a_payment())
