"""An article's number that a scanner gave in another column than Nr gets a row of its own, and this is said."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from promeister_mpay.domain.registers.entries import Article, with_article
from promeister_mpay.ui.common.background import Background
from promeister_mpay.ui.order.line_model import AT, COLUMNS, ScannedText
from promeister_mpay.ui.order.page import OrderPage

if TYPE_CHECKING:
    from promeister_mpay.services.registers.service import RegisterService

OWN_ROW = "{number} är ett artikelnummer ({description}) och har fått en egen rad. {column} på rad {row} är som förut."
ITS_ROW = "{number} är ett artikelnummer ({description}) och står nu som radens artikel."
LOOK = "{text} i {column} på rad {row} är också ett artikelnummer ({description}). Kontrollera raden."


class ScannedArticles(QObject):
    """Looks up what was typed in other columns. `refused` tells what was done, or what to look at."""

    refused = Signal(str)

    def __init__(self, page: OrderPage, background: Background, *, registers: "RegisterService") -> None:
        super().__init__(page)
        self._page = page
        self._background = background
        self._registers = registers
        page.model.likely_scanned.connect(self._on_likely)

    def _on_likely(self, scanned: ScannedText) -> None:
        registers = self._registers
        self._background.run(lambda: registers.article(scanned.text), lambda found: self._on_found(scanned, found))

    def _on_found(self, scanned: ScannedText, article: Article | None) -> None:
        if article is None or article.number != scanned.text or self._page.is_locked:
            return
        if self._page.table.give_up_input(scanned.row, scanned.column, scanned.text):
            self._add_row(scanned, article)
        elif self._is_there(scanned):
            self._move(scanned, article)

    def _is_there(self, scanned: ScannedText) -> bool:
        """Whether the text still stands where it was typed: the clerk may have gone on."""
        line, column = self._page.model.line(scanned.row), COLUMNS[AT[scanned.column]]
        if line is None or column.read is None:
            return False
        return bool(getattr(line, scanned.column) == column.read(scanned.text, ""))

    def _move(self, scanned: ScannedText, article: Article) -> None:
        """Texts are moved; a price may be meant, so that it is only pointed out."""
        model, line = self._page.model, self._page.model.line(scanned.row)
        if line is None or COLUMNS[AT[scanned.column]].right:
            self._say(LOOK, scanned, article)
        elif not line.number:
            model.put(scanned.row, with_article(line, article, prices_include_vat=self._page.prices_include_vat))
            self._say(ITS_ROW, scanned, article)
        else:
            model.put(scanned.row, model.restored(line, scanned))
            self._add_row(scanned, article)

    def _add_row(self, scanned: ScannedText, article: Article) -> None:
        page, row = self._page, min(scanned.row + 1, len(self._page.model.lines))
        line = with_article(page.model.empty_line(), article, prices_include_vat=page.prices_include_vat)
        page.model.insert(row, line)
        if not page.table.is_typing and page.table.currentIndex().row() == scanned.row:
            page.table.focus_cell(row + 1, "number")
        self._say(OWN_ROW, scanned, article)

    def _say(self, sentence: str, scanned: ScannedText, article: Article) -> None:
        self.refused.emit(
            sentence.format(
                number=article.number,
                description=article.description,
                text=scanned.text,
                column=COLUMNS[AT[scanned.column]].title,
                row=scanned.row + 1,
            )
        )
