"""The help: F1 opens it at what has the cursor, in every window; it is searched, and nothing in it leads nowhere."""

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

import promeister_mpay.ui
from promeister_mpay.ui.common.actions import ACTIONS, ActionName
from promeister_mpay.ui.help.pages import FOLDER, HelpPage, found, read_pages
from promeister_mpay.ui.help.topics import TOPICS
from promeister_mpay.ui.help.window import HelpWindow
from promeister_mpay.ui.order.fields import GENERAL, VEHICLE
from promeister_mpay.ui.order.line_model import COLUMNS
from support.clerks import Clerk

PAGES = {page.name: page for page in read_pages()}
Key = Qt.Key


def help_shown(clerk: Clerk) -> HelpWindow:
    """The help that is open, when it is."""
    clerk.wait(lambda: isinstance(QApplication.activeWindow(), HelpWindow))
    window = QApplication.activeWindow()
    assert isinstance(window, HelpWindow)
    return window


def marked(window: HelpWindow) -> str:
    """The heading that is marked, if it can be seen."""
    browser = window.browser
    seen = browser.viewport().rect().intersects(browser.cursorRect())
    return browser.textCursor().selectedText().strip() if seen else ""


@pytest.mark.parametrize("spec", [*GENERAL, *VEHICLE], ids=lambda spec: spec.name)
def test_every_field_has_its_heading(spec: object) -> None:
    assert getattr(spec, "label") in PAGES["falt"].headings  # noqa: B009 – of two kinds of spec


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name)
def test_every_column_of_the_rows_has_its_heading(column: object) -> None:
    assert getattr(column, "title") in PAGES["falt"].headings  # noqa: B009


def classes() -> Iterator[type[QWidget]]:
    """Every widget that the window is made of."""
    for module in pkgutil.walk_packages(promeister_mpay.ui.__path__, "promeister_mpay.ui."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, type) and issubclass(value, QWidget) and value.__module__ == module.name:
                yield value


def test_every_window_and_dialog_has_a_page_and_every_topic_exists() -> None:
    known = {made.__name__: made for made in classes()}
    dialogs = {name for name, made in known.items() if issubclass(made, QDialog) and made is not HelpWindow}
    dialogs -= {name for name, made in known.items() if any(issubclass(known[each], made) for each in dialogs - {name})}
    missing = dialogs - set(TOPICS)
    assert not missing, f"give it a page in TOPICS of ui/help/topics.py: {missing}"
    assert set(TOPICS) <= set(known)
    for topic in TOPICS.values():
        name, _, heading = topic.partition("#")
        assert not heading or heading in PAGES[name].headings, topic


@pytest.mark.parametrize("page", PAGES.values(), ids=lambda page: page.name)
def test_links_and_pictures_lead_somewhere(page: HelpPage) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", page.text):
        name = target.partition("#")[0]
        assert name.removesuffix(".md") in PAGES or (FOLDER / name).is_file(), target
    assert page.title
    assert not re.search(r"https?://", page.text)


def test_every_key_is_on_the_page_of_keys() -> None:
    for spec in ACTIONS.values():
        assert not spec.key or f"**{spec.key}**" in PAGES["tangenter"].text


@pytest.mark.parametrize(
    ("query", "page"),
    [("återbetala", "mobilbetalning"), ("KREDITERA del", "kreditering"), ("qr", "mobilbetalning"), ("ksumma", "sie")],
)
def test_a_search_finds_the_page(query: str, page: str) -> None:
    assert page in [each.name for each in found(list(PAGES.values()), query)][:3]


def test_a_search_without_a_hit_shows_nothing_and_one_of_nothing_everything() -> None:
    pages = list(PAGES.values())
    assert found(pages, "xylofon") == []
    assert found(pages, " ") == pages


def test_f1_in_a_field_opens_the_help_at_that_field(clerk: Clerk) -> None:
    clerk.window.page.focus_field("mobile_phone")
    clerk.wait(clerk.window.page.form.fields["mobile_phone"].hasFocus)
    clerk.press(Key.Key_F1)
    window = help_shown(clerk)
    assert window.page == "falt"
    clerk.wait(lambda: marked(window) == "Mobiltelefon")
    QTest.keyClick(window, Key.Key_Escape)
    clerk.wait(lambda: not isinstance(QApplication.activeWindow(), HelpWindow))


def test_f1_in_a_list_that_keeps_the_window_busy_opens_a_help_that_can_be_used(clerk: Clerk) -> None:
    clerk.window.lists.open_orders()
    clerk.wait(lambda: isinstance(QApplication.activeWindow(), QDialog))
    clerk.press(Key.Key_F1)
    window = help_shown(clerk)
    assert window.page == "listor"
    window.search.setFocus()
    QTest.keyClicks(window.search, "kreditera")
    assert window.page == "kreditering"
    QTest.keyClick(window.search, Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.page == "listor"


def test_the_manual_page_opens_from_the_menu(clerk: Clerk) -> None:
    clerk.window.actions_of_window[ActionName.MANUAL].trigger()
    assert help_shown(clerk).page == "mobilbetalning"
