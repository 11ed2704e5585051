"""Triggers of schema version 0005: refunds never exceed what was paid, and each credit is refunded once.

They also flag orders that a person must check, because payment and books differ (S12). Never changed once
released: a later version drops these triggers and makes its own. `database/errors.py` reads the words after `mpay: `.
"""
# ruff: noqa: S608 — the SQL is composed of constants in this file

from promeister_mpay.adapters.store.migrations.triggers import Check, on_postgresql, on_sqlite

_FIXED = ("transaction_id", "reference", "credit_invoice", "amount", "created_at")

_THERE = (
    "EXISTS (SELECT 1 FROM refunds WHERE transaction_id = NEW.transaction_id OR credit_invoice = NEW.credit_invoice)"
)
_IS_OF_CREDIT = (
    "EXISTS (SELECT 1 FROM invoices WHERE number = NEW.credit_invoice AND kind = 'Kreditfaktura' "
    "AND to_pay = -NEW.amount AND payment_reference = NEW.reference)"
)
_BEYOND = (
    "NEW.amount + (SELECT COALESCE(SUM(amount), 0) FROM refunds WHERE reference = NEW.reference) "
    "> (SELECT captured FROM payment_requests WHERE reference = NEW.reference)"
)
_NEW: tuple[Check, ...] = (
    (_THERE, "refund exists"),
    (f"NOT {_IS_OF_CREDIT}", "a refund is that of its credit"),
    (_BEYOND, "more is given back than was paid"),
)


def _changed(differs: str) -> tuple[Check, ...]:
    fixed = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in _FIXED)
    ended = f"OLD.outcome IS NOT NULL AND NEW.outcome {differs} OLD.outcome"
    return (fixed, "refund is fixed"), (ended, "what has gone back stays so")


# All invoices are credited but the payment is not refunded; or a part refund is late.
_INVOICE = "SELECT 1 FROM invoices WHERE payment_reference = one.reference AND"
_WAS_POSTED = f"EXISTS ({_INVOICE} order_number = one.order_number)"
_IS_POSTED = f"(orders.status = 'BOKFÖRD' AND EXISTS ({_INVOICE} number = orders.invoice_number))"
_CREDITED = f"(one.released_at IS NULL AND one.captured > one.refunded AND NOT {_IS_POSTED} AND {_WAS_POSTED})"
_LATE = (
    "EXISTS (SELECT 1 FROM refunds "
    "WHERE reference = one.reference AND outcome IS NULL AND (refusals > 0 OR is_overdue))"
)
# Refunded outside this program while an invoice stands; or an open order was not paid again.
_GIVEN_BACK = f"(one.outcome <> 'PAID' AND {_IS_POSTED})"
_NEVER_PAID = (
    f"(one.outcome = 'REFUNDED' AND one.intent = 'COLLECT' AND orders.status <> 'BOKFÖRD' AND NOT {_WAS_POSTED} "
    "AND one.attempt = (SELECT MAX(attempt) FROM payment_requests WHERE order_number = orders.number))"
)
_DEVIATES = (
    "EXISTS (SELECT 1 FROM payment_requests AS one WHERE one.order_number = orders.number AND ("
    "one.deviation <> '' OR (one.paid_late AND one.captured > one.refunded) "
    f"OR {_CREDITED} OR {_LATE} OR {_GIVEN_BACK} OR {_NEVER_PAID}))"
)
_NEWEST = "(SELECT {what} FROM payment_requests WHERE order_number = NEW.order_number ORDER BY attempt DESC LIMIT 1)"
_LIST = (
    f"UPDATE orders SET sms_sent_at = {_NEWEST.format(what='sent_at')}, "
    f"link_expires_at = {_NEWEST.format(what='expires_at')}, deviates = {_DEVIATES} WHERE number = NEW.order_number;"
)
_LISTED = (
    "sent_at", "expires_at", "deviation", "paid_late", "captured", "refunded", "outcome", "intent", "released_at",
)  # fmt: skip
_OF_REQUEST = "(SELECT order_number FROM payment_requests WHERE reference = NEW.reference)"


def _mark(number: str) -> str:
    """Update the flag only where it changes: most orders are not flagged before or after."""
    return f"UPDATE orders SET deviates = {_DEVIATES} WHERE number = {number} AND deviates <> {_DEVIATES};"


_BOOKED = ("status", "invoice_number")
_PARTS = ("outcome", "refusals", "is_overdue")
_AFTER: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    ("payment_requests_list", "INSERT ON payment_requests", (), _LIST),
    ("payment_requests_list_again", f"UPDATE OF {', '.join(_LISTED)} ON payment_requests", _LISTED, _LIST),
    ("refunds_mark", "INSERT ON refunds", (), _mark(_OF_REQUEST)),
    ("refunds_mark_again", f"UPDATE OF {', '.join(_PARTS)} ON refunds", _PARTS, _mark(_OF_REQUEST)),
    ("orders_mark", f"UPDATE OF {', '.join(_BOOKED)} ON orders", _BOOKED, _mark("NEW.number")),
)
"""What is done after what: the trigger's name, when, for which columns only if they changed, and the act."""


def _changed_any(differs: str, names: tuple[str, ...]) -> str:
    return " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in names) or "TRUE"


SQLITE = (
    on_sqlite("refunds_book", "INSERT ON refunds", _NEW),
    on_sqlite("refunds_keep", "UPDATE ON refunds", _changed("IS NOT")),
    on_sqlite("refunds_stay", "DELETE ON refunds", (("1", "nothing is deleted"),)),
    *(f"DROP TRIGGER {name}" for name in ("payment_requests_list", "payment_requests_list_again")),
    *(
        f"CREATE TRIGGER {name} AFTER {when} FOR EACH ROW WHEN {_changed_any('IS NOT', names)} BEGIN {act} END"
        for name, when, names, act in _AFTER
    ),
)


def _function(name: str, body: str) -> str:
    return f"CREATE FUNCTION mpay_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"


def _trigger(name: str, when: str, function: str, condition: str = "TRUE") -> str:
    return f"CREATE TRIGGER {name} {when} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION mpay_{function}()"


# Lock, so that two refunds of one payment wait for each other.
_LOCK = "PERFORM 1 FROM payment_requests WHERE reference = NEW.reference FOR UPDATE;"
_KEEPING = " ".join(
    f"IF {condition} THEN RAISE EXCEPTION 'mpay: {words}' USING ERRCODE = '23000'; END IF;"
    for condition, words in _changed("IS DISTINCT FROM")
)

POSTGRESQL = (
    *on_postgresql("refunds", "INSERT ON refunds", _NEW, _LOCK),
    _function("refunds_keep", f"{_KEEPING} RETURN NEW;"),
    _trigger("refunds_keep", "BEFORE UPDATE ON refunds", "refunds_keep"),
    _trigger("refunds_stay", "BEFORE DELETE ON refunds", "stay"),
    (
        "CREATE TRIGGER refunds_no_truncate BEFORE TRUNCATE ON refunds "
        "FOR EACH STATEMENT EXECUTE FUNCTION mpay_no_truncate()"
    ),
    "DROP TRIGGER payment_requests_list ON payment_requests",
    "DROP TRIGGER payment_requests_list_again ON payment_requests",
    "DROP FUNCTION mpay_list()",
    *(_function(name, f"{act} RETURN NULL;") for name, _, _, act in _AFTER),
    *(
        _trigger(name, f"AFTER {when}", name, _changed_any("IS DISTINCT FROM", names))
        for name, when, names, _ in _AFTER
    ),
)
