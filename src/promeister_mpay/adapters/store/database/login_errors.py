"""Explains why a PostgreSQL server refuses a connection, with a Swedish sentence and what to do."""

import re

from promeister_mpay.errors import StoreError, StoreLogin

NO_RIGHTS = (
    "Databasens användare får inte ändra i databasen. Ingenting sparades. "
    "Be den som sköter databasservern om rätt att läsa, skriva och skapa tabeller."
)
_UNNAMED = "Databasservern vill ha ett lösenord."
_NOT_LET_IN = "Databasservern godtar inte användaren eller lösenordet."
_NOT_PROTECTED = (
    "Förbindelsen med databasservern kan inte skyddas, så inget lösenord skickades. Be den som sköter servern slå på "
    "TLS och ge dig filen med utfärdarens certifikat, och skriv efter adressen ?sslrootcert=FIL. Vill ni ändå skicka "
    "allt oskyddat, så att den som är på nätverket kan läsa och ändra det: ?sslmode=disable."
)
_ASKS_OPENLY = (
    "Databasservern vill ha lösenordet på ett sätt som kan avlyssnas, så inget lösenord skickades. Be den som sköter "
    "servern ställa in scram-sha-256. Vill ni ändå skicka det så: ?require_auth=password (eller md5) efter adressen."
)
_REFUSALS = (
    (
        "failed to resolve|could not translate host",
        "Databasservern hittas inte. Kontrollera serverns namn i adressen och att datorn har kontakt med nätverket.",
    ),
    (
        "connection refused|no such file",
        "Ingen databasserver tar emot på adressen. Kontrollera adress och port, och att PostgreSQL är igång där.",
    ),
    (
        "timeout|timed out|no route to host|unreachable|closed the connection unexpectedly",
        "Databasservern svarar inte. Kontrollera adressen, nätverket och att ingen brandvägg står emellan.",
    ),
    (
        "database .* does not exist",
        "Databasen finns inte på servern. Kontrollera namnet i adressen, eller be den som sköter servern skapa den.",
    ),
    (
        "pg_hba.conf",
        "Databasservern släpper inte in den här datorn. Be den som sköter servern öppna för den (pg_hba.conf).",
    ),
    ("too many", "Databasservern har inga lediga anslutningar. Försök igen om en stund."),
    (
        "authentication method requirement|require_auth",
        _ASKS_OPENLY,
    ),
    ("certificate|ssl|encryption", _NOT_PROTECTED),
)
"""What libpq says in English, and the sentence for it; a server that speaks another language gets `_NO_ANSWER`."""
_NO_ANSWER = (
    "Databasservern svarar inte eller nekar inloggning. Kontrollera nätverket, adressen, användaren och lösenordet."
)


def refusal(error: object) -> StoreError:
    """The error for a failed connection, from the message of libpq."""
    attempt = getattr(error, "pgconn", None)
    if getattr(attempt, "needs_password", False):
        return StoreLogin(_UNNAMED)
    said = str(error).lower()
    for pattern, sentence in _REFUSALS:
        if re.search(pattern, said):
            return StoreError(sentence)
    return StoreLogin(_NOT_LET_IN) if getattr(attempt, "used_password", False) else StoreError(_NO_ANSWER)
