"""The help window: contents and search on the left, the page on the right."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QKeySequence, QShortcut, QTextBlock, QTextCursor
from PySide6.QtWidgets import (
    QDialog,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from promeister_mpay.ui.common.text_field import TextField
from promeister_mpay.ui.help.pages import FOLDER, HelpPage, found

SIZE = (940, 680)
CONTENTS_WIDTH = 230
NAME = Qt.ItemDataRole.UserRole
LOOK = "h1 { font-size: 20px } h2 { font-size: 15px } td, th { padding: 3px 8px }"


class HelpWindow(QDialog):
    """Shows help pages; Alt+Left goes back, Esc closes."""

    def __init__(self, pages: Sequence[HelpPage], parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Hjälp")
        self.resize(*SIZE)
        self._pages = {page.name: page for page in pages}
        self.search = TextField(self)
        self.search.setPlaceholderText("Sök i hjälpen …")
        self.search.setAccessibleName("Sök i hjälpen")
        self.search.setClearButtonEnabled(True)
        self.contents = QListWidget(self)
        self.contents.setAccessibleName("Innehåll")
        self.browser = QTextBrowser(self)
        self.browser.setAccessibleName("Hjälpsida")
        self.browser.setOpenLinks(False)
        self.browser.setSearchPaths([str(FOLDER)])
        self.browser.document().setDefaultStyleSheet(LOOK)
        self._seen: list[str] = []
        self._was_searched = False
        self._lay_out()
        self._connect()
        self._list(pages)

    def _lay_out(self) -> None:
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.search)
        column.addWidget(self.contents, 1)
        splitter = QSplitter(self)
        splitter.addWidget(left)
        splitter.addWidget(self.browser)
        splitter.setSizes([CONTENTS_WIDTH, SIZE[0] - CONTENTS_WIDTH])
        splitter.setStretchFactor(1, 1)
        QVBoxLayout(self).addWidget(splitter)

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda text: self._list(found(list(self._pages.values()), text)))
        self.search.returnPressed.connect(self.browser.setFocus)
        self.contents.currentItemChanged.connect(self._on_chosen)
        self.browser.anchorClicked.connect(self._on_link)
        for key, slot in (("Alt+Left", self.back), ("Ctrl+F", self.search.setFocus), ("F1", self.search.setFocus)):
            QShortcut(QKeySequence(key), self).activated.connect(slot)

    def _list(self, pages: Sequence[HelpPage]) -> None:
        """List the contents or the search results, and show the first result."""
        self.contents.clear()
        for page in pages:
            item = QListWidgetItem(page.title, self.contents)
            item.setData(NAME, page.name)
        if self.search.text() and pages:
            self.contents.setCurrentRow(0)

    def _on_chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._show(str(item.data(NAME)))

    def _on_link(self, url: QUrl) -> None:
        """Follow a link to another help page; ignore links to anything outside the help."""
        self.open_at(url.path().removesuffix(".md") + (f"#{url.fragment()}" if url.hasFragment() else ""))

    def open_at(self, topic: str) -> None:
        """Show a topic: a page's name, and after '#' the heading to scroll to."""
        name, _, heading = topic.partition("#")
        self.search.clear()
        for row in range(self.contents.count()):
            if self.contents.item(row).data(NAME) == name:
                self.contents.setCurrentRow(row)
        self._show(name)
        block = self._heading(heading)
        if block is not None:
            self._mark(block)

    def _mark(self, block: QTextBlock) -> None:
        """Scroll to a heading and select it, so that it can be seen also when the page cannot scroll that far."""
        cursor = QTextCursor(block)
        cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
        self.browser.setTextCursor(cursor)
        top = self.browser.document().documentLayout().blockBoundingRect(block).top()
        self.browser.verticalScrollBar().setValue(int(top))

    def _heading(self, heading: str) -> QTextBlock | None:
        block = self.browser.document().begin()
        while block.isValid():
            if heading and block.blockFormat().headingLevel() and block.text().strip() == heading:
                return block
            block = block.next()
        return None

    def _show(self, name: str) -> None:
        page = self._pages.get(name)
        if page is None or (self._seen and self._seen[-1] == name):
            return
        if self._was_searched and self.search.text():
            # One search leaves one page to go back to, not one for each letter.
            self._seen.pop()
        self._was_searched = bool(self.search.text())
        self._seen.append(name)
        self.browser.setMarkdown(page.text)
        for word in self.search.text().split()[:1]:
            self.browser.find(word)

    def back(self) -> None:
        """Go back to the page shown before."""
        if len(self._seen) > 1:
            self._seen.pop()
            self.open_at(self._seen.pop())

    @property
    def page(self) -> str:
        """The name of the current page."""
        return self._seen[-1] if self._seen else ""
