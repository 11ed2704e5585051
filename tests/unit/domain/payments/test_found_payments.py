"""What the store knows of a payment: by its id, as a double, or by the reference and key of a request."""

from dataclasses import replace

import pytest

from promeister_mpay.domain.payments.found_payments import FoundPayment, Knowledge, known_as
from support.observed_payments import KNOWN, PAID, REQUEST, seen

OTHER = replace(PAID, payment_id="another", reference=REQUEST.reference, request_key=REQUEST.key)


@pytest.mark.parametrize(
    ("request_", "answer", "knowledge"),
    [
        (KNOWN, replace(OTHER, payment_id=KNOWN.payment_id.upper(), reference="x", request_key="x"), Knowledge.KNOWN),
        (replace(KNOWN, doubles="one Another"), replace(OTHER, reference="x", request_key="x"), Knowledge.DOUBLE),
        (KNOWN, OTHER, Knowledge.UNSEEN),
        (REQUEST, replace(OTHER, request_key=""), Knowledge.UNSEEN),
        (REQUEST, replace(OTHER, request_key="", total=1), Knowledge.REFERENCE_TAKEN),
        (KNOWN, replace(OTHER, request_key=""), Knowledge.REFERENCE_TAKEN),
        (KNOWN, replace(OTHER, request_key="x"), Knowledge.REFERENCE_TAKEN),
    ],
)
def test_a_payment_is_known_by_its_names(request_: object, answer: object, knowledge: Knowledge) -> None:
    found = known_as([request_], answer)  # type: ignore[list-item, arg-type]
    assert found is not None
    assert found.knowledge is knowledge


def test_a_payment_of_no_request_is_not_known() -> None:
    assert known_as([KNOWN], replace(OTHER, reference="x")) is None


def test_only_what_brings_something_new_is_taken_up() -> None:
    same = replace(seen(PAID.status), captured=KNOWN.captured, refunded=KNOWN.refunded)
    assert not FoundPayment(same, Knowledge.KNOWN, 1, KNOWN).may_be_taken_up
    assert FoundPayment(replace(same, captured=1), Knowledge.KNOWN, 1, KNOWN).may_be_taken_up
    assert not FoundPayment(same, Knowledge.DOUBLE, 1, KNOWN).may_be_taken_up
    assert FoundPayment(replace(same, captured=1), Knowledge.DOUBLE, 1, KNOWN).may_be_taken_up
    for knowledge in (Knowledge.REFERENCE_TAKEN, Knowledge.NOT_OURS):
        assert not FoundPayment(replace(same, captured=1), knowledge, 1, KNOWN).may_be_taken_up
