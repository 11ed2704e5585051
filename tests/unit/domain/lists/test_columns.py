"""The columns of the lists: which are shown from the start, which can be hidden and sorted by, how texts are sorted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay.adapters.store.lists.conditions import TABLES
from promeister_mpay.domain.lists.columns import (
    COLUMNS,
    IDENTITIES,
    LONGEST_FORM,
    NEWEST_FIRST,
    OWN_ORDER,
    ListColumn,
    column_of,
    forms,
    plate_form,
)
from promeister_mpay.domain.lists.query import ColumnKind, ListKind
from promeister_mpay.domain.orders.order import OrderStatus

SHOWN = {
    ListKind.ORDERS: "number customer_number customer_name",
    ListKind.CUSTOMERS: "number name address city mobile_phone",
    ListKind.VEHICLES: "registration description customer_number odometer",
    ListKind.ARTICLES: "number type description unit price vat_rate",
    ListKind.INVOICES: "number kind issued_on order_number customer_name registration to_pay payment_method",
    ListKind.VOUCHERS: "id series number event_date text counterparty amount",
    ListKind.BATCHES: "id file_name vouchers first_day last_day created_at created_by",
    ListKind.LEDGER: "event_date series number text counterparty debit credit balance",
    ListKind.PAYOUTS: "number bundle posted_on gross fee net voucher_id",
}
SORTABLE = {
    ListKind.ORDERS: "number customer_number customer_name registration vehicle mobile_phone order_date status "
    "payment_method payment_received payment_received_at sms_sent_at link_expires_at to_pay invoice_number posted_on "
    "clerk odometer vin postal_code city changed_by changed_at",
    ListKind.CUSTOMERS: "number name postal_code city mobile_phone organisation_number",
    ListKind.VEHICLES: "registration description customer_number odometer vin",
    ListKind.ARTICLES: "number type description unit price vat_rate",
    ListKind.INVOICES: "number issued_on order_number customer_name to_pay",
    ListKind.VOUCHERS: "id event_date",
    ListKind.BATCHES: "id",
    ListKind.LEDGER: "event_date",
    ListKind.PAYOUTS: "number bundle posted_on net",
}
"""What can be sorted by is what the store keeps in order: a million rows are never sorted while somebody waits."""


@pytest.mark.parametrize("kind", ListKind)
def test_a_list_begins_with_the_columns_that_a_counter_needs(kind: ListKind) -> None:
    assert [column.key for column in COLUMNS[kind] if column.default] == SHOWN[kind].split()


@pytest.mark.parametrize("kind", ListKind)
def test_a_list_is_sorted_by_what_the_store_keeps_in_order(kind: ListKind) -> None:
    assert [column.key for column in COLUMNS[kind] if column.sortable] == SORTABLE[kind].split()


@pytest.mark.parametrize("kind", ListKind)
def test_only_the_column_that_says_which_row_it_is_cannot_be_hidden(kind: ListKind) -> None:
    assert [column.key for column in COLUMNS[kind] if column.always_visible] == [SHOWN[kind].split()[0]]


@pytest.mark.parametrize("kind", ListKind)
def test_each_list_has_its_order_and_its_identity_among_its_columns(kind: ListKind) -> None:
    keys = [column.key for column in COLUMNS[kind]]
    assert len(keys) == len(set(keys))
    assert OWN_ORDER[kind] in SORTABLE[kind].split()
    assert (kind in IDENTITIES) is (kind not in {ListKind.CUSTOMERS, ListKind.VEHICLES, ListKind.ARTICLES})
    assert IDENTITIES.get(kind, keys[0]) in keys
    assert (kind in NEWEST_FIRST) is (OWN_ORDER[kind] == IDENTITIES.get(kind))


@pytest.mark.parametrize("kind", ListKind)
def test_a_column_shows_a_value_that_the_store_keeps(kind: ListKind) -> None:
    kept = set(TABLES[kind].c.keys())
    shown = [column for column in COLUMNS[kind] if not column.computed]
    assert {column.stored for column in shown} <= kept
    assert {f"sort_{column.key}" for column in shown if column.has_form} <= kept
    assert {column.source for column in COLUMNS[kind] if column.source} <= {column.key for column in COLUMNS[kind]}


def test_the_ledgers_balance_is_worked_out_and_all_else_is_stored() -> None:
    assert [column.key for columns in COLUMNS.values() for column in columns if column.computed] == ["balance"]


def test_a_mark_tells_that_another_column_is_set() -> None:
    received = column_of(ListKind.ORDERS, "payment_received")
    assert received is not None
    assert received.stored == "payment_received_at"
    number = column_of(ListKind.ORDERS, "number")
    assert number is not None
    assert number.stored == "number"


def test_a_column_of_another_version_is_not_there() -> None:
    assert column_of(ListKind.ORDERS, "märkning") is None


def test_plates_are_sorted_however_they_are_written() -> None:
    assert plate_form("ABC 123") == plate_form("abc-123")


def test_only_free_texts_are_kept_in_a_form_to_be_sorted_by() -> None:
    assert ListColumn("name", "Namn").has_form
    assert not ListColumn("status", "Statuskod", words=OrderStatus).has_form
    assert not ListColumn("number", "Nr", ColumnKind.NUMBER).has_form
    assert ListColumn("name", "Namn").form_of("") is None


@given(st.text(max_size=300))
def test_a_form_is_never_longer_than_an_index_takes_and_never_ends_blank(text: str) -> None:
    form = ListColumn("note", "Anteckning", form=str).form_of(text)
    assert form is None or (len(form) <= LONGEST_FORM and form == form.rstrip())
    assert form == (text[:200].rstrip() or None)


def test_the_forms_of_an_entry_are_those_of_the_columns_that_it_has() -> None:
    made = forms(ListKind.CUSTOMERS, {"number": "10400", "name": "Åsa", "city": "", "is_company": True, "fritt": "x"})
    assert set(made) == {"sort_number", "sort_name", "sort_city"}
    assert made["sort_city"] is None
    assert made["sort_number"] == "10400"
