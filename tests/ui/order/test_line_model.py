"""The tables' models keep Qt's rules, and Qt's calls lose no references."""

import sys

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.modeltest import ModelTester

from promeister_mpay.ui.common.read_only_table import ReadOnlyModel, TableColumn
from promeister_mpay.ui.order.line_model import LineModel
from support.stores import an_order


def test_the_order_lines_keep_the_rules_of_a_model(application: QApplication, qtmodeltester: ModelTester) -> None:
    model = LineModel()
    model.show(an_order().lines, locked=False)
    qtmodeltester.check(model)
    model.insert(1)
    model.put(1, an_order().lines[0])
    model.swap(0, 1)
    model.remove(2)
    model.setData(model.index(0, 2), "Ny text")
    qtmodeltester.check(model)
    model.show(an_order().lines, locked=True)
    qtmodeltester.check(model)


def test_a_table_that_only_shows_keeps_the_rules_of_a_model(
    application: QApplication, qtmodeltester: ModelTester
) -> None:
    model: ReadOnlyModel[int] = ReadOnlyModel(
        (TableColumn("Tal", 50, str), TableColumn("Dubbelt", 50, lambda n: str(2 * n)))
    )
    qtmodeltester.check(model)
    model.set_rows([1, 2, 3])
    qtmodeltester.check(model)


def test_calls_that_return_nothing_keep_the_references_to_none(application: QApplication) -> None:
    """PySide6 6.12.0 on Python 3.11 loses one at each such call, and the process dies after some thousand."""
    widget = QWidget()
    before = sys.getrefcount(None)
    for _ in range(1000):
        widget.setEnabled(True)
        widget.update()
    assert sys.getrefcount(None) > before - 500
