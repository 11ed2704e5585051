"""What a search for a payment asks, and which answers it takes (design §14 rules 8 and 9)."""

import uuid

import pytest

from promeister_mpay.domain.payments.found_payments import Knowledge
from promeister_mpay.errors import GatewayUnavailable, InputError, NotConnected
from support.fakes.gateway import Fate, Payment, always
from support.payment_counters import Counter
from support.payment_world import NUMBER

ID = str(uuid.UUID(int=1))


@pytest.fixture
def counter() -> Counter:
    made = Counter()
    made.store.data.settings["resurs_store_id"] = '"store"'
    made.gateway.payments[ID] = Payment(ID, f"{NUMBER}-3", "lost", 50_000)
    return made


@pytest.mark.parametrize("text", [ID, ID.upper(), f"{NUMBER}-3", str(NUMBER)])
def test_a_payment_is_found_by_id_reference_and_order(counter: Counter, text: str) -> None:
    counter.gateway.payments |= {f"p-{n}": Payment(f"p-{n}", f"{NUMBER}-{n}", "x", 100) for n in (1, 2)}
    found = {each.seen.payment_id: each.knowledge for each in counter.payments.search.find(text)}
    assert found[ID] is Knowledge.LOST


def test_the_orders_prefix_belongs_to_the_reference(counter: Counter) -> None:
    counter.store.data.settings["order_prefix"] = '"V2-"'
    counter.gateway.payments = {ID: Payment(ID, f"V2-{NUMBER}-1", "lost", 50_000)}
    for text in (str(NUMBER), f"V2-{NUMBER}", f"V2-{NUMBER}-1"):
        (found,) = counter.payments.search.find(text)
        assert (found.knowledge, found.order_number) == (Knowledge.LOST, NUMBER), text
    counter.gateway.payments = {ID: Payment(ID, f"{NUMBER}-1", "lost", 50_000)}
    assert [each.knowledge for each in counter.payments.search.find(ID)] == [Knowledge.NOT_OURS]


def test_a_payment_without_our_key_is_not_ours(counter: Counter) -> None:
    """Somebody made it in the portal under a reference like ours."""
    counter.gateway.payments = {ID: Payment(ID, f"{NUMBER}-3", "", 50_000)}
    assert [each.knowledge for each in counter.payments.search.find(ID)] == [Knowledge.NOT_OURS]


@pytest.mark.parametrize("text", [ID, f"{NUMBER}-3"])
def test_an_answer_about_another_payment_is_no_answer(counter: Counter, text: str) -> None:
    counter.gateway.fate = always(Fate.MIXED_UP)
    with pytest.raises(GatewayUnavailable, match="en annan betalning"):
        counter.payments.search.find(text)
    assert counter.payments.gateway_trouble is not None


def test_a_gateway_that_does_not_answer_is_told(counter: Counter) -> None:
    counter.gateway.fate = always(Fate.UNREACHABLE)
    with pytest.raises(GatewayUnavailable, match="svarar inte"):
        counter.payments.search.find(str(NUMBER))


def test_a_workshop_without_an_account_is_told_what_to_do(counter: Counter) -> None:
    counter.store.data.settings["resurs_store_id"] = '""'
    with pytest.raises(NotConnected, match="Inställningar"):
        counter.payments.search.find(ID)


@pytest.mark.parametrize(("text", "words"), [("", "Skriv"), (" \u200b", "Skriv"), ("x" * 101, "högst 100")])
def test_nothing_and_too_much_is_asked_for_again(counter: Counter, text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        counter.payments.search.find(text)
