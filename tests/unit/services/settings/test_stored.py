"""Settings in the store: what differs is written, what cannot be read is told, and nobody undoes another's change."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from promeister_mpay.domain.events import WORKSHOP, Event
from promeister_mpay.errors import InputError, SettingChanged, StoreError
from promeister_mpay.services.settings import (
    Settings,
    change_settings,
    load_settings,
    readable_settings,
    save_settings,
)
from promeister_mpay.services.settings.stored import changed
from support.fakes.clock import NOON
from support.fakes.store import Data, FakeSettings, FakeStore

DAMAGED = {"payment_days": '"trettio"', "bankgiro": '"991-2346"'}


def store_with(settings: Mapping[str, str]) -> FakeStore:
    return FakeStore(Data(settings=dict(settings)))


def test_what_is_not_stored_has_its_default() -> None:
    with store_with({"payment_days": "20", "ett_okant_namn": "1"}).reading() as work:
        assert load_settings(work.settings) == Settings(payment_days=20)
        assert readable_settings(work.settings) == (Settings(payment_days=20), ())


def test_a_setting_that_cannot_be_read_is_told_and_the_others_are_read() -> None:
    with store_with(DAMAGED).reading() as work:
        with pytest.raises(StoreError):
            load_settings(work.settings)
        settings, (error,) = readable_settings(work.settings)
    assert settings == Settings(bankgiro="991-2346")
    assert (error.field, str(error)[:26]) == ("payment_days", "Betalningsvillkor, dagar k")


def test_only_what_differs_is_written_in_its_usual_form() -> None:
    store = store_with({"payment_days": "20"})
    with store.writing() as work:
        save_settings(work.settings, Settings(payment_days=20, bankgiro="9912346"))
        assert work.settings.all() == {"payment_days": "20", "bankgiro": '"991-2346"'}
        with pytest.raises(InputError):
            save_settings(work.settings, Settings(payment_days=366, plusgiro="1"))
        assert work.settings.all() == {"payment_days": "20", "bankgiro": '"991-2346"'}


def test_the_names_of_what_differs() -> None:
    assert changed(Settings(), Settings(payment_days=20, bankgiro="991-2346")) == ("bankgiro", "payment_days")
    assert changed(Settings(), Settings()) == ()


def test_a_change_is_written_with_an_event_and_what_others_changed_stays() -> None:
    store = store_with({"plusgiro": '"28 65 43-4"'})
    with store.writing() as work:
        after = change_settings(work, Settings(), Settings(payment_days=20), who="BH", at=NOON)
        assert after == Settings(payment_days=20, plusgiro="28 65 43-4")
        assert load_settings(work.settings) == after
        assert work.events.of_order(WORKSHOP) == [
            Event(WORKSHOP, NOON, "BH", "Betalningsvillkor, dagar: 30 → 20", reference="payment_days")
        ]


def test_of_one_setting_the_first_change_stands_and_says_whose_it_is() -> None:
    store = store_with({})
    with store.writing() as work:
        change_settings(work, Settings(), Settings(bankgiro="991-2346"), who="ML", at=NOON)
        change_settings(work, Settings(), Settings(payment_days=20), who="BH", at=NOON)
        with pytest.raises(SettingChanged, match="BH har ändrat Betalningsvillkor, dagar till 20") as refused:
            change_settings(work, Settings(), Settings(payment_days=10), who="KA", at=NOON)
        assert refused.value.field == "payment_days"
        same = change_settings(work, Settings(), Settings(payment_days=20), who="KA", at=NOON)
        assert same == Settings(payment_days=20, bankgiro="991-2346"), "the same change twice is no conflict"
    with (
        store_with({"payment_days": "20"}).writing() as work,
        pytest.raises(SettingChanged, match="Någon annan har ändrat"),
    ):
        change_settings(work, Settings(), Settings(payment_days=10), who="KA", at=NOON)


def test_only_ones_own_faults_keep_a_change_back() -> None:
    store = store_with({"plusgiro": '"1"'})
    with store.writing() as work:
        seen, _ = readable_settings(work.settings)
        after = change_settings(work, seen, replace(seen, payment_days=20), who="BH", at=NOON)
        assert (after.payment_days, after.plusgiro) == (20, "1")
        with pytest.raises(InputError) as refused:
            change_settings(work, after, replace(after, bankgiro="1-1"), who="BH", at=NOON)
    assert refused.value.field == "bankgiro"


def test_saving_mends_what_could_not_be_read() -> None:
    store = store_with(DAMAGED)
    with store.writing() as work:
        seen, _ = readable_settings(work.settings)
        change_settings(work, seen, seen, who="BH", at=NOON)
        assert work.settings.all() == {"payment_days": "30", "bankgiro": '"991-2346"'}


class OrderlySettings(FakeSettings):
    """Notes what is asked of it, in order."""

    def __init__(self, data: Data) -> None:
        super().__init__(data)
        self.asked: list[str] = []

    def all(self) -> dict[str, str]:
        self.asked.append("all")
        return super().all()

    def lock(self) -> None:
        self.asked.append("lock")


def test_settings_are_locked_before_they_are_compared() -> None:
    """On a server another program could otherwise write between reading and writing."""
    with store_with({}).writing() as work:
        settings = OrderlySettings(Data())
        work.settings = settings
        change_settings(work, Settings(), Settings(payment_days=20), who="BH", at=NOON)
    assert settings.asked[0] == "lock"
