"""The program's message boxes and input boxes; each is one function, so that a test can answer it."""

from PySide6.QtWidgets import QInputDialog, QMessageBox, QWidget


def ask(parent: QWidget, title: str, text: str, *, yes: str, no: str = "Avbryt", safe: bool = False) -> bool:
    """Ask a yes-or-no question: Enter means yes unless `safe`, Esc means no."""
    box = QMessageBox(QMessageBox.Icon.Question, title, text, parent=parent)
    accept = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    refuse = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(refuse if safe else accept)
    box.setEscapeButton(refuse)
    box.exec()
    return box.clickedButton() is accept


def ask_number(parent: QWidget, title: str, label: str, text: str = "") -> str | None:
    """Ask for a line of text; None when cancelled."""
    typed, ok = QInputDialog.getText(parent, title, label, text=text)
    return typed.strip() if ok else None


def ask_discard(parent: QWidget, title: str) -> bool:
    """Ask whether unsaved input may be discarded."""
    text = "Det du har ändrat är inte sparat. Kasta ändringarna?"
    return ask(parent, title, text, yes="&Kasta", no="&Fortsätt redigera", safe=True)


def show_information(parent: QWidget, title: str, text: str) -> None:
    """Show a text with an Ok button."""
    QMessageBox.information(parent, title, text)
