"""What the windows of the settings are made with, while the store is closed and when it is open."""

from collections.abc import Callable
from dataclasses import dataclass

from promeister_mpay.services.counter import CounterServices
from promeister_mpay.services.startup import StartService
from promeister_mpay.ui.common.background import Background
from promeister_mpay.ui.common.workstation import Workstation


@dataclass(frozen=True, slots=True)
class LocalContext:
    """What the pages about this computer need: they work also when the store cannot be opened."""

    start: StartService
    workstation: Workstation
    background: Background
    who: Callable[[], str]


@dataclass(frozen=True, slots=True)
class SettingsContext:
    """What all pages need."""

    local: LocalContext
    services: CounterServices
