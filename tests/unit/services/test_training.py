"""The invented workshop of training mode: filled in once, and never over what somebody has typed."""

from dataclasses import replace

import pytest

from promeister_mpay.domain.books.readiness import check_seller
from promeister_mpay.services.books.service import seller_of
from promeister_mpay.services.settings import Settings, check_settings, load_settings, save_settings
from promeister_mpay.services.training import SELLER, invent_seller
from support.fakes.store import FakeStore


def invented(before: Settings) -> Settings:
    """The settings after the invention, read in a new unit of work."""
    store = FakeStore()
    with store.writing() as work:
        save_settings(work.settings, before)
        work.commit()
    invent_seller(store)
    with store.reading() as work:
        return load_settings(work.settings)


def test_the_invented_workshop_can_write_invoices() -> None:
    made = invented(Settings())
    check_settings(made)
    check_seller(seller_of(made))
    assert {name: getattr(made, name) for name in SELLER} == dict(SELLER) | {"vat_number": made.vat_number}
    assert made.vat_number == f"SE{made.organisation_number}01", "its organisation number is a part of it"
    assert (made.bankgiro, made.plusgiro) == ("991-2346", "")


def test_the_name_of_the_gateways_store_is_not_typed_by_anybody() -> None:
    named = Settings(resurs_store_name="Verkstaden", workshop_name="Verkstaden")
    assert invented(named) == replace(named, **SELLER)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", SELLER)
def test_a_workshop_that_has_begun_to_fill_in_keeps_what_it_has(name: str) -> None:
    typed = {"workshop_postal_code": "411 03", "organisation_number": "5560360793", "bankgiro": "991-2346"}
    typed |= {"vat_number": "SE556036079301", "workshop_email": "a@example.se"}
    begun = replace(Settings(), **{name: typed.get(name, "Eget")})  # type: ignore[arg-type]
    assert invented(begun) == begun
