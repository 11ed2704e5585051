"""The terms of the chosen payment method, read each day: the gateway may change its limits and kinds of customers."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from promeister_mpay.domain.events import WORKSHOP, Event
from promeister_mpay.domain.payments.journal import PROGRAM
from promeister_mpay.errors import GatewayError, InputError
from promeister_mpay.services.ports.clock import Clock
from promeister_mpay.services.ports.gateway import Gateway, GatewayMethod
from promeister_mpay.services.ports.store import Store
from promeister_mpay.services.settings import Settings, change_settings, load_settings

logger = logging.getLogger(__name__)

READ_AT = "method_terms_read_at"
"""The setting that says when some counter read the terms last (UTC)."""
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
"""How often the store is asked whether a day has gone, and the gateway again when it did not answer."""
GONE = (
    "Betalsättet {name} finns inte längre i butiken hos Resurs. "
    "Välj ett annat i Arkiv → Inställningar → Resurs; betalnings-SMS kan annars nekas."
)


def with_terms(settings: Settings, method: GatewayMethod) -> Settings:
    """The settings with a method's terms."""
    return replace(
        settings,
        method_least=method.least,
        method_most=method.most,
        method_for_persons=method.for_persons,
        method_for_companies=method.for_companies,
    )


class MethodTerms:
    """Keeps the stored terms as the gateway has them. Blocking; run it off the UI thread."""

    def __init__(self, *, store: Store, gateway: Gateway, clock: Clock) -> None:
        self._store = store
        self._gateway = gateway
        self._clock = clock
        self._looks_at = timedelta()

    def refresh_if_due(self) -> None:
        """Read the terms when nobody has for a day. A gateway that does not answer is asked again in an hour."""
        if self._clock.elapsed() < self._looks_at:
            return
        self._looks_at = self._clock.elapsed() + HOUR
        settings = self._due()
        if settings is None:
            return
        try:
            found = self._gateway.methods(settings.resurs_store_id)
        except GatewayError as error:
            logger.info("terms of the method: %s", type(error).__name__)
            return
        self._store_terms(settings, next((each for each in found if each.id == settings.resurs_method_id), None))

    def _due(self) -> Settings | None:
        """The settings when the terms are to be read; the first day begins when this is first called."""
        now = self._clock.now()
        with self._store.looking() as work:
            settings, read_at = load_settings(work.settings), _moment(work.settings.all().get(READ_AT, ""))
        if not settings.resurs_store_id or not settings.resurs_method_id:
            return None
        if read_at is None or read_at > now:
            self._note(now)
            return None
        return settings if now - read_at >= DAY else None

    def _note(self, now: datetime) -> None:
        with self._store.writing() as work:
            work.settings.put(READ_AT, now.isoformat())
            work.commit()

    def _store_terms(self, settings: Settings, method: GatewayMethod | None) -> None:
        now = self._clock.now()
        with self._store.writing() as work:
            work.settings.put(READ_AT, now.isoformat())
            if method is None:
                text = GONE.format(name=settings.resurs_method_name)
                work.events.add(Event(WORKSHOP, now, PROGRAM, text, reference="resurs_method_id"))
            else:
                try:
                    change_settings(work, settings, with_terms(settings, method), who=PROGRAM, at=now)
                except InputError:  # A clerk has chosen another method just now.
                    return
            work.commit()


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
