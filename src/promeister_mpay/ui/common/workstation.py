"""This counter: who sits at it, what it is called, and where its window stood."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

LONGEST_SIGNATURE = 20
MOST_COPIES = 20
ASK_PRINTER = "?"
"""No printer is called so."""


class Workstation:
    """What is kept between starts for this user on this computer, in one small file."""

    def __init__(self, file: Path) -> None:
        self._settings = QSettings(str(file), QSettings.Format.IniFormat)

    @property
    def clerk(self) -> str:
        """The signature of who sits here; the computer's user until somebody says otherwise."""
        return str(self._settings.value("clerk", "")) or _user()

    @property
    def counter(self) -> str:
        """What the counter is called."""
        return str(self._settings.value("counter", "Kassa 1"))

    @property
    def last_order(self) -> int:
        """The order that was on the screen last; 0 when there was none."""
        value = str(self._settings.value("last_order", "0"))
        return int(value) if value.isdigit() else 0

    @last_order.setter
    def last_order(self, number: int) -> None:
        self._settings.setValue("last_order", number)

    def put_names(self, clerk: str, counter: str) -> None:
        """Keep the signature and the counter's name."""
        self._settings.setValue("clerk", clerk[:LONGEST_SIGNATURE])
        self._settings.setValue("counter", counter[:LONGEST_SIGNATURE])

    @property
    def printer(self) -> str:
        """What to print on: a printer's name, `ASK_PRINTER`, or nothing for the one of last time."""
        return self.kept("chosen_printer")

    @property
    def copies(self) -> int:
        """How many copies are printed."""
        value = self.kept("copies")
        return min(max(int(value), 1), MOST_COPIES) if value.isdigit() else 1

    def put_printing(self, printer: str, copies: int) -> None:
        """Keep what to print on and the number of copies."""
        self.keep("chosen_printer", printer)
        self.keep("copies", str(copies))

    def kept(self, name: str) -> str:
        """A text that was kept under a name; empty when there is none."""
        return str(self._settings.value(name, ""))

    def keep(self, name: str, text: str) -> None:
        """Keep a text under a name; empty forgets it."""
        if text:
            self._settings.setValue(name, text)
        else:
            self._settings.remove(name)

    def place(self, name: str) -> QByteArray | None:
        """Where something stood, as Qt keeps it."""
        place = self._settings.value(name)
        return place if isinstance(place, QByteArray) else None

    def keep_place(self, name: str, place: QByteArray) -> None:
        """Remember where something stands."""
        self._settings.setValue(name, place)


def _user() -> str:
    import getpass

    try:
        return getpass.getuser()[:LONGEST_SIGNATURE].upper()
    except (OSError, KeyError):
        # A computer without user names.
        return "KASSA"
