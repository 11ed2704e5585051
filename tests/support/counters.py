"""The services of one counter over a real store, as the tests of the window use them."""

from dataclasses import replace
from datetime import datetime, timedelta

from promeister_mpay.adapters.clock import SystemClock
from promeister_mpay.app.composition import counter_services
from promeister_mpay.domain.registers.entries import Article, Customer, Vehicle
from promeister_mpay.services.counter import CounterServices
from promeister_mpay.services.ports.gateway import Gateway
from promeister_mpay.services.ports.store import Store
from promeister_mpay.services.settings import load_settings, save_settings
from support.gateways import METHOD, STORE


class AheadClock(SystemClock):
    """The computer's clock, which a test can put forward: what is due in a while is due now."""

    ahead = timedelta()

    def now(self) -> datetime:
        return super().now() + self.ahead

    def elapsed(self) -> timedelta:
        return super().elapsed() + self.ahead


CUSTOMER = Customer(
    "10400", "Åsa Öberg", "Glassgatan 15", "416 55", "Göteborg", mobile_phone="070-174 06 05", email="asa@example.se"
)
VEHICLE = Vehicle("ABC 123", "VOLVO XC60 D4", CUSTOMER.number, 35172, "YV163918725046312")
ARTICLE = Article("W712/94", description="Oljefilter", price=18_900)
CLOCK = AheadClock()


def counter_on(store: Store, gateway: Gateway, *, owner: str = "Kassa 1") -> CounterServices:
    """The services of one counter, built as the program builds them."""
    return counter_services(store=store, gateway=gateway, clock=CLOCK, owner=owner, is_training=False)


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
            asks_before_posting=False,
        )
        save_settings(work.settings, replace(chosen, **settings))  # type: ignore[arg-type]
        work.registers.put_customer(CUSTOMER)
        work.registers.put_vehicle(VEHICLE)
        work.registers.put_article(ARTICLE)
        work.commit()
