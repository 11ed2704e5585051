"""Foreign files as the services and the window ask for them, each read in a process of its own (`design §17`)."""

from pathlib import Path
from typing import TYPE_CHECKING

from promeister_mpay.adapters.foreign_files.process import ForeignFiles, RefusedFile
from promeister_mpay.adapters.sheets.received import ReceivedSheet
from promeister_mpay.errors import FileError, StoreError
from promeister_mpay.services.ports.files import Cancelled, never

if TYPE_CHECKING:
    from promeister_mpay.adapters.store.backup.contents import Found
    from promeister_mpay.domain.sheets import Sheet


NO_ANSWER = "Filen {} kan inte läsas: läsningen gav inget svar. Försök igen."


class ForeignReading:
    """Reads tables, pictures and copies of the store; blocking, so not from the UI thread.

    Every method raises `FileError` with a sentence that names the file, and `ReadingStopped` when cancelled.
    """

    def __init__(self, files: ForeignFiles) -> None:
        self._files = files

    def sheet(self, path: Path, cancelled: Cancelled = never) -> "Sheet":
        """The first table of a file."""
        received = ReceivedSheet()
        self._files.read("sheet", path, received.take, cancelled=cancelled)
        return received.sheet

    def picture(self, path: Path, cancelled: Cancelled = never) -> str:
        """A picture as it is stored: base64 text."""
        (text,) = self._only_answer("picture", path, cancelled)
        return str(text)

    def copy(self, path: Path, cancelled: Cancelled = never) -> "Found":
        """What is in a copy of the store; raises `StoreError`, too."""
        from promeister_mpay.adapters.store.backup.contents import checked

        try:
            answer = self._only_answer("copy", path, cancelled)
        except RefusedFile as error:
            raise StoreError(str(error)) from error
        pairs = (pair for pair in answer if isinstance(pair, list) and len(pair) == 2)
        return checked({str(name): value for name, value in pairs}, path.name)

    def _only_answer(self, kind: str, path: Path, cancelled: Cancelled) -> list[object]:
        answers: list[list[object]] = []

        def take(answer: object) -> None:
            if not isinstance(answer, list) or answers:
                raise ValueError("there is one answer, and it is a list")
            answers.append(answer)

        self._files.read(kind, path, take, cancelled=cancelled)
        if not answers:
            raise FileError(NO_ANSWER.format(path.name))
        return answers[0]
