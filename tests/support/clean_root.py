"""A clean Debian in a folder, made for the test: the smallest base, a user, the host's access to Debian's mirror."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from promeister_mpay.adapters.training import SECRET_VARIABLE
from support.gateways import SECRET

RELEASE = "bookworm"
USER = "klara"
PATIENCE = 600
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_APT = Path("/etc/apt")


class CleanRoot:
    """Runs programs in the folder as on a separate machine, without the host's environment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home" / USER

    def command(self, *words: str, user: str = USER, display: str = "") -> list[str]:
        """The host's command line that runs a command inside."""
        home = "/root" if user == "root" else f"/home/{user}"
        environment = [
            f"PATH={_PATH}",
            f"HOME={home}",
            f"USER={user}",
            "LANG=C.UTF-8",
            f"DISPLAY={display}",
            f"{SECRET_VARIABLE}={SECRET}",
        ]
        where = ["chroot", f"--userspec={user}:{user}", str(self.folder), "/usr/bin/env", "-i", f"--chdir={home}"]
        return [*where, *environment, *words]

    def run(self, *words: str, user: str = USER, fails: bool = False) -> str:
        """Run a command and return its output; it must succeed, or fail if `fails`."""
        result = subprocess.run(
            self.command(*words, user=user),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        assert (result.returncode != 0) is fails, result.stdout
        return result.stdout

    def apt(self, *words: str, fails: bool = False) -> str:
        """Run apt-get without questions."""
        quiet = ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-y", "-qq", "--no-install-recommends")
        return self.run(*quiet, *words, user="root", fails=fails)

    def remove_all(self, package: str) -> None:
        """Purge the package, if it is installed."""
        self.run("dpkg", "--purge", package, user="root")

    def install(self, package: Path, *, fails: bool = False) -> str:
        """Install a downloaded package file with apt."""
        shutil.copy(package, self.folder / "tmp")
        return self.apt("install", f"/tmp/{package.name}", fails=fails)

    def files(self) -> set[str]:
        """Every file except those of users, apt and the kernel."""
        own = ("home", "proc", "tmp", "var/cache", "var/lib/apt", "var/lib/dpkg", "var/log")
        pruned = " -o ".join(f"-path /{path}" for path in own)
        return set(self.run("sh", "-c", f"find / \\( {pruned} \\) -prune -o ! -type d -print", user="root").split("\n"))


@contextmanager
def clean_root(folder: Path) -> Iterator[CleanRoot]:
    """Make the root with /proc and the X server's sockets mounted; unmount them at the end."""
    mirror = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)", f"Codename: {RELEASE}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()[0]
    subprocess.run(
        ["debootstrap", "--variant=minbase", RELEASE, str(folder), mirror],
        stdout=subprocess.DEVNULL,
        check=True,
        timeout=PATIENCE,
    )
    (folder / "etc/apt/sources.list").unlink()
    for part in ("sources.list.d", "apt.conf.d"):
        shutil.copytree(_APT / part, folder / "etc/apt" / part, dirs_exist_ok=True)
    shutil.copy("/etc/resolv.conf", folder / "etc")
    root = CleanRoot(folder)
    root.run("useradd", "--create-home", USER, user="root")
    sockets = folder / "tmp/.X11-unix"
    sockets.mkdir()
    with ExitStack() as mounted:
        for words in (["-t", "proc", "proc", str(folder / "proc")], ["--bind", "/tmp/.X11-unix", str(sockets)]):
            subprocess.run(["mount", *words], check=True)
            mounted.callback(subprocess.run, ["umount", words[-1]], check=True)
        root.apt("update")
        yield root


@pytest.fixture(scope="session")
def debian(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CleanRoot]:
    """A machine that all tests of the package share; each leaves it as it was."""
    with clean_root(tmp_path_factory.mktemp("debian") / "root") as root:
        yield root
