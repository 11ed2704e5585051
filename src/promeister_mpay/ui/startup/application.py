"""Creates the Qt application: Swedish translations, font and style."""

import sys

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from promeister_mpay.paths import RESOURCES

FONT_SIZE = 12
BACKGROUND = "#efefef"
"""The window's background, from which Qt derives the other colours."""
DARK = 128
"""A background below this lightness (0–255) is a dark desktop's."""


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
    QLocale.setDefault(QLocale("sv_SE"))
    translator = QTranslator(application)
    if translator.load("qtbase_sv", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)
    return application


def keep_light(application: QApplication) -> None:
    """Give the application a light desktop's colours, on a dark one too: the style sheet's backgrounds are light.

    Call it after the first paint: to make a palette takes 36 ms, because Python makes all of Qt's enumerations.
    """
    if application.palette().window().color().lightness() < DARK:
        application.setPalette(QPalette(QColor(BACKGROUND)))
    hints = application.styleHints()
    hints.colorSchemeChanged.connect(lambda: application.setPalette(QPalette(QColor(BACKGROUND))))


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
