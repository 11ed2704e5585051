"""Rows are divided onto pages, each with the sum that it was brought and the sum that it carries."""

from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay.domain.documents.content import DocumentRow
from promeister_mpay.domain.documents.pages import PageHeights, paged

ROOM = PageHeights(first=100, other=150, carried=10, closing=40)


def rows(*amounts: int) -> tuple[DocumentRow, ...]:
    return tuple(DocumentRow((), amount) for amount in amounts)


def test_what_fits_on_one_page_carries_nothing() -> None:
    (page,) = paged(rows(1, 2, 3), [20, 20, 20], ROOM)
    assert (page.label, page.brought, page.carried) == ("Sida 1 (1)", None, None)


def test_each_page_carries_its_sum_to_the_next() -> None:
    first, second = paged(rows(*range(1, 10)), [20] * 9, ROOM)
    assert [len(page.rows) for page in (first, second)] == [4, 5]
    assert (first.brought, first.carried) == (None, 1 + 2 + 3 + 4)
    assert (second.brought, second.carried, second.label) == (10, None, "Sida 2 (2)")


def test_the_sums_never_stand_alone_on_a_page() -> None:
    first, second = paged(rows(1, 2, 3, 4), [20] * 4, ROOM)
    assert (len(first.rows), len(second.rows)) == (3, 1)
    first, second = paged(rows(1, 2), [40] * 2, ROOM)
    assert (len(first.rows), len(second.rows)) == (1, 1)


def test_an_order_without_rows_has_one_page() -> None:
    assert [page.label for page in paged((), [], ROOM)] == ["Sida 1 (1)"]


@given(st.lists(st.tuples(st.integers(-10_000, 10_000), st.integers(1, 90)), max_size=60))
def test_every_row_is_printed_once_in_its_order_and_no_page_overflows(drawn: list[tuple[int, int]]) -> None:
    rows = tuple(DocumentRow((str(at),), amount) for at, (amount, _) in enumerate(drawn))
    heights = {row.cells: height for row, (_, height) in zip(rows, drawn, strict=True)}
    pages = paged(rows, [height for _, height in drawn], ROOM)
    assert tuple(row for page in pages for row in page.rows) == rows
    assert pages[-1].rows or len(drawn) <= 1
    sofar = 0
    for page in pages:
        assert page.brought == (sofar if page.number > 1 else None)
        sofar += sum(row.amount for row in page.rows)
        assert page.carried == (None if page.is_last else sofar)
        used = sum(heights[row.cells] for row in page.rows)
        used += 10 * ((page.brought is not None) + (page.carried is not None)) + 40 * page.is_last
        assert used <= (100 if page.number == 1 else 150)
