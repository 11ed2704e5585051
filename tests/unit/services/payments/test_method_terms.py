"""The chosen method's limits and kinds of customers are read again each day; what is left out is kept."""

from dataclasses import replace
from datetime import timedelta

import pytest

from promeister_mpay.domain.events import WORKSHOP
from promeister_mpay.domain.registers.entries import Customer
from promeister_mpay.errors import GatewayUnavailable, InputError
from promeister_mpay.services.payments.method_terms import DAY, HOUR, READ_AT, MethodTerms
from promeister_mpay.services.ports.gateway import GatewayMethod
from promeister_mpay.services.settings import Settings, load_settings, save_settings
from support.fakes.gateway import FakeGateway
from support.payment_counters import Counter
from support.payment_world import NUMBER

METHOD = GatewayMethod("method", "Faktura", "RESURS_INVOICE", 500, 4_000_000, for_persons=False)


COMPANY = Customer("2", "Åkeriet AB", organisation_number="5560360793")


class Terms(FakeGateway):
    """Offers what the test says, or does not answer."""

    def __init__(self) -> None:
        super().__init__()
        self.offered: list[GatewayMethod] | None = [METHOD]
        self.asked = 0

    def methods(self, store_id: str) -> list[GatewayMethod]:
        self.asked += 1
        if self.offered is None:
            raise GatewayUnavailable("Resurs svarar inte.")
        return self.offered


@pytest.fixture
def gateway() -> Terms:
    return Terms()


@pytest.fixture
def counter(gateway: Terms) -> Counter:
    made = Counter(gateway)
    with made.store.writing() as work:
        save_settings(work.settings, Settings(resurs_store_id="store", resurs_method_id="method"))
        work.commit()
    return made


def terms_of(counter: Counter) -> MethodTerms:
    return MethodTerms(store=counter.store, gateway=counter.gateway, clock=counter.clock)


def stored(counter: Counter) -> Settings:
    with counter.store.reading() as work:
        return load_settings(work.settings)


def history(counter: Counter) -> str:
    with counter.store.reading() as work:
        return " ".join(f"{event.who}: {event.text}" for event in work.events.of_order(WORKSHOP))


def test_the_watch_reads_the_terms_after_a_day_and_each_change_is_in_the_history(
    counter: Counter, gateway: Terms
) -> None:
    counter.payments.watch()
    assert gateway.asked == 0
    counter.clock.advance(DAY)
    counter.payments.watch()
    found = stored(counter)
    assert (found.method_least, found.method_most) == (500, 4_000_000)
    assert (found.method_for_persons, found.method_for_companies) == (False, True)
    assert "M-PAY: Betalsättet tar emot privatpersoner" in history(counter)
    counter.payments.watch()
    assert gateway.asked == 1
    counter.clock.advance(DAY)
    counter.payments.watch()
    assert gateway.asked == 2


def test_a_program_that_is_started_each_morning_reads_them_too(counter: Counter, gateway: Terms) -> None:
    for _ in range(3):
        terms_of(counter).refresh_if_due()
        counter.clock.advance(DAY)
    assert gateway.asked == 2


def test_a_gateway_that_does_not_answer_is_asked_again_in_an_hour(counter: Counter, gateway: Terms) -> None:
    terms = terms_of(counter)
    terms.refresh_if_due()
    counter.clock.advance(DAY)
    gateway.offered = None
    for _ in range(5):
        terms.refresh_if_due()
        counter.clock.advance(HOUR / 5)
    assert gateway.asked == 1
    gateway.offered = [METHOD]
    terms.refresh_if_due()
    assert (gateway.asked, stored(counter).method_least) == (2, 500)
    assert counter.payments.gateway_trouble is None


def test_a_method_that_is_gone_is_told_and_what_is_known_of_it_kept(counter: Counter, gateway: Terms) -> None:
    gateway.offered = [replace(METHOD, id="another")]
    terms = terms_of(counter)
    terms.refresh_if_due()
    counter.clock.advance(DAY)
    terms.refresh_if_due()
    assert stored(counter).method_least == 1
    assert "finns inte längre i butiken hos Resurs" in history(counter)


@pytest.mark.parametrize("odd", ["", "i går", "2026-01-01T00:00:00", "9999-01-01T00:00:00+00:00"])
def test_a_day_that_cannot_be_read_begins_now(counter: Counter, gateway: Terms, odd: str) -> None:
    with counter.store.writing() as work:
        work.settings.put(READ_AT, odd)
        work.commit()
    terms_of(counter).refresh_if_due()
    assert gateway.asked == 0
    counter.clock.advance(DAY + timedelta(seconds=1))
    terms_of(counter).refresh_if_due()
    assert gateway.asked == 1


def test_nothing_is_asked_before_a_method_is_chosen(gateway: Terms) -> None:
    counter = Counter(gateway)
    terms_of(counter).refresh_if_due()
    counter.clock.advance(2 * DAY)
    terms_of(counter).refresh_if_due()
    assert gateway.asked == 0


@pytest.mark.parametrize(("is_company", "kind"), [(True, "företag"), (False, "privatpersoner")])
def test_a_customer_whom_the_method_is_not_for_is_refused_before_any_call(
    counter: Counter, gateway: Terms, kind: str, *, is_company: bool
) -> None:
    with counter.store.writing() as work:
        before = load_settings(work.settings)
        flags = replace(before, method_for_companies=not is_company, method_for_persons=is_company)
        save_settings(work.settings, flags)
        work.commit()
    person, company = (replace(COMPANY, number=number, is_company=flag) for number, flag in (("1", False), ("2", True)))
    counter.store.data.customers = {"1": person, "2": company}
    counter.take_in(NUMBER, customer_number="2" if is_company else "1")
    with pytest.raises(InputError, match=f"tar inte emot {kind}") as refused:
        counter.send()
    assert refused.value.field == "customer_number"
    assert gateway.created == []
    counter.take_in(NUMBER, customer_number="1" if is_company else "2")
    assert counter.send().payment_id
