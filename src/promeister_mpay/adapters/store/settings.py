"""Settings in the store: JSON texts by key."""

from sqlalchemy import select

from promeister_mpay.adapters.store.schema import settings
from promeister_mpay.adapters.store.transaction import Transaction


class SqlSettingValues:
    """See `services.ports.SettingValues`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def all(self) -> dict[str, str]:
        """Every stored value."""
        return {row["key"]: row["value"] for row in self._transaction.rows(select(settings))}

    def put(self, key: str, value: str) -> None:
        """Write one."""
        self._transaction.put(settings, {"key": key, "value": value})
