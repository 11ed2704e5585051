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
        """Every stored value."""
        return {row["key"]: row["value"] for row in self._transaction.rows(select(settings))}

    def put(self, key: str, value: str) -> None:
        """Write one."""
        self._transaction.put(settings, {"key": key, "value": value})

    def lock(self) -> None:
        """Let nobody else change any until the transaction ends; on SQLite it is the only one that writes anyway."""
        if not self._transaction.is_sqlite:
            self._transaction.execute(_LOCK)
