"""Who may call the sandbox, with what, how much and how long: a foreign web page and another user get nowhere."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from promeister_mpay.sandbox.access import Guard
from promeister_mpay.sandbox.admin import Admin
from promeister_mpay.sandbox.api import Api as GatewayApi
from promeister_mpay.sandbox.application import application
from promeister_mpay.sandbox.gateway import SandboxGateway
from promeister_mpay.sandbox.ledger import Ledger
from promeister_mpay.sandbox.refusals import error_answer
from promeister_mpay.sandbox.server import MOST_CONNECTIONS, CuttableProtocol, in_thread, listening_socket
from support.gateways import PATIENCE, SECRET, Sandbox, http_at
from support.sandbox_calls import PAYMENTS, Api, link_of, opened

SOME = "8b9dab18-e1fe-430e-891b-42edb89ba77a"
ADMIN = (
    ("GET", "/sandbox/messages"),
    ("GET", "/sandbox/switches"),
    ("PUT", "/sandbox/switches"),
    ("GET", "/sandbox/time"),
    ("POST", "/sandbox/time"),
    ("GET", "/sandbox/payments"),
    ("POST", f"/sandbox/payments/{SOME}/act"),
    ("GET", "/sandbox/log"),
    ("GET", "/sandbox/settlement"),
)
MIB = 1024 * 1024


@pytest.fixture
def api(sandbox: Sandbox) -> Api:
    return Api(sandbox)


@pytest.mark.parametrize("shown", ["", "made up", SECRET.upper(), f"{SECRET}x", "\xe5"])
def test_nobody_without_the_secret_reads_the_sms_or_moves_the_clock(sandbox: Sandbox, api: Api, shown: str) -> None:
    waiting = api.create()
    with httpx.Client(base_url=sandbox.url, headers={b"x-sandbox-secret": shown.encode("latin-1")}) as stranger:
        for method, path in ADMIN:
            answer = stranger.request(method, path, json={"advance_seconds": 9_999_999})
            assert (answer.status_code, "secret" in answer.json()["error"]) == (401, True)
            assert waiting["id"] not in answer.text
    assert api.payment(waiting["id"])["status"] == "TASK_REDIRECTION_REQUIRED"


def test_every_path_of_the_admin_api_is_tried(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    routes = Admin(GatewayApi(SandboxGateway(ledger)), SECRET).routes()
    assert {route.path for route in routes} == {path.replace(SOME, "{id}") for _, path in ADMIN}
    ledger.close()


PLACES = ("/v2/stores", "/sandbox/messages", "/pay/nobody", "/pay/style.css", "/nowhere", "/oauth2/token")


FOREIGN_HOSTS = (
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "127.0.0.1@evil.example",
    "127.0.0.1:80:90",
    "127.0.0.2",
    "0.0.0.0",
    "[::2]",
    "192.168.0.2",
    "evil.example:80",
    "",
    "2130706433",
)


@pytest.mark.parametrize("path", PLACES)
def test_another_name_of_this_computer_is_refused(sandbox: Sandbox, path: str) -> None:
    for host in FOREIGN_HOSTS:
        answer = sandbox.http.get(path, headers={"host": host})
        assert (answer.status_code, answer.json()["code"]) == (421, "421")


def test_this_computers_own_names_are_served(sandbox: Sandbox) -> None:
    for host in ("127.0.0.1", "localhost", "LOCALHOST:80", "[::1]:8080", "127.0.0.1:1"):
        assert sandbox.http.get("/sandbox/time", headers={"host": host}).status_code == 200


def test_a_request_without_a_host_is_refused(sandbox: Sandbox) -> None:
    assert " 421 " in raw(sandbox, b"GET /sandbox/time HTTP/1.0\r\n\r\n")
    assert " 400 " in raw(sandbox, b"GET /sandbox/time HTTP/1.1\r\n\r\n")
    assert " 400 " in raw(sandbox, b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n")


FOREIGN_ORIGINS = ("null", "https://evil.example", "http://localhost:1", "http://127.0.0.1", "file://", "")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "OPTIONS"])
def test_a_page_of_another_site_is_refused_everywhere(sandbox: Sandbox, api: Api, method: str) -> None:
    link = urlsplit(link_of(api.create())).path
    for path in (*PLACES, link, PAYMENTS, "/sandbox/time"):
        for origin in FOREIGN_ORIGINS:
            answer = sandbox.http.request(method, path, headers={"origin": origin})
            assert (answer.status_code, answer.json()["message"]) == (403, "Requests of other sites are refused")
            assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_embeds_nothing_of_the_sandbox_and_may_only_link_to_the_pay_page(
    sandbox: Sandbox, api: Api, site: str
) -> None:
    link = urlsplit(link_of(api.create())).path
    by_link = {"sec-fetch-site": site, "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    embedded = {**by_link, "sec-fetch-dest": "iframe"}
    fetched = {"sec-fetch-site": site, "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}
    assert sandbox.http.get(link, headers=by_link).status_code == 200
    assert [sandbox.http.get(link, headers=headers).status_code for headers in (embedded, fetched)] == [403, 403]
    assert sandbox.http.post(link, headers=by_link, data={"decline": "1"}).status_code == 403
    assert sandbox.http.get("/sandbox/time", headers=by_link).status_code == 403


def test_the_pay_pages_own_form_is_taken(sandbox: Sandbox, api: Api) -> None:
    link = link_of(api.create())
    headers = {"origin": sandbox.url, "sec-fetch-site": "same-origin"}
    sandbox.http.post(link, headers=headers, data={"decline": "1"})
    assert "Du har avböjt betalningen" in opened(sandbox, link).text


NO_JSON = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/json", "")
JSON = ("application/json", "application/json; charset=utf-8", "application/json-strict", "application/problem+json")


def test_what_a_form_of_another_site_could_send_is_not_taken_for_json(sandbox: Sandbox) -> None:
    for path in (PAYMENTS, f"{PAYMENTS}/search", "/sandbox/time", "/sandbox/switches", "/v2/callbacks/test"):
        for kind in NO_JSON:
            answer = sandbox.http.post(path, content=b'{"advance_seconds": 60}', headers={"content-type": kind})
            assert answer.status_code == 415
            assert answer.headers["content-type"] == JSON[1]


def test_json_is_taken_under_each_of_its_names(sandbox: Sandbox) -> None:
    for kind in JSON:
        headers = {"content-type": kind}
        answer = sandbox.http.post("/sandbox/time", content=b'{"advance_seconds": 0}', headers=headers)
        assert answer.status_code == 200


def test_the_pay_page_takes_forms_only(sandbox: Sandbox, api: Api) -> None:
    link = link_of(api.create())
    assert sandbox.http.post(link, json={"decline": "1"}).status_code == 415


def test_an_unknown_path_is_answered_in_the_gateways_own_form(sandbox: Sandbox) -> None:
    for path in ("/nowhere", "/v2/nowhere", "/v2/stores/", "/v2/payments/nobody", "/", "/sandbox/nothing", "//"):
        answer = sandbox.http.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "404")
        assert {"traceId", "code", "message", "timestamp"} == answer.json().keys()


def test_an_unknown_method_is_answered_in_the_gateways_own_form(sandbox: Sandbox) -> None:
    for method, path in (
        ("DELETE", "/v2/stores"),
        ("GET", PAYMENTS),
        ("GET", f"{PAYMENTS}/search"),
        ("PUT", "/oauth2/token"),
    ):
        answer = sandbox.http.request(method, path)
        assert (answer.status_code, answer.json()["code"]) == (405, "405")
        assert answer.headers["allow"]


# -- how much, and for how long


@pytest.mark.parametrize("path", [PAYMENTS, "/pay/nobody"])
def test_a_body_is_at_most_a_mebibyte_whether_it_says_so_or_not(sandbox: Sandbox, path: str) -> None:
    declared = b"POST %b HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n" % path.encode()
    assert " 413 " in raw(sandbox, declared)

    def chunks() -> Iterator[bytes]:
        for _ in range(17):
            yield b" " * (MIB // 16)

    answer = sandbox.http.post(path, content=chunks(), headers={"content-type": "application/json"})
    assert (answer.status_code, answer.headers["connection"]) == (413, "close")


def test_a_body_of_a_mebibyte_is_read(api: Api) -> None:
    assert api.post_text(PAYMENTS, b" " * (MIB - 2) + b"{}").status_code == 400


class Impatient(CuttableProtocol):
    """Connections with a fraction of the patience."""

    patience = 0.05


@contextmanager
def impatient(folder: Path) -> Iterator[Sandbox]:
    """A sandbox that waits for no body either."""
    ledger, listener = Ledger(folder), listening_socket(0)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    gateway = SandboxGateway(ledger, base_url=url)
    inner = application(gateway, SECRET)
    guard = Guard(inner, lambda refusal: error_answer(refusal, ledger.now(), "array"), patience=0.2)
    with in_thread(guard, listener, Impatient), http_at(url) as http:
        yield Sandbox(url, http)
    ledger.close()


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: local"])
def test_a_caller_that_dawdles_over_its_request_is_hung_up_on(tmp_path: Path, sent: bytes) -> None:
    with impatient(tmp_path) as sandbox:
        assert raw(sandbox, sent) == ""


def test_a_body_that_does_not_come_is_not_waited_for(tmp_path: Path) -> None:
    start = b"POST /v2/payments HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{"
    with impatient(tmp_path) as sandbox:
        assert " 408 " in raw(sandbox, start)


def test_idle_connections_are_bounded_and_make_room_again(tmp_path: Path) -> None:
    with impatient(tmp_path) as sandbox:
        where = ("127.0.0.1", urlsplit(sandbox.url).port)
        idle = [socket.create_connection(where, PATIENCE) for _ in range(MOST_CONNECTIONS + 20)]
        assert all(line.recv(1) == b"" for line in idle)
        assert sandbox.http.get("/sandbox/time").status_code == 200
        for line in idle:
            line.close()


def raw(sandbox: Sandbox, sent: bytes) -> str:
    """What comes back on a connection until it is closed."""
    with socket.create_connection(("127.0.0.1", urlsplit(sandbox.url).port), PATIENCE) as line:
        line.sendall(sent)
        found = b""
        while part := line.recv(4096):
            found += part
            if b"\r\n\r\n" in found:
                break
    return found.decode()
