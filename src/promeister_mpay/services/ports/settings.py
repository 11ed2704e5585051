"""The settings of the store."""

from typing import Protocol


class SettingValues(Protocol):
    """Settings as JSON texts by key."""

    def all(self) -> dict[str, str]:
        """Every stored value."""
        ...

    def put(self, key: str, value: str) -> None:
        """Write one value."""
        ...

    def lock(self) -> None:
        """Lock all settings against changes by others until the transaction ends."""
        ...
