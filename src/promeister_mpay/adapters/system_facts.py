"""Reads versions and log files for the support bundle (Felsökningspaket)."""

import locale
import os
import platform
import shutil
import sys
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path

from promeister_mpay import __version__
from promeister_mpay.services.maintenance.support_bundle import SupportFile

PACKAGES = ("PySide6-Essentials", "SQLAlchemy", "alembic", "psycopg", "httpx", "msgspec", "keyring")
MOST = 300_000
"""Characters from the end of each log."""
OWN_LOGS = ("promeister-mpay.log", "crashes.txt")
"""What the names of the files begin with that `adapters/logs.py` writes."""


def system_facts(folder: Path) -> Mapping[str, object]:
    """Versions of program, libraries and operating system, and free disk space; `folder` is the data folder."""
    free = shutil.disk_usage(folder).free // 1_000_000
    return {
        "Program": f"promeister-mpay {__version__}",
        "Paketerat": "ja" if getattr(sys, "frozen", False) else "nej",
        "System": platform.platform(),
        "Python": platform.python_version(),
        **{name: _version(name) for name in PACKAGES},
        "Språk": locale.getlocale()[0] or "okänt",
        "Processorer": os.cpu_count(),
        "Ledigt på disken": f"{free} MB",
        "Datamapp": folder,
    }


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "okänd"


def log_files(folder: Path) -> Sequence[SupportFile]:
    """The end of each log file, newest first; empty if there is no log."""
    files = sorted(folder.iterdir(), key=lambda path: path.name) if folder.is_dir() else []
    return [
        SupportFile(f"logg/{path.name}", path.read_text(encoding="utf-8", errors="replace")[-MOST:])
        for path in files
        if path.is_file() and path.name.startswith(OWN_LOGS)
    ]
