"""Connecting the workshop to its account at the gateway: which store and which payment method links are made with."""

from dataclasses import replace

from promeister_mpay.errors import MpayError
from promeister_mpay.services.ports import Gateway, GatewayMethod, GatewayStore, Store
from promeister_mpay.services.settings import load_settings, save_settings


def connect(store: Store, gateway: Gateway, *, workshop_name: str) -> None:
    """Choose the account's first store and its first method, unless they are chosen already.

    Raises `GatewayError`, or `MpayError` when the account has no store or the store no method.
    """
    with store.reading() as work:
        settings = load_settings(work.settings)
    if settings.resurs_store_id and settings.resurs_method_id:
        return
    place, method = _first(gateway)
    chosen = replace(
        settings,
        workshop_name=settings.workshop_name or workshop_name,
        resurs_store_id=place.id,
        resurs_method_id=method.id,
        method_least=method.least,
        method_most=method.most,
    )
    with store.writing() as work:
        save_settings(work.settings, chosen)
        work.commit()


def _first(gateway: Gateway) -> tuple[GatewayStore, GatewayMethod]:
    places = gateway.stores()
    if not places:
        raise MpayError("Kontot hos Resurs har ingen butik. Kontakta Resurs.")
    methods = gateway.methods(places[0].id)
    if not methods:
        raise MpayError(f"Butiken {places[0].name} har inget betalsätt hos Resurs. Kontakta Resurs.")
    return places[0], methods[0]
