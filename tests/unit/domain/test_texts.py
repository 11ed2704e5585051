"""Hidden signs in texts: they go or become spaces, and what is seen stays as it is."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay.domain.texts import one_line, several_lines, without_hidden

ANY = st.text(st.characters(), max_size=40)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Åsa\nÖberg", "Åsa Öberg"),
        (" Åsa\t \r\n Öberg ", "Åsa Öberg"),
        ("Åsa\N{NO-BREAK SPACE}Öberg", "Åsa Öberg"),
        ("Åsa\N{LINE SEPARATOR}Öberg", "Åsa Öberg"),
        ("\N{ZERO WIDTH NO-BREAK SPACE}1001\N{ZERO WIDTH SPACE}", "1001"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}ABC123\N{POP DIRECTIONAL FORMATTING}", "ABC123"),
        ("a\N{HANGUL FILLER}b\N{VARIATION SELECTOR-16}c\ud800d", "abcd"),
        ("a\0b\x1bc\x85d", "a b c d"),
        ("Zoë Ćosić 5½ € 🚗", "Zoë Ćosić 5½ € 🚗"),
        ("\N{MONGOLIAN VOWEL SEPARATOR}\N{TAG SPACE}", ""),
    ],
)
def test_a_single_line_has_no_hidden_signs_and_single_spaces(text: str, line: str) -> None:
    assert one_line(text) == line


def test_several_lines_keep_their_ends() -> None:
    assert several_lines("\r\n rad\tett \r\n\n\N{ZERO WIDTH SPACE}rad två\rtre\x0c") == "rad ett\n\nrad två\ntre"


@given(ANY)
def test_what_is_cleaned_stays_as_it_is_and_can_be_stored(text: str) -> None:
    for clean in (without_hidden, one_line, several_lines):
        cleaned = clean(text)
        assert clean(cleaned) == cleaned
        assert cleaned.encode().decode() == cleaned
    assert one_line(several_lines(text)) == one_line(text)


@given(ANY)
def test_only_hidden_signs_go(text: str) -> None:
    seen = [sign for sign in one_line(text) if sign != " "]
    hidden = [sign for sign in text if sign not in seen]
    assert not any(unicodedata.category(sign) in ("Lu", "Ll", "Nd", "Sc", "Po") for sign in hidden)
