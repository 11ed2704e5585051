"""Translates database errors into `StoreError`s, each with a Swedish sentence for the user."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from promeister_mpay.adapters.store.database.login_errors import NO_RIGHTS, refusal
from promeister_mpay.errors import MpayError, OrderLocked, StoreBusy, StoreError

LOCKED_BY_REQUEST = (
    "Ordern är låst av ett betalnings-SMS och kan inte ändras. "
    "Öppna den först med Funktion → Annullera betalnings-SMS / Öppna order."
)
LOCKED_BY_POSTING = "Ordern är bokförd och kan inte ändras. Kreditera fakturan först."
REQUEST_EXISTS = (
    "Ordern har redan ett betalnings-SMS som gäller. "
    "Kontrollera det (Ctrl+L) eller annullera det innan ett nytt skickas."
)
HAS_INVOICES = (
    "Ordern har fakturor i bokföringen och kan därför inte tas bort, även om de är krediterade. Låt den stå kvar."
)
HAS_REQUESTS = "Ordern har betalnings-SMS i sin historik och kan därför inte tas bort."
PERIOD_CLOSED = "Perioden är stängd för bokföring. Ingenting bokfördes. Välj ett senare datum."
SETTLED_ALREADY = (
    "Något i utbetalningen är redan avräknat, kanske nyss av någon annan. Ingenting bokfördes. Läs in filen på nytt."
)
ALL_CREDITED = (
    "Det finns inte så mycket kvar att kreditera på fakturan. Ingenting bokfördes. Öppna krediteringen på nytt."
)

_BUSY = "Databasen är upptagen av ett annat program. Ingenting sparades. Försök igen om en stund."
_FULL = "Disken är full. Ingenting sparades. Frigör plats på disken och försök igen."
_BAD_DISK = (
    "Disken är full eller svarar inte. Ingenting sparades. Frigör plats eller kontrollera disken, och försök igen."
)
_READ_ONLY = (
    "Databasen kan inte skrivas: filen eller mappen är skrivskyddad. Ingenting sparades. Kontrollera rättigheterna."
)
_CANNOT_OPEN = "Databasen kan inte öppnas. Kontrollera att mappen finns och att du har rätt att läsa och skriva i den."
NO_DATABASE = (
    "Filen är inte en databas från det här programmet, eller så är den skadad. "
    "Återställ en säkerhetskopia eller kontakta supporten."
)
DAMAGED = (
    "Databasen är skadad. Återställ den senaste hela säkerhetskopian med Arkiv → Återställ…, eller kontakta supporten."
)
_TOO_BIG = "Ett tal är för stort att spara. Ingenting sparades. Kontrollera antal och priser."
_LOST = "Kontakten med databasen bröts. Det som inte var sparat gick förlorat. Kontrollera nätverket och försök igen."
_REFUSED = (
    "Databasen vägrade ändringen, eftersom den bryter mot reglerna för betalningar och bokföring. Ingenting sparades."
)
_OTHER = "Databasen kan inte läsas eller skrivas just nu. Ingenting sparades. Försök igen."
BAD_URL = "Databasens adress kan inte läsas. Den ska börja med sqlite:/// eller postgresql://."

# Words in the messages of triggers and unique indexes, on both databases.
_BY_RULE: tuple[tuple[str, type[MpayError], str], ...] = (
    ("mpay: order is held", OrderLocked, LOCKED_BY_REQUEST),
    ("mpay: order is posted", OrderLocked, LOCKED_BY_POSTING),
    ("mpay: request exists", OrderLocked, REQUEST_EXISTS),
    ("mpay: the period is closed", StoreError, PERIOD_CLOSED),
    ("mpay: more is credited", StoreError, ALL_CREDITED),
    ("mpay: a payment is settled once", StoreError, SETTLED_ALREADY),
    ("mpay: ", StoreError, _REFUSED),
    ("uq_payout", StoreError, SETTLED_ALREADY),
    ("UNIQUE constraint failed: payout", StoreError, SETTLED_ALREADY),
    ("uq_payment_requests_holding", OrderLocked, REQUEST_EXISTS),
    ("uq_payment_requests_order_number", OrderLocked, REQUEST_EXISTS),
    ("uq_payment_requests_reference", OrderLocked, REQUEST_EXISTS),
)

_BY_SQLITE_CODE: dict[int, tuple[type[MpayError], str]] = {
    sqlite3.SQLITE_BUSY: (StoreBusy, _BUSY),
    sqlite3.SQLITE_LOCKED: (StoreBusy, _BUSY),
    sqlite3.SQLITE_FULL: (StoreError, _FULL),
    sqlite3.SQLITE_IOERR: (StoreError, _BAD_DISK),
    sqlite3.SQLITE_READONLY: (StoreError, _READ_ONLY),
    sqlite3.SQLITE_PERM: (StoreError, _READ_ONLY),
    sqlite3.SQLITE_CANTOPEN: (StoreError, _CANNOT_OPEN),
    sqlite3.SQLITE_NOTADB: (StoreError, NO_DATABASE),
    sqlite3.SQLITE_CORRUPT: (StoreError, NO_DATABASE),
}

_OF_DAMAGE = ("Could not decode to UTF-8", "integer overflow")
"""What the driver says of a text that is no text, and SQLite of a sum of impossible amounts; neither has a code."""

# SQLSTATEs (PostgreSQL's manual, appendix A); two characters stand for a whole class.
_BY_SQLSTATE: tuple[tuple[str, type[MpayError], str], ...] = (
    ("55P03", StoreBusy, _BUSY),
    ("40", StoreBusy, _BUSY),
    ("53100", StoreError, _FULL),
    ("53", StoreBusy, _BUSY),
    ("25006", StoreError, _READ_ONLY),
    ("42501", StoreError, NO_RIGHTS),
    ("22003", StoreError, _TOO_BIG),
    ("08", StoreError, _LOST),
    ("57P", StoreError, _LOST),
)


@contextmanager
def as_store_errors() -> Iterator[None]:
    """Translate database errors of the block into `StoreError`, `StoreBusy` or `OrderLocked`.

    A value that a column type refuses is a bug, and its exception passes unchanged.
    """
    try:
        yield
    except StatementError as error:
        if not isinstance(error, DBAPIError) and error.orig is not None:
            raise error.orig from error
        raise translation(error) from error
    except (SQLAlchemyError, sqlite3.Error, OverflowError, OSError) as error:
        raise translation(error) from error


@contextmanager
def as_damage() -> Iterator[None]:
    """Translate what a stored value of another kind or form raises while it is read: the store is damaged.

    Only for blocks that read what is stored; anywhere else such an exception is a bug.
    """
    try:
        yield
    except (ValueError, TypeError, LookupError, ArithmeticError, AttributeError) as error:
        raise StoreError(DAMAGED) from error


def translation(error: Exception) -> MpayError:
    """The error of this program for an error of SQLAlchemy, the driver or the file system."""
    if isinstance(error, PoolTimeout):
        return StoreBusy(_BUSY)
    if isinstance(error, OverflowError):
        return StoreError(_TOO_BIG)
    if isinstance(error, OSError):
        return StoreError(_CANNOT_OPEN)
    if isinstance(error, ArgumentError):
        return StoreError(BAD_URL)
    return _of_driver(error)


def _of_driver(error: Exception) -> MpayError:
    cause: object = error.orig if isinstance(error, DBAPIError) else error
    for words, kind, sentence in _BY_RULE:
        if words in str(cause):
            return kind(sentence)
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(cause)
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return StoreError(_LOST)
    state = getattr(cause, "sqlstate", None)
    if state is None and isinstance(error, OperationalError):
        return refusal(cause)
    return _of_sqlstate(str(state))


def _of_sqlite(cause: sqlite3.Error) -> MpayError:
    # The low byte is the primary result code; the other bits are details.
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    if any(words in str(cause) for words in _OF_DAMAGE):
        return StoreError(DAMAGED)
    kind, sentence = _BY_SQLITE_CODE.get(code, (StoreError, _OTHER))
    return kind(sentence)


def _of_sqlstate(state: str) -> MpayError:
    for start, kind, sentence in _BY_SQLSTATE:
        if state.startswith(start):
            return kind(sentence)
    return StoreError(_OTHER)
