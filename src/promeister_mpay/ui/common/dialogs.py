"""The questions that the program asks; each is one function, so that a test can answer it."""

from PySide6.QtWidgets import QInputDialog, QMessageBox, QWidget


def ask(parent: QWidget, title: str, text: str, *, yes: str, no: str = "Avbryt", safe: bool = False) -> bool:
    """A question with two answers; Enter means yes unless `safe`, Esc means no."""
    box = QMessageBox(QMessageBox.Icon.Question, title, text, parent=parent)
    accept = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    refuse = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(refuse if safe else accept)
    box.setEscapeButton(refuse)
    box.exec()
    return box.clickedButton() is accept


def ask_number(parent: QWidget, title: str, label: str, text: str = "") -> str | None:
    """A line of text, or None."""
    typed, ok = QInputDialog.getText(parent, title, label, text=text)
    return typed.strip() if ok else None


def ask_discard(parent: QWidget, title: str) -> bool:
    """Whether what is typed and not saved may be thrown away."""
    text = "Det du har ändrat är inte sparat. Kasta ändringarna?"
    return ask(parent, title, text, yes="&Kasta", no="&Fortsätt redigera", safe=True)


def show_information(parent: QWidget, title: str, text: str) -> None:
    """Something to read, with Ok."""
    QMessageBox.information(parent, title, text)
