"""Triggers of schema version 0010: a payment that is taken up as given up may ask for another amount than its order.

Only a link that collects, or that holds its order, must ask for what the order costs (I1): the order may have changed
since the gateway made a payment that the store has lost (design §14 rule 9).

Never changed once released: a later version drops these triggers and makes its own.
`database/errors.py` reads the words after `mpay: `.
"""

from promeister_mpay.adapters.store.migrations.triggers import Check, checking_on_postgresql, on_sqlite

_ASKS_WRONGLY = (
    "(NEW.intent <> 'VOID' OR NEW.released_at IS NULL) "
    "AND NEW.amount {differs} (SELECT to_pay FROM orders WHERE number = NEW.order_number)"
)
_WORDS = "amount is not that of the order"
# No second request that holds the order: the keys of the table itself are guarded by version 0008.
_HELD: Check = (
    (
        "EXISTS (SELECT 1 FROM payment_requests WHERE order_number = NEW.order_number "
        "AND released_at IS NULL AND NEW.released_at IS NULL)"
    ),
    "request exists",
)

SQLITE = (
    "DROP TRIGGER payment_requests_ask",
    on_sqlite(
        "payment_requests_ask",
        "INSERT ON payment_requests",
        (_HELD, (_ASKS_WRONGLY.format(differs="IS NOT"), _WORDS)),
    ),
)
POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION mpay_payment_requests_ask() "
    + checking_on_postgresql(
        ((_ASKS_WRONGLY.format(differs="IS DISTINCT FROM"), _WORDS),),
        "PERFORM 1 FROM orders WHERE number = NEW.order_number FOR UPDATE;",
    ),
)
