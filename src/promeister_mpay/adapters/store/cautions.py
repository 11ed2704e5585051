"""What whoever runs a shared store should know of it: who may do too much, and who may listen (design §11, §18)."""

from collections.abc import Sequence

from sqlalchemy import Connection

from promeister_mpay.adapters.store.database.server_protection import is_exposed
from promeister_mpay.adapters.store.database.upgrade import OWNS_STORE

EXPOSED = (
    "Förbindelsen med databasservern är inte skyddad, eftersom adressen säger så (sslmode): den som är på nätverket "
    "kan läsa och ändra allt som skickas."
)
OWNS = (
    "Programmet loggar in som databasens ägare och kan därför ta bort de regler som skyddar bokföringen. Låt kassorna "
    "logga in med en egen roll (packaging/postgresql i programmets källkod)."
)


def cautions(connection: Connection) -> Sequence[str]:
    """Sentences for whoever runs the server; none for an embedded store. Raises what SQLAlchemy raises."""
    if connection.dialect.name != "postgresql":
        return ()
    parameters = connection.dialect.create_connect_args(connection.engine.url)[1]
    owns = connection.scalar(OWNS_STORE)
    return [*([EXPOSED] if is_exposed(parameters) else []), *([OWNS] if owns else [])]
