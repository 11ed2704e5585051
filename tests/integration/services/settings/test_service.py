"""Changing settings, on both stores: only what changed is written and told, and two PCs never undo each other."""

from dataclasses import replace
from functools import partial

import pytest

from promeister_mpay.adapters.store import SqlStore
from promeister_mpay.domain.events import WORKSHOP
from promeister_mpay.errors import InputError, SettingChanged, StoreError
from promeister_mpay.services.settings import Settings, SettingsService, load_settings
from support.fakes.clock import NOON, FakeClock
from support.workshop import together


@pytest.fixture
def service(store: SqlStore) -> SettingsService:
    return SettingsService(store=store, clock=FakeClock())


def put(store: SqlStore, key: str, value: str) -> None:
    with store.writing() as work:
        work.settings.put(key, value)
        work.commit()


def test_only_what_changed_is_written_and_told(service: SettingsService, store: SqlStore) -> None:
    seen, _ = service.load()
    after = service.change(seen, replace(seen, payment_days=20, bankgiro="9912346"), who="BH")

    assert (after.payment_days, after.bankgiro) == (20, "991-2346")
    with store.reading() as work:
        assert work.settings.all() == {"payment_days": "20", "bankgiro": '"991-2346"'}
        assert load_settings(work.settings) == after
    reported = [(event.who, event.at, event.text, event.reference) for event in service.history()]
    assert reported == [
        ("BH", NOON, "Betalningsvillkor, dagar: 30 → 20", "payment_days"),
        ("BH", NOON, "Bankgiro: (tomt) → 991-2346", "bankgiro"),
    ]


def test_a_wrong_value_writes_nothing(service: SettingsService, store: SqlStore) -> None:
    with pytest.raises(InputError) as refused:
        service.change(Settings(), Settings(payment_days=20, bankgiro="1-1"), who="BH")
    assert refused.value.field == "bankgiro"
    with store.reading() as work:
        assert work.settings.all() == {}
    assert service.history() == []


def test_two_pcs_change_different_settings_and_both_changes_stand(service: SettingsService) -> None:
    seen, _ = service.load()
    service.change(seen, replace(seen, payment_days=20), who="BH")
    after = service.change(seen, replace(seen, round_cash=False), who="ML")
    assert (after.payment_days, after.round_cash) == (20, False)
    assert service.load() == (after, ())


def test_whoever_is_second_with_the_same_setting_is_told_and_may_insist(service: SettingsService) -> None:
    seen, _ = service.load()
    service.change(seen, replace(seen, payment_days=20), who="BH")
    with pytest.raises(SettingChanged, match="BH har ändrat Betalningsvillkor, dagar till 20") as refused:
        service.change(seen, replace(seen, payment_days=10, round_cash=False), who="ML")
    assert refused.value.field == "payment_days"

    now, _ = service.load()
    assert now.round_cash
    after = service.change(now, replace(now, payment_days=10, round_cash=False), who="ML")
    assert (after.payment_days, after.round_cash) == (10, False)
    assert "Betalningsvillkor, dagar: 20 → 10" in [event.text for event in service.history()]


def test_many_at_once_each_with_a_setting_of_its_own(service: SettingsService) -> None:
    seen, _ = service.load()
    typed = [
        replace(seen, round_cash=False),
        replace(seen, round_card=False),
        replace(seen, round_swish=False),
        replace(seen, round_invoice=False),
    ]
    outcomes = together([partial(service.change, seen, one, who="BH") for one in typed])
    assert all(isinstance(outcome, Settings) for outcome in outcomes)
    after, _ = service.load()
    assert (after.round_cash, after.round_card, after.round_swish, after.round_invoice) == (False,) * 4
    assert len(service.history()) == 4


def test_of_many_at_once_with_the_same_setting_one_is_first(service: SettingsService) -> None:
    seen, _ = service.load()
    typed = [replace(seen, payment_days=days) for days in (1, 2, 3)]
    outcomes = together([partial(service.change, seen, one, who="BH") for one in typed])
    refused = [outcome for outcome in outcomes if isinstance(outcome, SettingChanged)]
    assert len(refused) == 2
    assert len(service.history()) == 1


def test_a_value_that_cannot_be_read_is_named_and_can_be_given_anew(service: SettingsService, store: SqlStore) -> None:
    put(store, "payment_days", '"trettio"')
    with store.reading() as work, pytest.raises(StoreError, match="payment_days"):
        load_settings(work.settings)

    read, errors = service.load()
    assert [error.field for error in errors] == ["payment_days"]
    service.change(read, read, who="BH")
    assert service.load() == (Settings(), ())


def test_a_wrong_value_from_elsewhere_does_not_hinder_another_change(service: SettingsService, store: SqlStore) -> None:
    put(store, "bankgiro", '"1-1"')
    seen, _ = service.load()
    assert service.change(seen, replace(seen, payment_days=20), who="BH").payment_days == 20


def test_the_workshops_history_is_no_orders(service: SettingsService, store: SqlStore) -> None:
    service.change(Settings(), Settings(payment_days=20), who="BH")
    with store.reading() as work:
        assert [event.order_number for event in work.events.of_order(WORKSHOP)] == [0]
        assert work.events.of_order(14790) == []
