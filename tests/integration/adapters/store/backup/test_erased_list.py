"""A copy that is restored has erased customers again: they are erased again, also when the store was lost."""

from contextlib import closing
from pathlib import Path

import pytest

from promeister_mpay.adapters.store import open_store, sqlite_url
from promeister_mpay.adapters.store.backup.copies import SqliteCopies
from promeister_mpay.adapters.store.backup.erased_list import keep_erased
from promeister_mpay.adapters.store.backup.restore import restore_if_requested
from promeister_mpay.atomic_files import write_atomically
from promeister_mpay.domain.registers.entries import Customer
from promeister_mpay.services.maintenance.backups import CopyKind
from promeister_mpay.services.registers.personal_data import PersonalDataService
from support.backup_copies import NOW
from support.fakes.clock import FakeClock
from support.stores import an_order, sqlite_path

NUMBER = "K-77"


@pytest.mark.parametrize("is_lost", [False, True])
def test_a_restored_copy_has_no_erased_customer(sqlite_store_url: str, is_lost: bool) -> None:
    path: Path = sqlite_path(sqlite_store_url)
    copies = SqliteCopies(path, reserve=0)
    with closing(open_store(sqlite_store_url)) as store:
        with store.writing() as work:
            work.registers.put_customer(Customer(NUMBER, "Åsa Märkvärdig"))
            work.registers.put_customer(Customer("K-78", "Bo Ek"))
            work.orders.add(an_order(14900, customer_number=NUMBER, customer_name="Åsa Märkvärdig"))
            work.commit()
        copy = copies.make(CopyKind.BY_HAND, NOW, cancelled=lambda: False)
        assert copy is not None
        PersonalDataService(
            store=store, clock=FakeClock(), save=write_atomically, keep=lambda numbers: keep_erased(path, numbers)
        ).erase(NUMBER, who="BH")
    copies.restore_at_start(copy, who="BH")
    if is_lost:
        path.unlink()
    assert restore_if_requested(path, NOW) is not None
    with closing(open_store(sqlite_url(path))) as store, store.reading() as work:
        assert work.registers.customer(NUMBER) is None
        assert work.registers.customer("K-78") is not None
        assert work.orders.get(14900).customer_name == ""
