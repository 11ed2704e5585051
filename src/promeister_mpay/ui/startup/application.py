"""Creates the Qt application: Swedish translations, font and style."""

import sys

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from promeister_mpay.paths import RESOURCES

FONT_SIZE = 12
BACKGROUND = "#efefef"
"""The window's background, from which Qt derives the other colours."""


def make_application() -> QApplication:
    """Create the Qt application with Qt's own texts in Swedish."""
    existing = QApplication.instance()
    # The style as an argument: `setStyle` gives it back, and to make Python's idea of a style takes 12 ms.
    started = [*sys.argv[:1], "-style", "fusion"]
    application = existing if isinstance(existing, QApplication) else QApplication(started)
    application.setApplicationName("promeister-mpay")
    application.setApplicationDisplayName("")
    application.setDesktopFileName("promeister-mpay")
    application.setFont(font())
    application.setPalette(light_palette())
    QLocale.setDefault(QLocale("sv_SE"))
    translator = QTranslator(application)
    if translator.load("qtbase_sv", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)
    return application


def light_palette() -> QPalette:
    """The colours of a light desktop, whatever the desktop's are: the style sheet's backgrounds are light."""
    return QPalette(QColor(BACKGROUND))


def font() -> QFont:
    """The application font: the system font under its name on Linux, Windows or macOS."""
    found = QFont(["Liberation Sans", "Segoe UI", "Helvetica Neue", "Arial"])
    found.setPixelSize(FONT_SIZE)
    return found


def apply_style(application: QApplication) -> None:
    """Apply the style; cheapest when the widgets exist and are not shown yet."""
    if not application.styleSheet():
        sheet = (RESOURCES / "style.qss").read_text(encoding="utf-8")
        application.setStyleSheet(sheet.replace("RESOURCES", RESOURCES.as_posix()))
