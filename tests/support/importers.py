"""A clerk who imports files over a store in memory."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from promeister_mpay.domain.orders.order import Order
from promeister_mpay.domain.sheets import Sheet, SheetRow
from promeister_mpay.services.registers.imports import ImportPreview, ImportResult, ImportService
from support.fakes.clock import FakeClock
from support.fakes.store import FakeStore
from support.stores import a_request


class Importer:
    """A clerk who imports files, which are given as lines."""

    def __init__(self) -> None:
        self.store = FakeStore()
        self.files: dict[str, Sheet] = {}
        self.imports = ImportService(
            store=self.store, clock=FakeClock(), read=lambda path, _cancelled: self.files[path.name]
        )
        self.reported: list[tuple[int, int]] = []

    def preview(self, *files: Sequence[str]) -> ImportPreview:
        paths = []
        for at, (titles, *rows) in enumerate(files):
            path = Path(f"{at}.csv")
            cells = [SheetRow(number, tuple(row.split(";"))) for number, row in enumerate(rows, 2)]
            self.files[path.name] = Sheet(tuple(titles.split(";")), cells)
            paths.append(path)
        return self.imports.preview(paths)

    def run(
        self, *files: Sequence[str], skip_bad: bool = False, cancelled: Callable[[], bool] = lambda: False
    ) -> ImportResult:
        return self.imports.run(
            self.preview(*files),
            skip_bad=skip_bad,
            who="ÅÖ",
            progress=lambda done, total: self.reported.append((done, total)),
            cancelled=cancelled,
        )

    def order(self, number: int = 14200) -> Order:
        return self.store.data.orders[number]

    def add_request(self, **changes: object) -> None:
        number = len(self.store.data.requests) + 1
        self.store.data.requests[number] = replace(a_request(self.order(), number), id=number, **changes)  # type: ignore[arg-type]
