"""Hidden signs in texts: they go or become spaces, and what is seen stays as it is."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay.domain.texts import one_line, pasted_line, several_lines, trimmed, without_hidden

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


@pytest.mark.parametrize(
    ("text", "pasted"),
    [
        (" Ek", " Ek"),
        ("Åsa\tÖberg\r\nEk\n", "Åsa Öberg Ek"),
        ("a\N{ZERO WIDTH SPACE}\n\N{NO-BREAK SPACE}b", "a b"),
        ("\n", ""),
    ],
)
def test_a_pasted_text_is_a_part_of_a_line(text: str, pasted: str) -> None:
    assert pasted_line(text) == pasted


@given(ANY, st.sampled_from(["", " ", "\n", "\t\N{ZERO WIDTH SPACE}"]))
def test_a_pasted_text_means_the_same_as_a_line(text: str, end: str) -> None:
    assert one_line(pasted_line(text)) == one_line(text)
    assert one_line(pasted_line(end + text + end)) == one_line(end + text + end)
    assert pasted_line(pasted_line(text)) == pasted_line(text)


@given(ANY)
def test_a_trimmed_text_is_what_is_between_its_ends(text: str) -> None:
    inside = trimmed(text)
    assert inside in text
    before, after = text.split(inside, 1) if inside else (text, "")
    assert not one_line(before)
    assert not one_line(after)
    assert not inside or (one_line(inside[0]) and one_line(inside[-1]))
