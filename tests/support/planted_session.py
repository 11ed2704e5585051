"""The program with a customer and secrets whose every word is a marker: it works, fails in all ways, and waits to end.

Reads the markers as JSON from standard input, so that they stand in no command line, and the data folder from there.
"""

import json
import logging
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from promeister_mpay.__main__ import main
from promeister_mpay.app import program, start
from promeister_mpay.app.composition import open_maintenance
from promeister_mpay.domain.orders.lines import OrderLine
from promeister_mpay.errors import InputError, MpayError
from promeister_mpay.services.counter import CounterServices
from promeister_mpay.services.orders.service import OrderCard
from promeister_mpay.services.startup import StartService
from promeister_mpay.ui.main_window import MainWindow

STORE = "postgresql://mpay@127.0.0.1:9/verkstad?connect_timeout=2"


class Planted(program.Program):
    """The program; `markers` by their kind."""

    markers: dict[str, str]
    start: StartService

    def _open(self, window: MainWindow, start: StartService) -> None:
        self.start = start
        super()._open(window, start)

    def _on_opened(self, window: MainWindow, services: CounterServices, first: OrderCard) -> None:
        super()._on_opened(window, services, first)
        self._work(services)
        for fail in self._failures(services):
            window.background.run(fail, lambda _: None, failed=window.show_error)
        QTimer.singleShot(0, self, lambda: int(self.markers["name"]))
        self.until = QTimer(self, interval=50)
        self.until.timeout.connect(lambda: self._end(window) if window.background.is_idle else None)
        self.until.start()

    def _work(self, services: CounterServices) -> None:
        """What a clerk does, as the services do it."""
        markers = self.markers
        order = replace(
            services.orders.new(clerk="BH").order,
            customer_name=markers["name"],
            address=markers["address"],
            mobile_phone=markers["phone"],
            email=markers["mail"],
            registration=markers["plate"],
            note=markers["person"],
            lines=(OrderLine(description=markers["name"]),),
        )
        services.orders.save(order, who="BH")
        self.start.keep_password(STORE, markers["password"])

    def _failures(self, services: CounterServices) -> list[Callable[[], object]]:
        from sqlalchemy import create_engine, text

        markers, all_of_it = self.markers, json.dumps(self.markers)
        entry = logging.getLogger("promeister_mpay.planted")
        foreign = logging.getLogger("sqlalchemy.planted")
        engine = create_engine("sqlite://")

        def statement() -> None:
            with engine.connect() as connection:
                connection.execute(text(f"SELECT '{markers['name']}' FROM nowhere WHERE x = :x"), {"x": all_of_it})

        def known_and_unknown() -> None:
            try:
                json.loads(all_of_it[1:])
            except ValueError as error:
                raise RuntimeError(all_of_it) from error

        return [
            statement,
            known_and_unknown,
            lambda: entry.warning("customer %s %s", markers["name"], InputError(all_of_it, "customer_name")),
            lambda: entry.error("failed", exc_info=MpayError(all_of_it)),
            lambda: foreign.error("%s", all_of_it),
            lambda: Path(markers["name"]).read_bytes(),
            lambda: self.start.look_at(STORE, markers["password"]),
            lambda: (_ for _ in ()).throw(KeyError(markers["secret"])),
            lambda: services.orders.save(
                replace(services.orders.new(clerk="BH").order, email=markers["name"]), who="BH"
            ),
        ]

    def _end(self, window: MainWindow) -> None:
        """Write what the box shows and the bundle, say so, and go on when somebody has looked at the process."""
        self.until.stop()
        folder = self._options.folder.root
        support = open_maintenance(self._options, self.start).support
        support.write(support.files({}), folder.parent / "bundle.zip")
        box = window.crash_box.open_box
        (folder.parent / "box.txt").write_text(box.details.toPlainText() if box else "", encoding="utf-8")
        sys.stdout.write(f"{len(self.markers)} planted\n")
        sys.stdout.flush()
        sys.stdin.readline()
        QTimer.singleShot(0, QApplication.closeAllWindows)


def run() -> int:
    """Run until it is closed."""
    planted = json.loads(sys.stdin.readline())
    folder = planted.pop("folder")
    Planted.markers = planted
    vars(start)["Program"] = Planted
    return main(["--data-dir", folder])


if __name__ == "__main__":
    sys.exit(run())
