"""F5: the list window, the same for all registers, fast with a million rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from promeister_mpay.domain.lists.columns import COLUMNS
from promeister_mpay.domain.lists.query import VIEWS_OF, ListKind, ListQuery, ListRow, Value, View
from promeister_mpay.errors import InputError, MpayError
from promeister_mpay.services.lists.exports import ExportService
from promeister_mpay.services.lists.service import ListService
from promeister_mpay.ui.common.background import Background
from promeister_mpay.ui.common.message_strip import MessageStrip, Mood
from promeister_mpay.ui.common.plain_text import set_title
from promeister_mpay.ui.common.workstation import Workstation
from promeister_mpay.ui.lists.column_controller import ColumnController
from promeister_mpay.ui.lists.export import ListExport, ask_file
from promeister_mpay.ui.lists.filter_controller import FilterController
from promeister_mpay.ui.lists.filter_line import FilterLine
from promeister_mpay.ui.lists.footer import ListFooter, Tool
from promeister_mpay.ui.lists.header import ListHeader
from promeister_mpay.ui.lists.menu import Link, ListAction, ListMenu
from promeister_mpay.ui.lists.model import ListModel, identity_of
from promeister_mpay.ui.lists.reader import ListReader
from promeister_mpay.ui.lists.row_choice import RowChoice
from promeister_mpay.ui.lists.row_copy import ListCopy
from promeister_mpay.ui.lists.row_zoom import zoom_in
from promeister_mpay.ui.lists.saved_columns import ChoiceKeeper
from promeister_mpay.ui.lists.table import ListTable
from promeister_mpay.ui.lists.texts import TEXTS, footer_text

A = ListAction
AFTER_PAINT = 1
"""Milliseconds: the event loop paints the rows next, and invisible parts are made after that."""
SOON = 20
"""Milliseconds after which invisible parts are made, even if the first rows have not been read."""


class ListWindow(QDialog):
    """A list. `taken` carries the row that was chosen; `refresh` is called when something has changed in the store.

    Where it `stays`, what is chosen opens on top of it. A `head` of the list's own stands above the search.
    """

    taken = Signal(object)

    def __init__(  # noqa: PLR0913, PLR0917 – all that a list is made of
        self,
        kind: ListKind,
        service: ListService,
        background: Background,
        workstation: Workstation,
        parent: QWidget | None,
        *,
        at: Value | None = None,
        view: View = View.ALL,
        links: Callable[[ListRow], Sequence[Link]] | None = None,
        exports: ExportService | None = None,
        tools: Sequence[Tool] = (),
        stays: bool = False,
        head: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.kind = kind
        self.columns = COLUMNS[kind]
        self._stays = stays
        self.head = head
        views = VIEWS_OF.get(kind, (View.ALL,))
        self._background = background
        self._links = links
        self._exports = exports
        self.header = ListHeader(kind, views, self)
        self.filter_line = FilterLine(self)
        self.strip = MessageStrip(self)
        self.model = ListModel(self.columns)
        self.table = ListTable(self.model, TEXTS[kind].title, self)
        self.reader = ListReader(kind, service, background, model=self.model, anchors=self.table.anchors)
        self.choice = RowChoice(kind, self.table, self.reader, self.model)
        self.filters = FilterController(
            self.filter_line,
            self.table,
            self.reader,
            columns=self.columns,
            ask=lambda filters: self._ask(filters=filters),
        )
        self.column_controller = ColumnController(
            self.table, ChoiceKeeper(workstation, kind, self.columns), self.columns, self._on_resorted
        )
        self.copier = ListCopy(kind, service, background, lambda text: self.strip.show_message(text, Mood.GOOD))
        self.footer = ListFooter(tools, self, stays=stays, can_export=exports is not None)
        self._lay_out()
        self._connect()
        self._begin(at, view)

    def _lay_out(self) -> None:
        set_title(self, TEXTS[self.kind].title)
        self.resize(900, 560)
        column = QVBoxLayout(self)
        if self.head is not None:
            column.addWidget(self.head)
        for widget in (self.header, self.filter_line, self.strip):
            column.addWidget(widget)
        column.addWidget(self.table, 1)
        column.addWidget(self.footer)

    @cached_property
    def menu(self) -> ListMenu:
        """The row menu and its shortcuts, created without being shown."""
        return ListMenu(self, self.table, self._slots())

    def _slots(self) -> Mapping[ListAction, Callable[[], object]]:
        return {
            A.COPY: self._copy,
            A.ZOOM: lambda: zoom_in(self.kind, self.columns, self.current(), self),
            A.HIDE_COLUMN: self.column_controller.hide,
            A.SHOW_COLUMN: self.column_controller.choose,
            A.FILTER: lambda: self.filters.ask_for_column(self.current()),
            A.SHOW_FILTERS: self.filters.show_all,
            A.CLEAR_FILTERS: self.filters.clear,
            A.FIND: self.header.search.begin_again,
            A.REFRESH: self.refresh,
            A.MENU: lambda: self._pop_up(self.table.below_cursor()),
        }

    def _connect(self) -> None:
        table, reader = self.table, self.reader
        table.visible_rows_changed.connect(reader.read_visible)
        table.typed.connect(self.header.search.go_on_with)
        table.end_requested.connect(lambda at_end: reader.to_end() if at_end else reader.to_start())
        table.menu_requested.connect(self._pop_up)
        table.horizontalHeader().sectionClicked.connect(self._on_header_clicked)
        reader.opened.connect(self._on_opened)
        reader.grown_above.connect(table.shift)
        reader.moved.connect(table.restore)
        reader.counted.connect(self._update_footer)
        reader.failed.connect(self._on_failed)
        self.header.search.textChanged.connect(self._on_search)
        self.header.search.take_requested.connect(self.choice.take)
        self.header.search.rows = table
        self.header.view_chosen.connect(lambda view: self._ask(view=view))
        self.footer.tool_clicked.connect(lambda tool: tool.use(self.current()))
        self.footer.export_clicked.connect(self._export)
        self.footer.ok_clicked.connect(self.choice.take)
        self.choice.taken.connect(self._on_taken)
        self.choice.refused.connect(lambda text: self.strip.show_message(text, Mood.BAD))
        self.choice.hidden.connect(self._show_all)
        self.footer.cancel_clicked.connect(self.reject)

    def _begin(self, at: Value | None, view: View) -> None:
        self.header.show_view(view)
        sort, descending = self.column_controller.sort
        self._open(ListQuery(sort=sort, descending=descending, view=view), at)
        self.table.hold()
        self.table.setFocus()
        QTimer.singleShot(SOON, self, lambda: self.menu)

    # -- questions

    def _ask(
        self,
        *,
        text: str | None = None,
        filters: Mapping[str, str] | None = None,
        view: View | None = None,
    ) -> None:
        """Run another query; the cursor stays on its row if the query selects it."""
        asked, current = self.reader.asked, self.current()
        query = replace(
            asked,
            text=asked.text if text is None else text,
            filters=asked.filters if filters is None else dict(filters),
            view=view or asked.view,
        )
        self._open(query, None if text or current is None else identity_of(current))

    def _open(self, query: ListQuery, identity: Value | None) -> None:
        self.strip.clear_message()
        self.table.show_sort(query.sort, descending=query.descending)
        self.reader.open(query, identity)

    def begin_again(self) -> None:
        """The list's subject has changed: read it from its first row."""
        self.choice.abandon()
        self._open(replace(self.reader.asked), None)

    def refresh(self) -> None:
        """Read the visible rows and the count again; cursor, selection and scroll position stay."""
        self.reader.refresh()

    def show_entry(self, key: Value) -> None:
        """Go to the row with this key and choose it; Enter takes this one and no other.

        What hides it is removed: the search, the filters and the view.
        """
        self.choice.show(key)
        self._open(replace(self.reader.asked), key)

    def _show_all(self, key: Value) -> None:
        self.choice.show(key)
        self._open(replace(self.reader.asked, text="", filters={}, view=View.ALL), key)
        self.header.search.clear()
        self.header.show_view(View.ALL)

    def _on_search(self, text: str) -> None:
        if text != self.reader.asked.text:
            self.choice.abandon()
            self._ask(text=text)

    def _on_header_clicked(self, section: int) -> None:
        """Sort by a column and go to its first row, or stay at the one chosen by hand; a second click reverses it."""
        column, asked = self.columns[section], self.reader.asked
        if column.sortable:
            query = replace(asked, sort=column.key, descending=asked.sort == column.key and not asked.descending)
            self.column_controller.sort_by(query.sort, descending=query.descending)
            self._open(query, self.choice.key_by_hand)
        else:
            self.table.show_sort(asked.sort, descending=asked.descending)
            self.strip.show_message(f"Listan kan inte sorteras på {column.title}.", Mood.GOOD)

    def _on_resorted(self) -> None:
        sort, descending = self.column_controller.sort
        self._open(replace(self.reader.asked, sort=sort, descending=descending), self.choice.key_by_hand)

    # -- answers

    def _on_opened(self, place: int) -> None:
        self._update_footer()
        QTimer.singleShot(AFTER_PAINT, self, lambda: self.menu)
        self.choice.on_opened(place)

    def _update_footer(self) -> None:
        reader = self.reader
        text = footer_text(self.kind, reader.query, self.columns, count=reader.count, total=reader.total)
        self.footer.show_count(text, has_rows=self.model.rowCount() > 0)

    def _on_failed(self, error: MpayError) -> None:
        self.choice.abandon()
        asked = self.reader.asked
        self.table.show_sort(asked.sort, descending=asked.descending)
        if not isinstance(error, InputError):
            self.strip.show_message(str(error), Mood.BAD)
            return
        if not self.filters.show_error(error):
            self.strip.show_message(str(error), Mood.BAD)
        if self.header.search.text() != asked.text:
            self.reader.open(replace(asked, text=self.header.search.text()), None)

    # -- the row with the cursor

    def current(self) -> ListRow | None:
        """The row under the cursor, when it is read."""
        return self.choice.current

    def _on_taken(self, row: ListRow) -> None:
        self.taken.emit(row)
        if not self._stays:
            self.accept()

    def _copy(self) -> None:
        self.copier.copy(self.reader, self.model, self.table, self.column_controller.shown)

    def _pop_up(self, at: QPoint) -> None:
        row = self.current()
        self.menu[A.HIDE_COLUMN].setEnabled(self.column_controller.can_hide)
        self.menu.popup(at, self._links(row) if self._links and row else (), has_row=row is not None)

    # -- export

    def _export(self) -> None:
        path = ask_file(self, TEXTS[self.kind].title)
        if path is not None:
            self.export_to(path)

    def export_to(self, path: Path) -> None:
        """Export the list as shown into a file, with a progress dialog."""
        if self._exports is not None:
            export = ListExport(self._exports, self._background, self)
            export.reported.connect(self.strip.show_result)
            export.run(self.kind, self.reader.query, self.column_controller.shown, path, total=self.reader.count)

    def done(self, result: int) -> None:
        """Closing stores the column layout and releases the rows; the window can be deleted afterwards."""
        self.column_controller.close()
        super().done(result)
        self.copier.close()
        self.reader.close()
