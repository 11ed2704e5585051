"""Settings in the store: JSON texts by key."""

from sqlalchemy import select, text

from promeister_mpay.adapters.store.database.transaction import Transaction
from promeister_mpay.adapters.store.schema.tables import settings

_LOCK = text("LOCK TABLE settings IN SHARE ROW EXCLUSIVE MODE")
"""Others may go on reading."""


class SqlSettingValues:
    """See `services.ports.SettingValues`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def all(self) -> dict[str, str]:
        """Every stored value, by key."""
        return {row["key"]: row["value"] for row in self._transaction.rows(select(settings))}

    def put(self, key: str, value: str) -> None:
        """Insert or replace a value."""
        self._transaction.put(settings, {"key": key, "value": value})

    def lock(self) -> None:
        """Lock the settings until the transaction ends; on SQLite there is only one writer anyway."""
        if not self._transaction.is_sqlite:
            self._transaction.execute(_LOCK)
