"""Folding, words, phones, plates and what finds what."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay.domain.search import fold, is_found, phone_digits, plate_words, search_text, sort_key, terms, words

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
OBERG = search_text("10400", "Åsa Öberg", "Kyrkbacken 26", phones=["070-174 06 05"], plates=["ABC 12D"])


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Öberg", "oberg"),
        ("ÅÄÖ éÉ ü", "aao ee u"),
        ("O\u0308berg", "oberg"),
        ("Škoda", "skoda"),
        ("Sørensen Bjærg", "sorensen bjaerg"),
        ("Straße", "strasse"),
        ("ﬁn", "fin"),
    ],
)
def test_case_and_accents_do_not_count(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(TEXTS)
def test_what_is_folded_stays_as_it_is(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXTS)
def test_a_word_needs_no_escaping(text: str) -> None:
    assert all(word.isalnum() for word in words(text))


WRITTEN = (
    "070-174 06 05",
    "0701740605",
    "+46 70 174 06 05",
    "0046701740605",
    "+46 (0)70-174 06 05",
    "(+46) 70 174 06 05",
    "+460701740605",
    "46701740605",
    "46 (0)70-174 06 05",
    "0046 (0)701740605",
    "701740605",
    "tel:+46701740605",
    "\N{LEFT-TO-RIGHT EMBEDDING}+46 70\N{NON-BREAKING HYPHEN}174 06 05\N{POP DIRECTIONAL FORMATTING}",
    "\N{ZERO WIDTH NO-BREAK SPACE}070\N{NO-BREAK SPACE}174\N{ZERO WIDTH SPACE}06\N{NARROW NO-BREAK SPACE}05",
    "\N{FULLWIDTH PLUS SIGN}46\N{FULLWIDTH DIGIT SEVEN}01740605",
)
HIDDEN = "\N{ZERO WIDTH SPACE}\N{LEFT-TO-RIGHT MARK}\N{SOFT HYPHEN}\N{NO-BREAK SPACE}\t\N{VARIATION SELECTOR-1}"


@pytest.mark.parametrize("typed", WRITTEN)
def test_a_phone_number_is_one_however_it_is_written(typed: str) -> None:
    assert phone_digits(typed) == "0701740605"


@pytest.mark.parametrize("typed", ["0701740605", "070-174 06 05", "46701740605", "+4670174", "4670174", "070\u2011174"])
@pytest.mark.parametrize("stored", WRITTEN)
def test_a_phone_number_is_found_however_it_was_stored(typed: str, stored: str) -> None:
    assert is_found(typed, search_text("Åsa", phones=[stored]))


@given(st.lists(st.sampled_from(HIDDEN), min_size=11, max_size=11))
def test_hidden_signs_anywhere_in_a_phone_number_change_nothing(hidden: list[str]) -> None:
    typed = "".join(map("".join, zip(hidden, "070174 0605", strict=True)))
    assert phone_digits(typed) == "0701740605"
    assert is_found(typed, search_text(phones=["0701740605"]))


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("+47 412 34 567", "004741234567"),
        ("4741234567", "4741234567"),
        ("046-123 45 67", "0461234567"),
        ("461234567", "461234567"),
        ("+46 8 123 456 78", "0812345678"),
        ("0480-12345", "048012345"),
        ("70174060", "70174060"),
    ],
)
def test_other_numbers_are_not_taken_for_swedish_ones_with_a_country(typed: str, digits: str) -> None:
    assert phone_digits(typed) == digits


@pytest.mark.parametrize("typed", ["4670", "46701"])
def test_the_start_of_an_order_number_finds_no_phone_number(typed: str) -> None:
    assert not is_found(typed, search_text(phones=["070-174 06 05"]))


def test_hidden_signs_in_words_change_nothing() -> None:
    assert is_found("öberg", search_text("Ö\N{SOFT HYPHEN}berg"))
    assert is_found("ö\N{ZERO WIDTH SPACE}berg", search_text("Öberg"))
    assert sort_key("\N{LEFT-TO-RIGHT MARK}Öberg") == sort_key("Öberg")


@pytest.mark.parametrize(("stored", "found"), [("12 x 34", True), ("1234", True), ("12 x", False), ("34", False)])
def test_numbers_beside_each_other_are_one_number_or_must_all_be_there(stored: str, found: bool) -> None:
    assert is_found("12 34", search_text(stored)) is found


def test_a_plate_is_found_whole_and_in_parts() -> None:
    assert plate_words("abc-12d") == ("abc12d", "abc", "12d")


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "öberg",
        "OBERG åsa",
        "kyrk 104",
        "26",
        "070 174 06 05",
        "+4670174",
        "öberg 070-17",
        "abc12d",
        "ABC 12",
        "abc-12d",
        "  åsa   10400 ",
    ],
)
def test_words_in_any_order_each_from_its_start(typed: str) -> None:
    assert is_found(typed, OBERG)


@pytest.mark.parametrize("typed", ["berg", "öberg nils", "1740605", "bc12", "öberg 99", "0400"])
def test_the_middle_of_a_word_does_not_find(typed: str) -> None:
    assert not is_found(typed, OBERG)


@given(st.lists(TEXTS, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_any_text_is_found_by_the_beginnings_of_its_own_words(texts: list[str], chance: Random) -> None:
    found = [word for text in texts for word in words(text)]
    chance.shuffle(found)
    typed = " ".join(word[: chance.randint(1, len(word))] for word in found)
    assert is_found(typed, search_text(*texts))


@given(TEXTS)
def test_anything_can_be_typed(typed: str) -> None:
    assert all(start for term in terms(typed) for each in term for start in each)


def test_names_are_sorted_the_swedish_way() -> None:
    names = ["Öman", "Ärlig", "Åberg", "zorn", "Édouard", "Ek", "A\u030abo", "abel", "de Vries", "Ægir"]
    assert sorted(names, key=sort_key) == [
        "abel",
        "de Vries",
        "Édouard",
        "Ek",
        "zorn",
        "Åberg",
        "A\u030abo",
        "Ægir",
        "Ärlig",
        "Öman",
    ]


ODD = ["´", "¨ ¨", "\u3316" * 200, "\ufdfa" * 200, "\0", "\ud800", "a" * 3000]
ODD_TEXTS = st.text(max_size=60) | st.sampled_from(ODD)


@given(texts=st.lists(ODD_TEXTS, max_size=3), phone=ODD_TEXTS, plate=ODD_TEXTS)
def test_what_is_stored_to_be_searched_is_words_with_one_space_before_each(
    texts: list[str], phone: str, plate: str
) -> None:
    stored = search_text(*texts, phones=[phone], plates=[plate])
    kept = stored.split(" ")[1:]
    assert all(word and word.isprintable() and len(word.encode()) <= 2046 for word in kept)
    assert stored == "".join(f" {word}" for word in kept)


@given(text=ODD_TEXTS)
def test_a_sort_key_fits_into_an_index(text: str) -> None:
    assert len(sort_key(text).encode()) <= 2000


@pytest.mark.parametrize("plate", ["´", "¨", "´´", "\u00a0"])
def test_a_plate_of_nothing_has_no_words(plate: str) -> None:
    assert search_text(plates=[plate]) == ""
