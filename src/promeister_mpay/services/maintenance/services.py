"""What keeps the program and its data in good order, and works also when the store does not open."""

from dataclasses import dataclass

from promeister_mpay.services.maintenance.backups import BackupService
from promeister_mpay.services.maintenance.support_bundle import SupportService


@dataclass(frozen=True, slots=True)
class MaintenanceServices:
    """The copies of the embedded store, if that is where everything is; and the package for support."""

    support: SupportService
    backups: BackupService | None
