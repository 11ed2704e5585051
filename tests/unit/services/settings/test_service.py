"""The program greets a new workshop: one without orders, and without an account at the gateway."""

import pytest

from promeister_mpay.services.settings import Settings, SettingsService, save_settings
from support.fakes.clock import FakeClock
from support.fakes.store import FakeStore
from support.stores import an_order


@pytest.mark.parametrize(
    ("orders", "client_id", "expected"), [(0, "", True), (1, "", False), (0, "verkstad", False), (1, "verkstad", False)]
)
def test_a_store_is_unused_without_orders_and_without_an_account(
    orders: int, client_id: str, *, expected: bool
) -> None:
    store = FakeStore()
    with store.writing() as work:
        save_settings(work.settings, Settings(resurs_client_id=client_id))
        for number in range(1, orders + 1):
            work.orders.add(an_order(number))
        work.commit()
    assert SettingsService(store=store, clock=FakeClock()).is_untouched() is expected
