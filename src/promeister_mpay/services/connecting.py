"""Connecting the workshop to its account at the gateway: which store and which payment method links are made with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from promeister_mpay.errors import InputError, MpayError, SecretError
from promeister_mpay.services.ports import Gateway, GatewayMethod, GatewayStore, Secrets, Store
from promeister_mpay.services.settings import Settings, load_settings, save_settings


@dataclass(frozen=True, slots=True)
class Account:
    """What a workshop has from Resurs: environment (`integration`, `production`), client id and secret."""

    environment: str
    client_id: str
    secret: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A store of the account with one of its payment methods."""

    store: GatewayStore
    method: GatewayMethod


class ConnectionService:
    """Tries accounts and connects one. Blocking; run it off the UI thread.

    `reach` gives a gateway for an account, `connect` makes it the one that all calls go to.
    """

    def __init__(
        self,
        *,
        store: Store,
        secrets: Secrets,
        reach: Callable[[Account], Gateway],
        connect: Callable[[Gateway], None],
    ) -> None:
        self._store = store
        self._secrets = secrets
        self._reach = reach
        self._connect = connect

    def settings(self) -> Settings:
        """What is chosen now."""
        with self._store.reading() as work:
            return load_settings(work.settings)

    def begin(self) -> bool:
        """Connect as was chosen before; False when nothing was, or its secret is not known. Raises `SecretError`."""
        settings = self.settings()
        secret = self._secrets.get(settings.resurs_client_id) if settings.resurs_client_id else None
        if secret is None:
            return False
        self._connect(self._reach(Account(settings.resurs_environment, settings.resurs_client_id, secret)))
        return True

    def choices(self, account: Account) -> Sequence[Choice]:
        """What the account has to choose from; raises `InputError`, `GatewayError`, or `MpayError` for nothing."""
        if not account.client_id or not account.secret:
            field = "secret" if account.client_id else "client_id"
            raise InputError("Fyll i både klient-id och hemlighet.", field)
        return choices_of(self._reach(account))

    def save(self, account: Account, choice: Choice) -> str:
        """Connect and remember; gives a warning when the secret can only be kept until the program ends.

        Raises `MpayError` while payments of another account wait, for only that account can tell what becomes of them.
        """
        with self._store.writing() as work:
            settings = load_settings(work.settings)
            known = (settings.resurs_environment, settings.resurs_client_id)
            if work.requests.next_due() is not None and known != (account.environment, account.client_id):
                raise MpayError(
                    "Det finns betalnings-SMS som inte är avslutade hos det konto som är anslutet nu. "
                    "Vänta tills de är klara, eller annullera dem först."
                )
            save_settings(work.settings, chosen(settings, choice, account))
            work.commit()
        self._connect(self._reach(account))
        try:
            self._secrets.put(account.client_id, account.secret)
        except SecretError as error:
            return str(error)
        return ""


def choices_of(gateway: Gateway) -> Sequence[Choice]:
    """Every store of an account with each of its methods; raises `GatewayError`, or `MpayError` for none."""
    stores = gateway.stores()
    if not stores:
        raise MpayError("Kontot hos Resurs har ingen butik. Kontakta Resurs.")
    found = [Choice(store, method) for store in stores for method in gateway.methods(store.id)]
    if not found:
        raise MpayError(f"Butiken {stores[0].name} har inget betalsätt hos Resurs. Kontakta Resurs.")
    return found


def chosen(settings: Settings, choice: Choice, account: Account) -> Settings:
    """The settings with an account and what was chosen in it."""
    return replace(
        settings,
        workshop_name=settings.workshop_name or choice.store.name,
        resurs_environment=account.environment,
        resurs_client_id=account.client_id,
        resurs_store_id=choice.store.id,
        resurs_method_id=choice.method.id,
        method_least=choice.method.least,
        method_most=choice.method.most,
    )


def connect_first(store: Store, gateway: Gateway, account: Account) -> None:
    """Choose the account's first store and method, unless they are chosen already; raises as `choices_of` does."""
    with store.reading() as work:
        settings = load_settings(work.settings)
    if settings.resurs_store_id and settings.resurs_method_id:
        return
    first = choices_of(gateway)[0]
    with store.writing() as work:
        save_settings(work.settings, chosen(settings, first, account))
        work.commit()
