"""A payment method is one row: whoever adds one is told what it lacks."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

import pytest

from promeister_mpay.domain.books.accounts import Accounts
from promeister_mpay.domain.orders.payment_methods import (
    CHOSEN_BY_CLERKS,
    PAYMENT_METHODS,
    PaymentMethod,
    facts_of,
)
from promeister_mpay.errors import InputError
from promeister_mpay.services.settings.declared import Settings


class WithVipps(StrEnum):
    """The methods, and one that was added without its row."""

    CASH = "KONTANT"
    VIPPS = "VIPPS"


def without_facts(methods: Iterable[StrEnum]) -> list[str]:
    return [method.name for method in methods if method not in PAYMENT_METHODS]


def test_each_method_has_its_row_and_one_without_is_named() -> None:
    assert without_facts(PaymentMethod) == []
    assert without_facts(WithVipps) == ["VIPPS"]


def test_each_row_has_its_two_settings() -> None:
    settings = {f"{kind}_{facts.setting}" for facts in PAYMENT_METHODS.values() for kind in ("account", "round")}
    assert settings - set(Settings.__dataclass_fields__) == set(), "add these settings in services/settings/declared.py"


def test_each_button_has_a_key_of_its_own() -> None:
    keys = [PAYMENT_METHODS[method].button.partition("&")[2][:1] for method in CHOSEN_BY_CLERKS]
    assert keys == ["K", "O", "S", "F"]


def test_only_an_invoice_is_not_paid_yet_and_only_a_mobile_payment_is_not_chosen_by_a_clerk() -> None:
    facts = PAYMENT_METHODS.values()
    assert [each.paid for each in facts] == ["kontant", "med kort", "med Swish", "", "med mobilbetalning (Resurs)"]
    assert set(PaymentMethod) - set(CHOSEN_BY_CLERKS) == {PaymentMethod.MOBILE}


def test_each_method_has_settings_of_its_own() -> None:
    assert [facts.setting for facts in PAYMENT_METHODS.values()] == ["cash", "card", "swish", "invoice", "mobile"]


def test_the_words_for_payment_methods_that_are_stored_do_not_change() -> None:
    assert [method.value for method in PaymentMethod] == ["KONTANT", "KORT", "SWISH", "FAKTURA", "MOBIL"]


def test_an_order_stored_with_a_method_without_a_row_gets_a_sentence() -> None:
    vipps: Any = WithVipps.VIPPS
    for asked in (facts_of, Accounts().of_method, Settings().rounds):
        with pytest.raises(
            InputError, match=r"^Betalningssättet VIPPS kan inte användas\. Välj ett annat\.$"
        ) as refused:
            asked(vipps)
        assert refused.value.field == "payment_method"
