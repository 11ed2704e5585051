"""The gateway of a life: the sandbox with the life's time, its customers, and what somebody does in its portal."""

import random
from datetime import datetime
from pathlib import Path

from promeister_mpay.sandbox import rules, settlement
from promeister_mpay.sandbox.application import STORE_NAME
from promeister_mpay.sandbox.gateway import SandboxGateway
from promeister_mpay.sandbox.ledger import Ledger, Line, SandboxPayment
from support.lives.clock import SharedClock
from support.lives.faults import LONGEST_LATE

ACTS = ("pay", "pay", "pay", "pay", "authorize", "decline", "inspect", "freeze", "supplement")
MOST_DELAY = 120 - LONGEST_LATE
"""Seconds that a search may not see a new payment: together with its lateness no more than `safety_times.LATE`."""
HELD = ("INSPECTION", "SUPPLEMENTING_REQUIRED", "FROZEN")


class LifeLedger(Ledger):
    """A ledger whose time is the life's."""

    def __init__(self, folder: Path, clock: SharedClock) -> None:
        super().__init__(folder)
        self._clock = clock

    def now(self) -> datetime:
        return self._clock.now()


class LifeGateway(SandboxGateway):
    """The sandbox, seen from its own side."""

    def __init__(self, ledger: LifeLedger, url: str) -> None:
        super().__init__(ledger, STORE_NAME, url)

    def choose(self, chance: random.Random) -> None:
        """What the real gateway may or may not do (U3, U4, U6, U8), for the whole life."""
        self.switches.cancels_waiting = chance.random() < 0.3
        self.switches.refuses_duplicates = chance.random() < 0.3
        self.switches.known_lines_only = chance.random() < 0.2
        self.switches.search_delay = chance.choice((0, 0, MOST_DELAY))

    def payments(self) -> list[SandboxPayment]:
        """Every payment as it is now, oldest first."""
        return [self.update_to_now(payment) for payment in self.ledger.all()]

    def customer_acts(self, chance: random.Random) -> str:
        """A customer, or a credit decision, acts on a payment that has not ended; gives what was done."""
        alive = [payment for payment in self.payments() if payment.waits or payment.status in HELD]
        if not alive:
            return ""
        payment = chance.choice(alive)
        act = chance.choice(ACTS) if payment.waits else chance.choice(("release", "deny"))
        self.act_as_customer(payment, act)
        return f"{payment.reference} {act}"

    def portal_refunds(self, chance: random.Random) -> str:
        """Somebody pays back a part or all of a payment in the portal."""
        paid = [payment for payment in self.payments() if payment.captured > payment.refunded]
        if not paid:
            return ""
        payment = chance.choice(paid)
        left = payment.captured - payment.refunded
        amount = chance.choice((left, max(left // 3, 1)))
        line = Line(100, "st", 0, amount, "Kulans")
        self.ledger.put(rules.refunded(payment, self.ledger.now(), lines=(line,), said={"creator": "portal"}))
        return f"{payment.reference} {amount}"

    def come_to_decisions(self, chance: random.Random) -> None:
        """Some customers still pay, and every credit decision is made."""
        for payment in self.payments():
            if payment.waits and chance.random() < 0.6:
                self.act_as_customer(payment, "pay")
            if payment.status in HELD:
                self.act_as_customer(payment, "release" if payment.total % 2 else "deny")

    def settlement_file(self, day: datetime) -> bytes:
        """The settlement file of a day; empty when nothing was paid or paid back."""
        found = list(settlement.rows(self.payments(), day.astimezone().date()))
        store = self.accounts["training"].stores[0].national_id
        return settlement.as_csv(found, day.astimezone().date(), store) if found else b""
