"""The command `promeister-mpay`: what it says of itself, the tour, and a folder that cannot be used."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from promeister_mpay import __version__
from promeister_mpay.start_choice import StartChoice, write_choice
from support.stores import Postgres

OFFSCREEN = os.environ | {"QT_QPA_PLATFORM": "offscreen"}


def run(*options: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "promeister_mpay", *options],
        env=OFFSCREEN,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )


def test_version_and_help() -> None:
    assert run("--version").stdout.strip() == f"promeister-mpay {__version__}"
    reported = run("--help").stdout
    for option in ("--training", "--data-dir", "--store", "--tour", "--sandbox"):
        assert option in reported


def test_the_tour_plays_the_story_and_leaves_its_pictures(tmp_path: Path) -> None:
    played = run("--tour", str(tmp_path / "tour"))

    assert (played.returncode, played.stderr) == (0, "")
    names = sorted(path.name for path in (tmp_path / "tour").iterdir())
    assert len(names) == 27
    assert {"01-order.png", "22-Faktura 1001.pdf", "27-help.png"} <= set(names)
    assert all(path.stat().st_size > 500 for path in (tmp_path / "tour").iterdir())


BROKEN = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from promeister_mpay.__main__ import main
from promeister_mpay.app import program, start
from promeister_mpay.ui.startup.application import make_application

def fail(*_):
    raise RuntimeError("it cannot start")

def look():
    for window in QApplication.topLevelWidgets():
        if type(window).__name__ == "CrashDialog" and window.isVisible():
            print(window.details.toPlainText())
            window.reject()
            QTimer.singleShot(0, QApplication.closeAllWindows)

start.Program = type("Program", (program.Program,), {sys.argv[2]: fail})
timer = QTimer(make_application(), interval=50)
timer.timeout.connect(look)
timer.start()
sys.exit(main(["--training", "--data-dir", sys.argv[1]]))
"""


@pytest.mark.parametrize("where", ["__init__", "_import_all", "_wire"])
def test_an_error_before_the_window_works_has_its_box_too(where: str, tmp_path: Path) -> None:
    started = subprocess.run(
        [sys.executable, "-c", BROKEN, str(tmp_path), where],
        env=OFFSCREEN,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert "in fail\nRuntimeError" in started.stdout


def test_an_unknown_option_is_refused() -> None:
    assert run("--nonsense").returncode == 2


LATE = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from promeister_mpay.__main__ import main
from promeister_mpay.app import program, start

class Program(program.Program):
    def _on_not_opened(self, window, start, error):
        super()._on_not_opened(window, start, error)
        print(error, flush=True)

    def _on_opened(self, window, services, first):
        super()._on_opened(window, services, first)
        print("begun", flush=True)
        QTimer.singleShot(0, QApplication.closeAllWindows)

start.Program = Program
program.AGAIN_AFTER = 200
sys.exit(main(["--data-dir", sys.argv[1], "--store", sys.argv[2]]))
"""


def test_a_server_that_refuses_at_the_start_is_told_and_tried_again(tmp_path: Path, postgres: Postgres) -> None:
    command = [sys.executable, "-c", LATE, str(tmp_path), postgres.url("comes_late")]
    with subprocess.Popen(
        command, env=OFFSCREEN, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as started:
        assert started.stdout is not None
        assert "Databasen finns inte på servern" in started.stdout.readline()
        postgres.new_database("comes_late")
        assert "begun\n" in started.stdout.readlines()

    assert started.returncode == 0


ASKED = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from promeister_mpay.__main__ import main
from promeister_mpay.app import program, start
from promeister_mpay.ui.settings.secret_dialog import SecretDialog

class Program(program.Program):
    def _on_not_opened(self, window, start, error):
        super()._on_not_opened(window, start, error)
        dialog = self.frame.findChild(SecretDialog)
        print(dialog.why.text().splitlines()[0], dialog.isModal(), flush=True)
        dialog.secret.setText(sys.argv[2])
        dialog.give()

    def _on_opened(self, window, services, first):
        super()._on_opened(window, services, first)
        print("begun", flush=True)
        QTimer.singleShot(0, QApplication.closeAllWindows)

start.Program = Program
sys.exit(main(["--data-dir", sys.argv[1]]))
"""


def test_the_password_of_a_shared_store_is_asked_for_at_the_start_where_no_keyring_has_it(
    tmp_path: Path, postgres: Postgres
) -> None:
    url = postgres.with_password("hemligt")
    write_choice(tmp_path / "start.json", StartChoice(store_url=url))
    command = [sys.executable, "-c", ASKED, str(tmp_path), "hemligt"]
    no_keyring = OFFSCREEN | {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent/bus"}
    ended = subprocess.run(command, env=no_keyring, capture_output=True, text=True, check=False, timeout=100)

    assert (ended.returncode, ended.stdout.splitlines()) == (
        0,
        ["Databasservern vill ha ett lösenord. False", "begun"],
    )
    assert not any(b"hemligt" in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
