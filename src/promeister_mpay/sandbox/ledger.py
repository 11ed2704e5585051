"""The sandbox's ledger: payments, SMS and clock in a file, durable even after kill -9."""

import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec


class Line(msgspec.Struct, frozen=True):
    """An order line; amount in öre, quantity and VAT rate in hundredths."""

    quantity: int
    unit: str
    vat_rate: int
    amount: int
    description: str = ""
    reference: str = ""
    type: str = ""


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
    """A payment; amounts in öre."""

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

    @property
    def total(self) -> int:
        """The sum of the lines, in öre."""
        return sum(line.amount for line in self.lines)

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
    """Payments and SMS in a SQLite file, each change durable before the call is answered."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._base = sqlite3.connect(folder / "sandbox.sqlite3", isolation_level=None, check_same_thread=False)
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
        """The offset of the sandbox's clock."""
        return timedelta(seconds=self._rows("SELECT coalesce(sum(ahead), 0) FROM clock")[0][0])

    def travel(self, seconds: int) -> None:
        """Move the sandbox's clock forward."""
        self._rows("INSERT INTO clock VALUES (?)", seconds)

    def put(self, payment: SandboxPayment) -> SandboxPayment:
        """Insert or update a payment and return it."""
        self._rows(
            "INSERT INTO payment (id, token, reference, body) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            payment.id,
            payment.token,
            payment.reference,
            msgspec.json.encode(payment).decode(),
        )
        return payment

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
        """Store an SMS."""
        self._rows("INSERT INTO message (body) VALUES (?)", msgspec.json.encode(message).decode())

    def messages(self) -> list[Message]:
        """Every SMS, newest first."""
        rows = self._rows("SELECT body FROM message ORDER BY number DESC")
        return [msgspec.json.decode(body, type=Message) for (body,) in rows]

    def _rows(self, statement: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]
        with self._lock:
            return self._base.execute(statement, values).fetchall()
