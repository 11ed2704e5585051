"""A store with rows in every table that is sealed: orders paid, booked, credited, refunded, paid out and exported."""

from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

from promeister_mpay.adapters.sie import sie_file
from promeister_mpay.adapters.store import open_store, sqlite_url
from promeister_mpay.atomic_files import write_atomically
from promeister_mpay.domain.books.sie_batches import Period
from promeister_mpay.services.books.sie_files import SieService
from promeister_mpay.services.ports.store import Store
from support.books import with_seller, worked_order
from support.settlement_files import Paid
from support.settlement_workshop import SettlementWorkshop

LOGO = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
NEXT_YEAR = datetime(2027, 2, 1, 11, 0, tzinfo=UTC)


def filled_file(folder: Path) -> Path:
    """Make a SQLite store with rows in every sealed table in `folder`; gives its file, which nobody has open."""
    path = folder / "mpay.sqlite3"
    with closing(open_store(sqlite_url(path))) as store:
        fill(store, folder)
    return path


def fill(store: Store, folder: Path) -> SettlementWorkshop:
    """Let the workshop live for two years; gives it, with an order 14900 that is open."""
    shop = SettlementWorkshop(store)
    with_seller(store, logo=LOGO)
    for number in (14790, 14791, 14792):
        shop.pays(number)
        shop.post(number)
    shop.give_part_back(1001)
    shop.give_part_back(1002, 14791)
    shop.settles(Paid("14790-1", 168_100), Paid("14791-1", 168_100))
    cash(shop, 14800)
    export(shop, folder)
    shop.books.close_through(date(2026, 10, 31), who="BH")
    shop.clock.advance(NEXT_YEAR - shop.clock.now())
    with_seller(store, logo=LOGO.replace("I", "J"))
    cash(shop, 14801)
    shop.settles(Paid("14792-1", 168_100))
    with store.reading() as work:
        newest = work.vouchers.get(VOUCHERS)
    shop.books.correct(newest.id, why="fel bank", who="BH")
    export(shop, folder)
    shop.books.close_through(date(2027, 1, 1), who="BH")
    with store.writing() as work:
        work.orders.add(worked_order(14900))
        work.commit()
    return shop


VOUCHERS = 9
"""The newest voucher before the correction: of the second payout."""


def cash(shop: SettlementWorkshop, number: int) -> None:
    """An order that is paid by card, and booked."""
    with shop.store.writing() as work:
        order = work.orders.add(worked_order(number))
        work.commit()
    shop.books.post(order.number, version=order.version, who="BH")


def export(shop: SettlementWorkshop, folder: Path) -> None:
    """Export all vouchers that are in no batch."""
    sie = SieService(store=shop.store, clock=shop.clock, write=sie_file, save=write_atomically)
    for unexported in sie.preview(Period()):
        sie.export(unexported, folder, who="BH")
