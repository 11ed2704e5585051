"""The use cases of settings: read them, change them, and read who changed what."""

from collections.abc import Sequence

from promeister_mpay.domain.approvals import GuardedAct
from promeister_mpay.domain.events import WORKSHOP, Event
from promeister_mpay.errors import InputError
from promeister_mpay.services.approvals import GUARDED_SETTINGS, Approvals
from promeister_mpay.services.ports.clock import Clock
from promeister_mpay.services.ports.orders import Move
from promeister_mpay.services.ports.store import Store
from promeister_mpay.services.settings.declared import Settings
from promeister_mpay.services.settings.stored import change_settings, changed, readable_settings


class SettingsService:
    """The workshop's settings. Blocking; run it off the UI thread."""

    def __init__(self, *, store: Store, clock: Clock, approvals: Approvals | None = None) -> None:
        self.approvals = approvals or Approvals(writing=store.writing, clock=clock)
        """Sets and changes the manager's code."""
        self._store = store
        self._clock = clock

    def load(self) -> tuple[Settings, tuple[InputError, ...]]:
        """The stored settings, and an error for each that could not be read and has its default instead."""
        with self._store.reading() as work:
            return readable_settings(work.settings)

    def is_untouched(self) -> bool:
        """Whether the store is unused: it has no order and no account at the gateway."""
        with self._store.reading() as work:
            settings, _ = readable_settings(work.settings)
            return not settings.resurs_client_id and work.orders.go(None, Move.FIRST) is None

    def change(self, seen: Settings, typed: Settings, *, who: str) -> Settings:
        """Write the settings that differ between `seen` and `typed`; returns all settings as stored afterwards.

        Raises `InputError` with the setting at fault, `SettingChanged` when somebody else changed one of them since.
        """
        needs_code = any(name.startswith(GUARDED_SETTINGS) for name in changed(seen, typed))
        with (
            self._store.writing() as work,
            self.approvals.approved_if(needs_code, work, GuardedAct.SETTINGS, who=who),
        ):
            settings = change_settings(work, seen, typed, who=who, at=self._clock.now())
            work.commit()
        return settings

    def history(self) -> Sequence[Event]:
        """Every change, newest first."""
        with self._store.reading() as work:
            return work.events.of_order(WORKSHOP)
