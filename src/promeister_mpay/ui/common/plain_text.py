"""Text is text (design §17): the only ways in which the program gives Qt a text that Qt might take for something else.

Qt guesses in labels, boxes and tool tips whether a text is HTML; HTML loads what it names. In buttons, menus, tabs and
the labels of fields an ampersand makes a shortcut, and `[*]` in a window's title is a place for a mark. A house check
refuses Qt's own ways outside this module.
"""

from typing import Protocol

from PySide6.QtWidgets import QFormLayout, QLabel, QLayout, QWidget

from promeister_mpay.ui.common.qt_constants import DISPLAY_ROLE, PLAIN_TEXT, TOOL_TIP_ROLE

TEXT_ROLES = frozenset({DISPLAY_ROLE, TOOL_TIP_ROLE})
"""What a model gives the same text for; see `text_in`."""


class HasToolTip(Protocol):
    """A widget, an action, or an item of a list."""

    def setToolTip(self, text: str, /) -> None:  # noqa: D102 – Qt's name
        ...


class TextLabel(QLabel):
    """A label that shows its text letter by letter, whatever it looks like.

    An ampersand makes a shortcut only when the label has a buddy.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("textFormat", PLAIN_TEXT)
        self.setText(text)


def tool_tip(text: str) -> str:
    """The text as a tool tip shows it: Qt takes for HTML what has tags or entities, so these are escaped."""
    if "<" in text or "&" in text:
        import html  # Not before the first paint.

        return f'<span style="white-space:pre-wrap">{html.escape(text)}</span>'
    return text


def set_tool_tip(target: HasToolTip, text: str) -> None:
    """Give a widget, an action or an item a tool tip that shows `text` letter by letter."""
    target.setToolTip(tool_tip(text))


def text_in(role: int, text: str) -> str:
    """What a model gives for `text` in one of the `TEXT_ROLES`: cells are plain, tool tips are not."""
    return tool_tip(text) if role == TOOL_TIP_ROLE else text


def without_mnemonics(text: str) -> str:
    """The text for a button, menu, tab or label of a field, in which no ampersand makes a shortcut."""
    return text.replace("&", "&&")


def set_title(window: QWidget, text: str, *, suffix: str = "") -> None:
    """Give a window a title in which `text` is shown letter by letter; `suffix` may have Qt's `[*]`."""
    window.setWindowTitle(text.replace("[*]", "[*][*]") + suffix)


def add_field(form: QFormLayout, label: str | TextLabel, field: QWidget | QLayout) -> None:
    """Add a field with its label; of a text the label is made, and the field is its buddy."""
    made = TextLabel(label) if isinstance(label, str) else label
    if isinstance(field, QWidget):
        if isinstance(label, str):
            made.setBuddy(field)
        form.addRow(made, field)
    else:
        form.addRow(made, field)
