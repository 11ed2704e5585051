"""The services of maintenance, which work also when the store cannot be opened."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from promeister_mpay.services.maintenance.backups import BackupService
from promeister_mpay.services.maintenance.licences import Licence
from promeister_mpay.services.maintenance.support_bundle import SupportService


@dataclass(frozen=True, slots=True)
class MaintenanceServices:
    """The support bundle, and the backups."""

    support: SupportService
    backups: BackupService
    licences: Callable[[], Sequence[Licence]]
    """Reads the licence texts of all that the program is made of. Blocking; run it off the UI thread."""
