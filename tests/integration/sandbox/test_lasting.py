"""What the sandbox knows outlives it: stopped, killed or left alone by the one that started it."""

import contextlib
import json
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from promeister_mpay.adapters.resurs import ResursAccount, ResursGateway
from promeister_mpay.sandbox.access import SECRET_VARIABLE
from promeister_mpay.sandbox.application import serve
from support.gateways import CLIENT_ID, CLIENT_SECRET, Sandbox, a_payment, certificates, http_at, until
from support.openapi_check import Contract
from support.sandbox_calls import GOOD_CARD, Api, amounts, link_of, opened, sent

COMMAND = [sys.executable, "-m", "promeister_mpay.sandbox", "--port", "0"]
PARENT = """
import subprocess, sys
subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE).wait()
"""


@contextlib.contextmanager
def served(folder: Path, port: int = 0) -> Iterator[Sandbox]:
    contract = Contract()
    with serve(folder, port=port, store_name="Åkes Bil", observer=contract) as place, http_at(*place) as http:
        yield Sandbox(place.url, http)
    assert contract.violations == []


@contextlib.contextmanager
def process(*command: str) -> Iterator[tuple[subprocess.Popen[str], Sandbox]]:
    """A sandbox, or what starts one, as a process; gone when the block ends."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as started:
        assert started.stdout is not None
        place = json.loads(started.stdout.readline())
        try:
            with http_at(place["url"], place["secret"]) as http:
                yield started, Sandbox(place["url"], http)
        finally:
            started.kill()


def answers(url: str) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port_of(url))) == 0


def port_of(url: str) -> int:
    port = urlsplit(url).port
    assert port is not None
    return port


def test_all_is_there_after_a_restart(tmp_path: Path) -> None:
    with served(tmp_path) as sandbox:
        paid, waiting = Api(sandbox).create(), Api(sandbox).create()
        sent(sandbox, link_of(paid), method="card", card=GOOD_CARD)
        sandbox.advance(3600)
        messages = sandbox.messages()
    with served(tmp_path) as sandbox:
        first, second = sandbox.payments()
        assert (first["id"], amounts(first)) == (paid["id"], {"captured": Decimal("8432.10")})
        assert (second["id"], second["status"]) == (waiting["id"], waiting["status"])
        assert sandbox.messages() == messages
        assert "Betalningen är klar" in opened(sandbox, urlsplit(link_of(paid)).path).text


def test_time_stays_where_it_was_moved_to(tmp_path: Path) -> None:
    with served(tmp_path) as sandbox:
        waiting = Api(sandbox).create()
        sandbox.advance(23 * 3600)
    with served(tmp_path) as sandbox:
        sandbox.advance(3601)
        [seen] = sandbox.payments()
        assert (seen["id"], seen["status"]) == (waiting["id"], "REJECTED")


def test_a_client_goes_on_where_a_restarted_sandbox_answers(tmp_path: Path) -> None:
    with served(tmp_path) as sandbox:
        port = port_of(sandbox.url)
        transport = httpx.HTTPTransport(verify=certificates())
        gateway = ResursGateway(ResursAccount(sandbox.url, CLIENT_ID, CLIENT_SECRET), transport=transport)
        payment = gateway.create(a_payment())
    with served(tmp_path, port) as sandbox, contextlib.closing(gateway):
        assert gateway.read(payment.payment_id).link == payment.link
        assert sandbox.calls() == ["get", "token", "get"]


def test_the_workshops_name_is_the_one_it_was_given(tmp_path: Path) -> None:
    with served(tmp_path) as sandbox:
        payment = Api(sandbox).create()
        assert "Åkes Bil" in opened(sandbox, link_of(payment)).text
        assert sandbox.messages()[0]["text"].startswith("Åkes Bil: ")


def test_only_this_user_may_look_into_the_ledger(tmp_path: Path) -> None:
    with served(tmp_path / "ledger"):
        assert stat.S_IMODE((tmp_path / "ledger").stat().st_mode) == 0o700


def test_only_this_user_may_read_the_ledger_in_a_folder_that_others_see(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "sandbox.sqlite3").touch(mode=0o644)
    with served(tmp_path) as sandbox:
        Api(sandbox).create()
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.glob("sandbox.sqlite3*")}
        assert len(modes) == 3
        assert set(modes.values()) == {0o600}


def test_a_private_sandbox_has_an_account_that_only_its_parent_knows(tmp_path: Path) -> None:
    with process(*COMMAND, "--data", str(tmp_path), "--private") as (_, sandbox):
        secret = sandbox.http.headers["x-sandbox-secret"]
        assert Api(sandbox, secret=secret).create()["status"] == "TASK_REDIRECTION_REQUIRED"
        with pytest.raises(httpx.HTTPStatusError):
            Api(sandbox)


def test_the_secret_is_new_at_each_start_unless_the_environment_names_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(SECRET_VARIABLE, raising=False)
    with serve(tmp_path) as first, serve(tmp_path / "second") as second:
        assert len({first.secret, second.secret}) == 2
        assert len(first.secret) >= 32
    monkeypatch.setenv(SECRET_VARIABLE, "known to both")
    with serve(tmp_path) as third:
        assert third.secret == "known to both"


def test_only_this_computer_reaches_the_sandbox(sandbox: Sandbox) -> None:
    assert urlsplit(sandbox.url).hostname == "127.0.0.1"
    with socket.socket() as elsewhere:
        assert elsewhere.connect_ex(("127.0.0.2", port_of(sandbox.url))) != 0


def test_a_killed_sandbox_has_forgotten_nothing_that_it_answered(tmp_path: Path) -> None:
    command = [*COMMAND, "--data", str(tmp_path), "--with-parent"]
    with process(*command) as (program, sandbox):
        paid, waiting = Api(sandbox).create(), Api(sandbox).create()
        sent(sandbox, link_of(paid), method="card", card=GOOD_CARD)
        program.send_signal(signal.SIGKILL)
        program.wait()
    with served(tmp_path) as sandbox:
        first, second = sandbox.payments()
        assert (first["id"], amounts(first)) == (paid["id"], {"captured": Decimal("8432.10")})
        assert (second["id"], second["status"]) == (waiting["id"], "TASK_REDIRECTION_REQUIRED")
        assert len(sandbox.messages()) == 2


def test_a_sandbox_ends_when_its_parent_lets_go_of_it(tmp_path: Path) -> None:
    with process(*COMMAND, "--data", str(tmp_path), "--with-parent") as (program, sandbox):
        assert answers(sandbox.url)
        assert program.stdin is not None
        program.stdin.close()
        assert program.wait(timeout=10) == 0
        assert not answers(sandbox.url)


def test_a_sandbox_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    child = [*COMMAND, "--data", str(tmp_path), "--with-parent"]
    with process(sys.executable, "-c", PARENT, *child) as (parent, sandbox):
        assert answers(sandbox.url)
        parent.kill()
        assert parent.stdout is not None
        assert parent.stdout.read() == ""
        until(lambda: not answers(sandbox.url))


def test_a_sandbox_without_a_parent_stays_until_it_is_told(tmp_path: Path) -> None:
    with process(*COMMAND, "--data", str(tmp_path), "--store-name", "Åkes Bil") as (program, sandbox):
        assert program.stdin is not None
        program.stdin.close()
        payment = Api(sandbox).create()
        assert "Åkes Bil" in opened(sandbox, link_of(payment)).text
        program.terminate()
        program.wait(timeout=10)
        assert not answers(sandbox.url)


def test_a_port_that_is_taken_is_told(tmp_path: Path, sandbox: Sandbox) -> None:
    port = str(port_of(sandbox.url))
    done = subprocess.run(
        [*COMMAND[:-1], port, "--data", str(tmp_path / "other")],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Port {port} kan inte användas: ")


@pytest.mark.parametrize("folder", ["a", "å ä ö", "a/b/c"])
def test_any_folder_will_do(tmp_path: Path, folder: str) -> None:
    with served(tmp_path / folder) as sandbox:
        assert sandbox.payments() == []
