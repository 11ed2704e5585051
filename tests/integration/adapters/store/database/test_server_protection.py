"""The line to a database server: protected unless the address says otherwise, and no password shown to anybody."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from promeister_mpay.adapters.store import open_store
from promeister_mpay.adapters.store.database.server_protection import is_exposed, is_local, protected
from promeister_mpay.errors import StoreError

LOCAL: list[dict[str, Any]] = [
    {},
    {"host": "/var/run/postgresql"},
    {"host": "@abstract"},
    {"host": "localhost", "port": 5433},
    {"host": "127.0.0.53"},
    {"host": "::1"},
    {"host": "localhost,127.0.0.1"},
    {"host": "/run", "service": "mpay"},
]
REMOTE: list[dict[str, Any]] = [
    {"host": "server"},
    {"host": "192.168.1.7"},
    {"host": "localhost,server"},
    {"host": "localhost", "hostaddr": "192.168.1.7"},
    {"hostaddr": "10.0.0.1"},
    {"service": "mpay"},
    {"host": "localhost.example.se"},
]
MARKER = "a-password-to-be-found"


@pytest.mark.parametrize("parameters", LOCAL, ids=str)
def test_this_computer_needs_no_certificate(parameters: dict[str, Any]) -> None:
    assert is_local(parameters)
    assert protected(parameters) == parameters
    assert not is_exposed(parameters)


@pytest.mark.parametrize("parameters", REMOTE, ids=str)
def test_another_computer_proves_itself_and_gets_no_password(parameters: dict[str, Any]) -> None:
    secured = protected(parameters)
    assert (secured["sslmode"], secured["require_auth"]) == ("verify-full", "scram-sha-256")
    assert secured["sslrootcert"]
    assert not is_exposed(parameters)


@pytest.mark.parametrize(("name", "value"), [("PGHOST", "server"), ("PGHOSTADDR", "10.0.0.1"), ("PGSERVICE", "mpay")])
def test_a_server_that_the_environment_names_is_another_computer(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv("PGSERVICEFILE", "/dev/null")
    monkeypatch.setenv("PGSSLMODE", "disable")
    monkeypatch.setenv(name, value)
    assert protected({})["sslmode"] == "verify-full"


@pytest.mark.parametrize(
    ("mode", "exposed"), [("disable", True), ("prefer", True), ("require", True), ("verify-ca", False)]
)
def test_the_address_may_say_otherwise_and_that_is_known(mode: str, *, exposed: bool) -> None:
    parameters = {"host": "server", "sslmode": mode, "require_auth": "md5"}
    assert {**protected(parameters), "gssencmode": ""} == {**parameters, "gssencmode": ""}
    assert is_exposed(parameters) is exposed


@contextmanager
def impostor(answer: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """A server that answers each message the same; gives its port and what it received."""
    received: list[bytes] = []

    def listen() -> None:
        for _ in range(2):
            try:
                line = listener.accept()[0]
            except OSError:
                return
            with line:
                while message := line.recv(4096):
                    received.append(message)
                    line.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(10)
        thread = threading.Thread(target=listen)
        thread.start()
        yield int(listener.getsockname()[1]), received
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


CLEAR_TEXT = b"R" + struct.pack("!ii", 8, 3)
MD5 = b"R" + struct.pack("!ii4s", 12, 5, b"salt")


@pytest.mark.parametrize(
    ("answer", "way_out", "sentence"),
    [
        (b"N", "", r"kan inte skyddas.*sslrootcert=FIL.*sslmode=disable"),
        (CLEAR_TEXT, "&sslmode=disable", "kan avlyssnas.*scram-sha-256"),
        (MD5, "&sslmode=disable", "kan avlyssnas.*scram-sha-256"),
    ],
)
def test_whoever_answers_gets_no_password(answer: bytes, way_out: str, sentence: str) -> None:
    with impostor(answer) as (port, received):
        url = f"postgresql://kassa:{MARKER}@db.example:{port}/mpay?hostaddr=127.0.0.1{way_out}"
        with pytest.raises(StoreError, match=sentence) as caught:
            open_store(url)
    assert received
    assert MARKER.encode() not in b"".join(received)
    assert MARKER not in str(caught.value)
