"""Accounts and VAT rates: what can be booked on, and where the money of each payment method goes."""

import pytest

from promeister_mpay.domain.orders.lines import OrderLine
from promeister_mpay.errors import InputError
from support.books import LINES, worked_order
from support.invoices import SPLIT, an_invoice, booked


def test_a_rate_without_accounts_says_where_to_give_it_some() -> None:
    order = worked_order(lines=(*LINES, OrderLine(unit_price=100, vat_rate=6)))
    with pytest.raises(InputError, match="Momssatsen 6 % har inga konton"):
        booked(an_invoice(order), SPLIT)
