"""Schema 0010: a payment that is taken up as given up may ask for another amount than its order."""

from alembic import op

from promeister_mpay.adapters.store.migrations.rules_0010 import POSTGRESQL, SQLITE

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Replace the trigger."""
    for rule in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(rule)
