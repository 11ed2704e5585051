"""Schema 0006: payment requests that have ended and are looked at again, and other payments with the same reference."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the column; one index of all ended requests that are looked at again replaces that of the paid ones."""
    op.add_column("payment_requests", sa.Column("doubles", sa.Text()))
    op.drop_index("ix_payment_requests_paid", "payment_requests")
    looked_at_again = sa.text("outcome IS NOT NULL AND next_check_at IS NOT NULL")
    op.create_index(
        "ix_payment_requests_again",
        "payment_requests",
        ["next_check_at"],
        sqlite_where=looked_at_again,
        postgresql_where=looked_at_again,
    )
