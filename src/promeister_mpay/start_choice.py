"""The choice read before anything is opened: training mode or the workshop, and which store holds the orders."""

from pathlib import Path
from typing import NamedTuple

from promeister_mpay.errors import FileError
from promeister_mpay.plain_files import read_plain


class StartChoice(NamedTuple):
    """How the program starts on this computer, unless the command line says otherwise."""

    training: bool = False
    """Training mode, with an invented workshop."""
    store_url: str = ""
    """The shared store at a PostgreSQL server, without its password; empty for a file in the data folder."""


def read_choice(file: Path) -> StartChoice:
    """Read the saved choice, or the default without a file.

    Raises `FileError` for a damaged file and guesses nothing: opening the wrong store is worse than not starting.
    """
    import json

    try:
        stored = json.loads(read_plain(file))
        return StartChoice(training=stored["training"] is True, store_url=str(stored["store_url"]))
    except FileNotFoundError:
        return StartChoice()
    except PermissionError as error:
        raise FileError(
            f"Filen {file} får inte läsas: den eller datamappen tillhör en annan användare. Logga in som den "
            "användaren, eller välj en annan mapp med --data-dir."
        ) from error
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise FileError(
            f"Filen {file}, som säger var verkstadens data ligger, kan inte läsas. Rätta den, eller ta bort den "
            "och välj på nytt i Arkiv → Inställningar → Drift."
        ) from error


def write_choice(file: Path, choice: StartChoice) -> None:
    """Save a choice for the next start; raises `FileError`."""
    # Imported here: a start only reads, and these imports take as long as the window's first paint.
    import json

    from promeister_mpay.atomic_files import write_atomically

    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(f"Mappen {file.parent} kan inte skrivas: {error.strerror}.") from error
    write_atomically(file, [json.dumps(choice._asdict(), indent=2).encode()], private=True)
