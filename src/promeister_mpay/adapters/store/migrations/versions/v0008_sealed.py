"""Schema 0008: on SQLite, no form of any statement replaces, moves or prepares what is booked."""

from alembic import op

from promeister_mpay.adapters.store.migrations.rules_0008 import SQLITE

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create the triggers; PostgreSQL needs none of them."""
    if op.get_bind().dialect.name == "sqlite":
        for rule in SQLITE:
            op.get_bind().exec_driver_sql(rule)
