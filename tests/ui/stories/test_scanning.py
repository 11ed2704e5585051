"""A scanner and emptied cells: no number of an article becomes a quantity or a price unseen, and no blank becomes 0."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from promeister_mpay.domain.registers.entries import Article
from support.clerks import CONTROL, Clerk

Key = Qt.Key
NBSP = "\N{NO-BREAK SPACE}"
NUMBER, DESCRIPTION, QUANTITY, PRICE, DISCOUNT = 1, 2, 3, 5, 6
ARTICLES = {"1010": "Motorolja", "1020": "Oljefilter", "2040": "Luftfilter", "7391234": "Torkarblad"}


@pytest.fixture(autouse=True)
def articles(clerk: Clerk) -> None:
    with clerk.store.writing() as work:
        for number, description in ARTICLES.items():
            work.registers.put_article(Article(number, description=description, price=10_000))
        work.commit()


def scan(clerk: Clerk, number: str) -> None:
    clerk.write(number, Key.Key_Return)


def rows(clerk: Clerk) -> list[tuple[str, str, int, int]]:
    """What the rows after those of the order have."""
    return [
        (line.number, line.description, line.quantity, line.unit_price) for line in clerk.window.page.model.lines[3:]
    ]


def row(number: str) -> tuple[str, str, int, int]:
    return number, ARTICLES[number], 100, 10_000


def wait_for_last(clerk: Clerk, expected: tuple[str, str, int, int]) -> None:
    clerk.wait(lambda: rows(clerk)[-1:] == [expected])


def editor(clerk: Clerk) -> QLineEdit:
    found = clerk.window.page.table.indexWidget(clerk.window.page.table.currentIndex())
    assert isinstance(found, QLineEdit)
    return found


def wait_until_asked(clerk: Clerk) -> None:
    """Keys typed ahead have arrived, and the input is selected."""
    clerk.wait(lambda: editor(clerk).hasSelectedText())


def test_articles_that_are_scanned_one_after_another_get_a_row_each(clerk: Clerk) -> None:
    clerk.to_cell(3, "number")
    for number in ("1010", "1020", "2040"):
        scan(clerk, number)
        wait_for_last(clerk, row(number))
    assert rows(clerk) == [row("1010"), row("1020"), row("2040")]


def test_articles_that_are_scanned_at_once_make_no_quantity(clerk: Clerk) -> None:
    clerk.to_cell(3, "number")
    for number in ("1010", "1020", "2040"):
        scan(clerk, number)
    clerk.settle()
    clerk.wait(lambda: len(rows(clerk)) == 3)
    clerk.settle()
    assert sorted(rows(clerk)) == [row("1010"), row("1020"), row("2040")]


def test_an_article_scanned_as_the_quantity_gets_its_own_row_and_that_is_said(clerk: Clerk) -> None:
    clerk.to_cell(0, "quantity")
    before = clerk.cell(0, QUANTITY)
    scan(clerk, "2040")
    assert clerk.cell(0, QUANTITY) == before
    clerk.wait(lambda: clerk.cell(1, NUMBER) == "2040")
    assert clerk.said == "2040 är ett artikelnummer (Luftfilter) och har fått en egen rad. Antal på rad 1 är som förut."
    assert not clerk.window.page.is_typing
    assert (clerk.cell(0, QUANTITY), clerk.cell(1, QUANTITY)) == (before, "1")


@pytest.mark.parametrize("name", ["description", "unit"])
def test_an_article_scanned_as_a_text_gets_its_own_row(clerk: Clerk, name: str) -> None:
    before = clerk.window.page.model.lines[0]
    clerk.window.page.model.put(0, before.__class__(number="A1", description="Hjulbyte"))
    clerk.to_cell(0, name)
    scan(clerk, "1020")
    clerk.wait(lambda: clerk.cell(1, NUMBER) == "1020")
    assert (clerk.cell(0, DESCRIPTION), clerk.cell(0, QUANTITY + 1)) == ("Hjulbyte", "st")
    assert clerk.window.page.table.currentIndex().row() == 2


def test_an_article_scanned_as_the_text_of_an_empty_row_is_that_rows(clerk: Clerk) -> None:
    clerk.to_cell(3, "description")
    scan(clerk, "1020")
    clerk.wait(lambda: clerk.cell(3, NUMBER) == "1020")
    assert rows(clerk) == [row("1020")]
    assert clerk.said == "1020 är ett artikelnummer (Oljefilter) och står nu som radens artikel."


def test_a_price_that_is_an_articles_number_too_is_pointed_out(clerk: Clerk) -> None:
    clerk.to_cell(0, "unit_price")
    scan(clerk, "1010")
    clerk.wait(lambda: "1010 i À-pris på rad 1 är också ett artikelnummer (Motorolja)" in clerk.said)
    assert clerk.cell(0, PRICE) == f"1{NBSP}010,00"


@pytest.mark.parametrize(
    ("name", "typed", "shown"),
    [
        ("quantity", "1000", f"1{NBSP}000"),
        ("quantity", "-5000", f"-5{NBSP}000"),
        ("quantity", "0212", "212"),
        ("unit_price", "100000", f"100{NBSP}000,00"),
    ],
)
def test_an_unlikely_number_is_taken_when_enter_is_pressed_once_more(
    clerk: Clerk, name: str, typed: str, shown: str
) -> None:
    at = {"quantity": QUANTITY, "unit_price": PRICE}[name]
    before = clerk.cell(0, at)
    clerk.to_cell(0, name)
    clerk.write(typed, Key.Key_Return)
    assert "är ovanligt. Tryck Enter en gång till om det stämmer; Esc tar tillbaka det." in clerk.said
    assert clerk.cell(0, at) == before
    wait_until_asked(clerk)
    clerk.press(Key.Key_Return)
    assert clerk.cell(0, at) == shown
    assert clerk.window.page.table.currentIndex().column() == at + 1


def test_a_number_that_was_confirmed_is_not_asked_about_when_its_cell_is_left_unchanged(clerk: Clerk) -> None:
    clerk.to_cell(0, "quantity")
    clerk.write("1000", Key.Key_Return)
    wait_until_asked(clerk)
    clerk.press(Key.Key_Return)
    clerk.window.strip.clear_message()
    clerk.to_cell(0, "quantity")
    clerk.press(Key.Key_F2)
    clerk.press(Key.Key_Return)
    assert not clerk.window.page.is_typing
    assert (clerk.cell(0, QUANTITY), clerk.said) == (f"1{NBSP}000", "")


@pytest.mark.parametrize(("name", "typed"), [("quantity", "999,99"), ("unit_price", "99999,99"), ("quantity", "0,5")])
def test_a_likely_number_is_taken_at_once(clerk: Clerk, name: str, typed: str) -> None:
    clerk.to_cell(0, name)
    clerk.write(typed, Key.Key_Return)
    assert not clerk.window.page.is_typing
    assert clerk.said == ""


def test_a_scanner_that_gives_the_same_number_again_confirms_nothing(clerk: Clerk) -> None:
    clerk.to_cell(0, "quantity")
    before = clerk.cell(0, QUANTITY)
    for _ in range(3):
        scan(clerk, "5555")
        wait_until_asked(clerk)
    assert clerk.cell(0, QUANTITY) == before


def test_enter_and_line_feed_at_once_and_a_save_confirm_nothing(clerk: Clerk) -> None:
    clerk.to_cell(0, "quantity")
    before = clerk.cell(0, QUANTITY)
    clerk.write("5555", Key.Key_Return, Key.Key_Return)
    assert clerk.cell(0, QUANTITY) == before
    wait_until_asked(clerk)
    assert not clerk.window.page.finish_typing()
    clerk.press(Key.Key_Escape)
    clerk.wait(lambda: not clerk.window.page.is_typing)
    assert clerk.cell(0, QUANTITY) == before


def test_an_unlikely_number_in_pasted_rows_is_pointed_out(clerk: Clerk) -> None:
    clerk.to_cell(3, "description")
    QApplication.clipboard().setText("Skruv\t2040\nMutter\t4\n")
    clerk.press(Key.Key_V, CONTROL)
    assert clerk.said == f"Rad 4: antalet 2{NBSP}040 är ovanligt. Kontrollera raden."
    assert [line.quantity for line in clerk.window.page.model.lines[3:]] == [204_000, 400]


@pytest.mark.parametrize(
    ("name", "said"), [("quantity", "Antalet saknas"), ("unit_price", "Priset saknas"), ("vat_rate", "Momsen saknas")]
)
def test_an_emptied_number_is_asked_about_and_esc_brings_it_back(clerk: Clerk, name: str, said: str) -> None:
    before = clerk.window.page.model.lines
    clerk.to_cell(0, name)
    clerk.press(Key.Key_F2)
    editor(clerk).selectAll()
    QTest.keyClick(editor(clerk), Key.Key_Delete)
    clerk.press(Key.Key_Return)
    assert said in clerk.said
    assert clerk.window.page.is_typing
    clerk.press(Key.Key_Escape)
    clerk.wait(lambda: not clerk.window.page.is_typing)
    assert clerk.window.page.model.lines == before


def test_an_emptied_discount_is_none(clerk: Clerk) -> None:
    clerk.to_cell(0, "discount")
    clerk.write("10", Key.Key_Return)
    clerk.to_cell(0, "discount")
    clerk.press(Key.Key_F2)
    editor(clerk).clear()
    clerk.press(Key.Key_Return)
    assert (clerk.cell(0, DISCOUNT), clerk.window.page.model.lines[0].discount) == ("", 0)


def test_a_refused_cell_that_was_given_up_is_not_opened_again(clerk: Clerk) -> None:
    clerk.to_cell(0, "quantity")
    scan(clerk, "5555")
    assert clerk.window.page.table.give_up_input(0, "quantity", "5555")
    clerk.settle()
    assert not clerk.window.page.is_typing
