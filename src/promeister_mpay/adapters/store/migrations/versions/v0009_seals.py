"""Schema 0009: events with the system's user and computer, and seals of invoices, vouchers and events (design §18)."""

import sqlalchemy as sa
from alembic import op

from promeister_mpay.adapters.store.migrations import sealing_0009
from promeister_mpay.adapters.store.migrations.columns import key, text, to
from promeister_mpay.adapters.store.migrations.rules_0009 import EVENTS_KEPT_ON_SQLITE, POSTGRESQL, SEALS, SQLITE

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add tables and columns, seal what is booked, then create the triggers."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, (column, documents, of) in SEALS.items():
        op.create_table(
            table,
            key(column),
            sa.Column("salt", sa.Text()),
            *(text(name) for name in ("personal", "digest")),
            sa.PrimaryKeyConstraint(column, name=f"pk_{table}"),
            to(table, column, f"{documents}.{of}"),
        )
    for name in ("os_user", "computer", "seal"):
        op.add_column("events", sa.Column(name, sa.Text(), nullable=False, server_default=sa.text("''")))
    sealing_0009.seal_invoices(op.get_bind())
    sealing_0009.seal_vouchers(op.get_bind())
    _seal_events(on_sqlite=on_sqlite)
    for rule in SQLITE if on_sqlite else POSTGRESQL:
        op.get_bind().exec_driver_sql(rule)


def _seal_events(*, on_sqlite: bool) -> None:
    """Seal the events while their rule against changes is off."""
    op.execute("DROP TRIGGER events_keep" if on_sqlite else "ALTER TABLE events DISABLE TRIGGER events_keep")
    sealing_0009.seal_events(op.get_bind())
    op.execute(EVENTS_KEPT_ON_SQLITE if on_sqlite else "ALTER TABLE events ENABLE TRIGGER events_keep")
