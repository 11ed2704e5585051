"""The Qt application: its words in Swedish, its font and its style."""

import sys

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from promeister_mpay.paths import RESOURCES

FONT_SIZE = 12


def make_application() -> QApplication:
    """The Qt application, with Qt's own words in Swedish."""
    existing = QApplication.instance()
    # The style as an argument: `setStyle` gives it back, and to make Python's idea of a style takes 12 ms.
    started = [*sys.argv[:1], "-style", "fusion"]
    application = existing if isinstance(existing, QApplication) else QApplication(started)
    application.setApplicationName("promeister-mpay")
    application.setApplicationDisplayName("")
    application.setDesktopFileName("promeister-mpay")
    application.setFont(font())
    QLocale.setDefault(QLocale("sv_SE"))
    translator = QTranslator(application)
    if translator.load("qtbase_sv", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)
    return application


def font() -> QFont:
    """The window's font, by the names that it has on Linux, Windows and macOS."""
    found = QFont(["Liberation Sans", "Segoe UI", "Helvetica Neue", "Arial"])
    found.setPixelSize(FONT_SIZE)
    return found


def dress(application: QApplication) -> None:
    """Put the style on; cheapest when the widgets are there and not shown yet."""
    if not application.styleSheet():
        sheet = (RESOURCES / "style.qss").read_text(encoding="utf-8")
        application.setStyleSheet(sheet.replace("RESOURCES", RESOURCES.as_posix()))
