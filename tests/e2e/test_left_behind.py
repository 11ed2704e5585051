"""What a session leaves outside its store: nothing of a customer and no secret, whatever failed in it (design §11)."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

MARKERS = {
    "name": "Qvintus Markörsson",
    "address": "Planteringsvägen 77",
    "phone": "070-174 91 33",
    "mail": "qvintus@planterad.example",
    "plate": "QVM77X",
    "person": "198305147715",
    "secret": "hush-77-qvintus",
    "password": "dbpw-77-qvintus",
}
PARTS = [*MARKERS.values(), "Qvintus", "Markörsson", "701749133", "174 91 33", "Planteringsv", "planterad", "77-qvi"]
TESTS = Path(__file__).parents[1]
STORE = ("promeister-mpay.sqlite3", "mpay.sqlite3", "backups")


def found_in(texts: dict[str, str]) -> list[str]:
    return [f"{part} in {name}" for name, text in texts.items() for part in PARTS if part.casefold() in text.casefold()]


def processes(root: int) -> Iterator[tuple[str, str]]:
    """The command line and the environment of a process and its children, as far as this user may read them."""
    for folder in Path("/proc").glob("[0-9]*"):
        for name in ("cmdline", "environ"):
            try:
                status = (folder / "status").read_text()
                if folder.name == str(root) or f"PPid:\t{root}\n" in status:
                    yield f"{folder.name} {name}", (folder / name).read_text(errors="replace")
            except OSError:
                continue


def left_in(folder: Path) -> dict[str, str]:
    """The files below a folder, by name and content; the store and its copies aside."""
    files = [path for path in folder.rglob("*") if path.is_file() and not any(part in str(path) for part in STORE)]
    texts = {str(path): f"{path} {path.read_bytes().decode('utf-8', 'replace')}" for path in files}
    for path in files:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                texts |= {f"{path}/{name}": archive.read(name).decode() for name in archive.namelist()}
    return texts


def test_nothing_of_a_customer_and_no_secret_is_left_outside_the_store(tmp_path: Path) -> None:
    folders = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")
    home = {name: str(tmp_path / name.lower()) for name in folders}
    no_keyring = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent/bus", "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(
        [sys.executable, "-m", "support.planted_session"],
        cwd=TESTS,
        env=os.environ | home | no_keyring,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as session:
        assert session.stdin is not None
        assert session.stdout is not None
        session.stdin.write(json.dumps(MARKERS | {"folder": str(tmp_path / "data")}) + "\n")
        session.stdin.flush()
        assert session.stdout.readline() == f"{len(MARKERS)} planted\n"
        seen = dict(processes(session.pid))
        printed, errors = session.communicate("\n", timeout=60)

    left = left_in(tmp_path)
    assert found_in(left | seen | {"stdout": printed, "stderr": errors}) == []
    assert session.returncode == 0
    assert any(MARKERS["name"].encode() in path.read_bytes() for path in (tmp_path / "data").glob("*.sqlite3*"))
    # The session did fail, and what support needs of it is there.
    log = next(text for name, text in left.items() if name.endswith("promeister-mpay.log"))
    for part in ("OperationalError", "RuntimeError", "JSONDecodeError", "KeyError", "customer ‹text› InputError"):
        assert part in log
    assert {"databas.txt", "logg/promeister-mpay.log"} <= {name.partition(".zip/")[2] for name in left}
    assert "planted_session.py" in next(text for name, text in left.items() if name.endswith("box.txt"))
