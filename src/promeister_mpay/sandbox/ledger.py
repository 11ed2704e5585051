"""The sandbox's ledger: payments, SMS and clock in a file, durable even after kill -9, and bounded."""

import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

FARTHEST = 10 * 365 * 86_400
"""Seconds that the sandbox's clock can be ahead: time travel ends before dates do."""


class Line(msgspec.Struct, frozen=True):
    """An order line; amounts in öre, quantity and VAT rate in hundredths."""

    quantity: int
    unit: str
    vat_rate: int
    amount: int
    description: str = ""
    reference: str = ""
    type: str = ""
    unit_amount: int | None = None
    vat_amount: int | None = None


class Entry(msgspec.Struct, frozen=True):
    """One entry of a payment's action log; amount in öre."""

    id: str
    type: str
    created: datetime
    amount: int
    lines: tuple[Line, ...] = ()
    transaction_id: str = ""
    creator: str = ""


class Planned(msgspec.Struct, frozen=True):
    """The planned end of a hold, and its time."""

    at: datetime
    act: str


class SandboxPayment(msgspec.Struct, frozen=True):
    """A payment; amounts in öre. `requested` is the credit limit asked for, None without an application."""

    id: str
    token: str
    created: datetime
    expires: datetime
    store_id: str
    method: str
    reference: str
    lines: tuple[Line, ...]
    customer: dict[str, object]
    metadata: dict[str, object]
    automatic_capture: bool = False
    takes_frozen: bool = False
    takes_inspection: bool = False
    status: str = "TASK_REDIRECTION_REQUIRED"
    reason: str = ""
    authorized: int = 0
    captured: int = 0
    refunded: int = 0
    canceled: int = 0
    paid_with: str = ""
    planned: Planned | None = None
    log: tuple[Entry, ...] = ()
    requested: int | None = None
    callbacks: dict[str, str] = {}

    @property
    def total(self) -> int:
        """The sum of the lines, in öre."""
        return sum(line.amount for line in self.lines)

    @property
    def limit(self) -> int:
        """The credit that is granted when the customer pays: what was asked for, at least the first lines' sum."""
        first = self.log[0].amount if self.log else self.total
        return max(first, self.requested or 0)

    @property
    def waits(self) -> bool:
        """Whether the payment waits for the customer."""
        return self.status == "TASK_REDIRECTION_REQUIRED"


class Message(msgspec.Struct, frozen=True):
    """An SMS that the real gateway would have sent."""

    to: str
    text: str
    link: str
    amount: int
    workshop: str
    sent: datetime


class Ledger:
    """Payments and SMS in a SQLite file, each change durable before the call is answered.

    It is bounded: what is oldest is forgotten first.
    """

    most_payments = 5_000
    most_messages = 1_000
    most_bytes = 512 * 1024 * 1024

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = threading.Lock()
        file = folder / "sandbox.sqlite3"
        # Only this user may read it, whoever made the folder; SQLite's other files take its mode.
        file.touch(mode=0o600)
        file.chmod(0o600)
        self._base = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._base.executescript(
            """
            PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
            CREATE TABLE IF NOT EXISTS payment (
                number INTEGER PRIMARY KEY, id TEXT UNIQUE, token TEXT UNIQUE, reference TEXT, body TEXT);
            CREATE INDEX IF NOT EXISTS payment_reference ON payment (reference);
            CREATE TABLE IF NOT EXISTS message (number INTEGER PRIMARY KEY, body TEXT);
            CREATE TABLE IF NOT EXISTS clock (ahead INTEGER);
            """
        )

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def now(self) -> datetime:
        """The sandbox's time: the computer's, plus the offset set by `travel`."""
        return datetime.now(UTC) + self.ahead

    @property
    def ahead(self) -> timedelta:
        """The offset of the sandbox's clock, never more than `FARTHEST`."""
        return timedelta(seconds=min(self._rows("SELECT coalesce(sum(ahead), 0) FROM clock")[0][0], FARTHEST))

    def travel(self, seconds: int) -> None:
        """Move the sandbox's clock forward, as far as `FARTHEST`."""
        ahead = min(int(self.ahead.total_seconds()) + seconds, FARTHEST)
        self._rows(
            "INSERT INTO clock (rowid, ahead) VALUES (1, ?) ON CONFLICT (rowid) DO UPDATE SET ahead = ?", ahead, ahead
        )
        self._rows("DELETE FROM clock WHERE rowid <> 1")

    def put(self, payment: SandboxPayment) -> SandboxPayment:
        """Insert or update a payment and return it."""
        self._make_room()
        self._rows(
            "INSERT INTO payment (id, token, reference, body) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            payment.id,
            payment.token,
            payment.reference,
            msgspec.json.encode(payment).decode(),
        )
        return payment

    def _make_room(self) -> None:
        """Forget the oldest payments beyond the bounds."""
        oldest, newest = self._rows("SELECT coalesce(min(number), 0), coalesce(max(number), 0) FROM payment")[0]
        keep_from = newest - self.most_payments + 2
        if self._used_bytes() > self.most_bytes:
            keep_from = max(keep_from, oldest + (newest - oldest) // 4 + 1)
        if oldest < keep_from:
            self._rows("DELETE FROM payment WHERE number < ?", keep_from)

    def _used_bytes(self) -> int:
        names = ("page_count", "freelist_count", "page_size")
        pages, free, size = (self._rows(f"PRAGMA {name}")[0][0] for name in names)
        return int((pages - free) * size)

    def payment(self, payment_id: str) -> SandboxPayment | None:
        """The payment with this id, or None."""
        return next(self._payments("WHERE id = ?", payment_id), None)

    def payment_by_token(self, token: str) -> SandboxPayment | None:
        """The payment whose link has this token, or None."""
        return next(self._payments("WHERE token = ?", token), None)

    def payments_by_reference(self, reference: str) -> list[SandboxPayment]:
        """All payments with the merchant's reference."""
        return list(self._payments("WHERE reference = ?", reference))

    def all(self) -> list[SandboxPayment]:
        """Every payment, oldest first."""
        return list(self._payments(""))

    def _payments(self, where: str, *values: object) -> Iterator[SandboxPayment]:
        rows = self._rows(f"SELECT body FROM payment {where} ORDER BY number", *values)  # noqa: S608 – constant SQL
        return (msgspec.json.decode(body, type=SandboxPayment) for (body,) in rows)

    def send(self, message: Message) -> None:
        """Store an SMS, and forget the oldest beyond the bound."""
        self._rows("INSERT INTO message (body) VALUES (?)", msgspec.json.encode(message).decode())
        self._rows("DELETE FROM message WHERE number <= (SELECT max(number) FROM message) - ?", self.most_messages)

    def messages(self) -> list[Message]:
        """Every SMS, newest first."""
        rows = self._rows("SELECT body FROM message ORDER BY number DESC")
        return [msgspec.json.decode(body, type=Message) for (body,) in rows]

    def _rows(self, statement: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]
        with self._lock:
            return self._base.execute(statement, values).fetchall()
