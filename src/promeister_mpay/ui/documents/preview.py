"""Förhandsgranskning: shows a document page by page, as it will be printed."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QScrollArea, QScrollBar, QVBoxLayout, QWidget

from promeister_mpay.ui.common.background import Background
from promeister_mpay.ui.common.plain_text import TextLabel, set_title
from promeister_mpay.ui.documents.images import image_of
from promeister_mpay.ui.documents.layout import LaidOutDocument

SIZE = (860, 700)
ZOOMS = (50, 75, 100, 125, 150, 200, 300)
WIDTH = 800
"""Pixels of a page at 100 %."""
Key = Qt.Key


class PreviewDialog(QDialog):
    """Shows one page at a time; PgUp and PgDn go through it, + and - zoom, Ctrl+P prints, Esc closes."""

    print_requested = Signal()
    pdf_requested = Signal()

    def __init__(self, document: LaidOutDocument, background: Background, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        set_title(self, document.name)
        self.resize(*SIZE)
        self.document = document
        self._background = background
        self._page = 0
        self._zoom = ZOOMS.index(100)
        self._at = 0.0
        """How far down the page, from 0 to 1."""
        self._is_closed = False
        self.finished.connect(self._on_finished)
        self.paper = TextLabel(parent=self)
        self.paper.setAccessibleName(document.name)
        self.area = QScrollArea(self)
        self.message_label = TextLabel(parent=self)
        self._lay_out()
        # The keys are the page's; a button that had them would take the arrows.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocus()
        QShortcut(QKeySequence("Ctrl+P"), self, self.print_requested.emit)
        self._draw()

    def _lay_out(self) -> None:
        self.area.setObjectName("pages")
        self.area.setWidget(self.paper)
        self.area.setWidgetResizable(False)
        self.area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row = QHBoxLayout()
        row.addWidget(self.message_label, 1)
        for text, slot in (
            ("&Skriv ut… (Ctrl+P)", self.print_requested.emit),
            ("S&para som PDF…", self.pdf_requested.emit),
            ("S&täng", self.close),
        ):
            button = QPushButton(text, self)
            button.setAutoDefault(False)
            button.clicked.connect(slot)
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.addWidget(self.area, 1)
        column.addLayout(row)

    # -- pages

    @property
    def page(self) -> int:
        """The number of the page on the screen, from 1."""
        return self._page + 1

    def _draw(self) -> None:
        page, ratio = self._page, self.devicePixelRatioF()
        width = round(WIDTH * ZOOMS[self._zoom] / 100 * ratio)
        self.message_label.setText(f"Sida {page + 1} av {len(self.document.sheets)}   |   {ZOOMS[self._zoom]} %")
        self._background.run(
            lambda: image_of(self.document.sheets[page], width), lambda image: self._show(page, width, image)
        )

    def _show(self, page: int, width: int, image: QImage) -> None:
        """Show the image unless the user has turned the page or closed the dialog meanwhile."""
        if self._is_closed:
            return
        ratio = self.devicePixelRatioF()
        if page != self._page or width != round(WIDTH * ZOOMS[self._zoom] / 100 * ratio):
            return
        image.setDevicePixelRatio(ratio)
        self.paper.setPixmap(QPixmap.fromImage(image))
        self.paper.adjustSize()
        bar = self.area.verticalScrollBar()
        bar.setValue(round(self._at * bar.maximum()))

    def _on_finished(self) -> None:
        self._is_closed = True

    def _turn(self, step: int) -> None:
        """Scroll by one view; at the end of the page go to the next page (or to the one before, upwards)."""
        bar = self.area.verticalScrollBar()
        if bar.value() != (bar.maximum() if step > 0 else bar.minimum()):
            bar.setValue(bar.value() + step * bar.pageStep())
        else:
            self.go(self._page + step, at_end=step < 0)

    def go(self, page: int, *, at_end: bool = False) -> None:
        """Show the page with this index (from 0), scrolled to its end when `at_end`."""
        page = min(max(page, 0), len(self.document.sheets) - 1)
        if page != self._page:
            self._page, self._at = page, float(at_end)
            self._draw()

    def _zoom_by(self, step: int) -> None:
        bar = self.area.verticalScrollBar()
        self._zoom = min(max(self._zoom + step, 0), len(ZOOMS) - 1)
        self._at = bar.value() / max(bar.maximum(), 1)
        self._draw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Handle the keys of the class's description; the dialog handles the others."""
        keys: dict[int, Callable[[], None]] = {
            Key.Key_PageDown: lambda: self._turn(1),
            Key.Key_PageUp: lambda: self._turn(-1),
            Key.Key_Home: lambda: self.go(0),
            Key.Key_End: lambda: self.go(len(self.document.sheets) - 1),
            Key.Key_Down: lambda: _step(self.area.verticalScrollBar(), 1),
            Key.Key_Up: lambda: _step(self.area.verticalScrollBar(), -1),
            Key.Key_Right: lambda: _step(self.area.horizontalScrollBar(), 1),
            Key.Key_Left: lambda: _step(self.area.horizontalScrollBar(), -1),
            Key.Key_Plus: lambda: self._zoom_by(1),
            Key.Key_Minus: lambda: self._zoom_by(-1),
        }
        act = keys.get(event.key())
        if act is not None:
            act()
        else:
            super().keyPressEvent(event)


def _step(bar: QScrollBar, direction: int) -> None:
    bar.setValue(bar.value() + direction * bar.singleStep() * 3)
