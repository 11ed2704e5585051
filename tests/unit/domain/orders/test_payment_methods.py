"""The ways to pay an order."""

from promeister_mpay.domain.orders.payment_methods import PaymentMethod


def test_the_words_for_payment_methods_that_are_stored_do_not_change() -> None:
    assert [method.value for method in PaymentMethod] == ["KONTANT", "KORT", "SWISH", "FAKTURA", "MOBIL"]
