"""What some rows will cost a customer, so that prices that are read wrongly are seen before they are imported."""

from promeister_mpay.domain.money import NBSP
from promeister_mpay.domain.registers.import_examples import cost_examples, price_labels
from promeister_mpay.domain.registers.import_rows import read_rows
from promeister_mpay.domain.sheets import Sheet, SheetRow


def examples(titles: str, *rows: str) -> list[str]:
    cells = [SheetRow(at, tuple(row.split(";"))) for at, row in enumerate(rows, 2)]
    read = read_rows(Sheet(tuple(titles.split(";")), cells), (25,))
    return [text.replace(NBSP, " ") for text in cost_examples(read)]


def test_an_article_costs_its_price_with_vat() -> None:
    rows = [f"{at};Steg {at};3776,00;25" for at in range(1, 6)]
    assert examples("Nr;Benämning;Pris exkl. moms;Moms", *rows) == [
        f"{at} Steg {at}: kunden betalar 4 720,00 kr inklusive moms." for at in range(1, 4)
    ]


def test_a_line_costs_its_quantity_and_price_less_discount() -> None:
    assert examples(
        "Ordernr;Typ;Beskrivning;Antal;À-pris;Rabatt %;Moms", "1;Text;Hej;;;;", "1;Artikel;Däck;4;1000;10 %;25 %"
    ) == ["Order 1, Däck: 4 st à 1 000,00 kr − 10 % = 3 600,00 kr."]


def test_files_without_prices_have_no_examples() -> None:
    assert examples("Kundnr;Namn", "1;Åsa") == []


def test_a_price_is_shown_with_and_without_vat() -> None:
    rows = [SheetRow(2, ("1", "", "25")), SheetRow(3, ("2", "gratis", "25")), SheetRow(4, ("3", "100", "12"))]
    table = Sheet(("Nr", "Pris", "Moms"), rows)
    labels = price_labels(table, {"price": 1, "vat_rate": 2})
    assert [label.replace(NBSP, " ") for label in labels.values()] == [
        "inklusive moms: 100 blir 100,00 kr med moms",
        "exklusive moms: 100 blir 112,00 kr med moms",
    ]
    assert list(price_labels(table, {"price": 1}).values()) == ["inklusive moms", "exklusive moms"]
