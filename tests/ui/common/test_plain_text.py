"""What a text looks like does not change what is shown: letter by letter, whatever Qt would make of it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFormLayout, QLabel, QLineEdit, QPushButton, QWidget

from promeister_mpay.ui.common.dialogs import show_error
from promeister_mpay.ui.common.plain_text import TextLabel, add_field, set_title, tool_tip, without_mnemonics
from promeister_mpay.ui.common.read_only_table import ReadOnlyModel, TableColumn
from promeister_mpay.ui.shell.notifications import UNMARKED
from support.clerks import answer_with
from support.shown_texts import guessed_texts, letters_of

HOSTILE = ["Ada <img src=/dev/zero>", "<b>&amp;</b>", "&lt;b&gt;", "a\n<i>b", "Bil & Däck", "<?xml ?>", "[*]", "&Ada"]
TIP = Qt.ItemDataRole.ToolTipRole


@given(text=st.text(st.sampled_from("<>&;/= abr\n\"'imgsltp"), max_size=40))
@example(text=HOSTILE[0])
@example(text=HOSTILE[1])
@example(text="&lt;b&gt;")
def test_a_tool_tip_shows_every_letter(text: str) -> None:
    assert letters_of(tool_tip(text)) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_a_label_a_tool_tip_and_a_title_show_every_letter(application: QApplication, text: str) -> None:
    label, window = TextLabel(text), QWidget()
    set_title(window, text, suffix=" – Order[*]")
    model = ReadOnlyModel([TableColumn("Namn", 100, str)])
    model.set_rows([text])

    assert (label.text(), label.textFormat()) == (text, Qt.TextFormat.PlainText)
    assert window.windowTitle().replace("[*][*]", "[*]") == f"{text} – Order[*]"
    assert model.data(model.index(0, 0)) == text
    assert letters_of(str(model.data(model.index(0, 0), TIP))) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_no_ampersand_of_a_text_is_a_shortcut(application: QApplication, text: str) -> None:
    page = QWidget()
    form, field, button = QFormLayout(page), QLineEdit(page), QPushButton(without_mnemonics(text), page)
    add_field(form, without_mnemonics(text), field)
    add_field(form, "&Namn", QLineEdit(page))

    assert button.shortcut().isEmpty()
    labels = page.findChildren(QLabel)
    assert [label.textFormat() for label in labels] == [Qt.TextFormat.PlainText] * 2
    assert labels[0].buddy() is field


@pytest.mark.parametrize("text", HOSTILE)
def test_a_message_box_shows_every_letter(application: QApplication, text: str) -> None:
    wrong: list[str] = []
    with answer_with("Ok", look=lambda box: wrong.extend(guessed_texts(box))) as asked:
        show_error(text, text)
    assert (asked, wrong) == ([text], [])


@pytest.mark.parametrize("text", HOSTILE)
def test_a_notification_has_none_of_the_characters_of_html(text: str) -> None:
    shown = text.translate(UNMARKED)
    assert not set("<>&").intersection(shown)
    assert len(shown) == len(text)
