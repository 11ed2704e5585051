"""Builds triggers for both databases: refusing checks, and insert-only tables."""

Check = tuple[str, str]
"""A condition that must not hold, and the words to refuse with."""

_NEVER = "what is booked never changes"
_BODY = "RETURNS trigger LANGUAGE plpgsql AS $$"
_REFUSE = "EXECUTE FUNCTION mpay_booked()"


def on_sqlite(name: str, when: str, checks: tuple[Check, ...]) -> str:
    """A trigger that runs the checks in order; `when` is for example 'INSERT ON vouchers'."""
    raises = " ".join(f"SELECT RAISE(ABORT, 'mpay: {words}') WHERE {condition};" for condition, words in checks)
    return f"CREATE TRIGGER {name} BEFORE {when} FOR EACH ROW BEGIN {raises} END"


def kept_on_sqlite(table: str) -> tuple[str, str]:
    """Make the table insert-only."""
    refused: tuple[Check, ...] = (("1", _NEVER),)
    keep = on_sqlite(f"{table}_keep", f"UPDATE ON {table}", refused)
    return keep, on_sqlite(f"{table}_stay", f"DELETE ON {table}", refused)


def on_postgresql(table: str, when: str, checks: tuple[Check, ...], first: str = "") -> tuple[str, str]:
    """As `on_sqlite`, as a function and its trigger; `first` runs before the checks, for example to lock a row."""
    function = f"mpay_{table}_book"
    return (
        f"CREATE FUNCTION {function}() {checking_on_postgresql(checks, first)}",
        f"CREATE TRIGGER {table}_book BEFORE {when} FOR EACH ROW EXECUTE FUNCTION {function}()",
    )


def anew_on_postgresql(table: str, checks: tuple[Check, ...], first: str = "") -> str:
    """Replace the checks of an existing trigger."""
    return f"CREATE OR REPLACE FUNCTION mpay_{table}_book() {checking_on_postgresql(checks, first)}"


def checking_on_postgresql(checks: tuple[Check, ...], first: str) -> str:
    """The rest of a `CREATE FUNCTION` that runs `first` and then the checks."""
    raises = " ".join(_raise(condition, words) for condition, words in checks)
    return f"{_BODY} BEGIN {first} {raises} RETURN NEW; END $$"


def _raise(condition: str, words: str) -> str:
    return f"IF {condition} THEN RAISE EXCEPTION 'mpay: {words}' USING ERRCODE = '23000'; END IF;"


BOOKED_ON_POSTGRESQL = f"CREATE FUNCTION mpay_booked() {_BODY} BEGIN {_raise('TRUE', _NEVER)} RETURN NULL; END $$"
"""What `kept_on_postgresql` calls; made once, by version 0002."""


def kept_on_postgresql(table: str) -> tuple[str, str]:
    """Make the table insert-only."""
    return (
        f"CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {_REFUSE}",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} {_REFUSE}",
    )
