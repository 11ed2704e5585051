"""Registerutdrag and Radera kund: what is known of a person, and what the law lets be erased (design §18).

Booked documents stay until the seventh year after the financial year's end (BFL 5:7, `bookkeeping.md §3.3`); all else
of a customer goes when it is asked for: the register, the vehicles, open orders, and phone numbers of payments.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import msgspec

from promeister_mpay.domain.events import WORKSHOP, Event
from promeister_mpay.domain.orders.lines import LineType
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.errors import MpayError, NotFoundError
from promeister_mpay.services.ports.clock import Clock
from promeister_mpay.services.ports.personal_data import Rows
from promeister_mpay.services.ports.settings import SettingValues
from promeister_mpay.services.ports.store import Store, UnitOfWork

ERASED = "erased_customers"
"""Where the store keeps the numbers of erased customers, so that a restored copy is erased again."""
PERSONAL = (
    "customer_number", "customer_name", "address", "postal_code", "city", "email", "mobile_phone", "registration",
    "vin", "note",
)  # fmt: skip
"""The fields of an order that are emptied; what was done to which kind of vehicle stays."""
TITLES: Mapping[str, str] = {
    "customers": "Kundregistret",
    "vehicles": "Fordonsregistret",
    "orders": "Order",
    "order_lines": "Orderrader",
    "payment_requests": "Betalnings-SMS",
    "refunds": "Återbetalningar",
    "invoices": "Fakturor",
    "invoice_lines": "Fakturarader",
    "vouchers": "Verifikationer",
    "events": "Händelser",
    "log": "Programmets logg",
}
NOBODY = "Det finns ingenting om kund {} i databasen."
HELD = "Order {} har ett betalnings-SMS som inte är avslutat. Vänta tills det är klart, eller annullera det först."

SaveFile = Callable[[Path, Iterable[bytes]], None]


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased: rows of the registers, open orders, and orders that stay because they are booked."""

    registers: int
    orders: int
    booked: int

    @property
    def sentence(self) -> str:
        """The result, without anything that tells who it was."""
        stays = (
            f" {self.booked} order är bokförda och sparas med sina fakturor så länge bokföringslagen kräver."
            if self.booked
            else ""
        )
        return f"En kund är raderad: {self.registers} rader i registren och {self.orders} öppna order.{stays}"


class PersonalDataService:
    """Extracts and erases. Blocking; run it off the UI thread, in the lane of changes.

    `log` gives the lines of the program's log; `keep` writes the list of erased customers beside the store.
    """

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        save: SaveFile,
        log: Callable[[], Sequence[str]] = tuple,
        keep: Callable[[Sequence[str]], None] = lambda _numbers: None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._save = save
        self._log = log
        self._keep = keep

    def extract(self, number: str, folder: Path) -> tuple[Path, Path]:
        """Write all that is known of a customer into `folder`, as text and as JSON; returns both files.

        Raises `NotFoundError` when nothing is known, `FileError`.
        """
        with self._store.reading() as work:
            found = dict(work.personal_data.of_customer(number))
            names = {number, *map(str, work.personal_data.orders_of(number))}
        if not found:
            raise NotFoundError(NOBODY.format(number))
        lines = [line for line in self._log() if names & set(line.replace("-", " ").split())]
        found |= {"log": [{"line": line} for line in lines]} if lines else {}
        name, now = f"registerutdrag-{_file_name(number)}", self._clock.now()
        text, json = folder / f"{name}.txt", folder / f"{name}.json"
        self._save(text, [extract_text(found, number, now).encode()])
        self._save(json, [msgspec.json.format(msgspec.json.encode({"customer": number, "made_at": now, **found}))])
        return text, json

    def erase(self, number: str, *, who: str) -> Erased:
        """Erase a customer; raises `NotFoundError`, and `MpayError` while a payment of the customer is under way."""
        with self._store.writing() as work:
            if not work.personal_data.of_customer(number):
                raise NotFoundError(NOBODY.format(number))
            for order_number in work.personal_data.orders_of(number):
                if any(not request.is_settled for request in work.requests.of_order(order_number)):
                    raise MpayError(HELD.format(order_number))
            erased = erase_in(work, number, who=who, at=self._clock.now())
            numbers = sorted({*erased_customers(work.settings), number})
            work.settings.put(ERASED, msgspec.json.encode(numbers).decode())
            work.events.add(Event(WORKSHOP, self._clock.now(), who, erased.sentence))
            work.commit()
        self._keep(numbers)
        return erased


def erase_in(work: UnitOfWork, number: str, *, who: str, at: datetime) -> Erased:
    """Erase a customer in a transaction, also again after a restore; what is held by a payment is left as it is."""
    cleared, booked = 0, 0
    for order_number in work.personal_data.orders_of(number):
        order, requests = work.orders.get(order_number), work.requests.of_order(order_number)
        for request in requests:
            if request.is_settled and request.phone:
                work.requests.save(replace(request, phone=""))
        if not order.status.is_open:
            booked += 1
        elif not any(request.holds_order for request in requests):
            work.orders.save(without_person(order), who=who, at=at)
            cleared += 1
    return Erased(work.personal_data.drop_from_registers(number), cleared, booked)


def without_person(order: Order) -> Order:
    """The order without what is personal: its fields, and its text rows, which may say anything."""
    lines = tuple(line for line in order.lines if line.type is not LineType.TEXT)
    return replace(order, lines=lines, **dict.fromkeys(PERSONAL, ""))  # type: ignore[arg-type]


def erased_customers(values: SettingValues) -> Sequence[str]:
    """The numbers of the customers that were erased."""
    return msgspec.json.decode(values.all().get(ERASED, "[]"), type=list[str])


def extract_text(found: Mapping[str, Rows], number: str, made_at: datetime) -> str:
    """The extract for reading: a heading for each place, and a line for each value."""
    head = f"Registerutdrag för kund {number}, {made_at.astimezone():%Y-%m-%d %H:%M}\n"
    parts = [
        f"\n{TITLES[name]}\n{'=' * len(TITLES[name])}\n" + "\n".join(map(_row_text, rows))
        for name, rows in found.items()
    ]
    return head + "\n".join(parts) + "\n"


def _row_text(row: Mapping[str, object]) -> str:
    return "".join(f"{name}: {value}\n" for name, value in row.items() if value not in (None, ""))


def _file_name(number: str) -> str:
    return "".join(character if character.isalnum() else "_" for character in number)[:40]
