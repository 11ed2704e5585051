"""A payment method is one row: whoever adds one is told what it lacks, and where."""

from collections.abc import Iterable
from dataclasses import fields
from enum import StrEnum
from typing import Any

import pytest

from promeister_mpay.domain.books.accounts import Accounts
from promeister_mpay.domain.orders.payment_methods import (
    CHOSEN_BY_CLERKS,
    PAYMENT_METHODS,
    MethodFacts,
    PaymentMethod,
    facts_of,
)
from promeister_mpay.errors import InputError
from promeister_mpay.paths import RESOURCES
from promeister_mpay.services.settings.declared import Settings

KNOWN = {
    PaymentMethod.CASH: ("KONTANT", "cash", "kontant"),
    PaymentMethod.CARD: ("KORT", "card", "med kort"),
    PaymentMethod.SWISH: ("SWISH", "swish", "med Swish"),
    PaymentMethod.INVOICE: ("FAKTURA", "invoice", ""),
    PaymentMethod.MOBILE: ("MOBIL", "mobile", "med mobilbetalning (Resurs)"),
}
"""What stores, settings and printed documents already contain of these methods; a new method needs no entry here."""

HELP_PAGES = ("bokforing.md", "falt.md", "mobilbetalning.md")
"""The help pages that list the methods to choose from."""


class WithTrial(StrEnum):
    """A method, and one that was added without its row."""

    CASH = "KONTANT"
    TRIAL = "PROV"


def without_facts(methods: Iterable[StrEnum]) -> list[str]:
    return [method.name for method in methods if method not in PAYMENT_METHODS]


def without_settings(rows: Iterable[MethodFacts]) -> list[str]:
    """What settings and accounts lack of these rows, each with the place to add it."""
    names = [row.setting for row in rows]
    places = (
        ("account_", fields(Settings), "Settings in services/settings/declared.py"),
        ("round_", fields(Settings), "Settings in services/settings/declared.py"),
        ("", fields(Accounts), "Accounts in domain/books/accounts.py"),
    )
    return [
        f"{kind}{name}: add it to {where}"
        for kind, declared, where in places
        for name in names
        if f"{kind}{name}" not in {each.name for each in declared}
    ]


def without_help(methods: Iterable[StrEnum]) -> list[str]:
    """The help pages that do not name one of these methods."""
    pages = {name: (RESOURCES / "help" / name).read_text(encoding="utf-8") for name in HELP_PAGES}
    return [
        f"{method.value}: name it in resources/help/{name}"
        for name, text in pages.items()
        for method in methods
        if method.value not in text
    ]


def test_each_method_has_its_row_and_one_without_is_named() -> None:
    missing = without_facts(PaymentMethod)
    assert not missing, f"add a row to PAYMENT_METHODS in domain/orders/payment_methods.py for {missing}"
    assert without_facts(WithTrial) == ["TRIAL"]


def test_each_row_has_its_two_settings_and_its_account_and_what_is_missing_is_named() -> None:
    missing = without_settings(PAYMENT_METHODS.values())
    assert not missing, "\n".join(missing)
    assert without_settings([MethodFacts("trial", "Prov", "med prov", "", "&PROV")]) == [
        "account_trial: add it to Settings in services/settings/declared.py",
        "round_trial: add it to Settings in services/settings/declared.py",
        "trial: add it to Accounts in domain/books/accounts.py",
    ]


def test_each_method_has_settings_of_its_own() -> None:
    names = [facts.setting for facts in PAYMENT_METHODS.values()]
    assert len(set(names)) == len(names), f"two methods have the same settings: {names}"


def test_the_help_names_each_method_that_a_clerk_can_choose() -> None:
    missing = without_help(CHOSEN_BY_CLERKS)
    assert not missing, "\n".join(missing)
    assert len(without_help([WithTrial.TRIAL])) == len(HELP_PAGES)


def test_each_button_has_a_key_of_its_own() -> None:
    keys = [PAYMENT_METHODS[method].button.partition("&")[2][:1] for method in CHOSEN_BY_CLERKS]
    assert "" not in keys, f"give each button its key with an & before it: {keys}"
    assert len(set(keys)) == len(keys), f"two buttons have the same key: {keys}"


def test_only_an_invoice_is_not_paid_yet_and_only_a_mobile_payment_is_not_chosen_by_a_clerk() -> None:
    unpaid = [method for method, facts in PAYMENT_METHODS.items() if not facts.paid]
    assert unpaid == [PaymentMethod.INVOICE]
    assert set(PaymentMethod) - set(CHOSEN_BY_CLERKS) == {PaymentMethod.MOBILE}


def test_what_stores_and_documents_contain_of_a_method_does_not_change() -> None:
    rows = {method: (method.value, facts_of(method).setting, facts_of(method).paid) for method in KNOWN}
    assert rows == KNOWN
    assert [PAYMENT_METHODS[method].button for method in CHOSEN_BY_CLERKS if method in KNOWN] == [
        "&KONTANT",
        "K&ORT",
        "&SWISH",
        "&FAKTURA",
    ]


def test_an_order_stored_with_a_method_without_a_row_gets_a_sentence() -> None:
    trial: Any = WithTrial.TRIAL
    for asked in (facts_of, Accounts().of_method, Settings().rounds):
        with pytest.raises(
            InputError, match=r"^Betalningssättet PROV kan inte användas\. Välj ett annat\.$"
        ) as refused:
            asked(trial)
        assert refused.value.field == "payment_method"
