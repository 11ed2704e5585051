"""Dynamic properties on widgets that the style sheet selects by, such as locked or paid."""

from PySide6.QtWidgets import QApplication, QWidget


def set_style_property(widget: QWidget, name: str, value: object) -> None:
    """Set a dynamic property and re-apply the style sheet, if there is one yet."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    application = QApplication.instance()
    if isinstance(application, QApplication) and application.styleSheet():
        widget.style().unpolish(widget)
        widget.style().polish(widget)
