"""The history tells each change of a payment once, in a sentence, with what is to be done about it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from promeister_mpay.domain.payments import journal
from promeister_mpay.domain.payments.history_texts import (
    CREDIT_ALL,
    CREDIT_THE_SAME,
    change_texts,
    gateway_call_text,
    reason_text,
    sms_requested_text,
)
from promeister_mpay.domain.payments.request import CallKind, PaymentOutcome, PaymentRequest, Standing
from promeister_mpay.domain.payments.steps import Cancel, Capture, Create, Refund, RefundPart, Step
from support.fakes.clock import NOON
from support.observed_payments import (
    ASKED,
    AUTHORIZED,
    BOTH,
    DEAD,
    FIRST,
    HELD,
    KNOWN,
    PAID,
    REFUNDED,
    REQUEST,
    back,
    seen,
    void,
)


def plain(sentences: list[str]) -> list[str]:
    """With ordinary spaces."""
    return [sentence.replace("\N{NO-BREAK SPACE}", " ") for sentence in sentences]


def reported(before: PaymentRequest, after: PaymentRequest, *, is_booked: bool = False) -> list[str]:
    return plain(change_texts(before, after, is_booked=is_booked))


PAID_REQUEST = journal.settled(journal.observed(KNOWN, PAID, NOON), PaymentOutcome.PAID, NOON)


def test_what_is_asked_of_whom_is_told_without_the_whole_number() -> None:
    (sentence,) = plain([sms_requested_text(REQUEST)])
    assert sentence.startswith("Betalnings-SMS begärt: 8 432,00 kr till ")
    assert REQUEST.phone not in sentence


@pytest.mark.parametrize(
    ("step", "says"),
    [
        (Create(), "skapa betalningen"),
        (Capture(), "debitera"),
        (Cancel(), "ta tillbaka betallänken"),
        (Refund(), "betala tillbaka pengarna"),
        (RefundPart(FIRST), "betala tillbaka 132,00 kr (kreditfaktura 1002)"),
        (RefundPart("K-14790-2-2"), "betala tillbaka 1,00 kr (kreditfaktura 1003)"),
    ],
)
def test_what_is_about_to_be_asked_of_the_gateway_is_told(step: Step, says: str) -> None:
    (sentence,) = plain([gateway_call_text(journal.begun(BOTH, step, NOON))])
    assert sentence.startswith(f"Ber Resurs {says}")
    assert sentence.endswith(".")


def test_no_call_is_no_sentence() -> None:
    assert gateway_call_text(KNOWN) == ""


@pytest.mark.parametrize(
    ("reason", "says"),
    [
        ("UNKNOWN", "okänd orsak"),
        ("TECHNICAL_ERROR", "tekniskt fel"),
        ("CREDIT_DENIED", "krediten beviljades inte"),
        ("PAYMENT_FROZEN", "betalningen frystes"),
        ("TIMEOUT", "tidsgränsen nåddes"),
        ("ABORTED_BY_CUSTOMER", "avbruten av kunden"),
        ("INSUFFICIENT_FUNDS", "otillräckliga medel"),
        ("CANCELED", "makulerad"),
        ("NÅGOT_NYTT", "NÅGOT_NYTT"),
        ("", "ingen orsak angiven"),
    ],
)
def test_the_gateways_reasons_are_told_in_swedish(reason: str, says: str) -> None:
    assert reason_text(reason) == says


@pytest.mark.parametrize(
    ("before", "after", "sentences"),
    [
        (KNOWN, KNOWN, []),
        (REQUEST, KNOWN, ["Resurs har skapat betalningen."]),
        (KNOWN, journal.observed(KNOWN, seen(), NOON), []),
        (KNOWN, journal.observed(KNOWN, HELD, NOON), ["Betalningen är under granskning hos Resurs."]),
        (KNOWN, journal.observed(KNOWN, AUTHORIZED, NOON), ["Beloppet är reserverat hos kunden."]),
        (KNOWN, journal.observed(KNOWN, PAID, NOON), ["Resurs visar 8 432,00 kr betalt."]),
        (KNOWN, journal.observed(KNOWN, REFUNDED, NOON), ["Resurs visar 8 432,00 kr återbetalt."]),
        (journal.observed(KNOWN, PAID, NOON), PAID_REQUEST, ["Betalning mottagen: 8 432,00 kr."]),
        (KNOWN, void(KNOWN), ["Betalnings-SMS annullerat av BH."]),
        (void(KNOWN), void(KNOWN), []),
        (
            KNOWN,
            journal.settled(replace(KNOWN, reason="TIMEOUT"), PaymentOutcome.REJECTED, NOON),
            ["Ingen betalning: tidsgränsen nåddes.", "Ordern är öppen."],
        ),
        (
            KNOWN,
            journal.settled(KNOWN, PaymentOutcome.VOIDED, NOON),
            ["Betallänken är död. Inga pengar har dragits.", "Ordern är öppen."],
        ),
        (
            REQUEST,
            journal.settled(REQUEST, PaymentOutcome.NOT_SENT, NOON),
            ["Inget betalnings-SMS skickades: ingen orsak angiven.", "Ordern är öppen."],
        ),
        (
            PAID_REQUEST,
            journal.settled(replace(PAID_REQUEST, refunded=ASKED), PaymentOutcome.REFUNDED, NOON),
            ["Återbetalt till kunden: 8 432,00 kr.", "Ordern är öppen."],
        ),
        (
            replace(PAID_REQUEST, outcome=None),
            replace(PAID_REQUEST, refunded=13_200),
            ["Betalningen stämmer igen: 8 432,00 kr betalt och 132,00 kr återbetalt."],
        ),
        (PAID_REQUEST, replace(PAID_REQUEST, outcome=None), []),
        (
            BOTH,
            journal.observed(BOTH, back(FIRST, refunded=13_200), NOON),
            ["Resurs visar 8 432,00 kr betalt.", "Återbetalt till kunden: 132,00 kr (kreditfaktura 1002)."],
        ),
        (
            KNOWN,
            journal.part_credited(KNOWN, 1002, 13_200, NOON),
            ["132,00 kr (kreditfaktura 1002) ska betalas tillbaka till kunden genom Resurs."],
        ),
    ],
)
def test_each_change_is_told_once(before: PaymentRequest, after: PaymentRequest, sentences: list[str]) -> None:
    assert reported(before, after) == sentences


def test_a_payment_that_is_not_found_yet_is_told_as_that() -> None:
    (sentence,) = reported(KNOWN, journal.not_found(KNOWN, NOON))
    assert "ingen betalning med vår referens ännu" in sentence
    assert reported(journal.not_found(KNOWN, NOON), journal.not_found(KNOWN, NOON + timedelta(minutes=1))) == []


def test_a_customer_who_pays_a_link_that_was_given_up_is_told_with_what_follows() -> None:
    gone = journal.released(void(KNOWN), NOON)
    late = journal.observed(gone, PAID, NOON)
    assert any("på en annullerad länk. Pengarna betalas tillbaka" in sentence for sentence in reported(gone, late))
    assert not any("annullerad länk" in sentence for sentence in reported(late, late))
    assert not any("annullerad länk" in sentence for sentence in reported(late, replace(late, paid_late=False)))


def test_a_deviation_is_told_when_it_is_new_with_advice_where_the_order_is_booked() -> None:
    odd = journal.observed(PAID_REQUEST, seen(DEAD.status, captured=ASKED, refunded=1), NOON)
    again = replace(odd, checked_at=NOON)
    assert [sentence for sentence in reported(PAID_REQUEST, odd) if sentence.startswith("Avvikelse: ")]
    assert reported(odd, again) == []
    assert reported(PAID_REQUEST, odd)[-1].endswith("reserverat.")
    assert reported(PAID_REQUEST, odd, is_booked=True)[-1].endswith(CREDIT_THE_SAME)


def test_a_booked_order_does_not_open_and_its_invoice_is_to_be_credited() -> None:
    ended = journal.settled(replace(PAID_REQUEST, refunded=ASKED), PaymentOutcome.REFUNDED, NOON)
    assert reported(PAID_REQUEST, ended, is_booked=True)[-1] == CREDIT_ALL
    assert "Ordern är öppen." not in reported(PAID_REQUEST, ended, is_booked=True)


def test_a_part_that_was_refused_or_is_late_is_told_once() -> None:
    called = journal.begun(BOTH, RefundPart(FIRST), NOON)
    once = journal.refused(called, CallKind.REFUND, NOON)
    (sentence,) = reported(called, once)
    assert sentence.startswith("Resurs gjorde inte återbetalningen av 132,00 kr (kreditfaktura 1002).")
    late = replace(BOTH, refunds=tuple(replace(part, is_overdue=True) for part in BOTH.refunds))
    assert len(reported(BOTH, late)) == 2
    assert reported(late, late) == []
    assert reported(late, BOTH) == []


def test_a_part_that_goes_with_the_rest_is_told_by_the_rest() -> None:
    given_up = journal.observed(void(BOTH), REFUNDED, NOON)
    ended = journal.settled(given_up, PaymentOutcome.REFUNDED, NOON)
    assert reported(given_up, ended) == ["Återbetalt till kunden: 8 432,00 kr.", "Ordern är öppen."]
    assert ended.standing is Standing.REFUNDED
