"""Nothing that is nobody else's business stands in a redacted text, however it is written and whatever is around it."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from promeister_mpay.domain.redaction import redacted

AROUND = st.text(st.characters(exclude_categories=("Nd", "Cs"), exclude_characters="+…‹@0"), max_size=12)
"""Any text; a digit, a plus or an ellipsis just before a number would make it another number."""
GAP = st.sampled_from(["", " ", "-", "\u00a0", " - ", "–"])
DIGIT = st.sampled_from("0123456789")


def digits(text: str) -> str:
    return re.sub(r"\D", "", text)


@st.composite
def phones(draw: st.DrawFn) -> str:
    area = draw(st.sampled_from(["070", "073", "0046 70", "+46 70", "+4673", "+44 7700", "08", "031", "46 70"]))
    number = "".join(draw(st.lists(DIGIT, min_size=7, max_size=7)))
    cut = draw(st.integers(2, 5))
    return f"{area}{draw(GAP)}{number[:cut]}{draw(st.sampled_from(['', ' ', '-']))}{number[cut:]}"


@st.composite
def persons(draw: st.DrawFn) -> str:
    century, year = draw(st.sampled_from(["", "19", "20"])), draw(st.integers(0, 99))
    month, day = draw(st.integers(1, 12)), draw(st.integers(1, 31)) + draw(st.sampled_from([0, 60]))
    last = draw(st.integers(0, 9999))
    return f"{century}{year:02}{month:02}{day:02}{draw(st.sampled_from(['', '-', '+', ' ', '–', ' - ']))}{last:04}"


@given(AROUND, phones(), AROUND)
def test_a_phone_number_is_shortened(before: str, phone: str, after: str) -> None:
    reported = redacted(f"{before}{phone}{after}")
    assert digits(phone) not in digits(reported)
    assert len(digits(reported)) <= 6


@given(AROUND, persons(), AROUND)
def test_a_personal_identity_number_is_gone(before: str, person: str, after: str) -> None:
    assert digits(redacted(f"{before}{person}{after}")) == ""


WORDS = st.text("abcdefghijklmnopqrstuvwxyzåäöABCXYZ0123456789!#$%*._~+/-", min_size=6, max_size=40)


@pytest.mark.parametrize(
    "form",
    [
        'client_secret="{}"',
        "client_secret={}&grant_type=client_credentials",
        '{{"access_token": "{}", "expires_in": 3599}}',
        "Authorization: Bearer {}",
        "password = '{}'",
        "Lösenord: {}",
        "postgresql://mpay:{}@server:5432/verkstad",
        "https://pay.resurs.com/{}?session=1",
        "https://pay.resurs.com/?payment={}",
    ],
)
@given(secret=WORDS)
def test_a_secret_a_token_and_a_link_are_gone(form: str, secret: str) -> None:
    # So that it is not found in the rest of the sentence.
    hidden = f"Zq{secret}9"
    assert hidden not in redacted(f"before {form.format(hidden)} after")


IDS = (
    st.uuids(version=4).map(str)
    # Digits alone, without a UUID's hyphens, may be somebody's number.
    | st.uuids(version=4).map(lambda made: f"ab{made.hex[2:]}")
    | st.uuids(version=4).map(lambda made: f"00-{made.hex}-{made.hex[:16]}-01")
)


@example("trace ", "5932b247-0569-4069-9688-867975502818", "0700000000", "0001010000")
@given(before=st.sampled_from(["trace ", "in 312 ms ", "(", "'", "/"]), made=IDS, phone=phones(), person=persons())
def test_an_id_stays_and_what_stands_beside_it_goes(before: str, made: str, phone: str, person: str) -> None:
    assert redacted(f"{before}{made}") == f"{before}{made}"
    rest = redacted(f"{phone} {before}{made} {person}")
    assert made in rest
    assert len(digits(rest.replace(made, ""))) <= 6 + len(digits(before))


@given(st.text(max_size=200) | st.lists(phones() | persons() | WORDS | AROUND).map(" ".join))
def test_what_is_redacted_stays_as_it_is_when_redacted_again(text: str) -> None:
    once = redacted(text)
    assert redacted(once) == once


@given(st.text("0123456789+-/ ().@:eyABsecrt=", min_size=200, max_size=2000))
def test_a_hostile_text_takes_no_time(text: str) -> None:
    redacted(text)


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("Ring 070-174 06 05!", "Ring +4670…05!"),
        ("to +46701740605", "to +4670…05"),
        ("to 0046701740605", "to +4670…05"),
        ("(08-465 004 12)", "(+4684…12)"),
        ("198305147715 och 830514+7715", "‹personnr› och ‹personnr›"),
        ("198305747715", "‹personnr›"),
        ("åsa.öberg@example.se", "‹e-post›"),
        ("https://pay.resurs.com/x/y?z=1 klar", "https://pay.resurs.com/… klar"),
        ("postgresql://mpay:hem@lig@db/verkstad", "postgresql://‹dolt›@db/verkstad"),
        ("sqlite:////home/anna/mpay.sqlite3", "sqlite:////home/…/mpay.sqlite3"),
        (r"C:\Users\Anna B\x", r"C:\Users\…\x"),
        ("Bearer eyJhbGciOiJIUzI1NiJ9.e30.abc", "Bearer ‹dolt›"),
        ("k3yABC7efGHIjklMN9pqrSTUvwx", "‹dolt›"),
    ],
)
def test_how_it_is_told(text: str, reported: str) -> None:
    assert redacted(text) == reported


@pytest.mark.parametrize(
    "line",
    [
        "2026-03-02 14:05:06,789 INFO promeister_mpay.adapters.store.opening: store opened: sqlite:////srv/mpay.sqlite3",
        "POST /v2/payments/{id}/refund: 400 in 312 ms, trace 9a7d3b1c44e5f60718293a4b5c6d87ba",
        "POST /oauth2/token: 200 in 3 ms d73769bd13954b3c920fbdf9f5ea5772",
        "order 14790, which was shown last, is gone",
        '  File "/opt/promeister/lib/python3.11/site-packages/sqlalchemy/engine/base.py", line 1967, in _exec_single',
        "Ordern har beloppet 1 690,00 kr, referens 14790-2",
        "store copied to mpay-0001-20260302T140506Z.sqlite3 before its migration",
    ],
)
def test_what_a_log_is_for_is_still_told(line: str) -> None:
    assert redacted(line) == line
