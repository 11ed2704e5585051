"""The Debian package on a clean machine: installed with apt, used in a real window, upgraded, removed."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from promeister_mpay import __version__
from promeister_mpay.adapters.store import open_store, sqlite_url
from promeister_mpay.adapters.training import CustomersPhone
from promeister_mpay.domain.orders.order import Order, OrderStatus
from promeister_mpay.errors import MpayError
from support.clean_root import USER, CleanRoot
from support.gateways import SECRET
from support.pictures import picture
from support.screens import Screen, until
from support.stores import Postgres

pytestmark = [pytest.mark.timeout(1200), pytest.mark.window]

ROOT = Path(__file__).parent.parent.parent
NAME = "promeister-mpay"
LAST = 14799
DATA = ".local/share/promeister-mpay/training"
MEGA = 1_000_000


@pytest.fixture(scope="module")
def package() -> Path:
    """What `make deb` has made."""
    (found,) = (ROOT / "dist").glob(f"{NAME}_{__version__}-1_*.deb")
    return found


@pytest.fixture(scope="module")
def older(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same program with an older number, and a file that the newer one has no more."""
    folder = tmp_path_factory.mktemp("older")
    tree, made = folder / "tree", folder / f"{NAME}_0.0.9-1_amd64.deb"
    subprocess.run(["dpkg-deb", "--raw-extract", str(package), str(tree)], check=True)
    control = tree / "DEBIAN" / "control"
    control.write_text(control.read_text().replace(f"Version: {__version__}-1", "Version: 0.0.9-1"))
    (tree / "usr/lib" / NAME / "_internal/old-module").touch()
    command = ["dpkg-deb", "--root-owner-group", "-Znone", "--build", str(tree), str(made)]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return made


@pytest.fixture
def machine(debian: CleanRoot) -> Iterator[CleanRoot]:
    """Without the program and without anybody's data."""
    yield debian
    debian.remove_all(NAME)
    shutil.rmtree(debian.home / ".local", ignore_errors=True)


@contextmanager
def window(machine: CleanRoot, screen: Screen, *options: str, user: str = USER) -> Iterator[int]:
    """The installed program in a window while the block runs, by its process id; ended on the keyboard."""
    command = machine.command(NAME, *options, user=user, display=screen.display)
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        yield process.pid
        screen.keys("ctrl+q")
        assert process.wait(timeout=20) == 0
    finally:
        process.kill()
        process.wait()


def stored(machine: CleanRoot) -> Order:
    """The last order, as it lies in the user's data."""
    store = open_store(sqlite_url(machine.home / DATA / "mpay.sqlite3"))
    try:
        with store.reading() as work:
            return work.orders.get(LAST)
    finally:
        store.close()


def is_sent(machine: CleanRoot) -> bool:
    return stored(machine).status is OrderStatus.MOBILE_PAYMENT


def said(*command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_debians_own_tools_find_no_fault(package: Path, note: Callable[[str], None]) -> None:
    found = said("lintian", "--fail-on", "error,warning", "--allow-root", str(package))
    assert (found.returncode, found.stdout) == (0, "")
    assert said("desktop-file-validate", "packaging/linux/promeister-mpay.desktop").returncode == 0
    reported = said("appstreamcli", "validate", "--no-net", "packaging/linux/se.promeister.mpay.metainfo.xml")
    assert reported.returncode == 0, reported.stdout
    note(f"Debian package: {package.stat().st_size / MEGA:.1f} MB")


def test_its_files_are_where_debian_wants_them(package: Path) -> None:
    listed = said("dpkg-deb", "--contents", str(package)).stdout
    for file in (
        "usr/bin/promeister-mpay -> ../lib/promeister-mpay/promeister-mpay",
        "usr/share/applications/promeister-mpay.desktop",
        "usr/share/metainfo/se.promeister.mpay.metainfo.xml",
        "usr/share/man/man1/promeister-mpay.1.gz",
        "usr/share/man/sv/man1/promeister-mpay.1.gz",
        "usr/share/doc/promeister-mpay/changelog.Debian.gz",
        "usr/share/doc/promeister-mpay/changelog.gz",
        "usr/share/doc/promeister-mpay/copyright",
        *(f"usr/share/icons/hicolor/{size}x{size}/apps/promeister-mpay.png" for size in (16, 32, 48, 128, 256, 512)),
        "usr/share/icons/hicolor/scalable/apps/promeister-mpay.svg",
        "_internal/PySide6/Qt/translations/qtbase_sv.qm",
        "_internal/sbom.cdx.json",
    ):
        assert file in listed
    for name, text in (("httpx", "LICENSE.md"), ("shiboken6", "LGPL-3.0-only.txt"), ("Python", "LICENSE.txt")):
        assert re.search(f"_internal/licences/{name} [0-9.]+/{text}", listed)
    for left_out in ("QtQml", "QtQuick", "QtNetwork", "qtbase_de.qm", "libgtk", "libX11"):
        assert left_out not in listed


def test_no_library_is_missing(package: Path, machine: CleanRoot) -> None:
    machine.install(package)
    program = f"/usr/lib/{NAME}"
    find = f"find {program} -type f \\( -name '*.so*' -o -name {NAME} \\) -exec ldd {{}} +"
    assert [line for line in machine.run("sh", "-c", find).splitlines() if "not found" in line] == []


def test_it_needs_no_python_and_plays_its_tour(package: Path, machine: CleanRoot, note: Callable[[str], None]) -> None:
    machine.install(package)

    assert machine.run("sh", "-c", "command -v python3 python; true") == ""
    assert machine.run(NAME, "--version").strip() == f"{NAME} {__version__}"
    assert "Traceback" not in machine.run(NAME, "--tour", "tour")
    pictures = sorted(path.name for path in (machine.home / "tour").iterdir())
    assert "01-order.png" in pictures
    shutil.rmtree(machine.home / "tour")
    size = sum(path.lstat().st_size for path in (machine.folder / "usr/lib" / NAME).rglob("*"))
    note(f"Installed program: {size / MEGA:.0f} MB")


def test_it_runs_without_standard_streams(package: Path, machine: CleanRoot) -> None:
    """As a program of Windows with windows does; only there nobody can look for it here."""
    machine.install(package)
    machine.run("sh", "-c", f"{NAME} --tour tour <&- >&- 2>&-")
    assert (machine.home / "tour/01-order.png").exists()
    shutil.rmtree(machine.home / "tour")


def test_a_window_shows_an_order_and_sends_its_link(package: Path, machine: CleanRoot, screen: Screen) -> None:
    machine.install(package)
    with window(machine, screen, "--training") as pid:
        screen.until_title(f"{LAST} ", "– Order")
        picture(screen, "debian-order.png")
        # Qt's own words are read from the file that the package brings.
        assert f"/{NAME}/_internal/PySide6/Qt/translations/qtbase_sv.qm" in Path(f"/proc/{pid}/maps").read_text()
        screen.keys("Page_Up")
        screen.until_title(f"{LAST - 1} ")
        screen.keys("Page_Down")
        screen.until_title(f"{LAST} ")
        screen.keys("ctrl+s")
        until(lambda: is_sent(machine), "the order to be sent")


def test_several_counters_share_a_postgresql(
    package: Path, machine: CleanRoot, screen: Screen, postgres: Postgres
) -> None:
    machine.install(package)
    url = postgres.new_store()
    folder = Path(url.partition("host=")[2])
    inside = machine.folder / "tmp/postgres"
    inside.mkdir()
    subprocess.run(["mount", "--bind", str(folder), str(inside)], check=True)
    try:
        shared = url.replace(str(folder), "/tmp/postgres")
        with window(machine, screen, "--training", "--data-dir", "/tmp/pc", "--store", shared, user="root"):
            screen.until_title(f"{LAST} ", "– Order")
    finally:
        subprocess.run(["umount", str(inside)], check=True)


def test_an_upgrade_waits_for_the_program_to_be_closed_and_keeps_the_data(
    package: Path, older: Path, machine: CleanRoot, screen: Screen
) -> None:
    machine.install(older)
    with window(machine, screen, "--training"):
        screen.until_title(f"{LAST} ")
        screen.keys("ctrl+s")
        until(lambda: is_sent(machine), "the order to be sent")

        refused = machine.install(package, fails=True)
        assert f"promeister-mpay är igång hos användaren {USER}. Stäng programmet och försök igen" in refused
        assert machine.run("dpkg-query", "-W", NAME).split() == [NAME, "0.0.9-1"]
        assert "är igång" in machine.apt("remove", NAME, fails=True)
        screen.keys("Page_Up")
        screen.until_title(f"{LAST - 1} ")
        screen.keys("Page_Down")
        screen.until_title(f"{LAST} ")

    machine.install(package)
    assert machine.run("dpkg-query", "-W", NAME).split() == [NAME, f"{__version__}-1"]
    assert not (machine.folder / "usr/lib" / NAME / "_internal/old-module").exists()
    assert is_sent(machine)
    with window(machine, screen, "--training"):
        screen.until_title(f"{LAST} ")
        # The link that the older program sent still opens, and the newer one sees its payment by itself.
        port = (machine.home / DATA / "sandbox/port").read_text()
        customer = CustomersPhone(f"http://127.0.0.1:{port}", SECRET)
        until(lambda: pays(customer), "the pay page")
        customer.close()
        until(lambda: stored(machine).payment_received, "the payment")
        picture(screen, "debian-upgraded.png")


def pays(customer: CustomersPhone) -> bool:
    """Whether the payment service is there by now, and takes the payment."""
    try:
        customer.pay()
    except MpayError:
        return False
    return True


def test_nothing_but_the_data_stays_when_it_is_removed(package: Path, machine: CleanRoot, screen: Screen) -> None:
    machine.install(package)
    machine.apt("remove", NAME)
    before = machine.files()
    machine.install(package)
    # By root too, who could leave something beside the program.
    machine.run(NAME, "--tour", "/tmp/tour", user="root")
    with window(machine, screen, "--training"):
        screen.until_title(f"{LAST} ")
    machine.apt("purge", NAME)

    assert machine.files() - before == set()
    assert (machine.home / DATA / "mpay.sqlite3").exists()


def test_the_menu_entry_starts_it(package: Path, machine: CleanRoot, screen: Screen) -> None:
    """What a desktop reads: the entry's command and icon are there, also for training mode."""
    machine.install(package)
    entry = (machine.folder / "usr/share/applications/promeister-mpay.desktop").read_text()
    commands = [line.removeprefix("Exec=") for line in entry.splitlines() if line.startswith("Exec=")]
    assert commands == [NAME, f"{NAME} --training"]
    assert os.access(machine.folder / "usr/bin" / NAME, os.X_OK)
    with window(machine, screen, *commands[1].split()[1:]):
        screen.until_title(f"{LAST} ")
