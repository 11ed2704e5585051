"""The settings of the store."""

from typing import Protocol


class SettingValues(Protocol):
    """Settings as JSON texts by key."""

    def all(self) -> dict[str, str]:
        """Every stored value."""
        ...

    def put(self, key: str, value: str) -> None:
        """Write one."""
        ...

    def lock(self) -> None:
        """Let nobody else change any until the transaction ends, so that what is read from now on stays true."""
        ...
