"""How the program starts on this computer: training mode or not, a store in a file or at a PostgreSQL server."""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, quote, unquote, unquote_plus, urlsplit

from promeister_mpay.errors import InputError, SecretError
from promeister_mpay.services.ports.secrets import Secrets
from promeister_mpay.start_choice import StartChoice, read_choice, write_choice

_HOST = re.compile(r"(\[[^\]]*\]|[^:\[\]]*)(:\d*)?", re.ASCII)
EXAMPLE = "postgresql://verkstad@server/mpay"


@dataclass(frozen=True, slots=True)
class StoreSummary:
    """What is found at a store's address: nothing yet (`is_new`), or a store with this many orders."""

    is_new: bool
    order_count: int = 0
    cautions: tuple[str, ...] = ()
    """What whoever runs the server should know, in sentences."""


class StartService:
    """Reads and writes the choice for the next start. Blocking; run it off the UI thread.

    `look` reads a store without changing it. `running` is how this program was started. `bound` names the command-line
    options that overrule the saved choice; while they are given, saving a choice has no effect.
    """

    def __init__(
        self,
        *,
        file: Path,
        secrets: Secrets,
        look: Callable[[str], StoreSummary],
        running: StartChoice,
        bound: str = "",
    ) -> None:
        self._file = file
        self._secrets = secrets
        self._look = look
        self._in_memory: dict[str, str] = {}
        self._asking = threading.Lock()
        self.running = running
        self.bound = bound

    @property
    def folder(self) -> Path:
        """The workshop's data folder on this computer."""
        return self._file.parent

    def load(self) -> StartChoice:
        """The saved choice for the next start. Raises `FileError`."""
        return read_choice(self._file)

    def needs_restart(self, choice: StartChoice) -> bool:
        """Whether this choice takes effect only after a restart."""
        store_url = "" if choice.training else choice.store_url
        return not self.bound and StartChoice(training=choice.training, store_url=store_url) != self.running

    def save(self, choice: StartChoice, password: str = "") -> str:
        """Save the choice for the next start; returns a warning when the keyring cannot keep the store's password.

        Raises `InputError` for an invalid address, and `FileError`.
        """
        bare, hidden = divided(choice.store_url)
        write_choice(self._file, StartChoice(training=choice.training, store_url=bare))
        return self.keep_password(bare, password or hidden) if password or hidden else ""

    def look_at(self, store_url: str, password: str = "") -> StoreSummary:
        """Read what is at a store's address; raises `InputError`, or the `StoreError` that says why it fails."""
        bare, hidden = divided(store_url)
        if not bare:
            raise InputError(f"Fyll i databasens adress, till exempel {EXAMPLE}.", "store_url")
        return self._look(_joined(bare, password or hidden or self._password(bare)))

    def full_url(self, store_url: str) -> str:
        """The address with its known password, if there is one; a file has none."""
        if not store_url.startswith("postgres"):
            return store_url
        bare, hidden = divided(store_url)
        return _joined(bare, hidden or self._password(bare))

    def keep_password(self, store_url: str, password: str) -> str:
        """Keep a store's password in memory and the keyring; returns a warning when the keyring fails."""
        self._in_memory[store_url] = password
        try:
            self._secrets.put(store_url, password)
        except SecretError as error:
            return str(error)
        return ""

    def give_password(self, password: str) -> str:
        """Try a password on the store in use and keep it; raises as `look_at`, returns a warning as `save`."""
        bare, _ = divided(self.running.store_url)
        self.look_at(bare, password)
        return self.keep_password(bare, password)

    def _password(self, store_url: str) -> str:
        """The password of an address; the keyring is asked once, and who asks meanwhile waits for its answer."""
        if not store_url:
            return ""
        with self._asking:
            if store_url not in self._in_memory:
                self._in_memory.setdefault(store_url, self._kept(store_url))
            return self._in_memory[store_url]

    def _kept(self, store_url: str) -> str:
        try:
            return self._secrets.get(store_url) or ""
        except SecretError:
            # The server may accept a login without a password; if not, the clerk is asked for it.
            return ""


def divided(store_url: str) -> tuple[str, str]:
    """Split a store's address into the address without its password, and the password.

    Raises `InputError` for what is no address, and where a secret would stay in it: an address is shown and saved.
    """
    url = store_url.strip()
    if not url:
        return "", ""
    parts = _parts(url)
    user, _, place = parts.netloc.rpartition("@")
    name, _, password = user.partition(":")
    query, hidden = _without_password(parts.query)
    bare = parts._replace(query=query)
    return _written(f"{name}@{place}" if name else place, bare), unquote(password) or hidden


def names_password(store_url: str) -> bool:
    """Whether an address has, or seems to have, a password in it."""
    try:
        return bool(divided(store_url)[1])
    except InputError:
        return "@" in store_url or "password" in unquote(store_url).lower()


def _parts(url: str) -> SplitResult:
    """The parts of an address; an `@` further on, or a port of letters, belongs to a password with signs of its own."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    is_whole = parts.scheme in ("postgresql", "postgres") and len(parts.path) > 1 and not any(map(str.isspace, url))
    hosts = parts.netloc.rpartition("@")[2].split(",")
    has_odd_place = parts.fragment or "@" in f"{parts.path}?{parts.query}" or not all(map(_HOST.fullmatch, hosts))
    if not is_whole or has_odd_place:
        raise InputError(f"Databasens adress ska se ut så här: {EXAMPLE}.", "store_url")
    return parts


def _without_password(query: str) -> tuple[str, str]:
    """An address's query without `password`, and that; raises `InputError` for a secret that could not be kept."""
    pieces = [(unquote(piece.partition("=")[0]).strip().lower(), piece) for piece in query.split("&") if piece]
    if any(name == "sslpassword" for name, _ in pieces):
        raise InputError(
            "Skriv inte lösenordet till en nyckelfil (sslpassword) i adressen: den visas och sparas. Låt nyckeln ligga "
            "utan lösenord i en fil som bara du kan läsa.",
            "store_url",
        )
    hidden = [unquote_plus(piece.partition("=")[2]) for name, piece in pieces if name == "password"]
    return "&".join(piece for name, piece in pieces if name != "password"), hidden[-1] if hidden else ""


def _joined(bare: str, password: str) -> str:
    parts = urlsplit(bare)
    user, _, place = parts.netloc.rpartition("@")
    if not password:
        return bare
    return _written(f"{user}:{quote(password, safe='')}@{place}", parts)


def _written(place: str, parts: SplitResult) -> str:
    """Join the address; `urlunsplit` would drop the slashes of an address without a server."""
    return f"postgresql://{place}{parts.path}{f'?{parts.query}' if parts.query else ''}"
