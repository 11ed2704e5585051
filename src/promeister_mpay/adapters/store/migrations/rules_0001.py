"""Triggers of schema version 0001, which enforce the rules against other programs and bugs.

Never changed once released: a later version drops these triggers and makes its own.
`database/errors.py` reads the words after `mpay: `.
"""
# ruff: noqa: S608 — the SQL is composed of constants in this file

_CONTENT = (
    "number, order_date, customer_number, customer_name, address, postal_code, city, email, mobile_phone, "
    "registration, vehicle, odometer, vin, clerk, prices_include_vat, round_to_krona, note, to_pay"
)
_FIXED = ("id", "order_number", "attempt", "reference", "key", "amount", "created_at")
_HELD = "EXISTS (SELECT 1 FROM payment_requests WHERE order_number = {number} AND released_at IS NULL)"
_POSTED = "EXISTS (SELECT 1 FROM orders WHERE number = {number} AND status = 'BOKFÖRD')"

_RELEASED = "OLD.released_at IS NULL AND NEW.released_at IS NOT NULL"


def _refusing(name: str, when: str, *checks: tuple[str, str]) -> str:
    raises = " ".join(f"SELECT RAISE(ABORT, 'mpay: {words}') WHERE {condition};" for condition, words in checks)
    return f"CREATE TRIGGER {name} BEFORE {when} FOR EACH ROW BEGIN {raises} END"


def _closed(number: str) -> tuple[tuple[str, str], tuple[str, str]]:
    held, posted = _HELD.format(number=number), _POSTED.format(number=number)
    return (held, "order is held"), (posted, "order is posted")


def _marking(name: str, when: str, condition: str, held: int) -> str:
    return (
        f"CREATE TRIGGER {name} AFTER {when} ON payment_requests FOR EACH ROW WHEN {condition} "
        f"BEGIN UPDATE orders SET held = {held} WHERE number = NEW.order_number; END"
    )


# What lists show of an order's payment requests: values of the newest, and whether any needs a check by a person.
_NEWEST = "(SELECT {what} FROM payment_requests WHERE order_number = NEW.order_number ORDER BY attempt DESC LIMIT 1)"
_DEVIATES = (
    "EXISTS (SELECT 1 FROM payment_requests AS one WHERE one.order_number = NEW.order_number AND ("
    "one.deviation <> '' OR (one.paid_late AND one.captured > one.refunded) "
    "OR (one.outcome = 'REFUNDED' AND one.intent = 'COLLECT' AND one.attempt = "
    "(SELECT MAX(attempt) FROM payment_requests WHERE order_number = NEW.order_number))))"
)
_LIST = (
    f"UPDATE orders SET sms_sent_at = {_NEWEST.format(what='sent_at')}, "
    f"link_expires_at = {_NEWEST.format(what='expires_at')}, deviates = {_DEVIATES} WHERE number = NEW.order_number;"
)
_LISTED = ("sent_at", "expires_at", "deviation", "paid_late", "captured", "refunded", "outcome", "intent")


def _listing(name: str, when: str, condition: str) -> str:
    return f"CREATE TRIGGER {name} AFTER {when} ON payment_requests FOR EACH ROW WHEN {condition} BEGIN {_LIST} END"


# The search words of orders are already folded, so the tokenizer only splits them.
_WORDS = (
    (
        "CREATE VIRTUAL TABLE order_words USING fts5("
        "search, content='orders', content_rowid='number', tokenize='ascii', prefix='1 2 3 4 5 6', detail='none')"
    ),
    # By default FTS5 merges segments at each 64th order while a user waits; this merges only when a level is full.
    "INSERT INTO order_words (order_words, rank) VALUES ('automerge', 0)",
    (
        "CREATE TRIGGER order_words_add AFTER INSERT ON orders FOR EACH ROW BEGIN "
        "INSERT INTO order_words (rowid, search) VALUES (NEW.number, NEW.search); END"
    ),
    (
        "CREATE TRIGGER order_words_change AFTER UPDATE OF number, search ON orders FOR EACH ROW "
        "WHEN NEW.search <> OLD.search OR NEW.number <> OLD.number BEGIN "
        "INSERT INTO order_words (order_words, rowid, search) VALUES ('delete', OLD.number, OLD.search); "
        "INSERT INTO order_words (rowid, search) VALUES (NEW.number, NEW.search); END"
    ),
    (
        "CREATE TRIGGER order_words_remove AFTER DELETE ON orders FOR EACH ROW BEGIN "
        "INSERT INTO order_words (order_words, rowid, search) VALUES ('delete', OLD.number, OLD.search); END"
    ),
)

# An index of the numbers alone, to count a million orders without reading the rows.
_NUMBERS = "CREATE INDEX ix_orders_by_number ON orders (number)"

# SQLite's INSERT OR REPLACE deletes without firing DELETE triggers unless `recursive_triggers` is on.
_REQUEST_EXISTS = (
    "EXISTS (SELECT 1 FROM payment_requests WHERE id = NEW.id OR reference = NEW.reference OR key = NEW.key "
    "OR (order_number = NEW.order_number AND attempt = NEW.attempt) "
    "OR (order_number = NEW.order_number AND released_at IS NULL AND NEW.released_at IS NULL))"
)

SQLITE = (
    # What a customer is asked to pay, or has been billed, does not change (design §3, §6).
    _refusing("orders_keep", f"UPDATE OF {_CONTENT} ON orders", *_closed("OLD.number")),
    _refusing("orders_no_replace", "INSERT ON orders", *_closed("NEW.number")),
    _refusing("orders_stay", "DELETE ON orders", *_closed("OLD.number")),
    _refusing("order_lines_no_more", "INSERT ON order_lines", *_closed("NEW.order_number")),
    _refusing("order_lines_keep", "UPDATE ON order_lines", *_closed("OLD.order_number"), *_closed("NEW.order_number")),
    _refusing("order_lines_stay", "DELETE ON order_lines", *_closed("OLD.order_number")),
    # No link asks for an amount that is not its order's (I1).
    _refusing(
        "payment_requests_ask",
        "INSERT ON payment_requests",
        (_REQUEST_EXISTS, "request exists"),
        (
            "NEW.amount IS NOT (SELECT to_pay FROM orders WHERE number = NEW.order_number)",
            "amount is not that of the order",
        ),
    ),
    _refusing(
        "payment_requests_keep",
        "UPDATE ON payment_requests",
        (" OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in _FIXED), "request is fixed"),
        ("OLD.intent = 'VOID' AND NEW.intent <> 'VOID'", "VOID never becomes COLLECT"),
        ("OLD.released_at IS NOT NULL AND NEW.released_at IS NULL", "a released order is never held again"),
    ),
    _refusing("payment_requests_stay", "DELETE ON payment_requests", ("1", "nothing is deleted")),
    # The attention flag that lists show.
    _marking("payment_requests_hold", "INSERT", "NEW.released_at IS NULL", 1),
    _marking("payment_requests_release", "UPDATE OF released_at", _RELEASED, 0),
    _listing("payment_requests_list", "INSERT", "TRUE"),
    _listing(
        "payment_requests_list_again",
        f"UPDATE OF {', '.join(_LISTED)}",
        " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in _LISTED),
    ),
    *_WORDS,
    _NUMBERS,
    _refusing("events_no_replace", "INSERT ON events", ("NEW.id IN (SELECT id FROM events)", "events never change")),
    _refusing("events_keep", "UPDATE ON events", ("1", "events never change")),
    _refusing("events_stay", "DELETE ON events", ("1", "events never change")),
)


def _function(name: str, body: str) -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"


def _trigger(name: str, when: str, function: str) -> str:
    return f"CREATE TRIGGER {name} {when} FOR EACH ROW EXECUTE FUNCTION {function}()"


def _raise(condition: str, words: str) -> str:
    return f"IF {condition} THEN RAISE EXCEPTION 'mpay: {words}' USING ERRCODE = '23000'; END IF;"


def _no_truncate(table: str) -> str:
    return (
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION mpay_no_truncate()"
    )


def _closed_in(row: str, number: str) -> str:
    return " ".join(_raise(condition, words) for condition, words in _closed(f"{row}.{number}"))


def _lock(row: str, strength: str = "SHARE") -> str:
    """Sending a link locks the order's row, so a change of its lines waits and then sees the link."""
    return f"PERFORM 1 FROM orders WHERE number = {row}.order_number FOR {strength};"


def _marking_by(name: str, when: str, condition: str, function: str) -> str:
    return (
        f"CREATE TRIGGER {name} AFTER {when} ON payment_requests FOR EACH ROW "
        f"WHEN ({condition}) EXECUTE FUNCTION {function}()"
    )


POSTGRESQL = (
    _function("mpay_orders_keep", f"{_closed_in('OLD', 'number')} RETURN NEW;"),
    _trigger("orders_keep", f"BEFORE UPDATE OF {_CONTENT} ON orders", "mpay_orders_keep"),
    _function("mpay_orders_stay", f"{_closed_in('OLD', 'number')} RETURN OLD;"),
    _trigger("orders_stay", "BEFORE DELETE ON orders", "mpay_orders_stay"),
    _function(
        "mpay_order_lines_keep",
        "IF TG_OP <> 'INSERT' THEN "
        f"{_lock('OLD')} {_closed_in('OLD', 'order_number')} END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; "
        f"{_lock('NEW')} {_closed_in('NEW', 'order_number')} RETURN NEW;",
    ),
    _trigger("order_lines_keep", "BEFORE INSERT OR UPDATE OR DELETE ON order_lines", "mpay_order_lines_keep"),
    _function(
        "mpay_payment_requests_ask",
        _lock("NEW", "UPDATE")
        + _raise(
            "NEW.amount IS DISTINCT FROM (SELECT to_pay FROM orders WHERE number = NEW.order_number)",
            "amount is not that of the order",
        )
        + " RETURN NEW;",
    ),
    _trigger("payment_requests_ask", "BEFORE INSERT ON payment_requests", "mpay_payment_requests_ask"),
    _function(
        "mpay_payment_requests_keep",
        _raise(" OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in _FIXED), "request is fixed")
        + _raise("OLD.intent = 'VOID' AND NEW.intent <> 'VOID'", "VOID never becomes COLLECT")
        + _raise("OLD.released_at IS NOT NULL AND NEW.released_at IS NULL", "a released order is never held again")
        + " RETURN NEW;",
    ),
    _trigger("payment_requests_keep", "BEFORE UPDATE ON payment_requests", "mpay_payment_requests_keep"),
    _function("mpay_stay", _raise("TRUE", "nothing is deleted") + " RETURN NULL;"),
    _trigger("payment_requests_stay", "BEFORE DELETE ON payment_requests", "mpay_stay"),
    _function("mpay_hold", "UPDATE orders SET held = TRUE WHERE number = NEW.order_number; RETURN NULL;"),
    _marking_by("payment_requests_hold", "INSERT", "NEW.released_at IS NULL", "mpay_hold"),
    _function("mpay_release", "UPDATE orders SET held = FALSE WHERE number = NEW.order_number; RETURN NULL;"),
    _marking_by("payment_requests_release", "UPDATE OF released_at", _RELEASED, "mpay_release"),
    _function("mpay_list", f"{_LIST} RETURN NULL;"),
    _marking_by("payment_requests_list", "INSERT", "TRUE", "mpay_list"),
    _marking_by(
        "payment_requests_list_again",
        f"UPDATE OF {', '.join(_LISTED)}",
        " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in _LISTED),
        "mpay_list",
    ),
    # An array, because a parser would split the words again.
    "CREATE INDEX ix_orders_words ON orders USING gin (array_to_tsvector(string_to_array(ltrim(search), ' ')))",
    _function("mpay_events_keep", _raise("TRUE", "events never change") + " RETURN NULL;"),
    _trigger("events_keep", "BEFORE UPDATE OR DELETE ON events", "mpay_events_keep"),
    _function("mpay_no_truncate", _raise("TRUE", "nothing is deleted") + " RETURN NULL;"),
    *(_no_truncate(table) for table in ("orders", "order_lines", "payment_requests", "events")),
)
