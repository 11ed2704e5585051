"""A server that was put back to an older state is said, and no number that was given out is given out again."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from promeister_mpay.adapters.store import SqlStore, open_store, sqlite_url
from promeister_mpay.adapters.store.backup.server_restored import ANOTHER, follow_server
from promeister_mpay.domain.events import WORKSHOP
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.domain.payments.request import CallKind
from promeister_mpay.errors import StoreLost
from promeister_mpay.services.books.service import BookkeepingService, Posted
from promeister_mpay.services.payments.lost_links import RESTORED_BLIND
from support.books import with_seller
from support.fakes.clock import FakeClock
from support.stores import COUNTER, Postgres, a_request, an_order, raw, sent, stored

NOW = datetime(2026, 3, 2, 20, 15, tzinfo=UTC)


class Server:
    """A database at a server, and what it was at some time, to be put back."""

    def __init__(self, postgres: Postgres, folder: Path) -> None:
        self._postgres, self._folder = postgres, folder
        self.url = postgres.new_store_of_a_counter()
        self._name = self.url.partition("@/")[2].partition("?")[0]

    def copy(self) -> str:
        """Keep a copy at the server; gives its name."""
        made = self._postgres.new_database(template=self._name)
        return made.partition("@/")[2].partition("?")[0]

    def put_back(self, copy: str) -> None:
        self._postgres.drop(self.url)
        self._postgres.new_database(self._name, template=copy)

    @contextmanager
    def started(self) -> Iterator[tuple[SqlStore, str]]:
        """A start of the program on this computer: the store, and what is said."""
        with closing(open_store(self.url)) as store:
            yield store, follow_server(store, self.url, self._folder, NOW)


@pytest.fixture
def server(postgres: Postgres, tmp_path: Path) -> Server:
    """With one invoice, 1001, and an order whose link is not sent yet."""
    made = Server(postgres, tmp_path)
    with made.started() as (store, said):
        assert said == ""
        with_seller(store)
        sent(store, a_request(stored(store, an_order())))
        post(store, 15001)
    return made


def post(store: SqlStore, number: int) -> Posted:
    order = stored(store, an_order(number, payment_method=PaymentMethod.CASH))
    return BookkeepingService(store=store, clock=FakeClock(NOW)).post(number, version=order.version, who="BH")


def numbers(made: Posted) -> tuple[int, str]:
    assert made.voucher is not None
    return made.invoice.number, made.voucher.name


def test_a_server_that_is_as_it_was_or_newer_is_no_news(server: Server) -> None:
    with closing(open_store(server.url)) as other:
        post(other, 15002)
    with server.started() as (store, said):
        assert said == ""
        assert numbers(post(store, 15003)) == (1003, "F 3")


def test_numbers_go_on_above_what_was_drawn_from_here_and_payments_are_asked_about(server: Server) -> None:
    copy = server.copy()
    with server.started() as (store, _):
        lost = [numbers(post(store, number)) for number in (15002, 15003)]
    assert lost == [(1002, "F 2"), (1003, "F 3")]
    server.put_back(copy)

    with server.started() as (store, said):
        assert "har återställts" in said
        assert "Faktura 1002 och senare" in said
        assert numbers(post(store, 15004)) == (1004, "F 4")
        with store.reading() as work:
            assert [event.text for event in work.events.of_order(WORKSHOP)] == [said]
            assert work.settings.all()[RESTORED_BLIND] == "true"
            (request,) = work.requests.of_order(14790)
            assert request.call is not None
            assert request.call.kind is CallKind.CREATE, "the link may be out"
    assert (("invoice", 1001, 1004)) in raw(server.url, "SELECT series, last_known, goes_on_at FROM number_gaps")
    with server.started() as (_, said):
        assert said == "", "it is said once"


def test_a_program_that_is_running_saves_nothing_under_a_number_that_it_drew_before(server: Server) -> None:
    copy = server.copy()
    with server.started() as (store, _):
        post(store, 15002)
        server.put_back(copy)
        order = stored_again(store, 15003)
        with pytest.raises(StoreLost, match="Starta om programmet"):
            BookkeepingService(store=store, clock=FakeClock(NOW)).post(15003, version=order, who="BH")
    assert raw(server.url, "SELECT number FROM invoices") == [(1001,)]


def stored_again(store: SqlStore, number: int) -> int:
    """Its first call may meet the connection that the server has closed."""
    return stored(store, an_order(number, payment_method=PaymentMethod.CASH)).version


def test_another_database_at_the_same_address_is_told(server: Server, postgres: Postgres) -> None:
    server.put_back("template1")
    server.url = server.url.replace(f"{COUNTER}@", "postgres@")  # only the owner makes tables
    with server.started() as (store, said):
        assert said == ANOTHER
        with_seller(store)
        assert numbers(post(store, 15002))[0] == 1001
    with server.started() as (_, said):
        assert said == ""


def test_another_database_has_another_mark_and_an_embedded_store_has_its_own(
    server: Server, postgres: Postgres, tmp_path: Path
) -> None:
    other = Server(postgres, tmp_path)
    with other.started() as (_, said):
        assert said == ""
    assert len(list(tmp_path.glob("server-*.mark"))) == 2
    path = tmp_path / "mpay.sqlite3"
    with closing(open_store(sqlite_url(path))) as store:
        assert follow_server(store, sqlite_url(path), tmp_path, NOW) == ""
    assert len(list(tmp_path.glob("server-*.mark"))) == 2
