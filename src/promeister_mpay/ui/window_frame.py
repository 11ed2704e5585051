"""How the order window is laid out: menus, tree, band, order, buttons, status line."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMainWindow, QPushButton, QSplitter, QVBoxLayout, QWidget

from promeister_mpay.paths import RESOURCES
from promeister_mpay.ui.actions import BUTTONS, MENU_BAR, ActionName, Actions
from promeister_mpay.ui.band import BandLabel
from promeister_mpay.ui.message_strip import MessageStrip
from promeister_mpay.ui.navigation import Navigation
from promeister_mpay.ui.order_page import OrderPage
from promeister_mpay.ui.payment_tabs import BillingTab, events_table, requests_table
from promeister_mpay.ui.status_line import StatusLine
from promeister_mpay.ui.workstation import Workstation

SIZE = (1153, 720)
TREE_WIDTH = 220
TRAINING = "ÖVNINGSLÄGE – inga riktiga betalningar"


def icon() -> QIcon:
    """The program's icon."""
    return QIcon(str(RESOURCES / "icon.svg"))


class WindowFrame(QMainWindow):
    """The widgets in their places; what they do is wired by the window."""

    def __init__(self, workstation: Workstation, *, training: bool) -> None:
        super().__init__()
        self.actions_of_window = Actions(self)
        self.page = OrderPage(self)
        self.billing = BillingTab(self.page.tabs)
        self.requests = requests_table(self.page.tabs)
        self.events = events_table(self.page.tabs)
        self.band = BandLabel(self)
        self.strip = MessageStrip(self)
        self.status_line = StatusLine(self)
        self.navigation = Navigation(lambda name: self.actions_of_window[name].trigger(), self)
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._lay_out(training=training)
        self._menus(training=training)
        self._place(workstation)

    def _lay_out(self, *, training: bool) -> None:
        for tab, title in (
            (self.billing, "Fakturering"),
            (self.requests, "Mobilbetalning"),
            (self.events, "Händelser"),
        ):
            self.page.add_tab(tab, title)
        card = QWidget(self)
        column = QVBoxLayout(card)
        column.setContentsMargins(9, 6, 9, 6)
        column.setSpacing(6)
        if training:
            banner = QLabel(TRAINING, card)
            banner.setObjectName("training")
            banner.setAlignment(Qt.AlignmentFlag.AlignCenter)
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
            button = QPushButton(f"{title} ", self)
            button.setObjectName(f"button_{title}")
            button.setMinimumWidth(102)
            # The cursor stays where it is, so that Rad means the row that the clerk stood on.
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setMenu(self.actions_of_window.menu(button, title, names))
            row.addWidget(button)
        return row

    def _menus(self, *, training: bool) -> None:
        for title, names in MENU_BAR:
            self.menuBar().addMenu(self.actions_of_window.menu(self, title, names))
        if not training:
            phone = self.actions_of_window[ActionName.PHONE]
            phone.setVisible(False)
            phone.setEnabled(False)

    def _place(self, workstation: Workstation) -> None:
        self.setWindowIcon(icon())
        self.resize(*SIZE)
        geometry, splitter = workstation.window()
        if geometry is not None:
            self.restoreGeometry(geometry)
        if splitter is not None:
            self._splitter.restoreState(splitter)
        self.status_line.show_workstation(workstation.counter, workstation.clerk)

    def keep_place(self, workstation: Workstation) -> None:
        """Remember where the window stands."""
        workstation.keep_window(self.saveGeometry(), self._splitter.saveState())
