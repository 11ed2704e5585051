"""The layout of the order window: menus, tree, band, order, buttons, status line."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from promeister_mpay.paths import RESOURCES
from promeister_mpay.ui.common.actions import BUTTONS, MENU_BAR, ActionName, Actions, Menu
from promeister_mpay.ui.common.message_strip import MessageStrip
from promeister_mpay.ui.common.plain_text import TextLabel, set_title
from promeister_mpay.ui.common.qt_constants import CENTRE, NO_FOCUS
from promeister_mpay.ui.common.saved_geometry import remember_columns, restore_geometry
from promeister_mpay.ui.common.workstation import Workstation
from promeister_mpay.ui.order.line_model import COLUMNS
from promeister_mpay.ui.order.page import OrderPage
from promeister_mpay.ui.shell.band_label import BandLabel
from promeister_mpay.ui.shell.navigation import Navigation
from promeister_mpay.ui.shell.status_line import StatusLine

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QIcon, QKeyEvent

SIZE = (1153, 720)
TREE_WIDTH = 220
TABS = ("Fakturering", "Mobilbetalning", "Händelser")
TRAINING = "ÖVNINGSLÄGE – inga riktiga betalningar"


def icon() -> "QIcon":
    """The program's icon."""
    from PySide6.QtGui import QIcon

    return QIcon(str(RESOURCES / "icon.svg"))


class WindowFrame(QMainWindow):
    """The widgets in the layout, with as little work as possible before the first paint; the rest is connected later.

    Therefore it uses no Qt enumeration (see `qt_constants`) and named tuples: creating a frozen dataclass takes 1 ms.
    """

    first_painted = Signal()
    """The window is on the screen; now heavy work may begin."""
    escaped = Signal()
    """Esc was pressed, and no field had anything to undo."""

    def __init__(self, workstation: Workstation, *, training: bool) -> None:
        super().__init__()
        self.may_close: Callable[[], bool] = lambda: True
        self._training = training
        self._is_painted = False
        self._menus: list[tuple[QMenu, Menu]] = []
        self.actions_of_window = Actions(self)
        self.page = OrderPage(self)
        self.band = BandLabel(self)
        self.strip = MessageStrip(self)
        self.status_line = StatusLine(self)
        self.navigation = Navigation(self.actions_of_window.choose, self)
        self._splitter = QSplitter()
        self._lay_out(training=training)
        self._menu_bar()
        self._place(workstation)

    def _lay_out(self, *, training: bool) -> None:
        for title in TABS:
            self.page.add_tab(title)
        card = QWidget(self)
        column = QVBoxLayout(card)
        column.setContentsMargins(9, 6, 9, 6)
        column.setSpacing(6)
        if training:
            banner = TextLabel(TRAINING, card)
            banner.setObjectName("training")
            banner.setProperty("alignment", CENTRE)
            column.addWidget(banner)
        for widget in (self.band, self.strip):
            column.addWidget(widget)
        column.addWidget(self.page, 1)
        column.addLayout(self._buttons())
        self._splitter.addWidget(self.navigation)
        self._splitter.addWidget(card)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes([TREE_WIDTH, SIZE[0] - TREE_WIDTH])
        self.setCentralWidget(self._splitter)
        self.setStatusBar(self.status_line)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addStretch(1)
        for title, names in BUTTONS:
            button = QPushButton(self)
            button.setText(f"{title} ")
            button.setObjectName(f"button_{title}")
            button.setMinimumWidth(102)
            # The cursor stays where it is, so that Rad means the row that the clerk stood on.
            button.setProperty("focusPolicy", NO_FOCUS)
            if len(names) == 1 and names[0] is not None:
                button.clicked.connect(lambda _checked=False, name=names[0]: self.actions_of_window[name].trigger())
            else:
                button.setMenu(QMenu(button))
                self._menus.append((button.menu(), names))
            row.addWidget(button)
        return row

    def _menu_bar(self) -> None:
        for title, names in MENU_BAR:
            self._menus.append((self.menuBar().addMenu(title), names))

    def _place(self, workstation: Workstation) -> None:
        self.resize(*SIZE)
        restore_geometry(self, workstation, "geometry")
        remember_columns(self.page.table, workstation, "lines", [column.title for column in COLUMNS])
        splitter = workstation.place("splitter")
        if splitter is not None:
            self._splitter.restoreState(splitter)
        self.status_line.show_workstation(workstation.counter, workstation.clerk)

    def fill_menus(self) -> None:
        """Fill the menus, of which only the titles are shown at first."""
        for menu, names in self._menus:
            self.actions_of_window.fill(menu, names)
        if not self._training:
            self.actions_of_window.withdraw(ActionName.PHONE)

    def keep_place(self, workstation: Workstation) -> None:
        """Save the window's geometry and splitter sizes."""
        workstation.keep_place("geometry", self.saveGeometry())
        workstation.keep_place("splitter", self._splitter.saveState())

    def come_forward(self) -> None:
        """Raise and activate the window, as when the program is started a second time."""
        self.setWindowState(self.windowState() & ~QtCore.Qt.WindowState.WindowMinimized)
        front = QApplication.activeModalWidget() or self
        front.raise_()
        front.activateWindow()

    def show_title(self, number: int, customer: str) -> None:
        """Show the order's number, customer and status; an asterisk marks unsaved input."""
        name = f"{number or '(ny)'} {customer}".strip()
        set_title(self, name, suffix=" – Order[*]")

    def paintEvent(self, event: object) -> None:
        """After the first paint, start the rest of the program."""
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self, self._on_painted)

    def _on_painted(self) -> None:
        self.actions_of_window.make()
        self.first_painted.emit()

    def closeEvent(self, event: "QCloseEvent") -> None:
        """Ask the close handler whether the window may close."""
        event.setAccepted(self.may_close())

    def keyPressEvent(self, event: "QKeyEvent") -> None:
        """Esc is emitted as `escaped`."""
        if event.key() == QtCore.Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)
