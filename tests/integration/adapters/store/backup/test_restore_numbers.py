"""After a blind restore no number that was given out is given out again; what is missing is declared as a gap."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from promeister_mpay.adapters.resurs import ResursGateway
from promeister_mpay.adapters.store.backup.restore import restore_if_requested
from promeister_mpay.adapters.store.database.mark import mark_among_copies, mark_path
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.services.books.service import Posted
from promeister_mpay.services.maintenance.backups import Copy
from support.backup_copies import damage
from support.books import with_seller
from support.gateways import Sandbox
from support.restorable import Restorable
from support.stores import REFUSALS, raw


@pytest.fixture
def shop(sqlite_store_url: str, sandbox: Sandbox, gateway: ResursGateway) -> Iterator[Restorable]:
    """With one invoice, 1001, and its voucher."""
    workshop = Restorable(sqlite_store_url, sandbox, gateway)
    with_seller(workshop.store)
    workshop.number = 15000
    posted(workshop)
    yield workshop
    workshop.close()


def posted(shop: Restorable) -> Posted:
    shop.take_in(shop.number + 1, payment_method=PaymentMethod.CASH)
    return shop.post()


def forgotten(path: Path) -> None:
    """Store and marks are lost: only copies are left."""
    for each in (path, mark_path(path), mark_among_copies(path)):
        each.unlink()


def restored_blind(shop: Restorable, copy: Copy, *, last_invoice: int = 0, knows: bool = True) -> None:
    shop.close()
    (damage if knows else forgotten)(shop.path)
    shop.copies.restore_at_start(copy, who="BH", last_invoice=last_invoice)
    done = restore_if_requested(shop.path, shop.clock.now())
    assert done is not None
    assert done.is_blind
    shop.reopen()


def names(made: Posted) -> tuple[int, str, int]:
    assert made.voucher is not None
    return made.invoice.number, made.voucher.name, made.voucher.id


def test_numbers_go_on_above_the_mark(shop: Restorable) -> None:
    copy = shop.copy()
    lost = [names(posted(shop)) for _ in range(3)]
    assert lost[-1] == (1004, "F 4", 4)

    restored_blind(shop, copy)

    shop.number = 16000
    assert [names(posted(shop)) for _ in range(2)] == [(1005, "F 5", 5), (1006, "F 6", 6)]
    gaps = raw(shop.url, "SELECT series, last_known, goes_on_at, who FROM number_gaps ORDER BY series")
    assert [(series.partition(":")[0], *rest) for series, *rest in gaps] == [
        ("invoice", 1001, 1005, "BH"),
        ("series", 1, 5, "BH"),
        ("voucher", 1, 5, "BH"),
    ]


def test_numbers_go_on_above_what_the_clerk_read_from_the_last_paper(shop: Restorable) -> None:
    copy = shop.copy()
    for _ in range(3):
        posted(shop)

    restored_blind(shop, copy, last_invoice=1004, knows=False)

    shop.number = 16000
    assert names(posted(shop)) == (1005, "F 5", 5)


def test_the_first_invoice_number_counts_again_after_a_blind_restore(shop: Restorable) -> None:
    copy = shop.copy()
    restored_blind(shop, copy, knows=False)
    with_seller(shop.store, first_invoice_number=1100)
    shop.number = 16000
    assert [posted(shop).invoice.number for _ in range(2)] == [1100, 1101]


def test_the_first_invoice_number_can_be_raised_above_a_gap_that_was_declared(shop: Restorable) -> None:
    copy = shop.copy()
    posted(shop)
    restored_blind(shop, copy)
    with_seller(shop.store, first_invoice_number=1100)
    shop.number = 16000
    assert [posted(shop).invoice.number for _ in range(2)] == [1100, 1101]


def test_the_first_invoice_number_leaves_no_gap_in_a_store_that_was_never_restored(shop: Restorable) -> None:
    with_seller(shop.store, first_invoice_number=1100)
    assert posted(shop).invoice.number == 1002


def test_a_store_whose_last_commits_are_lost_goes_on_above_them(shop: Restorable) -> None:
    shop.close()
    before = shop.path.read_bytes()
    shop.reopen()
    assert posted(shop).invoice.number == 1002
    copy = shop.copy()
    copy.path.unlink()
    shop.close()
    shop.path.write_bytes(before)

    shop.copies.restore_at_start(shop.copies.all()[0], who="BH")
    assert restore_if_requested(shop.path, shop.clock.now()) is not None
    shop.reopen()
    shop.number = 16000
    assert names(posted(shop)) == (1003, "F 3", 3)


def test_a_gap_is_never_changed_and_has_numbers(shop: Restorable) -> None:
    with pytest.raises(REFUSALS, match="a gap has numbers"):
        raw(shop.url, "INSERT INTO number_gaps VALUES ('invoice', 1001, 1002, '2026-01-01', 'x')")
    raw(shop.url, "INSERT INTO number_gaps VALUES ('invoice', 1001, 1009, '2026-01-01', 'x')")
    for statement in ("UPDATE number_gaps SET goes_on_at = 1010", "DELETE FROM number_gaps"):
        with pytest.raises(REFUSALS, match="what is booked never changes"):
            raw(shop.url, statement)
