"""Shared by tests of backup copies and restoring: making copies, damaging a store."""

from datetime import UTC, datetime
from pathlib import Path

from promeister_mpay.adapters.store.backup.copies import SqliteCopies
from promeister_mpay.services.maintenance.backups import Copy, CopyKind

NOW = datetime(2026, 3, 2, 20, 15, tzinfo=UTC)


def never() -> bool:
    return False


def made(copies: SqliteCopies, at: datetime = NOW, kind: CopyKind = CopyKind.DAILY) -> Copy:
    copy = copies.make(kind, at, cancelled=never)
    assert copy is not None
    return copy


def damage(path: Path) -> None:
    """Overwrite pages in the middle, as a failing disk would."""
    content = bytearray(path.read_bytes())
    for page in range(8, len(content) // 4096):
        content[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    path.write_bytes(content)
