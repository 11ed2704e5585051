"""Knows which row Enter takes: the one that the clerk saw chosen, by its key, whatever replaces the rows meanwhile."""

from PySide6.QtCore import QObject, Signal

from promeister_mpay.domain.lists.query import ListKind, ListRow, Value
from promeister_mpay.ui.lists.model import ListModel, identity_of
from promeister_mpay.ui.lists.reader import ListReader, Moved, is_unfiltered, place_in
from promeister_mpay.ui.lists.table import ListTable
from promeister_mpay.ui.lists.texts import nothing_text

GONE = "Raden som var vald finns inte kvar i listan. Välj en rad med pilarna eller musen."
NOT_READ = "Raden är inte läst än. Vänta tills den syns och tryck Enter igen."


class RowChoice(QObject):
    """Emits `taken` with a row, or `refused` with a sentence; the cursor never makes a choice that was not seen."""

    taken = Signal(object)
    refused = Signal(str)
    hidden = Signal(object)
    """The entry with this key is to be shown, and the search, the filters or the view hide it."""

    def __init__(self, kind: ListKind, table: ListTable, reader: ListReader, model: ListModel) -> None:
        super().__init__(table)
        self._kind = kind
        self._table = table
        self._reader = reader
        self._model = model
        self._key: Value | None = None
        self._by_hand = self._lost = self._takes = False
        self._shows: Value | None = None
        self._taken_at_enter: Value | None = None
        self._is_looking = False
        table.selectionModel().currentRowChanged.connect(self._look)
        table.take_requested.connect(self.take)
        table.chosen_by_hand.connect(self._on_chosen_by_hand)
        table.end_requested.connect(self.abandon)
        model.dataChanged.connect(self._on_data)
        reader.moved.connect(self._on_moved)

    # -- the row with the cursor

    @property
    def current(self) -> ListRow | None:
        """The row under the cursor, when it is read."""
        return self._model.row(self._table.currentIndex().row())

    @property
    def key_by_hand(self) -> Value | None:
        """The key of the row that the clerk went to, if the cursor was not only put there by the program."""
        return self._key if self._by_hand and not self._lost else None

    def _look(self) -> None:
        row = self.current
        self._key, self._lost = None if row is None else identity_of(row), False

    def _on_data(self) -> None:
        """The row with the cursor may have been read only now."""
        if self._key is None and not self._lost:
            self._look()

    def _on_chosen_by_hand(self) -> None:
        self._by_hand, self._is_looking = True, False
        self._shows = None
        self._look()

    def abandon(self) -> None:
        """The clerk looks for another row: what was chosen is not sought among the new rows."""
        self._by_hand = self._takes = False
        self._is_looking = True
        self._shows = None

    # -- other rows

    def show(self, key: Value) -> None:
        """The row with this key is chosen when the query that is run next is answered."""
        self._by_hand, self._shows = False, key

    def on_opened(self, place: int) -> None:
        """Go to the row that is to be shown, to the one that the clerk chose, or else to `place`; take it if asked."""
        shows = self._shows
        sought = self.key_by_hand if shows is None else shows
        if sought is None and self._takes:
            sought = self._taken_at_enter
        found = place if sought is None else place_in(self._model, sought)
        if found is None and shows is not None and not is_unfiltered(self._reader.query):
            self.hidden.emit(shows)
            return
        self._by_hand, self._shows, self._is_looking = False, None, False
        self._table.to(place if found is None else found, centred=True)
        if found is None:
            self._lose()
        takes, self._takes = self._takes, False
        if takes:
            self.take()

    def _on_moved(self, moved: Moved) -> None:
        """Rows have changed in the store; one that is gone leaves its place to another that nobody has chosen."""
        if moved.viewport.is_current_gone and self._table.currentIndex().row() == moved.viewport.current:
            self._lose()

    def _lose(self) -> None:
        self._lost = True
        self._table.clearSelection()

    # -- Enter

    def take(self) -> None:
        """Take the chosen row; while a query is under way, when its rows are there."""
        row = self.current
        if self._reader.is_opening:
            # Enter means the row that is still seen chosen, unless the clerk has typed what to look for.
            self._takes, self._taken_at_enter = True, None if self._is_looking else self._key
        elif not self._model.rowCount():
            self.refused.emit(nothing_text(self._kind, self._reader.query, self._model.columns))
        elif self._lost or (row is not None and identity_of(row) != self._key):
            self.refused.emit(GONE)
        elif row is None:
            self.refused.emit(NOT_READ)
        else:
            self.taken.emit(row)
