"""The model of a million rows keeps Qt's rules, whatever comes and goes."""

from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester

from promeister_mpay.domain.lists.columns import COLUMNS
from promeister_mpay.domain.lists.query import ListKind, ListRow
from promeister_mpay.ui.lists.model import MOST_PAGES, ON_ITS_WAY, PAGE, ListModel
from support.fakes.lists import an_order_row


def a_model() -> ListModel:
    return ListModel(COLUMNS[ListKind.ORDERS])


def rows(first: int, many: int) -> list[ListRow]:
    return [an_order_row(number) for number in range(first, first + many)]


def number(model: ListModel, place: int) -> str:
    at = [column.key for column in model.columns].index("number")
    return str(model.data(model.index(place, at)))


def test_the_list_keeps_the_rules_of_a_model_while_it_grows_is_counted_and_changes(
    application: QApplication, qtmodeltester: ModelTester
) -> None:
    model = a_model()
    qtmodeltester.check(model)
    model.start(rows(1000, 30))
    model.grow(rows(1030, 10), above=False)
    model.grow(rows(990, 10), above=True)
    qtmodeltester.check(model)
    model.apply_count(10 * PAGE, PAGE, rows(1000, 2 * PAGE))
    model.put(4 * PAGE, rows(5000, PAGE))
    model.replace([an_order_row(5001, status="KLART")])
    qtmodeltester.check(model)
    model.apply_count(3 * PAGE, 0, rows(1, PAGE))
    model.apply_count(0, 0, ())
    model.apply_count(5, 0, rows(1, 5))
    model.start(())
    qtmodeltester.check(model)


def test_a_row_on_its_way_shows_three_dots_and_then_itself(application: QApplication) -> None:
    model = a_model()
    model.apply_count(1_000_000, 0, rows(1, PAGE))
    assert model.rowCount() == 1_000_000
    assert number(model, 500_000) == ON_ITS_WAY

    assert model.missing(500_000, 500_010) == (500_000 // PAGE * PAGE, PAGE)
    model.put(500_000 // PAGE * PAGE, rows(500_000 // PAGE * PAGE, PAGE))

    assert number(model, 500_000) == "500000"
    assert model.missing(500_000, 500_010) is None


def test_the_pages_looked_at_longest_ago_are_forgotten_first(application: QApplication) -> None:
    model = a_model()
    model.apply_count(1_000_000, 0, rows(0, PAGE))
    model.put(PAGE, rows(PAGE, PAGE))
    for page in range(2, MOST_PAGES):
        model.put(page * PAGE, rows(page * PAGE, PAGE))
    assert model.missing(0, 0) is None

    model.put(5000 * PAGE, rows(5000 * PAGE, PAGE))

    assert model.row(0) is not None
    assert model.row(PAGE) is None


def test_rows_that_went_since_the_count_are_empty_and_not_asked_for_again(application: QApplication) -> None:
    model = a_model()
    model.apply_count(2 * PAGE, 0, rows(1, PAGE))

    model.put(PAGE, ())

    assert number(model, PAGE) == ""
    assert model.missing(PAGE, PAGE + 5) is None
