"""A layout that was told once is remembered for all files like it, the latest fifty."""

from promeister_mpay.domain.amounts import DecimalMark
from promeister_mpay.domain.dates import DateOrder
from promeister_mpay.domain.settlement.layouts import Layout, SettlementField
from promeister_mpay.services.settlement.layouts import save_layout, saved_layout
from support.fakes.store import Data, FakeSettings

LAYOUT = Layout({SettlementField.GROSS: 3, SettlementField.NET: 1}, DecimalMark.POINT, DateOrder.DAY_FIRST)


def test_a_layout_is_remembered_by_the_files_titles() -> None:
    values = FakeSettings(Data())
    assert saved_layout(values, "a") is None
    save_layout(values, "a", LAYOUT)
    save_layout(values, "b", Layout({}))
    assert (saved_layout(values, "a"), saved_layout(values, "b"), saved_layout(values, "c")) == (
        LAYOUT,
        Layout({}),
        None,
    )


def test_the_one_told_the_longest_ago_is_forgotten_for_the_fifty_first() -> None:
    values = FakeSettings(Data())
    for number in range(50):
        save_layout(values, str(number), LAYOUT)
    save_layout(values, "0", Layout({}))
    assert saved_layout(values, "1") == LAYOUT
    save_layout(values, "50", LAYOUT)
    assert saved_layout(values, "1") is None
    assert saved_layout(values, "0") == Layout({}), "it was told again"
    assert saved_layout(values, "2") == LAYOUT


def test_what_another_version_has_written_is_told_anew() -> None:
    values = FakeSettings(Data())
    values.put("settlement_layouts", '{"a": 1}')
    assert saved_layout(values, "a") is None
    save_layout(values, "a", LAYOUT)
    assert saved_layout(values, "a") == LAYOUT
