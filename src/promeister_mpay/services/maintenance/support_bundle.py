"""Felsökningspaket: what support needs to see of a program, and nothing of the workshop's customers or secrets."""

import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from promeister_mpay.atomic_files import replacing
from promeister_mpay.domain.redaction import redacted
from promeister_mpay.errors import MpayError
from promeister_mpay.services.settings import LABELS, Settings

Facts = Mapping[str, object]
PLAIN_TEXTS = frozenset(
    {"resurs_environment", "resurs_method_name", "order_prefix", "invoice_series", "payout_series", "correction_series"}
)
"""Texts of settings that say nothing of anybody; of any other text it is only told whether there is one."""


@dataclass(frozen=True, slots=True)
class SupportFile:
    """One file of the package."""

    name: str
    text: str


class SupportService:
    """Puts the package together, as far as what is broken can be read. Blocking; run it off the UI thread."""

    def __init__(
        self,
        *,
        system: Callable[[], Facts],
        store: Callable[[], Facts],
        settings: Callable[[], Settings],
        logs: Callable[[], Sequence[SupportFile]],
    ) -> None:
        self._system = system
        self._store = store
        self._settings = settings
        self._logs = logs

    def files(self, screens: Facts) -> Sequence[SupportFile]:
        """All that would be in the package, just as it would be written; `screens` is what only the window knows."""
        parts = {
            "system.txt": lambda: {**self._system(), **screens},
            "databas.txt": self._store,
            "inställningar.txt": lambda: settings_told(self._settings()),
        }
        told = [SupportFile(name, _told(facts)) for name, facts in parts.items()]
        return [SupportFile(file.name, redacted(file.text)) for file in (*told, *self._logs())]

    def write(self, files: Sequence[SupportFile], path: Path) -> None:
        """Write what was shown as a zip; raises `FileError`."""
        with replacing(path) as unfinished, zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as package:
            for file in files:
                package.writestr(file.name, file.text)


def settings_told(settings: Settings) -> Facts:
    """Numbers and choices as they are; of texts and lists only whether there are any, unless they are harmless."""
    return {LABELS[each.name]: _harmless(each.name, getattr(settings, each.name)) for each in fields(Settings)}


def _harmless(name: str, value: object) -> object:
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, int) or name in PLAIN_TEXTS:
        return value
    return "ifyllt" if value else "tomt"


def _told(facts: Callable[[], Facts]) -> str:
    try:
        found = facts()
    except MpayError as error:
        return f"Kan inte läsas: {error}\n"
    return "".join(f"{name}: {value}\n" for name, value in found.items())
