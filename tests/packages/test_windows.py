"""The Windows installer's own logic, run under Wine around a stand-in for the program (see packaging/RELEASING.md)."""

import filecmp
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from promeister_mpay import __version__
from support.pictures import picture
from support.screens import Screen, until
from support.wine import TITLE, Place, Wine

pytestmark = [pytest.mark.timeout(600), pytest.mark.window]

WINDOWS = Path(__file__).parent.parent.parent / "packaging" / "windows"
OLD = "0.0.9"
IS_RUNNING, IS_NEWER, HAS_FAILED = 4, 5, 2
BALLAST = 3_000_000


def payload(folder: Path, version: str) -> Path:
    """A folder that stands in for the program."""
    subprocess.run([WINDOWS / "standin", version, folder], check=True)
    return folder


def built(folder: Path, version: str, **environment: str) -> Path:
    """The installer around a payload."""
    out = folder.with_name(f"promeister-mpay-{version}-{folder.name}.exe")
    subprocess.run([WINDOWS / "build", folder, version, out], env=os.environ | environment, check=True)
    return out


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is installed."""
    return payload(tmp_path_factory.mktemp("new") / "setup", __version__)


@pytest.fixture(scope="module")
def setup(program: Path) -> Path:
    """The installer of this version."""
    return built(program, __version__)


@pytest.fixture(scope="module")
def old_setup(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installer of an older version, with a file that the newer one has no more."""
    folder = payload(tmp_path_factory.mktemp("old") / "setup", OLD)
    (folder / "_internal" / "old-module").touch()
    return built(folder, OLD)


@pytest.fixture(params=["mine", "everyones"])
def place(request: pytest.FixtureRequest, windows: Wine) -> Place:
    """For this user, and again for all."""
    found: Place = getattr(windows, request.param)
    return found


@pytest.fixture
def windows(wine: Wine) -> Iterator[Wine]:
    """Without the program, with a user's data; afterwards all is removed."""
    wine.data.mkdir()
    (wine.data / "mpay.sqlite3").write_bytes(b"a workshop's orders")
    yield wine
    for place in (wine.mine, wine.everyones):
        if place.uninstaller.exists():
            wine.uninstall(place)
        shutil.rmtree(place.program, ignore_errors=True)
    shutil.rmtree(wine.data, ignore_errors=True)


def install(windows: Wine, setup: Path, place: Place, *options: str, **environment: str) -> int:
    return windows.run(setup, "/S", place.switch, *options, **environment)


@contextmanager
def running(windows: Wine, place: Place, *command: str | Path) -> Iterator[str]:
    """The stand-in while the block runs; gives what it says of itself."""
    started, stop = place.program / "started", place.program / "stop"
    process = windows.start(*command or [place.executable])
    try:
        until(lambda: started.exists() and started.read_text() != "", "the program to start")
        yield started.read_text().strip()
    finally:
        stop.touch()
        process.wait(timeout=30)
        until(lambda: not started.exists(), "the program to end")
        stop.unlink()


def is_whole(place: Place, program: Path) -> bool:
    """Whether everything is there, and nothing of an older version."""
    compared = filecmp.dircmp(program, place.program)
    inner = filecmp.dircmp(program / "_internal", place.program / "_internal")
    return (compared.left_only, compared.diff_files, compared.right_only) == ([], [], ["uninstall.exe"]) and (
        inner.left_only,
        inner.diff_files,
        inner.right_only,
    ) == ([], [], [])


def test_it_installs_and_windows_is_told(windows: Wine, setup: Path, program: Path, place: Place) -> None:
    assert install(windows, setup, place) == 0

    assert is_whole(place, program)
    reported = windows.reported(place)
    assert (reported["DisplayName"], reported["DisplayVersion"]) == (TITLE, __version__)
    size = sum(file.stat().st_size for file in place.program.rglob("*") if file.is_file())
    assert int(reported["EstimatedSize"], 16) == pytest.approx(size / 1024, abs=2)
    assert reported["UninstallString"] == rf'"{reported["InstallLocation"]}\uninstall.exe" {place.switch}'
    assert reported["QuietUninstallString"].endswith(f"{place.switch} /S")
    other = windows.mine if place is windows.everyones else windows.everyones
    assert windows.reported(other) == {}
    assert not other.program.exists()


def test_the_start_menu_starts_it_also_for_training(windows: Wine, setup: Path, place: Place) -> None:
    install(windows, setup, place)
    links = sorted(link.name for link in place.start_menu.iterdir())
    assert links == [f"{TITLE} – övningsläge.lnk", f"{TITLE}.lnk"]
    for link, says in zip(links, (f"{__version__} --training", __version__), strict=True):
        with running(windows, place, "start", "/unix", place.start_menu / link) as said:
            assert said == says


def test_it_speaks_english_to_others(windows: Wine, setup: Path) -> None:
    install(windows, setup, windows.mine, LC_ALL="en_GB.UTF-8")
    assert (windows.mine.start_menu / f"{TITLE} – training mode.lnk").exists()


def test_an_upgrade_replaces_the_program_and_keeps_the_data(
    windows: Wine, old_setup: Path, setup: Path, program: Path, place: Place
) -> None:
    install(windows, old_setup, place)
    assert windows.reported(place)["DisplayVersion"] == OLD
    assert (place.program / "_internal/old-module").exists()

    # Without saying for whom: what is there decides.
    assert windows.run(setup, "/S") == 0
    assert windows.reported(place)["DisplayVersion"] == __version__
    assert is_whole(place, program)
    assert (windows.data / "mpay.sqlite3").read_bytes() == b"a workshop's orders"


def test_a_folder_of_choice_is_kept_by_an_upgrade(windows: Wine, old_setup: Path, setup: Path) -> None:
    chosen = windows.disk / "VerkstadÅkesson"
    install(windows, old_setup, windows.mine, rf"/D=C:\{chosen.name}")
    assert windows.run(setup, "/S") == 0
    assert windows.reported(windows.mine)["InstallLocation"] == rf"C:\{chosen.name}"
    assert (chosen / "promeister-mpay.exe").exists()
    assert not windows.mine.program.exists()
    assert windows.run(chosen / "uninstall.exe", "/S") == 0
    until(lambda: not chosen.exists(), "the folder to be gone")


def test_it_starts_at_login_only_when_asked_and_an_upgrade_remembers(
    windows: Wine, old_setup: Path, setup: Path, place: Place
) -> None:
    install(windows, old_setup, place)
    assert windows.autostart(place) == ""
    install(windows, old_setup, place, "/AUTOSTART")
    assert windows.autostart(place).endswith(r'\promeister-mpay.exe"')
    windows.run(setup, "/S")
    assert windows.autostart(place) != ""
    windows.uninstall(place)
    assert windows.autostart(place) == ""


def test_over_a_running_program_nothing_is_touched(windows: Wine, old_setup: Path, setup: Path, place: Place) -> None:
    install(windows, old_setup, place)
    with running(windows, place):
        assert install(windows, setup, place) == IS_RUNNING
        assert windows.reported(place)["DisplayVersion"] == OLD
        assert (place.program / "_internal/old-module").exists()
        reported = windows.reported(place)
        # In place, so that its own exit code is seen and not that of the one that starts its copy.
        assert windows.run_line(f"{reported['QuietUninstallString']} _?={reported['InstallLocation']}") == IS_RUNNING
        assert place.executable.exists()
    assert install(windows, setup, place) == 0


def test_a_person_is_told_that_it_is_running_and_goes_on_when_it_is_closed(
    windows: Wine, old_setup: Path, setup: Path, screen: Screen
) -> None:
    place = windows.mine
    with windows.shown_on(screen.display):
        install(windows, old_setup, place)
        with running(windows, place):
            wizard = windows.start(setup, place.switch)
            # Enter leads from page to page, up to the message in a window of its own.
            until(lambda: pressed(screen) and boxes(screen) == 2, "the message")
            picture(screen, "windows-running.png")
            assert windows.reported(place)["DisplayVersion"] == OLD
        screen.keys("Return")
        until(lambda: windows.reported(place).get("DisplayVersion") == __version__, "the upgrade")
    wizard.wait(timeout=30)


def pressed(screen: Screen) -> bool:
    """Enter, if it is not the message already; always true."""
    if boxes(screen) < 2:
        screen.keys("Return")
    return True


def boxes(screen: Screen) -> int:
    """How many windows the installer shows."""
    return len(screen.xdotool("search", "--onlyvisible", "--name", f"{TITLE} Installation").split())


def test_an_older_version_does_not_replace_a_newer(windows: Wine, old_setup: Path, setup: Path, place: Place) -> None:
    install(windows, setup, place)
    assert install(windows, old_setup, place) == IS_NEWER
    assert windows.reported(place)["DisplayVersion"] == __version__


def test_a_full_disk_leaves_the_older_version_as_it_was(windows: Wine, old_setup: Path, tmp_path: Path) -> None:
    big = payload(tmp_path / "big", __version__)
    (big / "_internal" / "ballast").write_bytes(os.urandom(BALLAST))
    small = windows.disk / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2M", "tmpfs", small], check=True)
    place = Place("HKCU", "/CurrentUser", small / "mpay", windows.mine.start_menu)
    try:
        install(windows, old_setup, place, r"/D=C:\small\mpay")
        before = sorted(place.program.rglob("*"))
        assert windows.run(built(big, __version__), "/S") == HAS_FAILED
        assert sorted(place.program.rglob("*")) == before
        assert windows.reported(place)["DisplayVersion"] == OLD
        with running(windows, place) as said:
            assert said == OLD
        windows.uninstall(place)
    finally:
        subprocess.run(["umount", small], check=True)
        small.rmdir()


def test_uninstalling_keeps_the_data_and_what_is_not_ours(windows: Wine, setup: Path, place: Place) -> None:
    install(windows, setup, place, "/AUTOSTART")
    (place.program / "avtal.txt").write_text("somebody's own")
    windows.uninstall(place)

    assert [path.name for path in place.program.iterdir()] == ["avtal.txt"]
    assert not place.start_menu.exists()
    assert (windows.data / "mpay.sqlite3").exists()


def test_uninstalling_removes_the_data_when_asked(windows: Wine, setup: Path, place: Place) -> None:
    install(windows, setup, place)
    windows.uninstall(place, "/REMOVEDATA")
    until(lambda: not windows.data.exists(), "the data to be gone")
    assert not place.program.exists()


def test_installer_and_uninstaller_are_signed_with_the_command_that_is_given(program: Path, tmp_path: Path) -> None:
    signer, signed = tmp_path / "signer", tmp_path / "signed"
    signer.write_text(f'#!/bin/sh\necho "$1" >> {signed}\n')
    signer.chmod(0o755)
    out = built(program, __version__, SIGN=str(signer))
    uninstaller, installer = signed.read_text().split()
    assert uninstaller != installer == str(out)
