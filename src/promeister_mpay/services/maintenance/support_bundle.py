"""The support bundle (Felsökningspaket): facts about the program, without customer data or secrets."""

import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from promeister_mpay.atomic_files import replacing
from promeister_mpay.domain.error_traces import what_went_wrong
from promeister_mpay.domain.redaction import redacted
from promeister_mpay.errors import MpayError
from promeister_mpay.services.settings import LABELS, Settings

Facts = Mapping[str, object]
PLAIN_TEXTS = frozenset(
    {"resurs_environment", "resurs_method_name", "order_prefix", "invoice_series", "payout_series", "correction_series"}
)
"""Settings whose texts identify nobody; of any other text the bundle says only whether it is filled in."""


@dataclass(frozen=True, slots=True)
class SupportFile:
    """One file of the bundle."""

    name: str
    text: str


class SupportService:
    """Makes the bundle; a part that cannot be read contains the error. Blocking; run it off the UI thread."""

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
        """The files of the bundle, exactly as they would be written; `screens` are facts that only the window knows."""
        parts = {
            "system.txt": lambda: {**self._system(), **screens},
            "databas.txt": self._store,
            "inställningar.txt": lambda: settings_facts(self._settings()),
        }
        files = [SupportFile(name, _facts_text(facts)) for name, facts in parts.items()]
        return [SupportFile(file.name, redacted(file.text)) for file in (*files, *self._logs())]

    def write(self, files: Sequence[SupportFile], path: Path) -> None:
        """Write the files into a zip; raises `FileError`."""
        with replacing(path) as unfinished, zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in files:
                archive.writestr(file.name, file.text)


def settings_facts(settings: Settings) -> Facts:
    """Numbers, choices and `PLAIN_TEXTS` as they are; of other texts and lists only whether they are filled in."""
    return {
        LABELS[each.name]: _without_private_text(each.name, getattr(settings, each.name)) for each in fields(Settings)
    }


def _without_private_text(name: str, value: object) -> object:
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, int) or name in PLAIN_TEXTS:
        return value
    return "ifyllt" if value else "tomt"


def _facts_text(facts: Callable[[], Facts]) -> str:
    try:
        found = facts()
    except MpayError as error:
        return f"Kan inte läsas: {what_went_wrong(error)}\n"
    return "".join(f"{name}: {value}\n" for name, value in found.items())
