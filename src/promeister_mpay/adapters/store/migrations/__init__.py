"""The schema, version by version; alembic runs these files, the program never imports them."""
