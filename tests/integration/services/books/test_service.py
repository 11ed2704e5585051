"""Posting and crediting on both stores: numbers without gaps, one transaction, and nothing booked ever changes."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from promeister_mpay.adapters.store import SqlStore
from promeister_mpay.adapters.store.migrations import rules_0003
from promeister_mpay.domain.orders.order import Order, OrderStatus
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.domain.orders.transitions import held, paid
from promeister_mpay.domain.payments.request import Intent, PaymentOutcome
from promeister_mpay.errors import InputError, MpayError, NotFoundError, OrderChanged, OrderLocked, StoreError
from promeister_mpay.services.books.service import BookkeepingService, Posted
from promeister_mpay.services.documents import DocumentService
from promeister_mpay.services.orders.service import OrderService
from support.books import SELLER, amounts, balances, order_of, posted, with_seller, worked_order
from support.fakes.clock import FakeClock
from support.stores import REFUSALS, a_request, raw, sent, stored
from support.workshop import together

NOW = datetime(2026, 11, 2, 11, 0, tzinfo=UTC)
LOGO = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
ALL = {0: 100, 1: 100, 2: 100}
LOGO = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
"""A picture of one point."""


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
def books(store: SqlStore, clock: FakeClock) -> BookkeepingService:
    with_seller(store)
    return BookkeepingService(store=store, clock=clock)


def paid_by_mobile(store: SqlStore, number: int = 14790) -> Order:
    """An order whose mobile payment has come in."""
    order = stored(store, worked_order(number, payment_method=None))
    request = sent(store, a_request(order))
    with store.writing() as work:
        work.requests.save(
            replace(
                request,
                outcome=PaymentOutcome.PAID,
                captured=request.amount,
                paid_at=NOW,
                settled_at=NOW,
                payment_id="p",
            )
        )
        work.orders.set_state(paid(held(order), NOW), who="M-PAY", at=NOW)
        work.commit()
    return order_of(store, number)


def test_an_order_is_booked_with_invoice_voucher_status_and_event(books: BookkeepingService, store: SqlStore) -> None:
    made = posted(books, store)
    order = order_of(store)
    assert (order.status, order.invoice_number, order.posted_on) == (OrderStatus.POSTED, 1001, date(2026, 11, 2))
    assert made.voucher is not None
    assert (made.voucher.name, made.voucher.who, made.voucher.document) == ("F 1", "BH", 1001)
    assert amounts(made.voucher) == {1686: 168_100, 3001: -134_475, 2611: -33_619, 3740: -6}
    assert books.invoice(1001) == made
    with store.reading() as work:
        assert work.events.of_order(order.number)[0].text == "Bokförd: faktura 1001, verifikation F 1."


def test_an_order_paid_by_mobile_is_booked_on_1931_with_its_reference(
    books: BookkeepingService, store: SqlStore
) -> None:
    order = paid_by_mobile(store)
    made = books.post(order.number, version=order.version, who="BH")
    assert made.invoice.payment_method is PaymentMethod.MOBILE
    assert (made.invoice.payment_reference, made.invoice.paid_at) == ("14790-1", NOW)
    assert made.voucher is not None
    assert [(item.account, item.reference, item.amount) for item in made.voucher.items] == [(1931, "14790-1", 168_100)]


def test_an_order_that_waits_for_its_payment_is_refused_with_the_two_ways_out(
    books: BookkeepingService, store: SqlStore
) -> None:
    order = stored(store, worked_order(payment_method=None))
    sent(store, a_request(order))
    with store.writing() as work:
        order = work.orders.set_state(held(order), who="BH", at=NOW)
        work.commit()
    with pytest.raises(OrderLocked, match=r"Ctrl\+L.*Annullera"):
        books.post(order.number, version=order.version, who="BH")


def test_an_order_whose_payment_is_on_its_way_back_is_refused(books: BookkeepingService, store: SqlStore) -> None:
    order = paid_by_mobile(store)
    with store.writing() as work:
        request = work.requests.of_order(order.number)[0]
        work.requests.save(replace(request, intent=Intent.VOID, outcome=None, voided_at=NOW))
        work.commit()
    with pytest.raises(OrderLocked):
        books.post(order.number, version=order.version, who="BH")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"payment_method": None}, "payment_method"),
        ({"customer_name": " "}, "customer_name"),
        ({"lines": ()}, "lines[0].number"),
        ({"lines": (replace(worked_order().lines[0], unit_price=400_001),)}, "address"),
    ],
)
def test_an_order_that_lacks_something_is_refused_with_the_field(
    books: BookkeepingService, store: SqlStore, changes: dict[str, Any], field: str
) -> None:
    order = stored(store, worked_order(**changes))
    with pytest.raises(InputError) as refused:
        books.post(order.number, version=order.version, who="BH")
    assert refused.value.field == field
    assert order_of(store) == order


@pytest.mark.parametrize("name", ["workshop_name", "workshop_address", "workshop_city", "vat_number"])
def test_a_workshop_without_its_details_is_told_where_to_fill_them_in(
    store: SqlStore, clock: FakeClock, name: str
) -> None:
    with_seller(store, **{name: ""})
    order = stored(store, worked_order())
    with pytest.raises(InputError, match="Inställningar") as refused:
        BookkeepingService(store=store, clock=clock).post(order.number, version=order.version, who="BH")
    assert refused.value.field == name


def test_the_store_knows_the_day_of_the_last_document(books: BookkeepingService, store: SqlStore) -> None:
    with store.reading() as work:
        assert work.invoices.last_day() is None
    made = posted(books, store)
    with store.reading() as work:
        assert work.invoices.last_day() == made.invoice.issued_on


def test_an_order_that_somebody_changed_meanwhile_is_not_booked(books: BookkeepingService, store: SqlStore) -> None:
    order = stored(store, worked_order())
    with store.writing() as work:
        work.orders.save(replace(order, note="ny"), who="ÅÖ", at=NOW)
        work.commit()
    with pytest.raises(OrderChanged):
        books.post(order.number, version=order.version, who="BH")


def test_a_trial_shows_the_voucher_and_books_nothing(books: BookkeepingService, store: SqlStore) -> None:
    order = stored(store, worked_order())
    shown = books.trial(order.number, who="BH")
    assert shown.voucher is not None
    assert amounts(shown.voucher)[1686] == 168_100
    assert order_of(store) == order
    with pytest.raises(NotFoundError):
        books.invoice(shown.invoice.number)
    assert posted(books, store, 14791).invoice.number == shown.invoice.number


def test_two_counters_that_post_at_once_get_neighbouring_numbers(books: BookkeepingService, store: SqlStore) -> None:
    orders = [stored(store, worked_order(14790 + at)) for at in range(6)]
    tasks = [lambda order=order: books.post(order.number, version=order.version, who="BH") for order in orders]
    made = [each for each in together(tasks) if isinstance(each, Posted)]
    # A store that is not patient may turn some away; none of them leaves a gap.
    late = [order for order in orders if order_of(store, order.number).status is not OrderStatus.POSTED]
    made += [books.post(order.number, version=order.version, who="BH") for order in late]
    assert sorted(each.invoice.number for each in made) == list(range(1001, 1007))
    assert sorted(each.voucher.number for each in made if each.voucher) == list(range(1, 7))


def test_one_order_posted_twice_at_once_has_one_invoice(books: BookkeepingService, store: SqlStore) -> None:
    order = stored(store, worked_order())
    ended = together([lambda: books.post(order.number, version=order.version, who="BH")] * 2)
    assert sum(isinstance(each, Posted) for each in ended) == 1
    with store.reading() as work:
        assert len(work.invoices.of_order(order.number)) == 1


def test_a_whole_credit_opens_the_order_and_empties_every_account(books: BookkeepingService, store: SqlStore) -> None:
    made = posted(books, store)
    credit = books.credit(made.invoice.number, ALL, reason="Fel kund", who="ÅÖ")
    order = order_of(store)
    assert (order.status, order.invoice_number) == (OrderStatus.DONE, None)
    assert (credit.invoice.number, credit.invoice.credits, credit.invoice.to_pay) == (1002, 1001, -168_100)
    assert made.voucher is not None
    assert credit.voucher is not None
    assert balances([made.voucher, credit.voucher]) == {}
    again = books.post(order.number, version=order.version, who="BH")
    assert again.invoice.number == 1003


def test_a_whole_credit_of_a_mobile_payment_leaves_the_order_held_by_it(
    books: BookkeepingService, store: SqlStore
) -> None:
    order = paid_by_mobile(store)
    made = books.post(order.number, version=order.version, who="BH")
    books.credit(made.invoice.number, ALL, reason="", who="BH")
    order = order_of(store)
    assert (order.status, order.payment_received) == (OrderStatus.MOBILE_PAYMENT, True)
    with store.reading() as work:
        assert "Annullera" in work.events.of_order(order.number)[0].text


def test_nothing_is_booked_in_a_closed_period(books: BookkeepingService, store: SqlStore, clock: FakeClock) -> None:
    with pytest.raises(InputError, match="till och med igår"):
        books.close_through(date(2026, 11, 2), who="BH")
    books.close_through(date(2026, 11, 1), who="BH")
    assert books.closed_through() == date(2026, 11, 1)
    assert posted(books, store).invoice.issued_on == date(2026, 11, 2)
    clock.advance(timedelta(days=-5))
    with pytest.raises(InputError, match="stängd till och med 2026-11-01"):
        posted(books, store, 14791)


def test_vouchers_are_numbered_from_one_in_each_financial_year(
    books: BookkeepingService, store: SqlStore, clock: FakeClock
) -> None:
    first = posted(books, store)
    clock.advance(timedelta(days=90))
    second = posted(books, store, 14791)
    assert first.voucher is not None
    assert second.voucher is not None
    assert (first.voucher.year, first.voucher.number) == (date(2026, 1, 1), 1)
    assert (second.voucher.year, second.voucher.number) == (date(2027, 1, 1), 1)
    assert second.invoice.number == first.invoice.number + 1


def test_a_year_that_begins_with_another_month_follows_the_last_one(
    store: SqlStore, books: BookkeepingService, clock: FakeClock
) -> None:
    posted(books, store)
    with_seller(store, financial_year_start=9)
    clock.advance(timedelta(days=90))
    second = posted(books, store, 14791)
    assert second.voucher is not None
    assert second.voucher.year == date(2027, 1, 1)
    with store.reading() as work:
        year = work.vouchers.year_of(date(2027, 3, 1))
    assert year is not None
    assert year.last_day == date(2027, 8, 31)


def test_an_invoice_is_not_corrected_but_credited(books: BookkeepingService, store: SqlStore) -> None:
    made = posted(books, store)
    assert made.voucher is not None
    with pytest.raises(MpayError, match="Kreditera fakturan i stället"):
        books.correct(made.voucher.id, why="fel", who="BH")
    with pytest.raises(InputError, match="varför"):
        books.correct(made.voucher.id, why=" ", who="BH")


def test_the_logo_is_on_every_invoice_and_kept_once(books: BookkeepingService, store: SqlStore, store_url: str) -> None:
    with_seller(store, logo=LOGO)
    numbers = [posted(books, store, 14790 + at).invoice.number for at in range(2)]
    assert [books.invoice(number).invoice.seller.logo for number in numbers] == [LOGO, LOGO]
    assert raw(store_url, "SELECT COUNT(*) FROM pictures") == [(1,)]


def test_what_the_workshop_changes_later_does_not_change_the_invoice(
    books: BookkeepingService, store: SqlStore
) -> None:
    made = posted(books, store)
    with_seller(store, workshop_name="Nya namnet AB")
    assert books.invoice(made.invoice.number).invoice.seller.name == SELLER["workshop_name"]


def test_an_order_says_which_documents_it_has(books: BookkeepingService, store: SqlStore, clock: FakeClock) -> None:
    made = posted(books, store)
    credit = books.credit(made.invoice.number, ALL, reason="", who="BH")
    card = OrderService(store=store, clock=clock).open(14790)
    assert [(each.number, each.voucher, each.to_pay, each.credits) for each in card.documents] == [
        (1001, "F 1", 168_100, None),
        (1002, "F 2", -168_100, 1001),
    ]
    assert (card.documents[0].kind, card.documents[0].ocr) == (made.invoice.kind, made.invoice.ocr)
    assert card.documents[1].issued_on == credit.invoice.issued_on


def test_what_is_printed_of_an_invoice_does_not_change_with_the_workshop(
    books: BookkeepingService, store: SqlStore
) -> None:
    documents = DocumentService(store=store)
    made = posted(books, store)
    first = documents.invoice(made.invoice.number)
    with_seller(store, workshop_name="Nya namnet AB")
    assert documents.invoice(made.invoice.number) == first
    assert documents.work_order(14790).seller == "Nya namnet AB"


def test_a_day_before_the_first_year_gets_a_sentence_once_the_first_month_is_changed(
    books: BookkeepingService, store: SqlStore, clock: FakeClock
) -> None:
    posted(books, store)
    with_seller(store, financial_year_start=9)
    clock.advance(timedelta(days=-360))
    with pytest.raises(InputError, match="ställ tillbaka månaden"):
        posted(books, store, 14791)
    with_seller(store, financial_year_start=1)
    order = order_of(store, 14791)
    assert books.post(14791, version=order.version, who="BH").invoice.issued_on == date(2025, 11, 7)


COLUMN = {
    "invoices": "snapshot = ''",
    "invoice_lines": "amount = 1",
    "vouchers": "text = 'x'",
    "voucher_rows": "amount = 1",
    "ledger_items": "amount = 1",
    "financial_years": "last_day = '2030-01-01'",
}


@pytest.mark.parametrize("table", COLUMN)
@pytest.mark.parametrize("how", ["UPDATE {table} SET {column}", "DELETE FROM {table}"])
def test_another_program_cannot_change_or_delete_what_is_booked(
    books: BookkeepingService, store: SqlStore, store_url: str, table: str, how: str
) -> None:
    posted(books, store)
    with pytest.raises(REFUSALS, match="what is booked never changes"):
        raw(store_url, how.format(table=table, column=COLUMN[table]))


NEXT_OR_SEALED = "what is booked never changes|a row is of the next document"
"""SQLite asks first whether a row is of the next document, PostgreSQL whether the document is new."""
VOUCHER = (
    "INSERT INTO vouchers (id, series, year, number, event_date, registered_at, who, text, counterparty, "
    "document_kind, amount, search) VALUES ({id}, 'F', '2026-01-01', {number}, '2026-11-02', "
    "'2026-11-02 11:00:00', '', '', '', 'CORRECTION', 100, '')"
)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("INSERT INTO voucher_rows VALUES (1, 9, 1931, 100, '2026-11-02')", NEXT_OR_SEALED),
        ("INSERT INTO ledger_items VALUES (1, 9, 1931, 14790, 'x', 100)", NEXT_OR_SEALED),
        (VOUCHER.format(id=3, number=2), "a series has no gaps"),
        (VOUCHER.format(id=2, number=3), "a series has no gaps"),
        (VOUCHER.format(id=2, number=2), "a voucher balances"),
        ("INSERT INTO financial_years VALUES ('2026-06-01', '2027-05-31')", "years do not overlap"),
        ("UPDATE orders SET status = 'KLART', invoice_number = NULL", "order is posted"),
        ("UPDATE orders SET customer_name = 'x'", "order is posted"),
    ],
)
def test_another_program_cannot_get_round_the_rules_of_the_books(
    books: BookkeepingService, store: SqlStore, store_url: str, statement: str, words: str
) -> None:
    posted(books, store)
    with pytest.raises(REFUSALS, match=words):
        raw(store_url, statement)


def test_rows_without_their_voucher_are_refused_at_the_end(
    books: BookkeepingService, store: SqlStore, store_url: str
) -> None:
    posted(books, store)
    with pytest.raises(REFUSALS):
        raw(store_url, "INSERT INTO voucher_rows VALUES (2, 0, 1931, 100, '2026-11-02')")


def test_a_voucher_that_does_not_balance_is_refused_by_the_store(books: BookkeepingService, store: SqlStore) -> None:
    made = posted(books, store)
    assert made.voucher is not None
    crooked = replace(made.voucher, rows=made.voucher.rows[:1], items=())
    with pytest.raises(StoreError), store.writing() as work:
        work.vouchers.add(crooked, who="BH", at=NOW)


def test_what_a_voucher_must_keep_to_is_looked_up_and_not_searched_for_among_all(sqlite_store_url: str) -> None:
    """Posting is as quick with a million posted orders as with ten."""
    for condition, words in rules_0003.VOUCHER:
        plan = raw(sqlite_store_url, f"EXPLAIN QUERY PLAN SELECT {re.sub(r'NEW[.]([a-z_]+)', '1', condition)}")
        steps = [str(step[3]) for step in plan]
        assert not [step for step in steps if step.startswith("SCAN") and "CONSTANT" not in step], words
        assert not [step for step in steps if "ix_voucher_rows_account" in step], words
