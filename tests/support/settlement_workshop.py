"""A workshop whose customers pay by mobile, and Resurs's files that pay it out: over any store, without a gateway."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from promeister_mpay.domain.orders.lines import LineType, OrderLine
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.domain.orders.transitions import held, paid, reopened, unpaid
from promeister_mpay.domain.payments.part_refunds import RefundOutcome
from promeister_mpay.domain.payments.request import Intent, PaymentOutcome, PaymentRequest
from promeister_mpay.domain.settlement.clearing import ExplainedAccount
from promeister_mpay.domain.settlement.payouts import PayoutTerms
from promeister_mpay.domain.sheets import Sheet
from promeister_mpay.services.books.service import BookkeepingService
from promeister_mpay.services.ports.files import ReadSheet
from promeister_mpay.services.ports.store import Store
from promeister_mpay.services.settlement.service import Booking, Matching, SettlementService
from support.books import with_seller, worked_order
from support.fakes.clock import FakeClock
from support.settlement_files import Paid, sheet
from support.stores import a_request

NOW = datetime(2026, 11, 2, 11, 0, tzinfo=UTC)
AS_IT_IS = PayoutTerms()


class SettlementWorkshop:
    """`number` is the current order; `files` are the settlement files, by name."""

    def __init__(self, store: Store, *, clock: FakeClock | None = None) -> None:
        self.store = store
        self.clock = clock or FakeClock(NOW)
        self.files: dict[str, Sheet] = {}
        self._names = count(1)
        with_seller(store)
        self.books = BookkeepingService(store=store, clock=self.clock)
        self.settlement = self.counter()

    def counter(self, read: ReadSheet | None = None) -> SettlementService:
        """The settlement of one counter."""
        return SettlementService(
            store=self.store, clock=self.clock, read=read or (lambda path, _cancelled: self.files[path.name])
        )

    # -- payments

    def pays(self, number: int = 14790, amount: int = 168_100) -> PaymentRequest:
        """A new order, and its customer pays by mobile."""
        lines = (OrderLine(LineType.ARTICLE, "1", "x", unit_price=amount),)
        order = worked_order(
            number, payment_method=None, lines=lines, prices_include_vat=True, round_to_krona=False,
            address="Glassgatan 15", city="Göteborg",
        )  # fmt: skip
        with self.store.writing() as work:
            order = work.orders.add(order)
            request = work.requests.add(a_request(order))
            request = replace(
                request,
                outcome=PaymentOutcome.PAID,
                captured=amount,
                paid_at=NOW,
                settled_at=NOW,
                payment_id=uuid(number),
            )
            work.requests.save(request)
            work.orders.set_state(paid(held(order), NOW), who="M-PAY", at=NOW)
            work.commit()
        return request

    def order(self, number: int = 14790) -> Order:
        """As it is stored."""
        with self.store.reading() as work:
            return work.orders.get(number)

    def post(self, number: int = 14790) -> int:
        """Bokför; gives the invoice's number."""
        return self.books.post(number, version=self.order(number).version, who="BH").invoice.number

    def credit(self, invoice: int) -> None:
        """Kreditera the whole of it."""
        self.books.credit(invoice, self.books.creditable(invoice).left, reason="", who="BH")

    def give_part_back(self, invoice: int, number: int = 14790) -> None:
        """Kreditera a quarter of it, which goes back."""
        self.books.credit(invoice, {0: 25}, reason="", who="BH")
        with self.store.writing() as work:
            (request,) = work.requests.of_order(number)
            done = [replace(each, outcome=RefundOutcome.DONE, settled_at=NOW) for each in request.refunds]
            work.requests.save(replace(request, refunds=tuple(done), refunded=request.credited))
            work.commit()

    def give_back(self, number: int = 14790) -> None:
        """Annullera: the payment goes back, and the order opens."""
        with self.store.writing() as work:
            (request,) = work.requests.of_order(number)
            back = replace(request, intent=Intent.VOID, voided_at=NOW, outcome=PaymentOutcome.REFUNDED, released_at=NOW)
            work.requests.save(replace(back, refunded=request.captured))
            order = work.orders.set_state(unpaid(work.orders.get(number)), who="M-PAY", at=NOW)
            work.orders.set_state(reopened(order), who="M-PAY", at=NOW)
            work.commit()

    # -- payouts

    def reads(self, *rows: Paid, counter: SettlementService | None = None) -> Matching:
        """A new file with these rows is read and matched."""
        name = f"{next(self._names)}.csv"
        self.files[name] = sheet(rows)
        service = counter or self.settlement
        return service.match(service.open(Path(name)))

    def books_all(self, matching: Matching, terms: PayoutTerms = AS_IT_IS) -> list[Booking]:
        """Bokför each payout of a file that has something new."""
        made = []
        for batch in matching.batches:
            trial = self.settlement.trial(matching, batch, terms)
            if trial.payout.rows:
                made.append(self.settlement.book(matching, batch, terms, who="BH"))
        return made

    def settles(self, *rows: Paid, terms: PayoutTerms = AS_IT_IS) -> list[Booking]:
        """A new file is read and all of it booked."""
        return self.books_all(self.reads(*rows), terms)

    def explained(self, account: int | None = None) -> ExplainedAccount:
        """1931 by order, or another account; it must be what the ledger says."""
        found = self.settlement.explained(account)
        assert found.agrees
        assert {type(each.line.balance) for each in found.lines} <= {int}, "öre are whole on both databases"
        assert found.by_order == found.ledger == sum(each.line.balance for each in found.lines)
        return found

    def waits(self) -> list[tuple[int, int, str]]:
        """What is open on 1931: order, balance, and what it waits for."""
        return [(each.line.order_number, each.line.balance, each.waits_for) for each in self.explained().lines]


def uuid(number: int) -> str:
    """The payment id of an order's payment."""
    return f"1707660b-6749-4835-b665-{number:012d}"


def outcomes(matching: Matching) -> list[str]:
    """The outcome of each row, in words."""
    return [each.outcome.value for batch in matching.batches for each in batch.rows]
