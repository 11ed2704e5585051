"""What stands before the first paint is cheap to make: nothing asks for Qt's enumerations or for a heavy library."""

import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import Qt

from promeister_mpay.ui.common import qt_constants

LOOK = """
import sys
from datetime import date
from pathlib import Path

from PySide6 import QtCore, QtGui, QtWidgets

import promeister_mpay.app.program
from promeister_mpay.ui.startup.application import apply_style, make_application
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.domain.orders.lines import OrderLine
from promeister_mpay.ui.shell.window_frame import WindowFrame
from promeister_mpay.ui.common.workstation import Workstation

LATER = (
    "sqlalchemy", "httpx", "phonenumbers", "logging.handlers", "concurrent.futures", "html",
    "promeister_mpay.ui.common.background", "promeister_mpay.ui.main_window",
)
DEAR = {QtCore: ["Qt"], QtGui: ["QBrush", "QIcon", "QKeySequence"], QtWidgets: ["QMessageBox", "QStyle"]}


class Watched(WindowFrame):
    def paintEvent(self, event):
        QtCore.QTimer.singleShot(0, self, self.look)
        super().paintEvent(event)

    def look(self):
        made = [name for module, names in DEAR.items() for name in names if name in vars(module)]
        print(*made, *(name for name in LATER if name in sys.modules), "painted")
        application.exit()


application = make_application()
frame = Watched(Workstation(Path(sys.argv[1])), training=True)
frame.page.show_order(Order(14790, date(2026, 1, 2), lines=(OrderLine(number="1010"),)), locked=True)
apply_style(application)
frame.show()
application.exec()
"""


def test_the_window_is_painted_before_anything_dear_is_made(tmp_path: Path) -> None:
    command = [sys.executable, "-c", LOOK, str(tmp_path / "window.ini")]
    offscreen = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    said = subprocess.run(command, env=offscreen, capture_output=True, text=True, check=True, timeout=60)
    assert said.stdout.split() == ["painted"]


NUMBERS = {
    "DISPLAY_ROLE": Qt.ItemDataRole.DisplayRole,
    "TOOL_TIP_ROLE": Qt.ItemDataRole.ToolTipRole,
    "EDIT_ROLE": Qt.ItemDataRole.EditRole,
    "SIDE_ROLE": Qt.ItemDataRole.TextAlignmentRole,
    "BACKGROUND_ROLE": Qt.ItemDataRole.BackgroundRole,
    "USER_ROLE": Qt.ItemDataRole.UserRole,
    "CENTRE": Qt.AlignmentFlag.AlignCenter,
    "LEFT": Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
    "RIGHT": Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
    "PLAIN_TEXT": Qt.TextFormat.PlainText,
    "SELECTABLE_BY_MOUSE": Qt.TextInteractionFlag.TextSelectableByMouse,
    "NO_FOCUS": Qt.FocusPolicy.NoFocus,
    "STRONG_FOCUS": Qt.FocusPolicy.StrongFocus,
}


def test_the_plain_numbers_are_those_of_qt() -> None:
    said = {name: value for name, value in vars(qt_constants).items() if name.isupper()}
    assert said == {name: meant.value for name, meant in NUMBERS.items()}
