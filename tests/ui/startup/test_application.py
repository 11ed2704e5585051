"""The application as the program makes it, on whatever desktop."""

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from promeister_mpay.ui.startup.application import keep_light

Role = QPalette.ColorRole
PAIRS = [
    (Role.WindowText, Role.Window),
    (Role.Text, Role.Base),
    (Role.Text, Role.AlternateBase),
    (Role.ButtonText, Role.Button),
    (Role.ToolTipText, Role.ToolTipBase),
]


@pytest.mark.parametrize("group", [QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive])
def test_on_a_dark_desktop_texts_are_dark_and_backgrounds_are_light(
    application: QApplication, group: QPalette.ColorGroup
) -> None:
    application.setPalette(QPalette(QColor("#202124")))
    keep_light(application)
    palette = application.palette()
    for text, background in PAIRS:
        assert palette.color(group, text).lightness() < 60, text
        assert palette.color(group, background).lightness() > 200, background
