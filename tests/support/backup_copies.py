"""What tests of copies and of restoring share."""

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
    """As a failing disk does: the pages in the middle are something else."""
    content = bytearray(path.read_bytes())
    for page in range(8, len(content) // 4096):
        content[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    path.write_bytes(content)
