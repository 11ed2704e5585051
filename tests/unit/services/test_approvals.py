"""The gate of the manager's code: everything in the table refuses without a grant, and nothing may be forgotten."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import FunctionType
from typing import Any, cast

import pytest

from promeister_mpay import services
from promeister_mpay.domain.approvals import GRANT_LASTS, GuardedAct
from promeister_mpay.domain.events import WORKSHOP
from promeister_mpay.domain.orders.lines import LineType, OrderLine
from promeister_mpay.domain.payments.found_payments import FoundPayment
from promeister_mpay.errors import InputError, NeedsApproval
from promeister_mpay.services.approvals import CODE, GUARDED, TRIES, Approvals, stored_code
from promeister_mpay.services.maintenance.backups import BackupService, Copy, CopyKind
from promeister_mpay.services.payments.connection import ConnectionService, GatewayAccount
from promeister_mpay.services.payments.search import PaymentSearch
from promeister_mpay.services.payments.service import PaymentService
from promeister_mpay.services.settings import Settings, SettingsService
from support.books import worked_order
from support.fakes.store import FakeStore
from support.settlement_files import Paid
from support.settlement_workshop import AS_IT_IS, NOW, SettlementWorkshop

SECRET = "Kaffe-42å"
FREE = {
    "BookkeepingService.trial": "writes nothing",
    "CheckService.run": "reads, and notes the result",
    "ConnectionService.give_secret": "the secret of the account that is chosen already",
    "ImportService.run": "registers and open orders",
    "OrderService.save": "an open order",
    "OrderService.delete": "an open order without payments",
    "PaymentService.send": "asks for money",
    "PaymentService.lock": "asks for money",
    "PaymentService.deliver": "asks for money",
    "PaymentService.check": "asks the gateway",
    "PaymentService.carry_on": "goes on with what was approved",
    "PersonalDataService.erase": "the law lets the customer ask for it; nothing booked goes",
    "SieService.export": "a file of what is booked",
    "PaymentLoop.run": "goes on with what was approved",
    "Approvals.approved": "the gate itself",
    "Approvals.approved_if": "the gate itself",
    "Approvals.grant": "takes the code",
    "Approvals.set_code": "takes the code",
}
"""The other public methods that a clerk's signature is given to, each with why it needs no code."""


def with_signature() -> Iterator[str]:
    """Every public method of a class in `services` that takes `who`: so says each act of a clerk whose it is."""
    for found in pkgutil.walk_packages(services.__path__, f"{services.__name__}."):
        if ".ports" in found.name:
            continue
        module = importlib.import_module(found.name)
        for name, kind in inspect.getmembers(module, inspect.isclass):
            if kind.__module__ == module.__name__ and not getattr(kind, "_is_protocol", False):
                for method, function in vars(kind).items():
                    if not method.startswith("_") and takes_signature(function):
                        yield f"{name}.{method}"


def takes_signature(function: object) -> bool:
    return isinstance(function, FunctionType) and "who" in inspect.signature(function).parameters


def test_each_act_of_a_clerk_needs_the_code_or_says_why_it_does_not() -> None:
    assert sorted(with_signature()) == sorted({*GUARDED, *FREE})
    assert not GUARDED.keys() & FREE.keys()


@pytest.fixture
def shop() -> SettlementWorkshop:
    """A paid and booked order, a card order, a payout; and then the code."""
    made = SettlementWorkshop(FakeStore())
    made.pays()
    made.post()
    made.settles(Paid("14790-1", 168_100))
    made.pays(14791)
    Approvals(writing=made.store.writing, clock=made.clock).set_code("", SECRET, who="BH")
    return made


def below_zero(shop: SettlementWorkshop) -> None:
    lines = (OrderLine(LineType.ARTICLE, "1", "retur", quantity=-100, unit_price=10_000),)
    with shop.store.writing() as work:
        work.orders.add(worked_order(14800, lines=lines))
        work.commit()
    shop.books.post(14800, version=1, who="BH")


def next_year(shop: SettlementWorkshop) -> Callable[[], object]:
    shop.clock.advance(timedelta(days=365))
    with shop.store.writing() as work:
        work.orders.add(worked_order(14801))
        work.commit()
    return lambda: shop.books.post(14801, version=1, who="BH")


def payments(shop: SettlementWorkshop) -> PaymentService:
    return PaymentService(store=shop.store, gateway=cast("Any", object()), clock=shop.clock, owner="x")


def search(shop: SettlementWorkshop) -> PaymentSearch:
    return payments(shop).search


class NoCopies:
    def look(self, _copy: Copy | None) -> None:
        """Whatever is in it."""


def connection(shop: SettlementWorkshop) -> ConnectionService:
    class Keyring:
        def get(self, _name: str) -> str:
            return "secret"

    return ConnectionService(
        store=shop.store,
        clock=shop.clock,
        secrets=cast("Any", Keyring()),
        reach=cast("Any", None),
        connect=cast("Any", None),
    )


def acts(shop: SettlementWorkshop) -> dict[str, Callable[[], object]]:
    settings = SettingsService(store=shop.store, clock=shop.clock)
    backups = BackupService(copies=cast("Any", NoCopies()), clock=shop.clock, writing=shop.store.writing)
    copy = Copy(Path("x.sqlite3"), CopyKind.DAILY, NOW, 1)
    now = settings.load()[0]
    found = FoundPayment.__new__(FoundPayment)
    with suppress(AttributeError):
        object.__setattr__(found, "seen", type("Seen", (), {"reference": "14790-9"})())
    return {
        "BookkeepingService.credit": lambda: shop.credit(1001),
        "BookkeepingService.correct": lambda: shop.books.correct(2, why="fel", who="BH"),
        "BookkeepingService.close_through": lambda: shop.books.close_through(date(2026, 10, 1), who="BH"),
        "BookkeepingService.post": lambda: below_zero(shop),
        "PaymentService.give_up": lambda: payments(shop).give_up(14791, who="BH"),
        "PaymentService.void": lambda: payments(shop).void(14791, who="BH"),
        "PaymentService.send_to": lambda: payments(shop).send_to(14791, "0701122333", who="BH"),
        "PaymentSearch.take_up": lambda: search(shop).take_up(found, who="BH"),
        "SettingsService.change": lambda: settings.change(now, replace(now, bankgiro="5050-1055"), who="BH"),
        "ConnectionService.save": lambda: connection(shop).save(
            GatewayAccount("integration", "x", "y"), cast("Any", None), who="BH"
        ),
        "BackupService.restore_at_start": lambda: backups.restore_at_start(copy, who="BH"),
    }


BY_A_NEW_YEAR = {"SettlementService.book", "SettlementService.book_by_hand"}


@pytest.mark.parametrize("name", sorted(GUARDED.keys() - BY_A_NEW_YEAR))
def test_nothing_in_the_table_is_done_without_the_code(shop: SettlementWorkshop, name: str) -> None:
    store = cast("FakeStore", shop.store)
    act = acts(shop)[name]
    before = store.data
    with pytest.raises(NeedsApproval, match="kräver chefskoden"):
        act()
    if "below" not in name and name != "BookkeepingService.post":
        assert store.data == before


def test_a_new_financial_year_needs_the_code_also_for_a_payout(shop: SettlementWorkshop) -> None:
    post = next_year(shop)
    with pytest.raises(NeedsApproval, match="Öppna ett räkenskapsår"):
        post()
    matching = shop.reads(Paid("14791-1", 168_100, batch_number="P2", posted_on=date(2027, 11, 2)))
    with pytest.raises(NeedsApproval, match="Öppna ett räkenskapsår"):
        shop.settlement.book(matching, matching.batches[0], replace(AS_IT_IS, accepts_unusual=True), who="BH")


def test_a_grant_is_for_one_use_of_its_operation_and_each_use_is_an_event(shop: SettlementWorkshop) -> None:
    grant(lambda: shop.credit(1001))
    shop.credit(1001)
    assert "Chefskod använd: Kreditera en faktura (faktura 1001)." in history(shop)
    with pytest.raises(NeedsApproval):
        shop.books.close_through(date(2026, 10, 1), who="BH")
    with pytest.raises(NeedsApproval):
        shop.credit(1001)


def grant(act: Callable[[], object], code: str = SECRET) -> None:
    with pytest.raises(NeedsApproval) as refused:
        act()
    refused.value.grant(code, "BH")


def history(shop: SettlementWorkshop) -> list[str]:
    with shop.store.reading() as work:
        return [event.text for event in work.events.of_order(WORKSHOP)]


def test_a_grant_is_kept_when_its_use_failed_and_is_over_after_a_minute(shop: SettlementWorkshop) -> None:
    late = date(2030, 1, 1)
    grant(lambda: shop.books.close_through(late, who="BH"))
    with pytest.raises(InputError, match="till och med igår"):
        shop.books.close_through(late, who="BH")
    assert not any("använd" in text for text in history(shop))
    shop.books.close_through(date(2026, 10, 1), who="BH")
    grant(lambda: shop.books.close_through(date(2026, 10, 2), who="BH"))
    shop.clock.advance(GRANT_LASTS)
    with pytest.raises(NeedsApproval):
        shop.books.close_through(date(2026, 10, 2), who="BH")


def test_what_needs_no_code_and_an_unpaid_link_pass(shop: SettlementWorkshop) -> None:
    settings = SettingsService(store=shop.store, clock=shop.clock)
    now = settings.load()[0]
    settings.change(now, replace(now, payment_days=now.payment_days + 1), who="BH")
    assert Settings().payment_days != settings.load()[0].payment_days


@pytest.fixture
def gate(shop: SettlementWorkshop) -> Approvals:
    return Approvals(writing=shop.store.writing, clock=shop.clock)


def test_wrong_tries_are_events_and_make_one_wait_in_every_program(shop: SettlementWorkshop, gate: Approvals) -> None:
    other = Approvals(writing=shop.store.writing, clock=shop.clock)
    for _ in range(3):
        with pytest.raises(InputError, match="stämmer inte"):
            gate.grant("fel", GuardedAct.CREDIT, who="ÅÖ")
    assert history(shop)[0] == "Fel chefskod, försök 3 i rad."
    for each in (gate, other):
        with pytest.raises(InputError, match="Vänta 5 sekunder"):
            each.grant(SECRET, GuardedAct.CREDIT, who="ÅÖ")
    shop.clock.put_right(timedelta(days=1))
    with pytest.raises(InputError, match="Vänta 5 sekunder"):
        gate.grant(SECRET, GuardedAct.CREDIT, who="ÅÖ")
    shop.clock.advance(timedelta(seconds=5))
    gate.grant(SECRET, GuardedAct.CREDIT, who="ÅÖ")
    with shop.store.reading() as work:
        assert '"wrong":0' in work.settings.all()[TRIES]


def test_a_clock_that_was_set_back_does_not_lock_the_code_for_years(shop: SettlementWorkshop, gate: Approvals) -> None:
    for _ in range(3):
        with pytest.raises(InputError):
            gate.grant("fel", GuardedAct.CREDIT, who="ÅÖ")
    shop.clock.put_right(timedelta(days=-400))
    Approvals(writing=shop.store.writing, clock=shop.clock).grant(SECRET, GuardedAct.CREDIT, who="ÅÖ")


def test_the_code_is_changed_and_removed_only_with_the_old_one(shop: SettlementWorkshop, gate: Approvals) -> None:
    with pytest.raises(InputError, match="stämmer inte") as refused:
        gate.set_code("fel", "Annan-kod", who="BH")
    assert refused.value.field == "code_old"
    gate.set_code(SECRET, "Annan-kod", who="BH")
    with pytest.raises(InputError, match="stämmer inte"):
        gate.grant(SECRET, GuardedAct.CREDIT, who="BH")
    gate.set_code("Annan-kod", "", who="BH")
    with shop.store.reading() as work:
        assert stored_code(work.settings) is None
    shop.credit(1001)
    assert history(shop)[0] == "Chefskod borttagen."


def test_the_code_is_nowhere_in_the_clear(shop: SettlementWorkshop, gate: Approvals, caplog: Any) -> None:
    with pytest.raises(InputError) as refused:
        gate.grant("Fel-kod-77", GuardedAct.CREDIT, who="BH")
    gate.grant(SECRET, GuardedAct.CREDIT, who="BH")
    left = repr(cast("FakeStore", shop.store).data) + caplog.text + repr(refused.value) + repr(vars(gate))
    assert CODE in left
    assert SECRET not in left
    assert "Fel-kod-77" not in left
