"""Schema 0007: the store's identity with its number of commits, and the gaps that a restore leaves in series."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

from promeister_mpay.adapters.store.migrations.columns import key, moment, number, text
from promeister_mpay.adapters.store.migrations.rules_0007 import POSTGRESQL, SQLITE

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Create the tables and give the store its identity, then the triggers."""
    identity = op.create_table(
        "store_identity", text("id"), number("commits"), sa.PrimaryKeyConstraint("id", name="pk_store_identity")
    )
    op.bulk_insert(identity, [{"id": uuid4().hex, "commits": 0}])
    op.create_table(
        "number_gaps",
        text("series"),
        key("last_known"),
        key("goes_on_at"),
        moment("at"),
        text("who"),
        sa.PrimaryKeyConstraint("series", "last_known", "goes_on_at", name="pk_number_gaps"),
    )
    for rule in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(rule)
