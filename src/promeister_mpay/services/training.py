"""Training mode: the SMS that customers would get, and an invented workshop as seller."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from promeister_mpay.services.ports.store import Store
from promeister_mpay.services.settings import load_settings, save_settings


@dataclass(frozen=True, slots=True)
class TextMessage:
    """An SMS that the customer would have got."""

    to: str
    text: str
    link: str


SELLER: Mapping[str, str] = {
    "workshop_name": "Övningsverkstaden AB",
    "workshop_address": "Verkstadsgatan 1",
    "workshop_postal_code": "416 55",
    "workshop_city": "Göteborg",
    "workshop_seat": "Göteborg",
    "workshop_phone": "08-465 004 40",
    "workshop_email": "info@ovningsverkstaden.example",
    "organisation_number": "6997368573",
    "vat_number": "SE699736857301",
    "bankgiro": "991-2346",
}
"""An invented workshop. Its organisation number is Resurs's published test company; the phone number is reserved for
fiction."""


def invent_seller(store: Store) -> None:
    """Fill in the invented seller, which invoices need; does nothing when anybody has filled in one of its settings."""
    with store.writing() as work:
        settings = load_settings(work.settings)
        if all(getattr(settings, name) in ("", settings.resurs_store_name) for name in SELLER):
            save_settings(work.settings, replace(settings, **SELLER))  # type: ignore[arg-type]
            work.commit()
