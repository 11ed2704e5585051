"""The keyring that keeps secrets."""

from typing import Protocol


class Secrets(Protocol):
    """The keyring. Every call may raise `SecretError`."""

    def get(self, name: str) -> str | None:
        """The secret, or None when there is none."""
        ...

    def put(self, name: str, value: str) -> None:
        """Store the secret."""
        ...

    def delete(self, name: str) -> None:
        """Delete the secret."""
        ...
