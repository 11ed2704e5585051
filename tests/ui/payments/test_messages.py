"""What is said after a call is what is known of the request as it is stored (design §14 rule 13)."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from promeister_mpay.domain.payments import journal
from promeister_mpay.domain.payments.request import (
    Call,
    CallKind,
    GatewayStatus,
    Intent,
    PaymentOutcome,
    PaymentRequest,
    Standing,
)
from promeister_mpay.errors import GatewayError, GatewayUnavailable, OutcomeUnknown, PaymentUnreadable
from promeister_mpay.services.payments.loop import LoopResult
from promeister_mpay.ui.common.message_strip import Mood
from promeister_mpay.ui.payments.messages import result_message
from support.fakes.clock import NOON
from support.observed_payments import AUTHORIZED, KNOWN, LOST, PAID, REFUNDED, REQUEST, WAITING, seen, void

LOST_ANSWER = OutcomeUnknown("Svaret kom inte fram, så det är okänt om det blev gjort.")
SENT = "Betalnings-SMS skickat"


def message(request: PaymentRequest, trouble: GatewayError | None = None, *, is_unanswered: bool = False) -> str:
    return result_message(LoopResult(request, trouble, is_unanswered))[0]


def after(status: GatewayStatus) -> PaymentRequest:
    return journal.observed(KNOWN, seen(status), NOON)


def test_a_create_that_did_nothing_is_never_said_to_be_sent() -> None:
    missing = journal.not_found(LOST, NOON)
    for trouble in (None, LOST_ANSWER):
        text, mood = result_message(LoopResult(missing, trouble))
        assert text.startswith("Det är okänt om betalnings-SMS:et gick ut: Resurs visar ingen betalning 14790-2.")
        assert mood is Mood.BAD
    assert message(REQUEST).startswith("Betalnings-SMS:et är begärt men inte skickat ännu.")


def test_a_link_that_was_found_after_a_lost_answer_is_said_to_be_sent() -> None:
    assert message(journal.observed(LOST, WAITING, NOON), LOST_ANSWER).startswith(SENT)


def test_a_refund_that_was_found_after_a_lost_answer_is_said_to_be_done() -> None:
    noted = journal.observed(void(replace(KNOWN, captured=KNOWN.amount)), REFUNDED, NOON)
    done = journal.settled(noted, PaymentOutcome.REFUNDED, NOON)
    text, mood = result_message(LoopResult(done, LOST_ANSWER))
    assert "är återbetalt till kunden. Ordern är öppen." in text
    assert "okänt" not in text
    assert mood is Mood.GOOD


def test_a_refund_that_is_not_shown_yet_is_said_to_be_missing() -> None:
    waits = journal.observed(void(replace(KNOWN, captured=KNOWN.amount)), PAID, NOON)
    assert message(waits, LOST_ANSWER).startswith(
        "8\N{NO-BREAK SPACE}432,00\N{NO-BREAK SPACE}kr är ännu inte återbetalt."
    )


def test_what_is_being_asked_already_is_not_told_as_known() -> None:
    for request in (LOST, journal.observed(KNOWN, PAID, NOON)):
        text, mood = result_message(LoopResult(request, is_under_way=True))
        assert text.startswith("Resurs tillfrågas redan om den här betalningen.")
        assert mood is Mood.BUSY


def test_each_hold_has_a_sentence_of_its_own() -> None:
    holds = (GatewayStatus.INSPECTION, GatewayStatus.SUPPLEMENTING, GatewayStatus.FROZEN)
    texts = [message(after(status)) for status in holds]
    assert len(set(texts)) == len(holds)
    assert all("inte betald än" in text and SENT not in text for text in texts)
    assert "under granskning" in texts[0]
    assert "fryst" in texts[2]
    assert SENT in message(after(GatewayStatus.WAITING))


def test_an_error_of_the_last_call_is_told_with_the_orders_state() -> None:
    silent = GatewayUnavailable("Resurs svarar inte i tid.")
    assert message(after(GatewayStatus.WAITING), silent, is_unanswered=True) == (
        "Resurs svarar inte i tid. Ordern är låst tills svaret är känt; programmet frågar vidare av sig självt "
        "(Ctrl+L frågar nu)."
    )
    paid = journal.settled(journal.observed(KNOWN, PAID, NOON), PaymentOutcome.PAID, NOON)
    assert message(paid, silent, is_unanswered=True).endswith("Ordern är betald så som den sågs senast.")


def test_a_payment_that_cannot_be_read_is_told_with_what_becomes_of_its_order() -> None:
    hidden = PaymentUnreadable("Resurs visar inte den här betalningen (svar 403), men svarar på andra frågor.")
    noted = journal.unreadable(after(GatewayStatus.WAITING), str(hidden), NOON)
    text = message(noted, hidden, is_unanswered=True)
    assert text.startswith(f"{hidden} Ordern är låst.")
    assert text.endswith("ett dygn efter att länkens tid är ute öppnas ordern av sig själv.")
    assert "hemlighet" not in text
    gone = journal.unreadable(noted, str(hidden), NOON + timedelta(days=2))
    assert message(gone, hidden, is_unanswered=True) == f"{hidden} Ordern är öppen."
    assert message(gone) == f"{hidden} Betalningen räknas som borta. Ordern är öppen."


def test_an_open_order_of_whose_link_nothing_is_known_is_told_as_that() -> None:
    given_up = journal.released(journal.not_found(void(LOST), NOON), NOON)
    text = message(given_up)
    assert "Ordern är öppen." in text
    assert "okänt om SMS:et gick ut" in text
    assert "Länken kan inte släckas" in message(journal.released(void(after(GatewayStatus.WAITING)), NOON))


@pytest.mark.parametrize("outcome", [outcome for outcome in PaymentOutcome if outcome is not PaymentOutcome.PAID])
@pytest.mark.parametrize("intent", Intent)
def test_what_has_ended_is_told_by_how_it_ended_and_never_as_sent(outcome: PaymentOutcome, intent: Intent) -> None:
    request = void(KNOWN) if intent is Intent.VOID else KNOWN
    ended = journal.settled(replace(request, reason="TIMEOUT", captured=100, refunded=100), outcome, NOON)
    text = message(ended, LOST_ANSWER)
    assert "Ordern är öppen" in text
    assert SENT not in text
    assert "okänt" not in text


def test_sent_is_only_said_of_a_waiting_link_that_the_gateway_has_shown() -> None:
    """Every combination of what is stored of a request that is not settled."""
    calls = (None, *(Call(kind, NOON) for kind in CallKind))
    for intent, standing, call, payment_id in product(Intent, (None, *Standing), calls, ("", "p")):
        request = replace(REQUEST, intent=intent, standing=standing, call=call, payment_id=payment_id)
        text = message(replace(request, expires_at=NOON + timedelta(days=1)))
        shown = payment_id and intent is Intent.COLLECT
        assert not text.startswith(SENT) or (shown and standing not in (Standing.HELD, Standing.FROZEN))
    assert SENT not in message(journal.observed(KNOWN, AUTHORIZED, NOON))
