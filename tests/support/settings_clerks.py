"""A clerk at the settings: turns pages, types in fields, saves, and reads what is wrong; and a server to try."""

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from promeister_mpay.errors import StoreError
from promeister_mpay.services.counter import CounterServices
from promeister_mpay.services.settings import Settings
from promeister_mpay.services.startup import StoreSummary
from promeister_mpay.ui.settings.dialog import SettingsDialog
from promeister_mpay.ui.settings.page import SettingsPage
from support.clerks import Clerk, Key, key_in


class Server:
    """A database server as a look at it finds it."""

    def __init__(self) -> None:
        self.looked: list[str] = []
        self.trouble: StoreError | None = None

    def look(self, url: str) -> StoreSummary:
        self.looked.append(url)
        if self.trouble is not None:
            raise self.trouble
        return StoreSummary(is_new=False, order_count=600)


class Settled:
    """The dialog, open on a page, with the settings in it."""

    def __init__(self, clerk: Clerk, title: str) -> None:
        self.clerk = clerk
        clerk.window.settings.open(title)
        self.dialog = clerk.dialog(SettingsDialog)
        clerk.wait(lambda: clerk.window.background.is_idle)

    @property
    def page(self) -> SettingsPage:
        return self.dialog.pages[self.dialog.list.currentRow()]

    def turn_to(self, title: str) -> SettingsPage:
        self.dialog.show_page(title)
        return self.page

    def editor(self, name: str) -> QLineEdit:
        editor = self.page.form.rows[name].editor
        assert isinstance(editor, QLineEdit)
        return editor

    def fill(self, name: str, text: str) -> None:
        editor = self.editor(name)
        editor.setFocus()
        editor.selectAll()
        key_in(editor, text)

    def save(self) -> None:
        QTest.keyClick(self.dialog, Key.Key_Return)
        self.clerk.wait(lambda: not self.dialog.isVisible())
        self.clerk.settle()

    def save_in_vain(self) -> None:
        self.dialog.save()
        self.clerk.wait(lambda: self.clerk.window.background.is_idle and self.dialog.save_button.isEnabled())

    @property
    def kept(self) -> Settings:
        return self.counter.settings.load()[0]

    @property
    def counter(self) -> CounterServices:
        return self.clerk.window.services

    @property
    def history_texts(self) -> list[str]:
        """The history, newest first."""
        return [event.text for event in self.counter.settings.history()]
