"""The lists of the store show what the plain rules say, in their order, wherever one looks, on both databases."""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promeister_mpay.adapters.store import SqlStore, open_store
from promeister_mpay.adapters.store.database.transaction import Transaction
from promeister_mpay.adapters.store.lists.reader import SqlLists
from promeister_mpay.domain.lists.columns import COLUMNS
from promeister_mpay.domain.lists.filters import read_query
from promeister_mpay.domain.lists.query import VIEWS_OF, Checkpoints, Key, ListKind, ListQuery, ListRow, View
from promeister_mpay.domain.orders.order import Order, OrderStatus
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.domain.orders.transitions import paid
from promeister_mpay.domain.payments.request import Intent, PaymentOutcome, PaymentRequest
from promeister_mpay.domain.plates import plate_key
from promeister_mpay.domain.registers.entries import Article, Customer, Vehicle
from promeister_mpay.domain.search import fold, is_found, search_text
from promeister_mpay.errors import InputError
from promeister_mpay.services.lists.service import ListService
from support.fakes.listed import Entry, listed
from support.stores import ENGINES, NOW, a_request, an_order, copy_of, sent, stored

MANY = 60
TODAY = date(2026, 3, 2)
ORDERS = ListKind.ORDERS
NAMES = ("Åsa Öberg", "Nils Ek", "Ärlig Bil & Motor AB", "Oberg", "", "de Vries", "Zoë Ågren", "Sørensen", "Œuvre 5")
PLATES = ("ABC 123", "abc12d", "", "XYZ-99Å")
PHONES = ("070-174 06 05", "+46 70 174 06 05", "", "08-12 34 56")
SLOWLY = settings(max_examples=40)

SORTS = [column.key for column in COLUMNS[ORDERS] if column.sortable]
TYPED = ["", "öberg", "OBERG", "ås", "a", "nils ek", "ek nils", "berg", "abc 12", "abc123", "0701740605", "070 174",
         "+4670", "14", "5", "finnsinte", "---", "œuv", "104 ås"]  # fmt: skip
FILTERS = [
    ("number", "14010..14050"), ("number", "<>14020"), ("number", ">14030|14003"), ("customer_name", "öb"),
    ("customer_name", "<>öberg"), ("customer_name", "''"), ("customer_name", "*"), ("customer_name", "*berg"),
    ("customer_name", "=oberg"), ("customer_name", "m..z"), ("registration", "abc"), ("mobile_phone", "070-17"),
    ("status", "kl|mob"), ("status", "<>klart"), ("payment_method", "''"), ("payment_method", "<>mob*"),
    ("payment_received", "*"), ("payment_received", "<>*"), ("payment_received_at", "26-03-02"),
    ("order_date", "..260215"), ("to_pay", ">2988,75"), ("odometer", "''"), ("odometer", "<>35172"),
    ("sms_sent_at", "*"), ("vehicle", "xc60"), ("note", "''"), ("clerk", "b*|ås"),
    ("customer_name", "*berg*&*åsa*"), ("customer_name", "?berg*"), ("customer_name", "z?? ?gren"),
    ("customer_name", "<>(åsa|nils)&<>''"), ("customer_name", "'Ärlig Bil & Motor AB'"), ("status", "<>KLART&<>NY"),
    ("number", ">14010&<14020|14030"), ("registration", "abc?2?"), ("order_date", ">=260201&<>260215"),
]  # fmt: skip
QUERIES = st.builds(
    ListQuery,
    text=st.sampled_from(TYPED) | st.text(st.sampled_from("åöabe 0147-+.&"), max_size=6),
    filters=st.lists(st.sampled_from(FILTERS), max_size=2).map(dict),
    sort=st.sampled_from(["", *SORTS]),
    descending=st.booleans(),
    view=st.sampled_from([View.ALL, View.ALL, *VIEWS_OF[ORDERS]]),
)


@dataclass
class Workshop:
    """A store, the service, and what the plain rules say is in it."""

    store: SqlStore
    lists: ListService
    entries: list[Entry]

    def expected(self, query: ListQuery, kind: ListKind = ORDERS) -> list[ListRow]:
        return listed(read_query(kind, query, TODAY), self.entries, lambda text: is_found(query.text, text))


@pytest.fixture(scope="module", params=ENGINES)
def workshop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """For tests that only read: filling it takes longer than most of them."""
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres").new_store()
    else:
        url = copy_of(request.getfixturevalue("sqlite_template"), tmp_path_factory.mktemp("lists"))
    with closing(open_store(url)) as store:
        chance = random.Random(4711)
        entries = [_order(store, chance, 14_000 + at) for at in range(MANY)]
        yield Workshop(store, ListService(store=store, today=lambda: TODAY), entries)


def _order(store: SqlStore, chance: random.Random, number: int) -> Entry:
    order = stored(
        store,
        an_order(
            number,
            customer_name=chance.choice(NAMES),
            customer_number=str(chance.choice([10400, 10401, 9, ""])),
            registration=chance.choice(PLATES),
            mobile_phone=chance.choice(PHONES),
            odometer=chance.choice([None, 35172, 5]),
            order_date=TODAY - timedelta(days=chance.randrange(30)),
            status=chance.choice([OrderStatus.NEW, OrderStatus.DONE]),
            payment_method=chance.choice([None, PaymentMethod.CARD]),
            clerk=chance.choice(["BH", "ÅS"]),
        ),
    )
    at = NOW + timedelta(minutes=chance.randrange(5))
    with store.writing() as work:
        lines = order.lines if chance.random() < 0.5 else order.lines[:1]
        order = work.orders.save(replace(order, lines=lines), who=chance.choice(["BH", "Öst"]), at=at)
        work.commit()
    request = _request(store, chance, order) if chance.random() < 0.5 else None
    return _entry(store, number, request)


def _request(store: SqlStore, chance: random.Random, order: Order) -> PaymentRequest:
    """A request that waits, deviates, is paid, or is over."""
    request = sent(store, a_request(order, sent_at=NOW, expires_at=NOW + timedelta(hours=chance.randrange(3))))
    fate = chance.choice(["waits", "deviates", "paid", "paid", "refunded outside", "late", "posted"])
    with store.writing() as work:
        if fate in ("paid", "posted"):
            at = NOW + timedelta(minutes=chance.randrange(3))
            request = replace(request, outcome=PaymentOutcome.PAID, paid_at=at)
            status = OrderStatus.POSTED if fate == "posted" else OrderStatus.MOBILE_PAYMENT
            work.orders.set_state(replace(paid(order, at), status=status), who="M-PAY", at=NOW)
        elif fate == "deviates":
            request = replace(request, deviation="Resurs har ett annat belopp.")
        elif fate == "refunded outside":
            request = replace(request, outcome=PaymentOutcome.REFUNDED, released_at=NOW)
        elif fate == "late":
            request = replace(request, intent=Intent.VOID, released_at=NOW, paid_late=True, captured=100)
        work.requests.save(request)
        work.commit()
    return request


def _entry(store: SqlStore, number: int, request: PaymentRequest | None) -> Entry:
    with store.reading() as work:
        order = work.orders.get(number)
        row = work.lists.after(read_query(ORDERS, ListQuery(filters={"number": str(number)}), TODAY), None, most=1)[0]
    values = {field.name: getattr(order, field.name) for field in fields(order)}
    # Who changed it and when cannot be asked for elsewhere.
    values |= {name: row.values[name] for name in ("changed_by", "changed_at")}
    values |= {"to_pay": order.totals.to_pay}
    values |= {"sms_sent_at": request and request.sent_at, "link_expires_at": request and request.expires_at}
    texts = (str(number), order.customer_number, order.customer_name)
    return Entry(
        number,
        values,
        search_text(*texts, phones=[order.mobile_phone], plates=[order.registration]),
        held=request is not None and request.holds_order,
        deviates=request is not None and _deviates(request),
    )


def _deviates(request: PaymentRequest) -> bool:
    return bool(request.deviation or request.outcome is PaymentOutcome.REFUNDED or request.paid_late)


def forward(lists: ListService, kind: ListKind, query: ListQuery, most: int) -> list[ListRow]:
    """All rows, page after page."""
    found: list[ListRow] = []
    after: Key | None = None
    while True:
        page = lists.page(kind, query, after=after, most=most)
        found += page.rows
        if not page.more_below:
            return found
        after = page.rows[-1].key


def backward(lists: ListService, kind: ListKind, query: ListQuery, most: int) -> list[ListRow]:
    """All rows, from the last page up."""
    found: list[ListRow] = []
    before: Key = ()
    while True:
        page = lists.page(kind, query, before=before, most=most)
        found = [*page.rows, *found]
        if not page.more_above:
            return found
        before = page.rows[0].key


@SLOWLY
@given(query=QUERIES)
def test_a_list_shows_what_the_rules_say_in_their_order(workshop: Workshop, query: ListQuery) -> None:
    page = workshop.lists.page(ORDERS, query, most=MANY + 1)
    assert list(page.rows) == workshop.expected(query)
    assert not page.more_below


@SLOWLY
@given(query=QUERIES, most=st.integers(7, 40))
def test_paging_down_and_up_visits_each_row_once(workshop: Workshop, query: ListQuery, most: int) -> None:
    expected = workshop.expected(query)
    assert forward(workshop.lists, ORDERS, query, most) == expected
    assert backward(workshop.lists, ORDERS, query, most) == expected


@SLOWLY
@given(query=QUERIES, first=st.integers(0, MANY), most=st.integers(1, 20), step=st.integers(1, 30))
def test_any_place_of_a_surveyed_list_is_reached(
    workshop: Workshop, query: ListQuery, first: int, most: int, step: int
) -> None:
    expected = workshop.expected(query)
    with workshop.store.reading() as work:
        checkpoints = work.lists.checkpoints(read_query(ORDERS, query, TODAY), step=step)
    assert checkpoints == Checkpoints(len(expected), step, tuple(row.key for row in expected[::step]))
    assert list(workshop.lists.rows_at(ORDERS, query, checkpoints, first, most=most)) == expected[first : first + most]
    for place in range(first, min(first + 3, len(expected))):
        assert workshop.lists.place_of(ORDERS, query, checkpoints, expected[place].key) == place


@SLOWLY
@given(query=QUERIES, number=st.integers(14_000 - 2, 14_000 + MANY + 2), most=st.integers(1, 20))
def test_a_list_opens_at_the_order_one_comes_from(workshop: Workshop, query: ListQuery, number: int, most: int) -> None:
    expected = workshop.expected(query)
    page = workshop.lists.open_at(ORDERS, query, number, most=most)
    at = expected.index(page.rows[0]) if page.rows else 0
    assert list(page.rows) == expected[at : at + most]
    assert page.more_above == (at > 0)
    assert page.more_below == (at + most < len(expected))
    if number in [row.key[-1] for row in expected]:
        assert number in [row.key[-1] for row in page.rows]
    else:
        assert at == 0


def test_the_counts_are_those_of_the_views(workshop: Workshop) -> None:
    views = [view for view in VIEWS_OF[ORDERS] if view is not View.ALL]
    expected = {view: len(workshop.expected(ListQuery(view=view))) for view in views}
    assert workshop.lists.counts() == expected
    assert all(expected.values())


@pytest.mark.parametrize("few", [0, MANY])
def test_what_has_many_rows_is_sorted_as_what_has_few(workshop: Workshop, few: int) -> None:
    sorts = ("", "customer_name", "order_date", "payment_received_at")
    queries = [
        replace(query, sort=sort) for query in (ListQuery("a"), ListQuery(view=View.PAID_UNPOSTED)) for sort in sorts
    ]
    transaction = Transaction(workshop.store._engine, writes=False)
    transaction.begin()
    with ExitStack() as leaving:
        leaving.callback(transaction.end)
        lists = SqlLists(transaction, few=few)
        for query in queries:
            assert lists.after(read_query(ORDERS, query, TODAY), None, most=MANY) == workshop.expected(query), query


def test_what_is_changed_is_found_by_its_new_words_only(store: SqlStore) -> None:
    order = stored(store, an_order(15_000, customer_name="Gammal Känd"))
    with store.writing() as work:
        work.orders.save(replace(order, customer_name="Nygift"), who="BH", at=NOW)
        work.commit()
    found = [ListService(store=store).page(ORDERS, ListQuery(text), most=5).rows for text in ("kand", "nygift")]
    assert [[row.key for row in rows] for rows in found] == [[], [(15_000,)]]


def test_what_is_deleted_or_rolled_back_is_not_found(store: SqlStore) -> None:
    gone = stored(store, an_order(15_000, customer_name="Borttagen"))
    with store.writing() as work:
        work.orders.delete(15_000, version=gone.version)
        work.commit()
    with store.writing() as work:
        work.orders.add(an_order(15_001, customer_name="Borttagen"))
    assert ListService(store=store).page(ORDERS, ListQuery("borttagen"), most=5).rows == ()


def test_a_deviation_of_a_given_up_link_is_shown_until_it_is_over(store: SqlStore) -> None:
    order = stored(store, an_order())
    first = sent(store, a_request(order, intent=Intent.VOID, released_at=NOW, paid_late=True, captured=500))
    sent(store, a_request(order, 2))
    lists = ListService(store=store)
    assert lists.counts()[View.DEVIATIONS] == 1
    with store.writing() as work:
        work.requests.save(replace(first, refunded=500, outcome=PaymentOutcome.REFUNDED))
        work.commit()
    assert lists.counts()[View.DEVIATIONS] == 0


def test_a_new_link_takes_the_place_of_the_old_ones_times(store: SqlStore) -> None:
    order = stored(store, an_order())
    sent(store, a_request(order, sent_at=NOW, expires_at=NOW, released_at=NOW))
    sent(store, a_request(order, 2))
    (row,) = ListService(store=store).page(ORDERS, ListQuery(), most=2).rows
    assert (row.values["sms_sent_at"], row.values["link_expires_at"]) == (None, None)


def test_a_filter_that_cannot_be_read_names_its_column(workshop: Workshop) -> None:
    with pytest.raises(InputError) as reported:
        workshop.lists.page(ORDERS, ListQuery(filters={"to_pay": "mycket"}), most=5)
    assert reported.value.field == "to_pay"


def test_a_number_beyond_the_database_is_no_trouble(workshop: Workshop) -> None:
    for key in ("number", "odometer", "to_pay"):
        query = ListQuery(filters={key: "..999999999999"})
        assert list(workshop.lists.page(ORDERS, query, most=MANY).rows) == workshop.expected(query)


# -- the registers


CUSTOMERS = [
    Customer(str(at), NAMES[at % len(NAMES)] or "-", city="Åmål" if at % 3 else "", is_company=at % 2 == 0)
    for at in range(30)
]
VEHICLES = [Vehicle(f"AB{at} 1{at}", "VOLVO" if at % 2 else "", str(at % 4), at or None) for at in range(30)]
ARTICLES = [Article(f"A{at}", description=f"Ölja {at % 5}", price=at * 100) for at in range(30)]


def _registers() -> dict[ListKind, list[Entry]]:
    customers = [
        Entry(fold(c.number), asdict(c), search_text(c.number, c.name, c.address, c.postal_code, c.city))
        for c in CUSTOMERS
    ]
    vehicles = [
        Entry(
            plate_key(v.registration), asdict(v), search_text(v.description, v.customer_number, plates=[v.registration])
        )
        for v in VEHICLES
    ]
    articles = [Entry(fold(a.number), asdict(a), search_text(a.number, a.description)) for a in ARTICLES]
    return {ListKind.CUSTOMERS: customers, ListKind.VEHICLES: vehicles, ListKind.ARTICLES: articles}


@pytest.fixture
def registers(store: SqlStore) -> SqlStore:
    with store.writing() as work:
        puts: Sequence[tuple[Callable[..., None], Sequence[object]]] = (
            (work.registers.put_customer, CUSTOMERS),
            (work.registers.put_vehicle, VEHICLES),
            (work.registers.put_article, ARTICLES),
        )
        for put, entries in puts:
            for entry in entries:
                put(entry)
        work.commit()
    return store


@pytest.mark.parametrize("kind", list(_registers()))
def test_a_register_is_listed_by_the_same_rules(registers: SqlStore, kind: ListKind) -> None:
    lists = ListService(store=registers, today=lambda: TODAY)
    there = Workshop(registers, lists, _registers()[kind])
    flags = {"is_company": "nej"} if kind is ListKind.CUSTOMERS else {}
    keys = {column.key for column in COLUMNS[kind]}
    texts = (
        {"name": "öb"},
        {"description": "öl*|volvo"},
        flags,
        {"price": ">5"},
        {"odometer": "''"},
        {"type": "<>text"},
    )
    for sort in ["", *(column.key for column in COLUMNS[kind] if column.sortable)]:
        for query in [
            ListQuery("a", sort=sort),
            *(ListQuery(filters=each, sort=sort) for each in texts if keys >= each.keys()),
        ]:
            assert forward(lists, kind, query, 7) == there.expected(query, kind)
            assert backward(lists, kind, replace(query, descending=True), 7) == there.expected(
                replace(query, descending=True), kind
            )


@pytest.mark.parametrize(
    ("kind", "typed", "number"),
    [
        (ListKind.CUSTOMERS, "7", "7"),
        (ListKind.VEHICLES, "ab7 17", "AB7 17"),
        (ListKind.ARTICLES, "a7", "A7"),
    ],
)
def test_a_register_opens_at_what_stands_in_the_field(
    registers: SqlStore, kind: ListKind, typed: str, number: str
) -> None:
    page = ListService(store=registers).open_at(kind, ListQuery(), typed, most=5)
    assert number in [row.values.get("number", row.values.get("registration")) for row in page.rows]


def test_names_are_sorted_the_swedish_way_and_empty_ones_last(workshop: Workshop) -> None:
    rows = forward(workshop.lists, ORDERS, ListQuery(sort="customer_name"), 20)
    names = list(dict.fromkeys(row.values["customer_name"] for row in rows))
    assert names == [
        "de Vries",
        "Nils Ek",
        "Oberg",
        "Œuvre 5",
        "Sørensen",
        "Zoë Ågren",
        "Åsa Öberg",
        "Ärlig Bil & Motor AB",
        "",
    ]
