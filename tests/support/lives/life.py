"""One life: seeded acts of clerks, customers, network and time, told as a story; it ends at rest and is audited."""

import random
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from promeister_mpay.adapters.store import SqlStore
from promeister_mpay.domain.orders.lines import LineType, OrderLine
from promeister_mpay.domain.orders.order import Order, OrderStatus
from promeister_mpay.domain.orders.payment_methods import CHOSEN_BY_CLERKS
from support.lives.clock import SharedClock
from support.lives.faults import Fault, drawn
from support.lives.program import Command, Reply
from support.lives.programs import LifeFailed, Programs
from support.lives.proxy import Call, FaultProxy
from support.lives.resurs import LifeGateway

LINK_LIFE = timedelta(minutes=60)
SKEWS = (0, 0, 20, -20, 180, -180, 3600, -3600, 3 * 3600, -3 * 3600)
"""Seconds that a computer's clock may be wrong."""
PHONE, OTHER_PHONE = "070-174 06 05", "070-174 06 08"
MOST_ORDERS = 5
_CLERKS_ACTS = ("edit", "send", "send_to", "void", "check", "post", "credit")
_OPEN = ("send", "send", "send", "edit", "post")
_LIKELY = {
    OrderStatus.NEW: _OPEN,
    OrderStatus.STARTED: _OPEN,
    OrderStatus.DONE: _OPEN,
    OrderStatus.MOBILE_PAYMENT: ("check", "check", "void", "void", "send_to"),
    OrderStatus.POSTED: ("credit", "credit", "check"),
}
_LIKELY_WHEN_PAID = ("post", "post", "post", "void", "check")


@dataclass(frozen=True)
class Scope:
    """What may happen: `without` has names of faults, and CLOCKS, KILLS, PORTAL; `acts` is how many there are."""

    without: frozenset[str] = frozenset()
    acts: int = 50


@dataclass
class Late:
    """A call that the program gave up, and that is still on its way."""

    arrives: datetime
    program: int
    call: Call


@dataclass
class Life:
    """The workshop while it lives; also the network of its programs."""

    seed: int
    clock: SharedClock
    store: SqlStore
    gateway: LifeGateway
    programs: Programs
    proxies: Collection[FaultProxy]
    scope: Scope
    story: list[str] = field(default_factory=list)
    orders: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.fault_chance = random.Random(self.seed + 1)
        self.is_calm = False
        self._late: list[Late] = []
        self._busy: list[int] = []
        self._broken: BaseException | None = None
        self.skews = dict.fromkeys(self.programs.all, timedelta())

    # -- acts

    def live(self) -> None:
        """Everything that happens before the workshop comes to rest."""
        self._set_clocks()
        for _ in range(self.chance.randint(1, 3)):
            self._take_in(self.programs.all[0])
        for _ in range(self.scope.acts):
            self.one_act(self.chance.choice(self.programs.all))

    def one_act(self, program: int) -> None:
        """One thing happens; what a clerk does, is done at this program."""
        acts: dict[Callable[[int], None], int] = {
            self._clerk: 18 if self.orders else 0,
            self._watch: 4,
            self._customer: 7,
            self._portal: 0 if "PORTAL" in self.scope.without else 1,
            self._time_passes: 4,
            self._settle: 1,
            self._set_clocks: 0 if "CLOCKS" in self.scope.without else 1,
            self._take_in: 2 if len(self.orders) < MOST_ORDERS else 0,
        }
        self.chance.choices(list(acts), list(acts.values()))[0](program)

    def _clerk(self, program: int) -> None:
        """A clerk does something with an order: mostly what its state invites to, now and then anything."""
        with self.store.reading() as work:
            order = work.orders.get(self.chance.choice(self.orders))
        likely = _LIKELY[order.status]
        if order.payment_received and order.status is OrderStatus.MOBILE_PAYMENT:
            likely = _LIKELY_WHEN_PAID
        act = self.chance.choice(_CLERKS_ACTS if self.chance.random() < 0.15 else likely)
        self.command(program, act, order.number, **self._values(act))

    def _values(self, act: str) -> dict[str, Any]:
        """What the clerk types for an act."""
        if act == "edit":
            return {"lines": self._lines()}
        if act == "send_to":
            return {"phone": OTHER_PHONE}
        if act == "post":
            return {"method": self.chance.choice(CHOSEN_BY_CLERKS)}
        if act == "credit":
            some = tuple(self.chance.choice((0, 25, 50, 100, 100)) for _ in range(4))
            return {"share": self.chance.choice((some, (100,)))}
        return {}

    def command(self, program: int, act: str, number: int = 0, **values: Any) -> Reply | None:
        """Have a program carry out an act; None when it was killed, and then it is started again."""
        die_at = 0 if self.is_calm or "KILLS" in self.scope.without or self.chance.random() < 0.9 else self._boundary()
        self._busy.append(program)
        reply = self.programs.carry_out(program, Command(act, number, values, self.skews[program], die_at))
        self._busy.remove(program)
        said = "killed, and started again" if reply is None else reply.said or reply.number or ""
        self.tell(f"Kassa {program}: {act} {number or ''} → {said}")
        if self._broken:
            raise LifeFailed("the life itself broke") from self._broken
        if reply and reply.bug:
            raise LifeFailed(f"{act} {number} ended in the crash box:\n{reply.bug}")
        return reply

    def _boundary(self) -> int:
        return self.chance.randint(1, 12)

    def _take_in(self, program: int) -> None:
        reply = self.command(program, "take_in", order=self._new_order())
        if reply and reply.number:
            self.orders.append(reply.number)

    def _watch(self, program: int) -> None:
        self.command(program, "watch")

    def _customer(self, _program: int) -> None:
        self.tell(f"customer: {self.gateway.customer_acts(self.chance)}")

    def _portal(self, _program: int) -> None:
        self.tell(f"portal: {self.gateway.portal_refunds(self.chance)}")

    def _settle(self, program: int) -> None:
        content = self.gateway.settlement_file(self.clock.now())
        if content:
            self.command(program, "settle", path=self.programs.file(content))

    def _time_passes(self, _program: int) -> None:
        seconds = self.chance.choice((5, 30, 60, 150, 600, 4000, 90_000))
        self.tell(f"{seconds} s pass")
        self.pass_seconds(seconds)

    def _set_clocks(self, _program: int = 0) -> None:
        if "CLOCKS" not in self.scope.without:
            self.skews = {each: timedelta(seconds=self.chance.choice(SKEWS)) for each in self.programs.all}
            self.tell(f"clocks: {[int(skew.total_seconds()) for skew in self.skews.values()]}")

    # -- what an order is

    def _new_order(self) -> Order:
        return Order(
            number=0,
            order_date=date(2026, 11, 2),
            status=OrderStatus.DONE,
            customer_name="Åsa Öberg",
            address="Glassgatan 15",
            postal_code="416 55",
            city="Göteborg",
            mobile_phone=PHONE,
            registration="ABC 123",
            clerk="BH",
            prices_include_vat=self.chance.random() < 0.5,
            lines=self._lines(),
        )

    def _lines(self) -> tuple[OrderLine, ...]:
        return tuple(self._line(at) for at in range(self.chance.randint(1, 4)))

    def _line(self, at: int) -> OrderLine:
        chance = self.chance
        return OrderLine(
            chance.choice((LineType.LABOUR, LineType.ARTICLE)),
            str(1010 + at),
            f"Rad {at + 1}",
            chance.choice((*(50, 100, 150, 300) * 4, -100)),
            "st",
            chance.choice((*(3333, 24_950, 100_000, 119_500) * 4, 0)),
            chance.choice((*(0, 0, 0, 1250) * 4, 10_000)),
            chance.choice((25, 25, 12, 6, 0)),
        )

    # -- the network, called from the threads of the proxies while the life waits for a program

    def fault(self, program: int, operation: str) -> Fault | None:
        del program
        return None if self.is_calm else drawn(self.fault_chance, operation, self.scope.without)

    def pass_seconds(self, seconds: int) -> None:
        """Time passes, and what was on its way arrives in between."""
        end = self.clock.now() + timedelta(seconds=seconds)
        while due := min((late for late in self._late if late.arrives <= end), key=_arrival, default=None):
            self._late.remove(due)
            self.clock.set(max(self.clock.now(), due.arrives))
            answer = next(proxy for proxy in self.proxies if proxy.program == due.program).passed_on(due.call)
            self.tell(f"    the late {due.call.operation} arrives: {answer.status}")
        self.clock.set(max(end, self.clock.now()))

    def later(self, program: int, seconds: int, call: Call) -> None:
        self._late.append(Late(self.clock.now() + timedelta(seconds=seconds), program, call))

    def meanwhile(self, program: int) -> None:
        """Another program, the customer or time does something while this program waits for its answer."""
        free = [each for each in self.programs.all if each not in self._busy]
        self.tell(f"  while Kassa {program} waits:")
        if free and self.chance.random() < 0.6:
            self.one_act(self.chance.choice(free))
        else:
            self._customer(program)

    def kill(self, program: int) -> None:
        self.programs.kill(program)

    def tell(self, text: str) -> None:
        self.story.append(f"{self.clock.now():%d %H:%M:%S} {text.rstrip()}")

    def broke(self, error: BaseException) -> None:
        self._broken = self._broken or error


def _arrival(late: Late) -> datetime:
    return late.arrives
