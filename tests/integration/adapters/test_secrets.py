"""Secrets in a real keyring (GNOME's, on a bus of the test's own), and what is said where there is none."""

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from promeister_mpay.adapters.secrets import KeyringSecrets
from promeister_mpay.errors import SecretError
from promeister_mpay.services.ports.secrets import Secrets
from support.fakes.secrets import MemorySecrets
from support.gateways import until

SENTENCE = "Datorn har ingen nyckelring som är upplåst. Hemligheten sparas inte, utan behöver anges vid varje start."
SILENT = "Datorns nyckelring svarar inte. Hemligheten sparas inte, utan behöver anges vid varje start."
NO_BUS = "unix:path=/nonexistent/bus"

PRELUDE = """
import json, os, subprocess
from promeister_mpay.adapters.secrets import KeyringSecrets
from promeister_mpay.errors import SecretError

told = []

def attempt(call, *arguments):
    try:
        told.append(call(*arguments))
    except SecretError as error:
        told.append(f"SecretError: {error}")

secrets = KeyringSecrets("promeister-mpay test")
"""
UNLOCK = """
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import Proxy, open_dbus_connection

keyring = subprocess.Popen(
    ["gnome-keyring-daemon", "--foreground", "--components=secrets", "--unlock"],
    stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
)
keyring.stdin.write(b"\\n")
keyring.stdin.close()
bus = Proxy(message_bus, open_dbus_connection())
while bus.NameHasOwner("org.freedesktop.secrets") != (1,):
    assert keyring.poll() is None
"""
ATTEMPTS = """
attempt(secrets.get, "resurs")
attempt(secrets.put, "resurs", "hemlig åäö")
attempt(secrets.delete, "resurs")
"""
TELL = """
print(json.dumps(told))
"""


def reported_by(program: str, folder: Path, *, bus: bool, **environment: str) -> Any:
    """What a program told that ran with a home of its own, on a bus of its own or with none."""
    runtime = folder / "run"
    runtime.mkdir(mode=0o700, exist_ok=True)
    inherited = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    home = {"HOME": str(folder), "XDG_DATA_HOME": str(folder / "data"), "XDG_RUNTIME_DIR": str(runtime)}
    command = [sys.executable, "-c", PRELUDE + program + TELL]
    done = subprocess.run(
        ["dbus-run-session", "--", *command] if bus else command,
        env={**inherited, **home, "PYTHONPATH": ":".join(sys.path), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_secret_is_kept_replaced_and_forgotten(tmp_path: Path) -> None:
    reported = reported_by(
        UNLOCK
        + """
attempt(secrets.get, "resurs")
attempt(secrets.put, "resurs", "hemlig åäö")
attempt(secrets.get, "resurs")
attempt(KeyringSecrets("promeister-mpay training").get, "resurs")
attempt(secrets.get, "another")
attempt(secrets.put, "resurs", "ny hemlighet")
attempt(KeyringSecrets("promeister-mpay test").get, "resurs")
attempt(secrets.delete, "resurs")
attempt(secrets.get, "resurs")
attempt(secrets.delete, "resurs")
keyring.terminate()
keyring.wait()
""",
        tmp_path,
        bus=True,
    )
    assert reported == [None, None, "hemlig åäö", None, None, None, "ny hemlighet", None, None, None]


def test_a_keyring_that_stays_locked_is_told(tmp_path: Path) -> None:
    assert reported_by(ATTEMPTS, tmp_path, bus=True) == [f"SecretError: {SENTENCE}"] * 3


def test_a_keyring_that_goes_away_is_told(tmp_path: Path) -> None:
    program = f"""
attempt(secrets.put, "resurs", "hemlig")
keyring.kill()
keyring.wait()
os.environ["DBUS_SESSION_BUS_ADDRESS"] = {NO_BUS!r}
"""
    reported = reported_by(UNLOCK + program + ATTEMPTS, tmp_path, bus=True)
    assert reported == [None, *[f"SecretError: {SENTENCE}"] * 3]


def test_where_there_is_no_keyring_it_is_told(tmp_path: Path) -> None:
    reported = reported_by(ATTEMPTS, tmp_path, bus=False, DBUS_SESSION_BUS_ADDRESS=NO_BUS)
    assert reported == [f"SecretError: {SENTENCE}"] * 3


@pytest.mark.parametrize("backend", ["keyring.backends.null.Keyring", "keyring.backends.fail.Keyring"])
def test_what_is_no_keyring_of_the_system_is_not_trusted(tmp_path: Path, backend: str) -> None:
    reported = reported_by(
        ATTEMPTS, tmp_path, bus=False, DBUS_SESSION_BUS_ADDRESS=NO_BUS, PYTHON_KEYRING_BACKEND=backend
    )
    assert reported == [f"SecretError: {SENTENCE}"] * 3


def test_a_keyring_that_is_named_and_missing_is_told(tmp_path: Path) -> None:
    named = tmp_path / "config" / "python_keyring" / "keyringrc.cfg"
    named.parent.mkdir(parents=True)
    named.write_text("[backend]\ndefault-keyring=gone.backends.Keyring\n", encoding="utf-8")
    reported = reported_by(
        ATTEMPTS, tmp_path, bus=False, DBUS_SESSION_BUS_ADDRESS=NO_BUS, XDG_CONFIG_HOME=str(tmp_path / "config")
    )
    assert reported == [f"SecretError: {SENTENCE}"] * 3


SILENT_SERVICE = """
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import Proxy, open_dbus_connection

# It takes the name, and never reads what it is asked.
silent = open_dbus_connection()
assert Proxy(message_bus, silent).RequestName("org.freedesktop.secrets") == (1,)
secrets = KeyringSecrets("promeister-mpay test", patience=0.3)
"""


def test_a_secret_service_that_never_answers_is_told_and_the_program_ends(tmp_path: Path) -> None:
    assert reported_by(SILENT_SERVICE + ATTEMPTS, tmp_path, bus=True) == [f"SecretError: {SILENT}"] * 3


class WindowsError(Exception):
    """As pywin32's own: a child of nothing else."""


class Panic(BaseException):
    """As a backend written in Rust raises it."""


@dataclass
class Backend:
    """A backend that does as it is told before it answers."""

    does: Callable[[], object]

    def get_password(self, service: str, name: str) -> str:
        self.does()
        return f"{name} of {service}"

    def set_password(self, service: str, name: str, value: str) -> None:
        self.does()

    delete_password = get_password


def secrets_with(does: Callable[[], object], patience: float = 20) -> KeyringSecrets:
    backend: Any = Backend(does)

    def system_keyring() -> Any:
        return backend

    return KeyringSecrets("test", patience=patience, keyring=system_keyring)


@pytest.mark.parametrize("error", [WindowsError, Panic, SystemExit, KeyboardInterrupt, AttributeError, TimeoutError])
def test_whatever_a_keyring_raises_is_no_keyring(error: type[BaseException]) -> None:
    def fail() -> None:
        raise error

    secrets = secrets_with(fail)
    asks: Sequence[Callable[[], object]] = (
        lambda: secrets.get("resurs"),
        lambda: secrets.put("resurs", "hemlig"),
        lambda: secrets.delete("resurs"),
    )
    for ask in asks:
        with pytest.raises(SecretError, match="ingen nyckelring"):
            ask()


def test_a_keyring_that_owes_an_answer_is_not_asked_again_until_it_has_answered() -> None:
    answers = threading.Event()
    asked: list[int] = []

    def wait() -> None:
        asked.append(1)
        answers.wait(30)

    secrets = secrets_with(wait, patience=0.05)
    for _ in range(3):
        with pytest.raises(SecretError, match="svarar inte"):
            secrets.get("resurs")
    assert asked == [1]
    answers.set()
    until(lambda: _answer(secrets) == "resurs of test")


def _answer(secrets: KeyringSecrets) -> str | None:
    with contextlib.suppress(SecretError):
        return secrets.get("resurs")
    return None


def test_no_secret_is_left_in_a_file_of_ours(tmp_path: Path) -> None:
    reported_by(
        UNLOCK
        + """
attempt(secrets.put, "resurs", "a-very-special-secret")
keyring.terminate()
keyring.wait()
""",
        tmp_path,
        bus=True,
    )
    ours = [path for path in tmp_path.rglob("*") if path.is_file() and "keyrings" not in path.parts]
    assert not any(b"a-very-special-secret" in path.read_bytes() for path in ours)


def test_memory_keeps_a_secret_until_it_is_forgotten() -> None:
    secrets: Secrets = MemorySecrets()
    assert secrets.get("resurs") is None
    secrets.put("resurs", "hemlig")
    secrets.put("resurs", "ny")
    assert secrets.get("resurs") == "ny"
    assert MemorySecrets().get("resurs") is None
    secrets.delete("resurs")
    secrets.delete("resurs")
    assert secrets.get("resurs") is None


CONNECT = """
from pathlib import Path
from support.fakes.clock import FakeClock
from promeister_mpay.adapters.store import open_store, sqlite_url
from promeister_mpay.services.payments.connection import GatewayAccount, Choice, ConnectionService
from promeister_mpay.services.ports.gateway import GatewayMethod, GatewayStore

store = open_store(sqlite_url(Path(os.environ["HOME"]) / "mpay.sqlite3"))
reached = []

def service():
    return ConnectionService(
        store=store, clock=FakeClock(), secrets=secrets, reach=reached.append, connect=lambda gateway: None
    )

choice = Choice(GatewayStore("s", "Verkstaden", 1), GatewayMethod("m", "Länk", "X", 1, 100))
told.append(service().save(GatewayAccount("integration", "kund", "hemlig åäö"), choice, who="BH"))
again = service()
told += [again.begin(), again.wants_secret, reached[-1].secret]
store.close()
"""


def test_a_workshop_that_was_connected_is_connected_at_the_next_start(tmp_path: Path) -> None:
    ended = "\nkeyring.terminate()\nkeyring.wait()\n"
    reported = reported_by(UNLOCK + CONNECT + ended, tmp_path, bus=True)
    assert reported == ["", True, "", "hemlig åäö"]


def test_without_a_keyring_the_secret_is_written_at_each_start(tmp_path: Path) -> None:
    reported = reported_by(CONNECT, tmp_path, bus=False, DBUS_SESSION_BUS_ADDRESS=NO_BUS)
    assert reported == [SENTENCE, False, SENTENCE, "hemlig åäö"]
    assert not any("hemlig åäö".encode() in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
