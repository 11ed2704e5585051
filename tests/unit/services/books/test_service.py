"""The rules of the books at their edges: what is on a document, who may be posted, corrected and closed, and when."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from promeister_mpay.domain.books.financial_years import FinancialYear
from promeister_mpay.domain.books.vouchers import DocumentKind, Voucher, rows_of
from promeister_mpay.domain.orders.lines import LineType, OrderLine
from promeister_mpay.domain.orders.order import Order, OrderStatus
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.domain.orders.transitions import held, paid
from promeister_mpay.domain.payments.part_refunds import PartRefund
from promeister_mpay.domain.payments.request import PaymentOutcome, PaymentRequest
from promeister_mpay.domain.registers.entries import Customer
from promeister_mpay.errors import InputError, MpayError, OrderLocked, UnusualDay
from promeister_mpay.services.books.service import BookkeepingService, Posted, book, seller_of
from support.books import SELLER, amounts, with_seller, worked_order
from support.fakes.clock import FakeClock
from support.fakes.store import FakeStore
from support.stores import a_request

NUMBER = 14790
NOW = datetime(2026, 11, 2, 11, 0, tzinfo=UTC)
TODAY = date(2026, 11, 2)
YESTERDAY = date(2026, 11, 1)
DAY = timedelta(days=1)


class Shop:
    """The books of a workshop that may invoice."""

    def __init__(self) -> None:
        self.store, self.clock = FakeStore(), FakeClock(NOW)
        self.settings = with_seller(self.store)
        self.books = BookkeepingService(store=self.store, clock=self.clock)

    def order(self) -> Order:
        return self.store.data.orders[NUMBER]

    def take_in(self, **changes: object) -> Order:
        self.store.data.orders[NUMBER] = worked_order(NUMBER, **changes)
        return self.order()

    def add_request(self, **changes: object) -> PaymentRequest:
        number = len(self.store.data.requests) + 1
        request = replace(a_request(self.order(), number), id=number, **changes)  # type: ignore[arg-type]
        self.store.data.requests[number] = request
        return request

    def post(self) -> Posted:
        return self.books.post(NUMBER, version=self.order().version, who="BH")

    def texts(self) -> list[str]:
        with self.store.reading() as work:
            return [event.text for event in work.events.of_order(NUMBER)]

    def book(self, kind: DocumentKind, day: date = TODAY) -> Voucher:
        """A voucher of this kind, booked on its event date."""
        made = Voucher("U", day, "Utbetalning", "Resurs", rows_of([(1930, 100), (1931, -100)]), kind, document=1)
        with self.store.writing() as work:
            booked = book(work, made, self.settings, who="BH", at=self.clock.now(), approvals=None)
            work.commit()
        return booked


@pytest.fixture
def shop() -> Shop:
    return Shop()


# -- documents


def test_a_document_says_when_and_by_whom_it_was_made_and_names_its_customer(shop: Shop) -> None:
    company = Customer("10400", "Åsa Öberg", organisation_number="5560360793", is_company=True)
    shop.store.data.customers["10400"] = company
    shop.take_in()
    invoice = shop.post().invoice
    assert (invoice.number, invoice.created_at, invoice.created_by) == (1001, NOW, "BH")
    assert invoice.buyer.organisation_number == "5560360793"
    assert invoice.ocr == shop.books.invoice(1001).invoice.ocr != ""


@pytest.mark.parametrize("number", ["", "99999"])
def test_an_order_is_invoiced_without_a_customer_in_the_register(shop: Shop, number: str) -> None:
    shop.take_in(customer_number=number)
    assert shop.post().invoice.buyer.organisation_number == ""


def test_a_document_with_only_zero_amounts_has_no_voucher(shop: Shop) -> None:
    free = OrderLine(LineType.ARTICLE, "5020", "Garanti", 100, "st", 0)
    shop.take_in(lines=(*worked_order().lines, free))
    shop.post()
    shop.books.credit(1001, {0: 100, 1: 100, 2: 100}, reason="", who="BH")
    rest = shop.books.credit(1001, {3: 100}, reason="", who="BH")
    assert (rest.invoice.to_pay, rest.voucher) == (0, None)
    assert shop.books.invoice(rest.invoice.number).voucher is None
    assert "Faktura 1001 krediterad: kreditfaktura 1003." in shop.texts()
    assert len(shop.store.data.books.vouchers) == 2


def test_the_seller_is_what_the_settings_say() -> None:
    chosen = replace(
        with_seller(FakeStore()),
        workshop_seat="Göteborg",
        workshop_phone="031",
        workshop_email="a@example.se",
        workshop_website="example.se",
        bankgiro="991-2346",
        plusgiro="28 65 43-4",
        has_f_tax=False,
        logo="bild",
    )
    seller = seller_of(chosen)
    assert (seller.name, seller.address, seller.postal_code, seller.city) == (
        SELLER["workshop_name"],
        SELLER["workshop_address"],
        SELLER["workshop_postal_code"],
        SELLER["workshop_city"],
    )
    assert (seller.organisation_number, seller.vat_number) == (SELLER["organisation_number"], SELLER["vat_number"])
    assert (seller.seat, seller.phone, seller.email, seller.website) == (
        "Göteborg",
        "031",
        "a@example.se",
        "example.se",
    )
    assert (seller.bankgiro, seller.plusgiro, seller.has_f_tax, seller.logo) == (
        "991-2346",
        "28 65 43-4",
        False,
        "bild",
    )


def test_a_credit_is_told_and_opens_the_order(shop: Shop) -> None:
    shop.take_in()
    shop.post()
    shop.books.credit(1001, {0: 100}, reason="", who="ÅÖ")
    assert shop.texts()[0] == "Faktura 1001 krediterad: kreditfaktura 1002, verifikation F 2."
    shop.books.credit(1001, {1: 100, 2: 100}, reason="", who="ÅÖ")
    assert shop.texts()[:2] == [
        "Ordern är öppen igen.",
        "Faktura 1001 krediterad: kreditfaktura 1003, verifikation F 3.",
    ]
    assert (shop.order().status, shop.order().invoice_number, shop.order().posted_on) == (OrderStatus.DONE, None, None)


# -- an order and its mobile payments


def test_a_link_that_is_given_up_does_not_keep_an_order_from_being_booked(shop: Shop) -> None:
    shop.take_in()
    shop.add_request(outcome=PaymentOutcome.VOIDED, released_at=NOW)
    invoice = shop.post().invoice
    assert (invoice.payment_method, invoice.payment_reference) == (PaymentMethod.CARD, "")


def test_of_several_links_the_one_that_was_paid_pays_the_order(shop: Shop) -> None:
    order = shop.take_in(payment_method=None)
    shop.add_request(outcome=PaymentOutcome.VOIDED, released_at=NOW)
    second = shop.add_request(outcome=PaymentOutcome.PAID, captured=168_100, paid_at=NOW)
    shop.store.data.orders[NUMBER] = paid(held(order), NOW)
    assert shop.post().invoice.payment_reference == second.reference


def test_an_order_that_waits_without_a_link_is_not_booked(shop: Shop) -> None:
    """Such an order can only come from a store that was restored."""
    shop.store.data.orders[NUMBER] = held(shop.take_in())
    with pytest.raises(OrderLocked, match="väntar på mobilbetalning"):
        shop.post()


def test_a_payment_of_which_a_part_went_back_does_not_pay_an_order(shop: Shop) -> None:
    order = shop.take_in(payment_method=None)
    part = PartRefund("K-14790-1-1", 1002, 100, NOW)
    shop.add_request(outcome=PaymentOutcome.PAID, captured=168_100, paid_at=NOW, refunds=(part,))
    shop.store.data.orders[NUMBER] = paid(held(order), NOW)
    with pytest.raises(OrderLocked, match="En del av mobilbetalningen är återbetald"):
        shop.post()


def test_an_invoice_whose_payment_was_taken_back_meanwhile_leaves_the_order_unpaid(shop: Shop) -> None:
    order = shop.take_in(payment_method=None)
    request = shop.add_request(outcome=PaymentOutcome.PAID, captured=168_100, paid_at=NOW)
    shop.store.data.orders[NUMBER] = paid(held(order), NOW)
    shop.post()
    shop.store.data.requests[request.id] = replace(request, outcome=None, refunded=100)
    shop.books.credit(1001, {0: 100, 1: 100, 2: 100}, reason="", who="BH")
    assert (shop.order().status, shop.order().payment_received) == (OrderStatus.MOBILE_PAYMENT, False)
    assert "Betalningen står kvar" in shop.texts()[0]


def test_a_booked_order_is_not_booked_again_and_a_trial_asks_for_no_version(shop: Shop) -> None:
    shop.take_in(version=7)
    assert shop.books.trial(NUMBER, who="BH").invoice.number == 1001
    shop.post()
    with pytest.raises(OrderLocked, match="redan bokförd"):
        shop.post()
    with pytest.raises(OrderLocked, match="redan bokförd"):
        shop.books.trial(NUMBER, who="BH")


# -- corrections


def test_a_voucher_is_reversed_once_and_its_correction_never(shop: Shop) -> None:
    wrong = shop.book(DocumentKind.PAYOUT, YESTERDAY)
    shop.clock.advance(DAY)
    made = shop.books.correct(wrong.id, why="  fel konto ", who="ÅÖ")
    assert (made.series, made.event_date, made.corrects, made.who) == ("R", TODAY + DAY, wrong.id, "ÅÖ")
    assert made.text == "Rättelse av U 1: fel konto"
    assert amounts(made) == {1930: -100, 1931: 100}
    assert shop.books.voucher(wrong.id) == (wrong, made.id), "it is stored"
    with pytest.raises(MpayError, match="U 1 är redan rättad"):
        shop.books.correct(wrong.id, why="igen", who="BH")
    with pytest.raises(MpayError, match="R 1 är själv en rättelse"):
        shop.books.correct(made.id, why="igen", who="BH")


def test_a_correction_without_a_reason_is_refused_at_its_field(shop: Shop) -> None:
    wrong = shop.book(DocumentKind.PAYOUT)
    with pytest.raises(InputError, match="varför") as refused:
        shop.books.correct(wrong.id, why=" ", who="BH")
    assert refused.value.field == "why"
    assert list(shop.store.data.books.vouchers) == [wrong.id]


def test_a_voucher_is_shown_with_what_it_is_linked_to(shop: Shop) -> None:
    wrong = shop.book(DocumentKind.PAYOUT)
    card = shop.books.voucher_card(wrong.id)
    assert (card.voucher, card.corrects, card.corrected_by, card.why_not_corrected) == (wrong, None, None, "")
    assert card.account_names == shop.settings.account_names
    made = shop.books.correct(wrong.id, why="fel", who="BH")
    of_wrong, of_made = shop.books.voucher_card(wrong.id), shop.books.voucher_card(made.id)
    assert (of_wrong.corrects, of_wrong.corrected_by) == (None, made)
    assert (of_made.corrects, of_made.corrected_by) == (wrong, None)
    assert of_wrong.why_not_corrected == "Verifikation U 1 är redan rättad."
    assert of_made.why_not_corrected == "Verifikation R 1 är själv en rättelse. Bokför en ny i stället."


# -- closed periods and financial years


def test_the_books_are_closed_forwards_and_to_yesterday_at_most(shop: Shop) -> None:
    assert shop.books.closed_through() is None
    shop.books.close_through(YESTERDAY - DAY, who="BH")
    for day, words in (
        (YESTERDAY - 2 * DAY, "redan stängd till och med 2026-10-31"),
        (YESTERDAY - DAY, "redan stängd till och med 2026-10-31"),
        (TODAY, "till och med igår"),
        (TODAY + DAY, "till och med igår"),
    ):
        with pytest.raises(InputError, match=words) as refused:
            shop.books.close_through(day, who="BH")
        assert refused.value.field == "day"
    shop.books.close_through(YESTERDAY, who="BH")
    assert shop.books.closed_through() == YESTERDAY


def test_the_last_closed_day_is_closed_and_the_next_one_open(shop: Shop) -> None:
    shop.books.close_through(YESTERDAY, who="BH")
    for day in (YESTERDAY - DAY, YESTERDAY):
        with pytest.raises(InputError, match="är stängd till och med 2026-11-01") as refused:
            shop.book(DocumentKind.PAYOUT, day)
        assert refused.value.field == "event_date"
    assert shop.book(DocumentKind.PAYOUT, TODAY).event_date == TODAY


@pytest.mark.parametrize(
    ("opened", "start", "day", "expected"),
    [
        ((), 1, TODAY, FinancialYear(date(2026, 1, 1), date(2026, 12, 31))),
        ((), 7, TODAY, FinancialYear(date(2026, 7, 1), date(2027, 6, 30))),
        (
            (FinancialYear(date(2026, 1, 1), date(2026, 12, 31)),),
            9,
            date(2027, 2, 1),
            FinancialYear(date(2027, 1, 1), date(2027, 8, 31)),
        ),
        (
            (FinancialYear(date(2025, 1, 1), date(2025, 12, 31)),),
            1,
            TODAY,
            FinancialYear(date(2026, 1, 1), date(2026, 12, 31)),
        ),
        (
            (FinancialYear(date(2024, 1, 1), date(2024, 12, 31)),),
            9,
            TODAY,
            FinancialYear(date(2026, 9, 1), date(2027, 8, 31)),
        ),
        (
            (FinancialYear(date(2026, 1, 1), date(2026, 12, 31)),),
            1,
            date(2025, 2, 1),
            FinancialYear(date(2025, 1, 1), date(2025, 12, 31)),
        ),
    ],
    ids=["the first", "from July", "a shorter one", "the next", "after a gap", "an earlier one"],
)
def test_a_year_is_opened_by_its_first_voucher_and_begins_after_the_last(
    shop: Shop, opened: tuple[FinancialYear, ...], start: int, day: date, expected: FinancialYear
) -> None:
    shop.store.data.books.years = opened
    shop.settings = replace(shop.settings, financial_year_start=start)
    assert shop.book(DocumentKind.PAYOUT, day).year == expected.first_day
    assert shop.store.data.books.years == (*opened, expected)
    assert shop.book(DocumentKind.PAYOUT, day).year == expected.first_day
    assert shop.store.data.books.years == (*opened, expected), "it is opened once"


def test_a_clock_that_is_wrong_is_asked_about_before_anything_is_booked(shop: Shop) -> None:
    shop.take_in()
    shop.post()
    other = worked_order(NUMBER + 1)
    shop.store.data.orders[NUMBER + 1] = other
    shop.clock.advance(timedelta(days=-40 * 365))
    with pytest.raises(UnusualDay, match="senaste fakturan") as asked:
        shop.books.post(NUMBER + 1, version=other.version, who="BH", asks_about_day=True)
    assert asked.value.field == "event_date"
    assert shop.store.data.orders[NUMBER + 1] == other
    assert shop.books.post(NUMBER + 1, version=other.version, who="BH").invoice.issued_on.year < 2000


def test_a_usual_day_is_not_asked_about(shop: Shop) -> None:
    shop.take_in()
    made = shop.books.post(NUMBER, version=shop.order().version, who="BH", asks_about_day=True)
    assert made.invoice.number
