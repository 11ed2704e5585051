"""The keyring that keeps secrets."""

from typing import Protocol


class Secrets(Protocol):
    """Where secrets are kept. Every call may raise `SecretError`."""

    def get(self, name: str) -> str | None:
        """The secret, or None when there is none."""
        ...

    def put(self, name: str, value: str) -> None:
        """Keep the secret."""
        ...

    def delete(self, name: str) -> None:
        """Forget the secret."""
        ...
