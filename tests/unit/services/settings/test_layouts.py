"""Layouts are kept by kind of file and titles, the latest fifty, and told anew when another version wrote them."""

from dataclasses import dataclass

from promeister_mpay.services.settings.layouts import save_layout, saved_layout
from support.fakes.store import Data, FakeSettings


@dataclass(frozen=True)
class Kept:
    """Some layout."""

    place: int


def test_a_layout_is_kept_by_its_key_and_titles() -> None:
    values = FakeSettings(Data())
    save_layout(values, "a", "x", Kept(1))
    save_layout(values, "a", "x", Kept(2))
    save_layout(values, "b", "x", Kept(3))
    assert saved_layout(values, "a", "x", Kept) == Kept(2)
    assert saved_layout(values, "b", "x", Kept) == Kept(3)
    assert saved_layout(values, "a", "y", Kept) is None


def test_the_oldest_beyond_fifty_is_forgotten() -> None:
    values = FakeSettings(Data())
    for number in range(51):
        save_layout(values, "a", str(number), Kept(number))
    assert [saved_layout(values, "a", str(number), Kept) for number in (0, 1, 50)] == [None, Kept(1), Kept(50)]


def test_what_cannot_be_read_is_none() -> None:
    values = FakeSettings(Data())
    values.put("a", '{"x": {"other": 1}}')
    assert saved_layout(values, "a", "x", Kept) is None
