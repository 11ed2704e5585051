"""A workshop on a file with copies, that is closed, restored as a start does, and opened again."""

from collections.abc import Callable
from pathlib import Path

from promeister_mpay.adapters.resurs import ResursGateway
from promeister_mpay.adapters.store import open_store
from promeister_mpay.adapters.store.backup.copies import SqliteCopies
from promeister_mpay.adapters.store.backup.restore import restore_if_requested
from promeister_mpay.adapters.store.backup.restore_prepare import Restored
from promeister_mpay.adapters.store.database.sqlite import copy_path
from promeister_mpay.paths import RESTORE_REQUEST
from promeister_mpay.services.books.service import BookkeepingService
from promeister_mpay.services.maintenance.backups import Copy, CopyKind
from promeister_mpay.services.orders.service import OrderService
from support.backup_copies import made
from support.gateways import Sandbox
from support.stores import sqlite_path
from support.workshop import Workshop


class Restorable(Workshop):
    """A workshop on a file, with copies."""

    def __init__(self, url: str, sandbox: Sandbox, gateway: ResursGateway) -> None:
        super().__init__(open_store(url), sandbox, gateway)
        self.url, self.path = url, sqlite_path(url)
        self.copies = SqliteCopies(self.path)

    def copy(self) -> Copy:
        return made(self.copies, self.clock.now())

    def close(self) -> None:
        self.store.close()

    def restore(self, copy: Copy, *, before: Callable[[Path], object] = lambda _: None) -> Restored:
        """Close, restore as a start does, and open again; `before` happens to the closed store."""
        self.store.close()
        before(self.path)
        self.copies.restore_at_start(copy, who="BH")
        try:
            done = restore_if_requested(self.path, self.clock.now())
        finally:
            self.reopen()
        assert done is not None
        assert not self.is_restore_requested
        return done

    @property
    def is_restore_requested(self) -> bool:
        """Whether the next start has a restore to begin, or to finish."""
        return (self.path.parent / "backups" / RESTORE_REQUEST).exists() or self.path.with_suffix(".restored").exists()

    def reopen(self) -> None:
        """Open the store that is there now."""
        self.store = open_store(self.url)
        self.begin()

    def begin(self) -> None:
        """The services over the store that is there now."""
        self.orders = OrderService(store=self.store, clock=self.clock)
        self.books = BookkeepingService(store=self.store, clock=self.clock)
        self.payments = self.program("Kassa 1")

    @property
    def aside(self) -> Path:
        return copy_path(self.path, CopyKind.SET_ASIDE.value, self.clock.now())
