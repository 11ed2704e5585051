"""A store that fails in the middle of a run: what is said is what is stored and what may have been done (rule 13)."""

from collections.abc import Callable

import pytest

from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.domain.payments.request import PaymentOutcome
from promeister_mpay.errors import NotWrittenDown, StoreBusy, StoreError
from support.payment_counters import Counter
from support.payment_world import NUMBER

FULL = StoreError("Disken är full. Ingenting sparades. Frigör plats på disken och försök igen.")
BUSY = StoreBusy("Databasen är upptagen av ett annat program. Ingenting sparades. Försök igen om en stund.")


def failing_at(number: int, error: StoreError) -> Callable[[], None]:
    """A commit that fails once, when it comes to it for the `number`th time."""
    left = [number]

    def before_commit() -> None:
        left[0] -= 1
        if left[0] == 0:
            raise error

    return before_commit


@pytest.mark.parametrize("error", [FULL, BUSY])
def test_a_link_whose_answer_could_not_be_written_down_may_be_sent(error: StoreError) -> None:
    counter = Counter()
    request = counter.lock()
    counter.store.before_commit = failing_at(2, error)
    with pytest.raises(NotWrittenDown) as caught:
        counter.payments.deliver(request.id, who="BH")
    said = str(caught.value)
    assert said.startswith("Betalnings-SMS:et kan vara skickat: Resurs har anropats, men svaret kunde inte antecknas.")
    assert "Ingenting sparades" not in said
    assert "Försök igen" not in said
    assert str(error).split(". ")[0] in said
    assert counter.card().order.status is OrderStatus.MOBILE_PAYMENT
    assert counter.payments.check(NUMBER, who="BH").request.payment_id
    assert len(counter.gateway.created) == 1


def test_a_link_that_is_stored_and_not_called_for_is_sent_by_the_watch() -> None:
    counter = Counter()
    request = counter.lock()
    counter.store.before_commit = failing_at(1, FULL)
    with pytest.raises(NotWrittenDown, match=r"^Betalnings-SMS:et är begärt men inte skickat: Disken är full\."):
        counter.payments.deliver(request.id, who="BH")
    assert counter.gateway.created == []
    counter.payments.watch()
    assert len(counter.gateway.created) == 1


def test_a_refund_whose_answer_could_not_be_written_down_may_be_made_and_is_made_once() -> None:
    counter = Counter()
    sent = counter.send_and_pay()
    given_up = counter.payments.give_up(NUMBER, who="BH")
    counter.store.before_commit = failing_at(3, FULL)
    with pytest.raises(NotWrittenDown, match=r"^Pengarna kan vara återbetalda: Resurs har anropats"):
        counter.payments.carry_on(given_up, who="BH")
    assert counter.payments.check(NUMBER, who="BH").request.outcome is PaymentOutcome.REFUNDED
    assert len(counter.gateway.payments[sent.payment_id].refunds) == 1


def test_an_intent_that_is_stored_is_not_told_as_nothing_stored() -> None:
    counter = Counter()
    counter.send()
    given_up = counter.payments.give_up(NUMBER, who="BH")
    counter.store.before_commit = failing_at(1, BUSY)
    with pytest.raises(NotWrittenDown, match="Det som ska göras är antecknat men inte gjort: Databasen är upptagen"):
        counter.payments.carry_on(given_up, who="BH")


def test_a_look_that_could_not_be_written_down_changed_nothing() -> None:
    counter = Counter()
    counter.send()
    counter.store.before_commit = failing_at(2, FULL)
    with pytest.raises(StoreError) as caught:
        counter.payments.check(NUMBER, who="BH")
    assert caught.value is FULL
