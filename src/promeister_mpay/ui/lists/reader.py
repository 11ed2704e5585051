"""Fills a list's model off the UI thread: the visible rows first, then the count, then the pages scrolled to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from promeister_mpay.domain.lists.query import Checkpoints, Key, ListKind, ListPage, ListQuery, ListRow, Value
from promeister_mpay.domain.search import words
from promeister_mpay.services.lists.service import ListService
from promeister_mpay.ui.common.background import Background, Lane
from promeister_mpay.ui.common.jobs import OneAtATime
from promeister_mpay.ui.lists.model import PAGE, ListModel, identity_of
from promeister_mpay.ui.lists.viewport import Viewport, ViewportAnchors, find_viewport

FIRST = 2 * PAGE
"""Rows that the first read of a query asks for."""
NEAR_END = PAGE // 2
"""When fewer read rows than this remain above or below the visible ones, the next ones are read."""
REST = 120
"""Milliseconds without a new query before the list is counted, so that nothing is counted while somebody types."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Result of a new count: the current positions of the rows at `anchors`."""

    anchors: ViewportAnchors
    viewport: Viewport


class ListReader(QObject):
    """Reads the rows of one list. `anchors` returns the visible and selected rows to find again after a count."""

    opened = Signal(int)
    """The first rows of a new query have been read; the cursor belongs at this position."""
    grown_above = Signal(int)
    moved = Signal(object)
    counted = Signal()
    failed = Signal(object)
    """An `MpayError`. After a failed opening the list shows what it did before."""

    def __init__(
        self,
        kind: ListKind,
        service: ListService,
        background: Background,
        *,
        model: ListModel,
        anchors: Callable[[], ViewportAnchors],
    ) -> None:
        super().__init__(model)
        self._kind = kind
        self._service = service
        self._background = background
        self._model = model
        self._anchors = anchors
        self.asked = ListQuery()
        self.query = ListQuery()
        """What the model shows; `asked` differs from it while the answer is on its way."""
        self.checkpoints: Checkpoints | None = None
        self.total: int | None = None
        """How many rows there are with nothing filtered."""
        self._is_total_old = True
        self._more_above = self._more_below = False
        self._visible = (0, 0)
        self._opening, self._rows, self._aheads = OneAtATime(background), OneAtATime(background), OneAtATime(background)
        self._checkpoint_reads = OneAtATime(background, lane=Lane.LONG)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._count)
        self._painted = QTimer(self, singleShot=True, interval=0)
        self._painted.timeout.connect(self._read_ahead)

    @property
    def is_opening(self) -> bool:
        """Whether a query is under way whose result will replace the rows."""
        return self.asked is not self.query

    @property
    def count(self) -> int | None:
        """The number of rows of the query, when known."""
        return self.checkpoints.count if self.checkpoints else None

    def close(self) -> None:
        """Drop rows and pending work; deliver no further results."""
        self._rest.stop()
        self._painted.stop()
        for newest in (self._opening, self._rows, self._aheads, self._checkpoint_reads):
            newest.close()
        self.checkpoints = None
        self._model.start(())

    # -- another question

    def open(self, query: ListQuery, identity: Value | None) -> None:
        """Run `query` and show the row with this identity if it is found."""
        self._ask(query, lambda: self._service.open_at(self._kind, query, identity, most=FIRST), identity, at_end=False)

    def to_end(self) -> None:
        """Read the last rows of a list that is not counted yet."""
        self._ask_end(before=())

    def to_start(self) -> None:
        """Read the first rows of a list that is not counted yet."""
        self._ask_end(before=None)

    def _ask_end(self, before: Key | None) -> None:
        query = self.query
        self._ask(
            ListQuery(query.text, query.filters, query.sort, query.descending, query.view),
            lambda: self._service.page(self._kind, query, before=before, most=FIRST),
            None,
            at_end=before is not None,
        )

    def _ask(self, query: ListQuery, read: Callable[[], ListPage], identity: Value | None, *, at_end: bool) -> None:
        self.asked = query
        self._rest.stop()
        self._rows.forget()
        self._checkpoint_reads.forget()
        self._opening.ask(
            read,
            lambda page: self._on_opened(query, page, identity, at_end=at_end),
            partial(self._on_not_opened, query, self.failed.emit),
            partial(self._on_not_opened, query, self._background.failed.emit),
        )

    def _on_opened(self, query: ListQuery, page: ListPage, identity: Value | None, *, at_end: bool) -> None:
        if query is not self.asked:
            return
        self.query, self.checkpoints = query, None
        self._more_above, self._more_below = page.more_above, page.more_below
        self._model.start(page.rows)
        self._rest.start()
        sought = None if identity is None else place_in(self._model, identity)
        self.opened.emit(len(page.rows) - 1 if at_end else sought or 0)

    def _on_not_opened(self, query: ListQuery, show: Callable[[Exception], object], error: Exception) -> None:
        if query is self.asked:
            self.asked = self.query
            if self.checkpoints is None:
                self._rest.start()
            show(error)

    # -- what is looked at

    def read_visible(self, first: int, last: int) -> None:
        """Read the missing rows at the visible positions, and then one page ahead."""
        self._visible = (first, last)
        if self.is_opening:
            return
        missing = self._model.missing(first, last)
        if self.checkpoints is not None and missing is not None:
            self._read(self._rows, self.checkpoints, *missing)
        else:
            self._painted.start()

    def _read_ahead(self) -> None:
        first, last = self._visible
        if self.is_opening or self._aheads.is_running:
            return
        if self.checkpoints is None:
            self._grow(first, last)
            return
        missing = self._model.missing(first - PAGE, last + PAGE)
        if missing is not None and not self._rows.is_running:
            self._read(self._aheads, self.checkpoints, *missing)

    def _grow(self, first: int, last: int) -> None:
        """Read another block at the end that is near the visible rows."""
        below = self._more_below and last >= self._model.rowCount() - NEAR_END
        above = self._more_above and first <= NEAR_END
        if not (below or above):
            return
        query = self.query
        edge = self._model.row(self._model.rowCount() - 1 if below else 0)
        if edge is not None:
            key = edge.key
            after, before = (key, None) if below else (None, key)
            self._aheads.ask(
                lambda: self._service.page(self._kind, query, after=after, before=before, most=FIRST),
                lambda page: self._on_grown(query, key, page, above=not below),
                self.failed.emit,
            )

    def _on_grown(self, query: ListQuery, key: Key, page: ListPage, *, above: bool) -> None:
        edge = self._model.row(0 if above else self._model.rowCount() - 1)
        if query is not self.asked or self._model.is_counted or edge is None or edge.key != key:
            return
        if above and self._opening.is_running:
            # The positions of the visible rows are being looked up, and must not shift meanwhile.
            return
        if above:
            self._more_above = page.more_above
        else:
            self._more_below = page.more_below
        self._model.grow(page.rows, above=above)
        if above and page.rows:
            self.grown_above.emit(len(page.rows))
        self.read_visible(*self._visible)

    def _read(self, newest: OneAtATime, checkpoints: Checkpoints, start: int, most: int) -> None:
        query = self.query
        newest.ask(
            lambda: self._service.rows_at(self._kind, query, checkpoints, start, most=most),
            lambda rows: self._on_fetched(checkpoints, start, most, rows),
            self.failed.emit,
        )

    def _on_fetched(self, checkpoints: Checkpoints, start: int, most: int, rows: Sequence[ListRow]) -> None:
        if checkpoints is not self.checkpoints or self.is_opening:
            return
        for first in range(start, start + most, PAGE):
            self._model.put(first, rows[first - start : first - start + PAGE])
        self.read_visible(*self._visible)

    # -- the count, and what changes meanwhile

    def refresh(self) -> None:
        """The store has changed: read the visible rows again, then count again."""
        if self.is_opening:
            return
        query, anchors = self.query, self._anchors()
        middle = self._model.row(anchors.middle)
        if middle is not None:
            most = 2 * anchors.visible + 2
            self._rows.ask(
                lambda: self._service.open_at(self._kind, query, identity_of(middle), most=most),
                lambda page: self._model.replace(page.rows) if query is self.asked else None,
                self.failed.emit,
            )
        self._is_total_old = True
        self._rest.start()

    def _count(self) -> None:
        query = self.query
        self._checkpoint_reads.ask(
            lambda: self._service.checkpoints(self._kind, query),
            lambda checkpoints: self._on_checkpoints(query, checkpoints),
            self.failed.emit,
        )

    def _on_checkpoints(self, query: ListQuery, checkpoints: Checkpoints) -> None:
        """Find the visible and selected rows in the new count."""
        if query is not self.asked:
            return
        anchors = self._anchors()
        rows = anchors.rows(self._model)
        self._opening.ask(
            lambda: find_viewport(self._service, self._kind, query, checkpoints, anchors=anchors, rows=rows),
            lambda viewport: self._on_found(query, checkpoints, Moved(anchors, viewport)),
            self.failed.emit,
        )

    def _on_found(self, query: ListQuery, checkpoints: Checkpoints, moved: Moved) -> None:
        if query is not self.asked:
            return
        self._rows.forget()
        self.checkpoints = checkpoints
        self._model.apply_count(checkpoints.count, moved.viewport.first, moved.viewport.rows)
        self.moved.emit(moved)
        self._on_counted()

    def _on_counted(self) -> None:
        if is_unfiltered(self.query):
            self.total, self._is_total_old = self.count, False
        elif self._is_total_old:
            self._checkpoint_reads.ask(
                lambda: self._service.checkpoints(self._kind, ListQuery()).count, self._on_total, self.failed.emit
            )
        self.counted.emit()

    def _on_total(self, total: int) -> None:
        self.total, self._is_total_old = total, False
        self.counted.emit()


def is_unfiltered(query: ListQuery) -> bool:
    """Whether a query selects every row, in whatever order."""
    return not query.text.strip() and not query.filters and query.view is ListQuery().view


def place_in(model: ListModel, identity: Value) -> int | None:
    """The position of a row among those that are read of a list that is not counted; None when it is not there.

    Keys are normalized as the registers do: 'ABC 123' is stored as 'abc123'.
    """
    key = _normalized(identity)
    rows = ((at, model.row(at)) for at in range(model.rowCount()))
    return next((at for at, row in rows if row is not None and _normalized(identity_of(row)) == key), None)


def _normalized(identity: Value) -> Sequence[str]:
    return words("".join(str(identity).split()))
