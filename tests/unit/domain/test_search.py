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


@pytest.mark.parametrize(
    "typed", ["070-174 06 05", "0701740605", "+46 70 174 06 05", "0046701740605", "+46 (0)70-174 06 05"]
)
def test_a_phone_number_is_one_however_it_is_written(typed: str) -> None:
    assert phone_digits(typed) == "0701740605"


def test_a_foreign_number_keeps_its_country() -> None:
    assert phone_digits("+47 412 34 567") == "004741234567"


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
