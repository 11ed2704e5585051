"""What a list is asked for, and the words by which choices are kept."""

from promeister_mpay.domain.lists.query import VIEWS_OF, ColumnKind, ListKind, ListQuery, View


def test_a_list_shows_everything_in_its_own_order_until_somebody_asks() -> None:
    assert ListQuery() == ListQuery("", {}, "", descending=False, view=View.ALL)


def test_the_words_for_lists_and_kinds_that_are_stored_do_not_change() -> None:
    assert [kind.value for kind in ListKind] == [
        "orders",
        "customers",
        "vehicles",
        "articles",
        "invoices",
        "vouchers",
        "batches",
        "ledger",
        "payouts",
    ]
    assert [kind.value for kind in ColumnKind] == ["text", "number", "money", "date", "time", "flag"]


def test_every_ready_view_is_offered_by_one_list_and_everything_comes_first() -> None:
    assert all(views[0] is View.ALL for views in VIEWS_OF.values())
    offered = [view for views in VIEWS_OF.values() for view in views[1:]]
    assert sorted(offered, key=str) == sorted((view for view in View if view is not View.ALL), key=str)
