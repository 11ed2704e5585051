"""Keeps secrets in the operating system's keyring, never in a file of the program (design §11)."""

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from promeister_mpay.errors import SecretError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_NO_KEYRING = "Datorn har ingen nyckelring som är upplåst. Hemligheten sparas inte, utan behöver anges vid varje start."


class KeyringSecrets:
    """The OS keyring. Each call may raise `SecretError` when there is none, or when it stays locked."""

    def __init__(self, service: str) -> None:
        self._service = service

    def get(self, name: str) -> str | None:
        """The secret, or None if it is not stored."""
        with _reached() as keyring:
            return keyring.get_password(self._service, name)

    def put(self, name: str, value: str) -> None:
        """Store the secret."""
        with _reached() as keyring:
            keyring.set_password(self._service, name, value)

    def delete(self, name: str) -> None:
        """Delete the secret; do nothing if it is not stored."""
        from keyring.errors import PasswordDeleteError

        with _reached() as keyring, contextlib.suppress(PasswordDeleteError):
            keyring.delete_password(self._service, name)


_SAFE = ("keyring.backends.SecretService", "keyring.backends.libsecret", "keyring.backends.kwallet",
         "keyring.backends.Windows", "keyring.backends.macOS")  # fmt: skip


@contextlib.contextmanager
def _reached() -> Iterator["KeyringBackend"]:
    try:
        yield _usable()
    except _troubles() as error:
        raise SecretError(_NO_KEYRING) from error


def _troubles() -> tuple[type[Exception], ...]:
    """The exceptions that a keyring raises; on Linux it does not wrap all errors of Secret Service and D-Bus."""
    from keyring.errors import KeyringError

    if sys.platform != "linux":
        return KeyringError, OSError
    from jeepney import DBusErrorResponse  # type: ignore[import-untyped]
    from secretstorage.exceptions import SecretStorageException

    return KeyringError, OSError, SecretStorageException, DBusErrorResponse


def _usable() -> "KeyringBackend":
    """The operating system's keyring: searches a chain of backends, and refuses backends that store plain text."""
    import keyring
    from keyring.backends.chainer import ChainerBackend

    found = keyring.get_keyring()
    choices = list(found.backends) if isinstance(found, ChainerBackend) else [found]
    for choice in choices:
        if type(choice).__module__.startswith(_SAFE):
            return choice
    raise SecretError(_NO_KEYRING)
