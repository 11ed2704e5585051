"""What is said of a payment that was searched for is what its amounts show (design §4 rule 4, §14 rule 13)."""

from dataclasses import replace

import pytest

from promeister_mpay.domain.payments import journal
from promeister_mpay.domain.payments.found_payments import FoundPayment, Knowledge
from promeister_mpay.domain.payments.request import GatewayStatus, Observation, PaymentOutcome
from promeister_mpay.errors import GatewayUnavailable
from promeister_mpay.services.payments.loop import LoopResult
from promeister_mpay.ui.payments.found_payment_text import advice_text, state_text, taken_up_text
from support.fakes.clock import NOON
from support.observed_payments import KNOWN

BARE = Observation("p", GatewayStatus.ACCEPTED, 100)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"captured": 100}, "betald"),
        ({"captured": 100, "refunded": 40}, "betald, en del återbetald"),
        ({"captured": 100, "refunded": 100}, "återbetald"),
        ({"authorized": 100}, "reserverad"),
        ({"canceled": 100}, "makulerad"),
        ({"status": GatewayStatus.REJECTED, "reason": "TIMEOUT"}, "ingen betalning: tidsgränsen nåddes"),
        ({"status": GatewayStatus.REJECTED, "captured": 100}, "betald"),
    ],
)
def test_amounts_come_before_status_words(changes: dict[str, object], text: str) -> None:
    assert state_text(replace(BARE, **changes)) == text  # type: ignore[arg-type]


def test_every_status_has_a_word() -> None:
    assert all(state_text(replace(BARE, status=status)) for status in GatewayStatus)


def test_every_advice_tells_what_happens_to_money() -> None:
    paid = replace(BARE, captured=100)
    assert "1,00 kr tillbaka" in advice_text(FoundPayment(paid, Knowledge.LOST, 7)).replace("\N{NO-BREAK SPACE}", " ")
    assert "bevakas" in advice_text(FoundPayment(replace(BARE, status=GatewayStatus.WAITING), Knowledge.LOST, 7))
    assert "historik" in advice_text(FoundPayment(replace(paid, refunded=100), Knowledge.LOST, 7))
    for knowledge in (Knowledge.NOT_OURS, Knowledge.REFERENCE_TAKEN):
        assert "gör ingenting" in advice_text(FoundPayment(paid, knowledge))


def test_what_was_taken_up_is_told_as_it_is_stored() -> None:
    given_up = journal.released(journal.voided(KNOWN, NOON, "BH"), NOON)
    paid = replace(given_up, captured=100)
    back = replace(paid, refunded=100, outcome=PaymentOutcome.REFUNDED)
    assert "bevakas" in taken_up_text(LoopResult(given_up))
    assert "ännu inte återbetalt" in taken_up_text(LoopResult(paid))
    assert "är återbetalt till kunden" in taken_up_text(LoopResult(back))
    assert "Inga pengar" in taken_up_text(LoopResult(replace(given_up, outcome=PaymentOutcome.VOIDED)))
    trouble = GatewayUnavailable("Resurs svarar inte.")
    assert "frågar vidare" in taken_up_text(LoopResult(paid, trouble, is_unanswered=True))
    assert "återbetalt till kunden" in taken_up_text(LoopResult(back, trouble))
    assert "frågar redan" in taken_up_text(LoopResult(given_up, is_under_way=True))
    assert "har inte betalat ännu" in taken_up_text(LoopResult(KNOWN))
