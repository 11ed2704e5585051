"""Named texts to read: the names on the left, the text of the selected one on the right."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QPlainTextEdit, QSplitter, QWidget


class NamedTexts(QSplitter):
    """Shows texts without changing them. `names_called` and `text_called` are what a screen reader says."""

    def __init__(self, names_called: str, text_called: str, names_width: int, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._texts: Sequence[str] = ()
        self.names = QListWidget(self)
        self.text = QPlainTextEdit(self)
        self.names.setAccessibleName(names_called)
        self.text.setAccessibleName(text_called)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.names.currentRowChanged.connect(self._show_text)
        self.setSizes([names_width, 860 - names_width])

    def show_texts(self, texts: Sequence[tuple[str, str]]) -> None:
        """Show these names and their texts, with the keyboard at the first name."""
        self._texts = [text for _, text in texts]
        self.names.addItems([name for name, _ in texts])
        self.names.setCurrentRow(0)
        self.names.setFocus()

    def _show_text(self, at: int) -> None:
        self.text.setPlainText(self._texts[at] if 0 <= at < len(self._texts) else "")
