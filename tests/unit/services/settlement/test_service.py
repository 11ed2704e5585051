"""Whatever a workshop does and Resurs pays out, in whatever order: 1931 is explained to the öre, and ends level."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promeister_mpay.domain.amounts import DecimalMark
from promeister_mpay.domain.dates import DateOrder
from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.domain.settlement.layouts import Layout, LayoutOptions, SettlementField
from promeister_mpay.domain.settlement.payouts import PayoutTerms, TypedPayout
from promeister_mpay.domain.sheets import Sheet, SheetRow
from promeister_mpay.errors import FileError, InputError, MpayError
from promeister_mpay.services.settlement.service import MOST_ROWS
from support.books import with_seller
from support.fakes.store import FakeStore
from support.settlement_files import POSTED, TITLES, Paid, cells
from support.settlement_workshop import SettlementWorkshop

F = SettlementField
DIFFERENCES = PayoutTerms(difference_account=2890)
ORDERS = (1, 2, 3)
PAID = Paid("14790-1", 168_100, 4_203)


class Business:
    """What has happened to each order, and what Resurs has not paid out yet."""

    def __init__(self) -> None:
        self.shop = SettlementWorkshop(FakeStore())
        self.invoices: dict[int, int] = {}
        self.owed: dict[str, int] = {}
        self.vouchers: list[int] = []
        self.known: set[str] = set()

    def pay(self, number: int) -> None:
        if f"{number}-1" not in self.known:
            self.owed[f"{number}-1"] = self.shop.pays(number, 10_000 * number + 7).amount
            self.known.add(f"{number}-1")

    def post(self, number: int) -> None:
        if f"{number}-1" in self.known and number not in self.invoices and f"R-{number}-1" not in self.known:
            self.invoices[number] = self.shop.post(number)

    def credit_and_give_back(self, number: int) -> None:
        if f"{number}-1" not in self.known or f"R-{number}-1" in self.known:
            return
        if number in self.invoices:
            self.shop.credit(self.invoices.pop(number))
        self.shop.give_back(number)
        self.owed[f"R-{number}-1"] = -(10_000 * number + 7)
        self.known.add(f"R-{number}-1")

    def pay_out(self, part: int) -> None:
        """A file with some of what is owed, and a fee."""
        due = [key for at, key in enumerate(sorted(self.owed)) if (part >> at) & 1]
        if not due:
            return
        made = self.shop.settles(
            *(Paid(key, self.owed.pop(key), 150, batch_number=str(part)) for key in due), terms=DIFFERENCES
        )
        self.vouchers += [each.voucher.id for each in made if each.voucher]

    def take_back(self) -> None:
        """The last payout is corrected, and so what it settled is owed again."""
        if not self.vouchers:
            return
        voucher = self.vouchers.pop()
        with self.shop.store.reading() as work:
            payout = work.payouts.get(work.vouchers.get(voucher).document or 0)
        self.shop.books.correct(voucher, why="fel", who="BH")
        self.owed |= {row.open_item.key: row.gross for row in payout.rows if row.open_item}

    def finish(self) -> None:
        for number in ORDERS:
            if f"{number}-1" in self.known and self.shop.order(number).status is OrderStatus.MOBILE_PAYMENT:
                self.post(number)
        self.pay_out(0b111111)


ACTS = st.one_of(
    st.tuples(st.sampled_from(["pay", "post", "credit_and_give_back"]), st.sampled_from(ORDERS)),
    st.tuples(st.just("pay_out"), st.integers(1, 63)),
    st.tuples(st.just("take_back")),
)


@settings(max_examples=60)
@given(st.lists(ACTS, max_size=14))
def test_1931_is_explained_at_each_step_and_level_when_all_is_done(acts: list[tuple[object, ...]]) -> None:
    business = Business()
    for name, *how in acts:
        getattr(business, str(name))(*how)
        for each in business.shop.explained().lines:
            assert each.waits_for, each
    business.finish()
    assert business.shop.waits() == []


@pytest.fixture
def shop() -> SettlementWorkshop:
    return SettlementWorkshop(FakeStore())


class KilledError(BaseException):
    """The program is gone."""


@pytest.mark.parametrize("when", ["before_commit", "after_commit"])
def test_a_kill_between_two_payouts_of_a_file_leaves_each_booked_whole_or_not_at_all(when: str) -> None:
    store = FakeStore()
    shop = SettlementWorkshop(store)
    rows = [Paid(f"{number}-1", 10_000, 100, batch_number=str(number)) for number in ORDERS]
    for number in ORDERS:
        shop.pays(number, 10_000)
    found = shop.reads(*rows)
    shop.settlement.book(found, found.batches[0], PayoutTerms(), who="BH")

    def die() -> None:
        raise KilledError

    setattr(store, when, die)
    with pytest.raises(KilledError):
        shop.settlement.book(found, found.batches[1], PayoutTerms(), who="BH")
    setattr(store, when, lambda: None)
    again = shop.reads(*rows)
    done = 2 if when == "after_commit" else 1
    assert [bool(batch.fresh) for batch in again.batches] == [at >= done for at in range(3)]
    assert len(shop.books_all(again)) == 3 - done
    assert shop.explained().ledger == -30_000


OTHER = tuple(f"Kolumn {at}" for at in range(len(TITLES)))
LAYOUT = Layout({F.GROSS: 1, F.NET: 4, F.POSTED_ON: 5, F.REFERENCE: 9}, DecimalMark.POINT, DateOrder.YEAR_FIRST)


def other_file(shop: SettlementWorkshop, name: str) -> Path:
    shop.files[name] = Sheet(OTHER, [SheetRow(2, cells(Paid("1-1", 168_100), "."))])
    return Path(name)


def test_columns_are_pointed_out_once_for_files_with_the_same_titles(shop: SettlementWorkshop) -> None:
    file = shop.settlement.open(other_file(shop, "a.csv"))
    assert file.rows == ()
    assert F.GROSS in file.layout.missing
    read = shop.settlement.read_as(file, LAYOUT)
    assert [row.gross for row in read.rows] == [168_100]
    again = shop.settlement.open(other_file(shop, "b.csv"))
    assert (again.rows[0].gross, again.layout) == (168_100, LAYOUT)


def test_what_another_version_remembered_is_asked_for_again(shop: SettlementWorkshop) -> None:
    shop.settlement.read_as(shop.settlement.open(other_file(shop, "a.csv")), LAYOUT)
    for stored in (
        '{"x": 1}',
        "nonsense",
        shop.store.reading().settings.all()["settlement_layouts"].replace(":9", ":99"),
        shop.store.reading().settings.all()["settlement_layouts"].replace(":9", f":{len(OTHER)}"),
    ):
        with shop.store.writing() as work:
            work.settings.put("settlement_layouts", stored)
            work.commit()
        assert shop.settlement.open(other_file(shop, "b.csv")).layout.missing


def test_a_reading_that_a_clerk_has_chosen_is_clear(shop: SettlementWorkshop) -> None:
    file = shop.settlement.open(other_file(shop, "a.csv"))
    unclear = replace(file, options=LayoutOptions(decimals=tuple(DecimalMark)))
    assert not unclear.options.are_clear
    assert shop.settlement.read_as(unclear, LAYOUT).options.are_clear


def test_a_file_is_known_again_by_its_titles_and_cells_and_by_nothing_else(shop: SettlementWorkshop) -> None:
    sheets = (
        Sheet(("a", "b"), [SheetRow(2, ("1", "2"))]),
        Sheet(("ab", ""), [SheetRow(2, ("1", "2"))]),
        Sheet(("a", "b"), [SheetRow(2, ("12", ""))]),
        Sheet(("a", "b"), [SheetRow(2, ("1", "2")), SheetRow(3, ("1", "2"))]),
        Sheet(("a", "b"), []),
        Sheet(("a", "b"), [SheetRow(9, ("1", "2"))]),
    )
    digests = []
    for number, sheet in enumerate(sheets):
        shop.files[f"{number}.csv"] = sheet
        digests.append(shop.settlement.open(Path(f"{number}.csv")).digest)
    assert digests[-1] == digests[0], "empty lines between the rows do not count"
    assert len(set(digests)) == len(digests) - 1


def test_the_history_of_each_order_says_what_was_paid_out_or_deducted(shop: SettlementWorkshop) -> None:
    shop.pays()
    shop.give_back()
    (made,) = shop.settles(Paid("14790-1", 168_100), Paid("R-14790-1", -168_100))
    assert made.voucher is None
    with shop.store.reading() as work:
        shown = [event for event in work.events.of_order(14790) if "utbetalning" in event.text]
    assert [(event.who, event.reference, event.text.replace("\N{NO-BREAK SPACE}", " ")) for event in shown] == [
        ("BH", "R-14790-1", "Återbetalningen avräknad: 1 681,00 kr i utbetalning 5785585."),
        ("BH", "14790-1", "Utbetald av Resurs: 1 681,00 kr i utbetalning 5785585."),
    ]


TYPED = TypedPayout("Besked 7", POSTED, 168_100, 4_203, 0, 163_897)


def test_a_payout_typed_again_after_its_correction_is_the_next_part_of_its_number(shop: SettlementWorkshop) -> None:
    shop.pays()
    first = shop.settlement.book_by_hand(TYPED, shop.settlement.outstanding(), who="BH")
    assert first.voucher is not None
    with pytest.raises(InputError, match="redan bokförd") as refused:
        shop.settlement.trial_by_hand(replace(TYPED, difference_account=2890), [])
    assert refused.value.field == "batch_number"
    shop.books.correct(first.voucher.id, why="fel konto", who="BH")
    second = shop.settlement.book_by_hand(TYPED, shop.settlement.outstanding(), who="BH")
    assert [(each.payout.number, each.payout.part) for each in (first, second)] == [(1, 1), (2, 2)]
    with shop.store.reading() as work:
        assert work.payouts.get(2) == second.payout


def test_a_payment_that_changed_since_it_was_ticked_is_not_settled_by_hand(shop: SettlementWorkshop) -> None:
    shop.pays()
    (ticked,) = shop.settlement.outstanding()
    with pytest.raises(MpayError, match="sedan du läste in"):
        shop.settlement.book_by_hand(TYPED, [replace(ticked, amount=168_000)], who="BH")
    assert list(shop.settlement.outstanding()) == [ticked]


def test_a_day_that_is_open_is_not_moved(shop: SettlementWorkshop) -> None:
    shop.pays()
    (made,) = shop.settles(PAID)
    assert made.voucher is not None
    assert (made.is_moved, made.voucher.event_date) == (False, POSTED)


def test_every_account_with_something_to_explain_can_be_chosen_the_one_in_use_first(shop: SettlementWorkshop) -> None:
    shop.pays(1)
    shop.pays(2)
    assert shop.explained().accounts == (1931,), "nothing is booked yet"
    shop.post(1)
    with_seller(shop.store, account_mobile=1686)
    assert (shop.explained().account, shop.explained().accounts) == (1686, (1686, 1931))
    assert [line.line.order_number for line in shop.explained(1931).lines] == [1]


def test_a_balanced_order_is_explained_only_when_it_is_asked_for(shop: SettlementWorkshop) -> None:
    shop.pays()
    shop.post()
    shop.settles(PAID)
    assert shop.settlement.explained().lines == ()
    (line,) = shop.settlement.explained(balanced_too=True).lines
    assert (line.line.order_number, line.line.balance) == (14790, 0)


def test_a_layout_that_cannot_be_is_not_remembered(shop: SettlementWorkshop) -> None:
    file = shop.settlement.open(other_file(shop, "a.csv"))
    with pytest.raises(InputError):
        shop.settlement.read_as(file, replace(LAYOUT, places={F.GROSS: 1}))
    assert shop.settlement.open(other_file(shop, "b.csv")).layout.missing


def test_a_file_with_titles_alone_is_said_so(shop: SettlementWorkshop) -> None:
    shop.files["tom.csv"] = Sheet(TITLES, [])
    with pytest.raises(FileError, match=r"tom\.csv har inga rader"):
        shop.settlement.open(Path("tom.csv"))


def test_of_layouts_the_oldest_is_forgotten_beyond_a_bound(shop: SettlementWorkshop) -> None:
    for at in range(51):
        shop.files["a.csv"] = Sheet((*OTHER[:-1], f"x{at}"), [SheetRow(2, cells(Paid("1-1", 100), "."))])
        shop.settlement.read_as(shop.settlement.open(Path("a.csv")), LAYOUT)
    assert shop.store.reading().settings.all()["settlement_layouts"].count("places") == 50


# -- what is unusual


@pytest.mark.parametrize(
    ("posted_on", "says"),
    [
        (date(2026, 11, 8), "6 dagar fram i tiden"),
        (date(2026, 3, 1), "gjordes 2026-03-02"),
        (date(2005, 11, 26), "inte är öppnat"),
        (date(2030, 11, 5), "inte är öppnat"),
    ],
)
def test_a_payout_on_an_unlikely_day_is_not_booked_without_a_yes(
    shop: SettlementWorkshop, posted_on: date, says: str
) -> None:
    shop.pays()
    matching = shop.reads(Paid("14790-1", 168_100, posted_on=posted_on))
    (batch,) = matching.batches
    assert any(says in sentence for sentence in shop.settlement.trial(matching, batch, PayoutTerms()).unusual)
    with pytest.raises(InputError, match=says) as refused:
        shop.settlement.book(matching, batch, PayoutTerms(), who="BH")
    assert refused.value.field == "unusual"
    assert len(shop.settlement.outstanding()) == 1
    booked = shop.settlement.book(matching, batch, PayoutTerms(accepts_unusual=True), who="BH")
    assert booked.payout.posted_on == posted_on


@pytest.mark.parametrize("posted_on", [date(2026, 11, 2), date(2026, 11, 7)])
def test_a_payout_of_today_or_the_next_banking_day_is_not_unusual(shop: SettlementWorkshop, posted_on: date) -> None:
    shop.pays()
    (booked,) = shop.settles(Paid("14790-1", 168_100, posted_on=posted_on))
    assert booked.unusual == ()


def test_a_payout_in_an_older_year_that_is_opened_is_not_unusual(shop: SettlementWorkshop) -> None:
    shop.pays()
    shop.post()
    shop.clock.advance(timedelta(days=70))
    (booked,) = shop.settles(Paid("14790-1", 168_100, posted_on=date(2026, 12, 30)))
    assert booked.unusual == ()


def test_a_fee_that_resurs_would_pay_is_asked_about(shop: SettlementWorkshop) -> None:
    shop.pays()
    matching = shop.reads(Paid("14790-1", 168_100, -4_203))
    with pytest.raises(InputError, match="mindre än noll"):
        shop.settlement.book(matching, matching.batches[0], PayoutTerms(), who="BH")


def test_by_hand_an_unlikely_day_is_asked_about_too(shop: SettlementWorkshop) -> None:
    shop.pays()
    typed = TypedPayout("1", date(2005, 11, 3), 168_100, 0, 0, 168_100)
    chosen = shop.settlement.outstanding()
    with pytest.raises(InputError, match="inte är öppnat"):
        shop.settlement.book_by_hand(typed, chosen, who="BH")
    shop.settlement.book_by_hand(replace(typed, accepts_unusual=True), chosen, who="BH")
    assert shop.settlement.outstanding() == ()


def test_a_settlement_file_of_more_rows_than_a_window_shows_is_refused() -> None:
    row = SheetRow(2, tuple(cells(PAID)))
    service = SettlementWorkshop(FakeStore()).counter(lambda _path, _cancelled: Sheet(TITLES, [row] * (MOST_ROWS + 1)))
    with pytest.raises(FileError, match=r"Filen a\.csv har fler än 20000 rader"):
        service.open(Path("a.csv"))
