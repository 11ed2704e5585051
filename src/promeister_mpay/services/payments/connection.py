"""Connecting the workshop to its account at the gateway, with the store and payment method for new payments."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from promeister_mpay.domain.approvals import GuardedAct
from promeister_mpay.domain.events import WORKSHOP, Event
from promeister_mpay.errors import GatewayError, GatewayUnavailable, InputError, MpayError, SecretError
from promeister_mpay.services.approvals import Approvals
from promeister_mpay.services.payments.method_terms import with_terms
from promeister_mpay.services.ports.clock import Clock
from promeister_mpay.services.ports.gateway import Gateway, GatewayMethod, GatewayStore
from promeister_mpay.services.ports.secrets import Secrets
from promeister_mpay.services.ports.store import Store
from promeister_mpay.services.settings import Settings, change_settings, load_settings, save_settings

MOST_UNANSWERED = 2
"""Stores whose methods get no answer until the others are not asked about either: it is the gateway that is sick."""


@dataclass(frozen=True, slots=True)
class GatewayAccount:
    """The login that Resurs gives a workshop: environment (`integration`, `production`), client id and secret."""

    environment: str
    client_id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Choice:
    """A store of the account with one of its payment methods."""

    store: GatewayStore
    method: GatewayMethod


@dataclass(frozen=True, slots=True)
class Offer:
    """What an account offers; `left_out` is a sentence about the stores whose methods could not be read, or empty."""

    choices: Sequence[Choice]
    left_out: str = ""


class ConnectionService:
    """Tries accounts and connects one. Blocking; run it off the UI thread.

    `reach` makes a gateway client for an account; `connect` makes that client the one that all services use.
    """

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        secrets: Secrets,
        reach: Callable[[GatewayAccount], Gateway],
        connect: Callable[[Gateway], None],
        approvals: Approvals | None = None,
    ) -> None:
        self._approvals = approvals or Approvals(writing=store.writing, clock=clock)
        self._store = store
        self._clock = clock
        self._secrets = secrets
        self._reach = reach
        self._connect = connect
        self._in_memory: dict[str, str] = {}
        self._beginning = threading.Lock()
        self._begun: bool | None = None
        self.wants_secret = ""
        """A sentence that says why the clerk has to type the secret of the chosen account; empty when it is known."""

    def settings(self) -> Settings:
        """The settings as stored, with the chosen account."""
        with self._store.reading() as work:
            return load_settings(work.settings)

    def begin_once(self) -> bool:
        """The result of the first `begin`; who comes while the keyring is asked waits for it."""
        with self._beginning:
            if self._begun is None:
                self._begun = self.begin()
            return self._begun

    def begin(self) -> bool:
        """Connect the chosen account; False when none is chosen, or its secret is not known (`wants_secret`)."""
        settings = self.settings()
        if not settings.resurs_client_id:
            return False
        secret, self.wants_secret = self._known(settings.resurs_client_id)
        if secret:
            self._connect(self._reach(GatewayAccount(settings.resurs_environment, settings.resurs_client_id, secret)))
        return bool(secret)

    def _known(self, client_id: str) -> tuple[str, str]:
        """The account's secret from memory or the keyring, and the reason when there is none."""
        try:
            secret = self._in_memory.get(client_id) or self._secrets.get(client_id)
        except SecretError as error:
            return "", str(error)
        return (secret, "") if secret else ("", "Hemligheten finns inte i den här datorns nyckelring.")

    def give_secret(self, secret: str, *, who: str) -> str:
        """Connect the chosen account with a typed secret; returns a warning as `save` does.

        Raises `InputError`, or the `GatewayError` of the failed login; then nothing is saved.
        """
        settings = self.settings()
        account = GatewayAccount(settings.resurs_environment, settings.resurs_client_id, secret)
        choices_of(self._reach(_complete(account)))
        with self._store.writing() as work:
            work.events.add(self._new_secret(account, who))
            work.commit()
        return self._use(account)

    def choices(self, account: GatewayAccount) -> Sequence[Choice]:
        """The stores and methods of the account; raises `InputError`, `GatewayError`, or `MpayError` for none."""
        return self.offer(account).choices

    def offer(self, account: GatewayAccount) -> Offer:
        """What the account offers, and which stores were left out; raises as `choices` does."""
        return offer_of(self._reach(self._filled(account)))

    def _filled(self, account: GatewayAccount) -> GatewayAccount:
        """The account with its known secret, if none was typed."""
        if account.client_id and not account.secret:
            account = replace(account, secret=self._known(account.client_id)[0])
        return _complete(account)

    def save(self, account: GatewayAccount, choice: Choice, *, who: str) -> str:
        """Connect the account and save the choice; returns a warning when the keyring cannot keep the secret.

        Raises `MpayError` while payments of another account are unsettled: only that account can answer for them.
        """
        account = self._filled(account)
        is_new_secret = account.secret != self._known(account.client_id)[0]
        with (
            self._store.writing() as work,
            self._approvals.approved(work, GuardedAct.SETTINGS, who=who),
        ):
            settings = load_settings(work.settings)
            known = (settings.resurs_environment, settings.resurs_client_id)
            if work.requests.has_watched() and known != (account.environment, account.client_id):
                raise MpayError(
                    "Det finns betalnings-SMS som inte är avslutade hos det konto som är anslutet nu. "
                    "Vänta tills de är klara, eller annullera dem först."
                )
            change_settings(work, settings, chosen(settings, choice, account), who=who, at=self._clock.now())
            if is_new_secret:
                work.events.add(self._new_secret(account, who))
            work.commit()
        return self._use(account)

    def _new_secret(self, account: GatewayAccount, who: str) -> Event:
        text = f"Hemlighet angiven för klient-id {account.client_id}."
        return Event(WORKSHOP, self._clock.now(), who, text, reference="resurs_secret")

    def _use(self, account: GatewayAccount) -> str:
        self._connect(self._reach(account))
        self._in_memory[account.client_id] = account.secret
        self.wants_secret = ""
        try:
            self._secrets.put(account.client_id, account.secret)
        except SecretError as error:
            return str(error)
        return ""


def _complete(account: GatewayAccount) -> GatewayAccount:
    if not account.client_id or not account.secret:
        raise InputError("Fyll i både klient-id och hemlighet.", "secret" if account.client_id else "client_id")
    return account


def offer_of(gateway: Gateway) -> Offer:
    """Every store of an account with each of its methods; a store that refuses its methods does not hide the others.

    Raises `GatewayError` when no store shows its methods, and `MpayError` for none.
    """
    stores = gateway.stores()
    if not stores:
        raise MpayError("Kontot hos Resurs har ingen butik. Kontakta Resurs.")
    found: list[Choice] = []
    errors: dict[str, GatewayError] = {}
    for store in stores:
        if sum(isinstance(error, GatewayUnavailable) for error in errors.values()) >= MOST_UNANSWERED:
            break
        try:
            found += [Choice(store, method) for method in gateway.methods(store.id)]
        except GatewayError as error:
            errors[store.name] = error
    if errors and not found:
        raise next(iter(errors.values()))
    if not found:
        raise MpayError(f"Butiken {stores[0].name} har inget betalsätt hos Resurs. Kontakta Resurs.")
    return Offer(found, " ".join(f"Butiken {name}: {error}" for name, error in errors.items()))


def choices_of(gateway: Gateway) -> Sequence[Choice]:
    """The choices that an account offers; raises as `offer_of` does."""
    return offer_of(gateway).choices


def chosen(settings: Settings, choice: Choice, account: GatewayAccount) -> Settings:
    """The settings with an account, its store and its payment method."""
    return replace(
        with_terms(settings, choice.method),
        workshop_name=settings.workshop_name or choice.store.name,
        resurs_environment=account.environment,
        resurs_client_id=account.client_id,
        resurs_store_id=choice.store.id,
        resurs_store_name=choice.store.name,
        resurs_method_id=choice.method.id,
        resurs_method_name=choice.method.name,
    )


def connect_first(store: Store, gateway: Gateway, account: GatewayAccount) -> None:
    """Save the account's first store and method unless others are chosen; raises as `choices_of` does."""
    with store.reading() as work:
        settings = load_settings(work.settings)
    if settings.resurs_store_id and settings.resurs_method_id:
        return
    first = choices_of(gateway)[0]
    with store.writing() as work:
        save_settings(work.settings, chosen(settings, first, account))
        work.commit()
