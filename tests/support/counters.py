"""The services of one counter over a real store, as the tests of the window use them."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from promeister_mpay.adapters.clock import SystemClock
from promeister_mpay.adapters.sheets.reader import read_sheet
from promeister_mpay.adapters.sheets.writer import write_sheet
from promeister_mpay.adapters.sie import sie_file
from promeister_mpay.atomic_files import write_atomically
from promeister_mpay.domain.registers.entries import Article, Customer, Vehicle
from promeister_mpay.services.books.ledger import LedgerLists
from promeister_mpay.services.books.service import BookkeepingService
from promeister_mpay.services.books.sie_files import SieService
from promeister_mpay.services.counter import CounterServices
from promeister_mpay.services.documents import DocumentService
from promeister_mpay.services.lists.exports import ExportService
from promeister_mpay.services.lists.service import ListService
from promeister_mpay.services.orders.service import OrderService
from promeister_mpay.services.payments.service import PaymentService
from promeister_mpay.services.ports.gateway import Gateway
from promeister_mpay.services.ports.store import Store
from promeister_mpay.services.registers.imports import ImportService
from promeister_mpay.services.registers.service import RegisterService
from promeister_mpay.services.settings import SettingsService, load_settings, save_settings
from promeister_mpay.services.settlement.service import SettlementService
from support.gateways import METHOD, STORE


class AheadClock(SystemClock):
    """The computer's clock, which a test can put forward: what is due in a while is due now."""

    ahead = timedelta()

    def now(self) -> datetime:
        return super().now() + self.ahead


CUSTOMER = Customer(
    "10400", "Åsa Öberg", "Glassgatan 15", "416 55", "Göteborg", mobile_phone="070-174 06 05", email="asa@example.se"
)
VEHICLE = Vehicle("ABC 123", "VOLVO XC60 D4", CUSTOMER.number, 35172, "YV163918725046312")
ARTICLE = Article("W712/94", description="Oljefilter", price=18_900)
CLOCK = AheadClock()


def counter_on(store: Store, gateway: Gateway, *, owner: str = "Kassa 1") -> CounterServices:
    """The services of one counter."""
    clock = CLOCK
    lists = ListService(store=store)
    return CounterServices(
        orders=OrderService(store=store, clock=clock),
        payments=PaymentService(store=store, gateway=gateway, clock=clock, owner=owner),
        bookkeeping=BookkeepingService(store=store, clock=clock),
        documents=DocumentService(store=store),
        sie=SieService(store=store, clock=clock, write=sie_file, save=write_atomically),
        ledger=partial(LedgerLists, store=store),
        registers=RegisterService(store=store),
        imports=ImportService(store=store, clock=clock, read=read_sheet),
        lists=lists,
        exports=ExportService(lists=lists, write=write_sheet),
        settings=SettingsService(store=store, clock=clock),
        settlement=SettlementService(store=store, clock=clock, read=read_sheet),
    )


def prepare(store: Store, **settings: object) -> None:
    """The workshop's settings and a little of its registers."""
    with store.writing() as work:
        chosen = replace(
            load_settings(work.settings),
            resurs_store_id=STORE,
            resurs_method_id=METHOD,
            method_least=100,
            method_most=10_000_000,
            round_mobile=False,
        )
        save_settings(work.settings, replace(chosen, **settings))  # type: ignore[arg-type]
        work.registers.put_customer(CUSTOMER)
        work.registers.put_vehicle(VEHICLE)
        work.registers.put_article(ARTICLE)
        work.commit()
