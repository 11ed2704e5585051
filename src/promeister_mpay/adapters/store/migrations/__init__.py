"""The schema migrations, one file for each version; only alembic runs them."""
