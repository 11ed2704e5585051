"""Exportera…: what is shown goes into a file, with progress and a way out, and the list says how it went."""

import csv
from pathlib import Path

import pytest

from promeister_mpay.ui.lists.export import ListExport
from support.fakes.lists import FakeLists
from support.list_clerks import Key, ListClerk, list_clerk

__all__ = ["list_clerk"]


def export_dialog(clerk: ListClerk) -> ListExport:
    found = clerk.dialog(ListExport)
    assert isinstance(found, ListExport)
    return found


def test_the_file_has_the_columns_filter_and_sort_of_the_list(list_clerk: ListClerk, tmp_path: Path) -> None:
    window, path = list_clerk.open(FakeLists(500)), tmp_path / "order.csv"
    list_clerk.choose_columns("number", "customer_name")
    list_clerk.header.moveSection(0, 2)
    list_clerk.write("oberg")
    list_clerk.settle()
    list_clerk.click_header("number")
    list_clerk.settle()

    window.export_to(path)
    list_clerk.wait(lambda: "skrivna" in window.strip.text())

    with path.open(encoding="utf-8-sig", newline="") as file:
        read = list(csv.reader(file, delimiter=";"))
    assert read[0] == list_clerk.titles
    assert [row[read[0].index("Nr")] for row in read[1:]] == [str(number) for number in range(8, 501, 8)]
    assert window.strip.text() == "62 rader skrivna i order.csv."


def test_an_export_is_cancelled_and_leaves_nothing(list_clerk: ListClerk, tmp_path: Path) -> None:
    window, path = list_clerk.open(FakeLists(100_000)), tmp_path / "order.xlsx"
    list_clerk.lists.rows_may_go_on.clear()
    window.export_to(path)
    dialog = export_dialog(list_clerk)

    list_clerk.press(Key.Key_Escape)
    assert dialog.isVisible()
    list_clerk.lists.rows_may_go_on.set()
    list_clerk.wait(lambda: not dialog.isVisible())

    assert window.strip.text() == "Exporten avbröts. Ingenting är skrivet."
    assert list(tmp_path.glob("*order*")) == []


def test_the_list_can_be_used_when_the_file_cannot_be_written(list_clerk: ListClerk, tmp_path: Path) -> None:
    window = list_clerk.open()

    window.export_to(tmp_path / "finns inte" / "order.xlsx")
    list_clerk.wait(lambda: bool(window.strip.text()))

    assert "order.xlsx kan inte skrivas" in window.strip.text()
    assert window.strip.text().endswith("Ingenting är skrivet.")
    assert list_clerk.number == 100


@pytest.mark.parametrize("total", [None, 5])
def test_progress_says_how_far_it_is(list_clerk: ListClerk, tmp_path: Path, total: int | None) -> None:
    window = list_clerk.open(FakeLists(5))
    list_clerk.lists.rows_may_go_on.clear()
    assert window._exports is not None
    dialog = ListExport(window._exports, list_clerk.background, window)
    dialog.run(window.kind, window.reader.query, window.columns, tmp_path / "order.csv", total=total)
    dialog._on_progress(3)

    assert dialog.message_label.text() == ("3 rader" if total is None else "3 av 5 rader")
    assert dialog.progress.accessibleName()
    list_clerk.lists.rows_may_go_on.set()
    list_clerk.wait(lambda: not dialog.isVisible())
