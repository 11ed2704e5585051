"""What each part of the balance of 1931 waits for, in every state that books and payments can be in."""

import pytest

from promeister_mpay.domain.settlement.clearing import (
    CREDITING,
    DEDUCTION,
    PAYOUT,
    POSTING,
    REFUNDING,
    ClearingLine,
    waits_for,
)
from promeister_mpay.domain.settlement.matching import OpenItem, OpenItemKind
from support.books import TODAY

PAYMENT = OpenItem(OpenItemKind.PAYMENT, "14790-1", 14790, "14790-1", 1000, TODAY)
REFUND = OpenItem(OpenItemKind.REFUND, "R-14790-1", 14790, "14790-1", -1000, TODAY)


def line(booked: int = 0, credited: int = 0, paid_out: int = 0) -> ClearingLine:
    return ClearingLine(1931, 14790, "14790-1", booked, credited, paid_out, TODAY)


@pytest.mark.parametrize(
    ("of_books", "outstanding", "waits"),
    [
        (line(booked=1000), (PAYMENT,), PAYOUT),
        (line(booked=1001), (PAYMENT,), f"{PAYOUT}. {CREDITING}"),
        (line(booked=999), (PAYMENT,), f"{PAYOUT}. {REFUNDING}"),
        (line(booked=1000, paid_out=1000), (), ""),
        (line(paid_out=1000), (), POSTING),
        (line(booked=1000, credited=1000, paid_out=1000), (), REFUNDING),
        (line(booked=1000, credited=1000, paid_out=1000), (REFUND,), DEDUCTION),
        (line(booked=1000, credited=1000), (PAYMENT, REFUND), ""),
        (line(booked=1000, credited=1000), (PAYMENT,), ""),
        (line(booked=1000, paid_out=1000), (REFUND,), ""),
        (line(booked=1000, paid_out=0), (PAYMENT, REFUND), f"{PAYOUT}. {DEDUCTION}. {CREDITING}"),
        (line(booked=1000, paid_out=0), (), CREDITING),
        (line(booked=1000, credited=300), (PAYMENT,), f"{PAYOUT}. {REFUNDING}"),
    ],
)
def test_a_line_says_what_it_waits_for(of_books: ClearingLine, outstanding: tuple[OpenItem, ...], waits: str) -> None:
    assert waits_for(of_books, outstanding) == waits


def test_what_was_not_paid_by_mobile_waits_for_nothing_here() -> None:
    assert waits_for(ClearingLine(1686, 14790, "1001", 1000, 0, 0, TODAY), ()) == ""


def test_its_age_is_counted_from_the_last_that_happened() -> None:
    assert line(booked=1).age(TODAY.replace(day=9)) == 7
    assert line(booked=1).age(TODAY.replace(day=1)) == 0
