"""The lists of the books on both databases: searched, filtered, sorted and paged by the same rules as the others."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from promeister_mpay.adapters.store import SqlStore
from promeister_mpay.domain.books.invoices import InvoiceKind
from promeister_mpay.domain.books.sie_batches import Period, SieBatch
from promeister_mpay.domain.books.vouchers import DocumentKind, Voucher, correction, rows_of
from promeister_mpay.domain.lists.columns import COLUMNS
from promeister_mpay.domain.lists.filters import read_query
from promeister_mpay.domain.lists.query import Key, ListKind, ListQuery, ListRow, View
from promeister_mpay.domain.orders.lines import LineType, OrderLine
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.errors import InputError
from promeister_mpay.services.books.ledger import LedgerLists, LedgerSums, Span
from promeister_mpay.services.books.service import BookkeepingService, book
from promeister_mpay.services.lists.service import ListService
from promeister_mpay.services.settings import load_settings
from support.books import with_seller, worked_order
from support.fakes.clock import FakeClock
from support.fakes.listed import Entry, listed
from support.stores import stored

NOW = datetime(2026, 11, 2, 11, 0, tzinfo=UTC)
TODAY = date(2026, 11, 2)
NAMES = ("Åsa Öberg", "Nils Ek", "Ärlig Bil & Motor AB", "de Vries")
FILTERS: dict[ListKind, Sequence[dict[str, str]]] = {
    ListKind.INVOICES: ({"customer_name": "öb"}, {"kind": "kredit*"}, {"to_pay": "<0"}, {"credits": "*"}),
    ListKind.VOUCHERS: ({"text": "faktura"}, {"event_date": "261103.."}, {"series": "R"}, {"amount": ">1681"}),
    ListKind.BATCHES: ({"file_name": "fakt*"}, {"vouchers": ">1"}, {"created_by": "åö"}),
}


@pytest.fixture
def books(store: SqlStore) -> SqlStore:
    """Twelve invoices over six days, two credited, a payout and its correction, and two batches."""
    with_seller(store)
    clock = FakeClock(NOW)
    service = BookkeepingService(store=store, clock=clock)
    methods = (PaymentMethod.CARD, PaymentMethod.INVOICE)
    for at in range(12):
        order = worked_order(14790 + at, customer_name=NAMES[at % 4], payment_method=methods[at % 2])
        service.post(stored(store, order).number, version=1, who="BH" if at % 3 else "ÅÖ")
        if at % 5 == 4:
            service.credit(1001 + at, {0: 100, 1: 100, 2: 100 if at > 4 else 50}, reason="", who="BH")
            clock.advance(timedelta(days=2))
        if at in (3, 8):
            _export(store, clock.now())
    _payout(store, clock)
    return store


def _export(store: SqlStore, at: datetime) -> None:
    with store.writing() as work:
        (waiting,) = work.batches.unexported(Period())
        number = work.batches.next_number()
        days = (waiting.first_day, waiting.last_day)
        batch = SieBatch(number, waiting.year.first_day, *days, waiting.vouchers, f"FAKT-{number}.SI", at, "ÅÖ")
        work.batches.add(batch, waiting, b"")
        work.commit()


def _payout(store: SqlStore, clock: FakeClock) -> None:
    rows = rows_of([(1930, 100_00), (6064, 2_50), (1686, -102_50)])
    wrong = Voucher("U", TODAY, "Utbetalning Åmål", "Resurs", rows, DocumentKind.PAYOUT, 1)
    with store.writing() as work:
        settings = load_settings(work.settings)
        made = book(work, wrong, settings, who="BH", at=clock.now(), approvals=None)
        undone = correction(made, series="R", event_date=TODAY + timedelta(days=3), why="fel konto")
        book(work, undone, settings, who="BH", at=clock.now(), approvals=None)
        work.commit()


def lists_of(store: SqlStore) -> ListService:
    return ListService(store=store, today=lambda: TODAY)


def entries_of(store: SqlStore, kind: ListKind) -> list[Entry]:
    """What is listed, from the books themselves and not from a list."""
    with store.reading() as work:
        if kind is ListKind.INVOICES:
            rows = [dict(row.values) for row in work.lists.after(read_query(kind, ListQuery(), TODAY), None, most=99)]
            for row in rows:
                invoice = work.invoices.get(int(str(row["number"])))
                assert (row["to_pay"], row["kind"], row["credits"]) == (invoice.to_pay, invoice.title, invoice.credits)
            return [Entry(row["number"], row, _found_by(row), deviates=bool(row["credits"])) for row in rows]
        if kind is ListKind.VOUCHERS:
            found = [work.vouchers.get(at + 1) for at in range(16)]
            sums = {v.id: sum(max(row.amount, 0) for row in v.rows) for v in found}
            return [Entry(v.id, asdict(v) | {"amount": sums[v.id]}, f" {v.name} {v.text}".lower()) for v in found]
        return [Entry(batch.id, asdict(batch)) for batch in (work.batches.get(at) for at in (1, 2))]


def _found_by(row: dict[str, object]) -> str:
    return f" {row['number']} {row['order_number']}"


def forward(lists: ListService, kind: ListKind, query: ListQuery, most: int) -> list[ListRow]:
    return list(_pages(lists, kind, query, most))


def _pages(lists: ListService, kind: ListKind, query: ListQuery, most: int) -> Iterator[ListRow]:
    after: Key | None = None
    more = True
    while more:
        page = lists.page(kind, query, after=after, most=most)
        yield from page.rows
        more, after = page.more_below, page.rows[-1].key if page.rows else None


def test_the_books_are_listed_by_the_same_rules(books: SqlStore) -> None:
    lists = lists_of(books)
    for kind, some in FILTERS.items():
        entries = entries_of(books, kind)
        for sort in ["", *(column.key for column in COLUMNS[kind] if column.sortable)]:
            for filters in ({}, *some):
                query = ListQuery(filters=filters, sort=sort)
                expected = listed(read_query(kind, query, TODAY), entries, lambda _: True)
                assert forward(lists, kind, query, 5) == expected
                checkpoints = lists.checkpoints(kind, query)
                assert checkpoints.count == len(expected)
                assert list(lists.rows_at(kind, query, checkpoints, 1, most=4)) == expected[1:5]


FOUND = [
    (ListKind.INVOICES, "oberg", 5),
    (ListKind.INVOICES, "1005", 2),
    (ListKind.INVOICES, "14794 de", 0),
    (ListKind.VOUCHERS, "krediterad", 0),
    (ListKind.VOUCHERS, "kreditfaktura", 2),
    (ListKind.VOUCHERS, "amal", 1),
    (ListKind.VOUCHERS, "resurs", 2),
    (ListKind.BATCHES, "fakt", 2),
]


def test_what_is_typed_finds_documents_and_vouchers(books: SqlStore) -> None:
    for kind, typed, many in FOUND:
        for sort in ("", "event_date", "to_pay"):
            assert len(forward(lists_of(books), kind, ListQuery(typed, sort=sort), 2)) == many, typed


VIEWS = [
    (ListKind.INVOICES, View.CREDITS, 2),
    (ListKind.VOUCHERS, View.CORRECTIONS, 1),
    (ListKind.VOUCHERS, View.NOT_EXPORTED, 6),
    (ListKind.INVOICES, View.WAITING, 14),
]


def test_a_ready_view_shows_its_rows_and_a_view_of_another_list_shows_all(books: SqlStore) -> None:
    for kind, view, many in VIEWS:
        for sort in ("", "event_date", "customer_name"):
            rows = forward(lists_of(books), kind, ListQuery(view=view, sort=sort), 4)
            assert len(rows) == many, view
            if view is View.CREDITS:
                assert {row.values["kind"] for row in rows} == {InvoiceKind.CREDIT}


def test_an_order_below_zero_is_listed_as_what_it_is_on_paper(store: SqlStore) -> None:
    with_seller(store)
    lines = (OrderLine(LineType.ARTICLE, "1", "Pant", unit_price=-50_000),)
    order = stored(store, worked_order(14790, lines=lines, payment_method=PaymentMethod.CASH))
    posted = BookkeepingService(store=store, clock=FakeClock(NOW)).post(14790, version=order.version, who="BH")
    (row,) = forward(lists_of(store), ListKind.INVOICES, ListQuery(filters={"kind": "kredit*"}), 9)
    assert row.values["kind"] == posted.invoice.title == "Kreditfaktura"
    assert not forward(lists_of(store), ListKind.INVOICES, ListQuery(filters={"kind": "faktura"}), 9)


# -- the ledger


def ledger(store: SqlStore, account: int, first: date | None = None, last: date | None = None) -> LedgerLists:
    return LedgerLists(Span(account, Period(first, last)), store=store, today=lambda: TODAY)


def plain_ledger(store: SqlStore, account: int) -> list[tuple[date, int, int, int]]:
    """Day, voucher, amount and balance, by looking at every voucher."""
    with store.reading() as work:
        vouchers = [work.vouchers.get(at + 1) for at in range(16)]
    rows = sorted((v.event_date, v.id, row.amount) for v in vouchers for row in v.rows if row.account == account)
    sums = [sum(amount for _, _, amount in rows[: at + 1]) for at in range(len(rows))]
    return [(*row, balance) for row, balance in zip(rows, sums, strict=True)]


def shown(rows: Sequence[ListRow]) -> list[tuple[object, ...]]:
    return [
        (v["event_date"], v["id"], int(str(v["debit"] or 0)) - int(str(v["credit"] or 0)), v["balance"])
        for v in (row.values for row in rows)
    ]


def test_a_ledger_shows_every_row_in_the_order_of_days_with_the_balance_after_it(books: SqlStore) -> None:
    for account in (1686, 1510, 3001, 1930, 9999):
        lists = ledger(books, account)
        expected = plain_ledger(books, account)
        assert shown(forward(lists, ListKind.LEDGER, ListQuery(), 3)) == expected
        backwards = ListQuery(sort="event_date", descending=True)
        assert shown(forward(lists, ListKind.LEDGER, backwards, 3)) == expected[::-1]
        checkpoints = lists.checkpoints(ListKind.LEDGER, ListQuery())
        assert shown(lists.rows_at(ListKind.LEDGER, ListQuery(), checkpoints, 2, most=3)) == expected[2:5]
        assert lists.sums().closing == (expected[-1][3] if expected else 0)


def test_what_is_searched_for_in_a_ledger_keeps_the_balance_of_the_account(books: SqlStore) -> None:
    expected = {row[1]: row[3] for row in plain_ledger(books, 1686)}
    lists = ledger(books, 1686)
    for query in (ListQuery("asa"), ListQuery(filters={"credit": ">0"}), ListQuery("resurs")):
        rows = forward(lists, ListKind.LEDGER, query, 2)
        assert 0 < len(rows) < len(expected)
        assert {row.values["id"]: row.values["balance"] for row in rows}.items() <= expected.items()


def test_a_period_begins_with_the_balance_before_it(books: SqlStore) -> None:
    day = TODAY + timedelta(days=2)
    before = [row for row in plain_ledger(books, 1686) if row[0] < day]
    inside = [row for row in plain_ledger(books, 1686) if row[0] == day]
    lists = ledger(books, 1686, day, day)
    assert shown(forward(lists, ListKind.LEDGER, ListQuery(), 2)) == inside
    assert (lists.sums().opening, lists.sums().closing) == (before[-1][3], inside[-1][3])


def test_income_begins_at_zero_with_each_financial_year_and_assets_go_on(books: SqlStore) -> None:
    clock = FakeClock(NOW + timedelta(days=90))
    service = BookkeepingService(store=books, clock=clock)
    order = stored(books, worked_order(14900))
    service.post(order.number, version=1, who="BH")
    first = date(2027, 1, 1)
    assert ledger(books, 3001, first).sums() == LedgerSums(0, 0, 134_475)
    (row,) = forward(ledger(books, 3001, first), ListKind.LEDGER, ListQuery(), 5)
    assert row.values["balance"] == -134_475
    assert ledger(books, 1686, first).sums().opening == plain_ledger(books, 1686)[-1][3]


def test_a_balance_cannot_be_filtered_and_a_period_cannot_end_before_it_begins(books: SqlStore) -> None:
    with pytest.raises(InputError, match="räknas ut"):
        forward(ledger(books, 1686), ListKind.LEDGER, ListQuery(filters={"balance": ">0"}), 5)
    with pytest.raises(InputError) as refused:
        ledger(books, 1686, TODAY, TODAY - timedelta(days=1)).sums()
    assert refused.value.field == "last_day"


def test_accounts_that_are_used_or_named_can_be_chosen_with_their_names(books: SqlStore) -> None:
    accounts = dict(ledger(books, 1686).accounts())
    assert accounts[1931] == "Avräkning mobilbetalning"
    assert list(accounts) == sorted(accounts)
    assert ledger(books, 1686).this_year() == Period(date(2026, 1, 1), TODAY)
    assert replace(ledger(books, 1686).span, account=1) == Span(1, Period())
