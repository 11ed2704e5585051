"""A keyring in memory, and a computer that has none."""

from promeister_mpay.errors import SecretError

NO_KEYRING = "Datorn har ingen nyckelring."


class MemorySecrets:
    """For this run only: where there is no keyring, and in training."""

    def __init__(self) -> None:
        self._held: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        """The secret, or None."""
        return self._held.get(name)

    def put(self, name: str, value: str) -> None:
        """Hold the secret until the program ends."""
        self._held[name] = value

    def delete(self, name: str) -> None:
        """Forget the secret."""
        self._held.pop(name, None)


class NoKeyring(MemorySecrets):
    """A computer without a keyring."""

    def get(self, name: str) -> str | None:
        raise SecretError(NO_KEYRING)

    def put(self, name: str, value: str) -> None:
        raise SecretError(NO_KEYRING)
