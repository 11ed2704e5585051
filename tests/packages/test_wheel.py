"""The wheel: it holds the whole program and nothing else, and pipx and uv make a working program of it."""

import os
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from promeister_mpay import __version__

pytestmark = pytest.mark.timeout(900)

ROOT = Path(__file__).parent.parent.parent
TOOLS = ROOT / "build" / "packages" / "bin"
WHEEL = f"promeister_mpay-{__version__}-py3-none-any.whl"
SDIST = f"promeister_mpay-{__version__}.tar.gz"
BUTTON = """
from promeister_mpay.ui.startup.application import make_application
application = make_application()
from PySide6.QtWidgets import QDialogButtonBox
box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
print(box.buttons()[0].text())
"""


def run(*command: str | Path, **environment: str) -> str:
    """Run it to its end without anything of this project's own environment; gives what it said."""
    clean = {name: value for name, value in os.environ.items() if name not in {"VIRTUAL_ENV", "PYTHONPATH"}}
    result = subprocess.run(
        command, env=clean | environment, cwd="/", capture_output=True, text=True, check=False, timeout=600
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def build(source: Path, target: Path) -> Path:
    """Wheel and sdist of a source tree."""
    command = [str(TOOLS / "python"), "-m", "hatchling", "build", "--directory", str(target)]
    subprocess.run(command, cwd=source, capture_output=True, check=True)
    return target


def content(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with both."""
    return build(ROOT, tmp_path_factory.mktemp("dist"))


def files(folder: Path, place: str) -> dict[str, bytes]:
    """A folder's files, by their names at a place in the wheel."""
    return {
        f"{place}/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_the_whole_program_and_nothing_else(built: Path) -> None:
    held = content(built / WHEEL)
    expected = files(ROOT / "src" / "promeister_mpay", "promeister_mpay") | files(
        ROOT / "resources", "promeister_mpay/resources"
    )
    assert {name: data for name, data in held.items() if ".dist-info/" not in name} == expected
    said = {name.partition(".dist-info/")[2] for name in held} - {""}
    assert said == {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE"}
    for part in ("resources/style.qss", "adapters/store/migrations/versions/v0001_first.py"):
        assert f"promeister_mpay/{part}" in expected


def test_the_sdist_gives_the_same_wheel(built: Path, tmp_path: Path) -> None:
    subprocess.run(["tar", "--extract", "--file", built / SDIST, "--directory", tmp_path], check=True)
    again = build(tmp_path / f"promeister_mpay-{__version__}", tmp_path / "again")
    assert content(again / WHEEL) == content(built / WHEEL)


@dataclass(frozen=True)
class Installed:
    """What a tool has made: the command on the user's path, and the Python behind it."""

    command: Path
    python: Path


def with_pipx(folder: Path, _built: Path) -> Installed:
    run(TOOLS / "pipx", "install", ROOT, PIPX_HOME=str(folder / "home"), PIPX_BIN_DIR=str(folder / "bin"))
    (python,) = (folder / "home").glob("venvs/promeister-mpay/bin/python")
    return Installed(folder / "bin/promeister-mpay", python)


def with_uv(folder: Path, built: Path) -> Installed:
    where = {"UV_TOOL_DIR": str(folder / "tools"), "UV_TOOL_BIN_DIR": str(folder / "bin")}
    run(TOOLS / "uv", "tool", "install", built / WHEEL, **where)
    return Installed(folder / "bin/promeister-mpay", folder / "tools/promeister-mpay/bin/python")


@pytest.mark.parametrize("install", [with_pipx, with_uv])
def test_it_is_installed_with(install: Callable[[Path, Path], Installed], built: Path, tmp_path: Path) -> None:
    installed = install(tmp_path, built)

    assert run(installed.command, "--version") == f"promeister-mpay {__version__}\n"
    run(installed.command, "--tour", tmp_path / "tour")
    assert (tmp_path / "tour/01-order.png").stat().st_size > 500
    # Qt's own words come with PySide6.
    assert run(installed.python, "-c", BUTTON, QT_QPA_PLATFORM="offscreen").strip() == "Avbryt"
    packages = run(installed.python, "-c", "import sys, os; print(*os.listdir(sys.path[-1]))").split()
    assert not {"pytest", "tests", "_pytest", "mypy", "PyInstaller"} & set(packages)
