"""Settings of this computer and user: signature, counter name, printer, window geometry."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from promeister_mpay.domain.text_limits import SIGNATURE

MOST_COPIES = 20
ASK_PRINTER = "?"
"""A value that is not the name of any printer."""


class Workstation:
    """Values stored between starts, in one small file per user and computer."""

    def __init__(self, file: Path) -> None:
        self._settings = QSettings(str(file), QSettings.Format.IniFormat)

    @property
    def clerk(self) -> str:
        """The user's signature; the operating system's user name by default."""
        return str(self._settings.value("clerk", "")) or _user()

    @property
    def counter(self) -> str:
        """The counter's name."""
        return str(self._settings.value("counter", "Kassa 1"))

    @property
    def last_order(self) -> int:
        """The number of the last order shown; 0 when there was none."""
        value = str(self._settings.value("last_order", "0"))
        return int(value) if value.isdigit() else 0

    @last_order.setter
    def last_order(self, number: int) -> None:
        self._settings.setValue("last_order", number)

    def put_names(self, clerk: str, counter: str) -> None:
        """Store the signature and the counter's name."""
        self._settings.setValue("clerk", clerk)
        self._settings.setValue("counter", counter)

    @property
    def printer(self) -> str:
        """A printer's name, `ASK_PRINTER`, or empty for the last printer used."""
        return self.kept("chosen_printer")

    @property
    def copies(self) -> int:
        """The number of copies to print."""
        value = self.kept("copies")
        return min(max(int(value), 1), MOST_COPIES) if value.isdigit() else 1

    def put_printing(self, printer: str, copies: int) -> None:
        """Store the printer and the number of copies."""
        self.keep("chosen_printer", printer)
        self.keep("copies", str(copies))

    def kept(self, name: str) -> str:
        """The text stored under a name; empty when there is none."""
        return str(self._settings.value(name, ""))

    def keep(self, name: str, text: str) -> None:
        """Store a text under a name; an empty text removes it."""
        if text:
            self._settings.setValue(name, text)
        else:
            self._settings.remove(name)

    def place(self, name: str) -> QByteArray | None:
        """The geometry stored under a name, as Qt encodes it."""
        place = self._settings.value(name)
        return place if isinstance(place, QByteArray) else None

    def keep_place(self, name: str, place: QByteArray) -> None:
        """Store a geometry under a name."""
        self._settings.setValue(name, place)


def _user() -> str:
    import getpass

    try:
        return getpass.getuser()[: SIGNATURE.longest].upper()
    except (OSError, KeyError):
        # A computer without user names.
        return "KASSA"
