"""Windows by Wine: a Swedish prefix for the test, with registry and folders."""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from support.screens import until

PATIENCE = 120
TITLE = "Promeister M-Pay"
_UNINSTALL = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\promeister-mpay"
_CONSOLE = "cp850"
"""What programs write into pipes in Sweden."""
_RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
_START_MENU = f"Microsoft/Windows/Start Menu/Programs/{TITLE}"


@dataclass(frozen=True)
class Place:
    """Where an installation for one user or for all lies."""

    hive: str
    switch: str
    program: Path
    start_menu: Path

    @property
    def executable(self) -> Path:
        return self.program / "promeister-mpay.exe"

    @property
    def uninstaller(self) -> Path:
        return self.program / "uninstall.exe"


class Wine:
    """A prefix, and programs that run in it."""

    def __init__(self, prefix: Path, locales: Path) -> None:
        self.disk = prefix / "drive_c"
        self.environment = {
            **os.environ,
            "WINEPREFIX": str(prefix),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            # Neither .NET nor a browser is needed, and Wine would offer to fetch them.
            "WINEDLLOVERRIDES": "mscoree,mshtml=;winemenubuilder.exe=d",
            "LOCPATH": str(locales),
            "LC_ALL": "sv_SE.UTF-8",
            "DISPLAY": "",
        }
        local = self.disk / "users" / "root" / "AppData"
        self.data = local / "Local" / "promeister-mpay"
        self.mine = Place("HKCU", "/CurrentUser", local / "Local/Programs" / TITLE, local / "Roaming" / _START_MENU)
        self.everyones = Place(
            "HKLM", "/AllUsers", self.disk / "Program Files" / TITLE, self.disk / "ProgramData" / _START_MENU
        )

    def start(self, *words: str | Path, **environment: str) -> "subprocess.Popen[bytes]":
        """Run a program of Windows."""
        return subprocess.Popen(
            ["wine", *words], env=self.environment | environment, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def run(self, *words: str | Path, **environment: str) -> int:
        """Run it to its end; gives its exit code."""
        return self.start(*words, **environment).wait(timeout=PATIENCE)

    @contextmanager
    def shown_on(self, display: str) -> Iterator[None]:
        """Windows are on this screen while the block runs; Wine chooses a screen only when it begins anew."""
        self.end()
        self.environment["DISPLAY"] = display
        yield
        self.environment["DISPLAY"] = ""
        self.end()

    def end(self) -> None:
        """End all that still runs."""
        subprocess.run(["wineserver", "--kill"], env=self.environment, check=False)
        subprocess.run(["wineserver", "--wait"], env=self.environment, check=True, timeout=PATIENCE)

    def run_line(self, line: str) -> int:
        """Run a command line as it stands; Wine would put quotes around words that NSIS wants to see without."""
        script = self.disk / "line.bat"
        script.write_text(f"@{line}\n@exit %errorlevel%\n", encoding="ascii")
        return self.run("cmd", "/c", r"C:\line.bat")

    def uninstall(self, place: Place, *options: str) -> int:
        """Without questions. The uninstaller goes on from a copy of itself, so what it removes is waited for."""
        code = self.run(place.uninstaller, place.switch, "/S", *options)
        until(lambda: not place.uninstaller.exists(), "the uninstaller to be gone")
        until(lambda: self.reported(place) == {}, "the registry to be clean")
        return code

    def reported(self, place: Place) -> dict[str, str]:
        """What Windows shows under its installed programs; empty when it does not know ours."""
        return self._values(rf"{place.hive}\{_UNINSTALL}")

    def autostart(self, place: Place) -> str:
        """The command that runs at login; empty when there is none."""
        return self._values(rf"{place.hive}\{_RUN}").get("promeister-mpay", "")

    def _values(self, key: str) -> dict[str, str]:
        asked = subprocess.run(
            ["wine", "reg", "query", key], env=self.environment, capture_output=True, check=False, timeout=PATIENCE
        )
        lines = asked.stdout.decode(_CONSOLE).splitlines()
        found = (re.fullmatch(r"    (.+?)    REG_(?:SZ|DWORD)    (.*)", line.rstrip()) for line in lines)
        return {match[1]: match[2] for match in found if match}


@contextmanager
def prefix(folder: Path) -> Iterator[Wine]:
    """Make it, and end all that still runs in it."""
    locales = folder / "locales"
    locales.mkdir(parents=True)
    for name in ("sv_SE", "en_GB"):
        made = ["localedef", "-i", name, "-f", "UTF-8", str(locales / f"{name}.UTF-8")]
        subprocess.run(made, check=True, capture_output=True)
    wine = Wine(folder / "prefix", locales)
    wine.run("wineboot", "--init")
    yield wine
    wine.end()


@pytest.fixture(scope="session")
def wine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wine]:
    """A Windows that all tests of the installer share; each leaves it as it was."""
    with prefix(tmp_path_factory.mktemp("wine")) as made:
        yield made
