"""Each house rule refuses an example of what it is for, and lets its neighbour pass."""

from pathlib import Path

import pytest

from check_house import OF_A_FILE, OF_ALL, breaches
from house_lines import FORBIDDEN
from house_logging import values_in_the_log
from house_names import ABOLISHED, Of, abolished_words, root_of_ui, shared_class_names
from house_patterns import patterns_that_take_long
from house_sizes import (
    MEDIAN_FUNCTION,
    MOST_CLASS_LINES,
    MOST_LINES,
    long_median_function,
    median_function,
    oversized_classes,
    oversized_file,
)
from house_sources import Source
from house_texts import texts_that_may_be_markup
from house_widgets import widgets_that_lose_input

PROGRAM = "src/promeister_mpay"

LINES = {
    "# TODO: later": "finish it",
    "x = 1  # type: ignore": "error code",
    "x = 1  # noqa": "name the rule",
    "application.processEvents()": "event loop",
    "except Exception:": "catch what can be raised",
    "from unittest.mock import Mock": "use a fake",
    "time.sleep(1)": "wait for something",
    "@pytest.mark.skip": "mend it",
}
WIDGETS = {
    "QComboBox(self)": "wheel",
    "QtWidgets.QSpinBox()": "wheel",
    "class Tabs(QTabWidget): ...": "wheel",
    "class Bar(QtWidgets.QTabBar): ...": "wheel",
    "QLineEdit(self)": "text_field",
    "class Field(QtWidgets.QLineEdit): ...": "text_field",
    "field.setMaxLength(20)": "text_field",
    "QtWidgets.QInputDialog.getText(self)": "dialogs",
    "QInputDialog.getText(self)": "dialogs",
    "class Delegate(QStyledItemDelegate): ...": "cell_delegate",
}
TEXTS = {
    "QLabel(name, self)": "plain_text",
    "QtWidgets.QLabel(self)": "plain_text",
    "class Name(QLabel): ...": "plain_text",
    "from PySide6.QtWidgets import QLabel as Label": "plain_text",
    "label.setTextFormat(rich)": "plain_text",
    "self.setToolTip(name)": "plain_text",
    "QToolTip.showText(at, name)": "plain_text",
    "item.setWhatsThis(name)": "plain_text",
    "roles = {Qt.ItemDataRole.ToolTipRole}": "plain_text",
    "if role == TOOL_TIP_ROLE: ...": "plain_text",
    "self.setWindowTitle(name)": "plain_text",
    'self.setWindowTitle(f"Order {name}")': "plain_text",
    'form.addRow("Namn", field)': "plain_text",
    'QPushButton(f"&Visa {name}", self)': "plain_text",
    'menu.addAction(f"Visa {name}")': "plain_text",
    'tabs.addTab(page, f"{name}")': "plain_text",
    "QMessageBox.information(self, title, name)": "dialogs",
    "QMessageBox(icon, title, name)": "dialogs",
    "QProgressDialog(name, stop, 0, 9)": "dialogs",
    "tray.showMessage(title, name)": "notifications",
    "QTextEdit(self)": "help",
    "browser.setHtml(name)": "help",
}
LETTER_BY_LETTER = [
    'TextLabel(name, self)\nset_tool_tip(self, name)\nset_title(self, name)\nadd_field(form, "Namn", field)',
    'self.setWindowTitle("Inställningar")',
    'QPushButton("&Visa", self)',
    'menu.addAction(f"Visa {without_mnemonics(name)}")',
    "form.addRow(buttons)",
    "model.insertRow(at, line)",
    "label: QLabel",
    "isinstance(box, QMessageBox)",
    "QMessageBox.ButtonRole.AcceptRole",
]
WORDS = {
    "orders_desk.py": "",
    "list_look.py": "",
    "test_credit_words.py": "",
    "band_story.py": "",
    "payment_told.py": "",
    "a.py": "class OrderDesk: ...",
    "b.py": "class Keeping: ...",
    "c.py": "class Survey: ...",
    "d.py": "class _Sight: ...",
    "e.py": "class Bundle: ...",
    "f.py": "class Newest: ...",
    "g.py": "class OneJob: ...",
    "h.py": "class Ran: ...",
    "i.py": "print_wanted = Signal()",
    "j.py": "def go_leafing(): ...",
    "k.py": "switchboard = 1",
    "l.py": "self.door_bell = 1",
    "n.py": "told = 1",
    "o.py": "def restore(sight): ...",
    "p.py": "def _on_ran(): ...",
    "q.py": "def answer(knocks): ...",
    "r.py": "class JudgedRow: ...",
    "s.py": "row.complaint_label = 1",
    "t.py": "Seen = int | None",
    "u.py": "def _judged(row): ...",
    "v.py": "bell = 1",
    "w.py": "claim_kind = 1",
    "x.py": "def of_row(bundle): ...",
    "y.py": "def dress(application): ...",
    "z.py": "RED_GROUND = 1",
    "aa.py": "def leaf(self, move): ...",
}


def source(text: str, path: str = f"{PROGRAM}/domain/example.py") -> Source:
    return Source(Path(path), text)


def function(lines: int) -> str:
    return "def f():\n" + "    x = 1\n" * lines


def test_the_check_applies_every_rule() -> None:
    broken = [
        source("x = 1\n" * (MOST_LINES + 1)),
        source("class A:\n" + "    x = 1\n" * MOST_CLASS_LINES),
        source("x = 1  # noqa"),
        source("class OneJob: ..."),
        source("QComboBox(self)"),
        source("QLabel(self)"),
        source("logger.info(name)"),
        source("_X = re.compile('a+b')\n_X.search(text)"),
        source("", f"{PROGRAM}/ui/buttons.py"),
        source("class Twice: ..."),
        source("class Twice: ..."),
        source(function(MEDIAN_FUNCTION + 1)),
    ]
    assert len(list(breaches(broken))) == len(OF_A_FILE) + len(OF_ALL)


@pytest.mark.parametrize(("lines", "refused"), [(MOST_LINES, 0), (MOST_LINES + 1, 1)])
def test_a_file_has_no_more_lines(lines: int, refused: int) -> None:
    assert len(list(oversized_file(source("x = 1\n" * lines)))) == refused


@pytest.mark.parametrize(("lines", "refused"), [(MOST_CLASS_LINES, 0), (MOST_CLASS_LINES + 1, 1)])
def test_a_class_has_no_more_lines(lines: int, refused: int) -> None:
    assert len(list(oversized_classes(source("class A:\n" + "    x = 1\n" * (lines - 1))))) == refused


@pytest.mark.parametrize(("lines", "refused"), [(MEDIAN_FUNCTION, 0), (MEDIAN_FUNCTION + 1, 1)])
def test_the_median_function_is_short(lines: int, refused: int) -> None:
    assert len(list(long_median_function([source(function(lines))]))) == refused


def test_docstrings_ports_and_tests_do_not_count_for_the_median() -> None:
    text = 'def port():\n    """Say\n    it."""\n    ...\n\n\ndef f():\n    """Say\n    it."""\n    return 1\n'
    assert median_function([source(text), source(function(50), "tests/unit/test_a.py")]) == 1


@pytest.mark.parametrize(("line", "advice"), LINES.items())
def test_what_may_stand_in_no_line(line: str, advice: str) -> None:
    (breach,) = breaches([source(f"# {line}")])
    assert advice in breach


def test_each_forbidden_line_has_an_example() -> None:
    assert len(LINES) == len(FORBIDDEN)


@pytest.mark.parametrize(("name", "text"), WORDS.items())
def test_an_abolished_word_is_refused(name: str, text: str) -> None:
    (breach,) = abolished_words(source(text, f"{PROGRAM}/ui/lists/{name}"))
    assert "is an abolished word" in breach


def test_each_abolished_word_has_an_example() -> None:
    assert len(WORDS) == len(ABOLISHED)
    assert {word.of for word in ABOLISHED} == set(Of)


@pytest.mark.parametrize(
    "text",
    [
        'class SupportBundle:\n    """Keeping the desk in sight, while leafing."""',
        "def test_leafing_saves_what_was_typed(): ...",
        "class NewestFirst: ...",
        'FOLDER = "knocks"',
        'COLUMNS = ("claim", "bundle"), payouts.c.bundle',
        "support_bundle = SupportBundleDialog(labelled)",
    ],
)
def test_sentences_and_other_names_are_no_abolished_words(text: str) -> None:
    assert list(abolished_words(source(text))) == []


def test_a_public_class_name_has_one_meaning() -> None:
    row = source("class Row: ...", f"{PROGRAM}/domain/lists.py")
    other = source("class Row: ...", f"{PROGRAM}/ui/table.py")
    private = source("class _Row: ...", f"{PROGRAM}/ui/menu.py")
    in_a_test = source("class Row: ...", "tests/unit/test_rows.py")

    (breach,) = shared_class_names([row, other, private, private, in_a_test])
    assert breach.startswith(f"{PROGRAM}/ui/table.py:1: class Row is also defined in {PROGRAM}/domain/lists.py:1")


@pytest.mark.parametrize(("name", "refused"), [("main_window.py", 0), ("order/page.py", 0), ("buttons.py", 1)])
def test_no_file_stands_at_the_root_of_ui(name: str, refused: int) -> None:
    assert len(list(root_of_ui(source("", f"{PROGRAM}/ui/{name}")))) == refused


@pytest.mark.parametrize(("text", "module"), WIDGETS.items())
def test_a_widget_that_loses_input_is_refused_in_the_program(text: str, module: str) -> None:
    assert list(widgets_that_lose_input(source(text, f"{PROGRAM}/ui/order/page.py")))
    assert not list(widgets_that_lose_input(source(text, f"{PROGRAM}/ui/common/{module}.py")))
    assert not list(widgets_that_lose_input(source(text, "tests/ui/test_page.py")))


def test_a_widget_may_be_recognized_by_its_class() -> None:
    assert not list(widgets_that_lose_input(source("isinstance(field, QComboBox)")))


@pytest.mark.parametrize(("text", "instead"), TEXTS.items())
def test_a_text_that_qt_may_take_for_something_else_is_refused(text: str, instead: str) -> None:
    (breach,) = texts_that_may_be_markup(source(text))
    assert instead in breach


@pytest.mark.parametrize("text", LETTER_BY_LETTER)
def test_a_text_shown_letter_by_letter_is_allowed(text: str) -> None:
    assert not list(texts_that_may_be_markup(source(text)))


def test_each_way_to_show_a_text_is_used_in_its_own_module() -> None:
    for text, instead in (("QLabel(self)", "common/plain_text"), ("QMessageBox(self)", "common/dialogs")):
        assert not list(texts_that_may_be_markup(source(text, f"{PROGRAM}/ui/{instead}.py")))
    assert not list(texts_that_may_be_markup(source("QLabel(self)", "tests/ui/test_a.py")))


@pytest.mark.parametrize(
    "text",
    [
        "logger.info(name)",
        'logger.warning(f"customer {name}")',
        'logger.error("customer " + name)',
        'logging.getLogger(__name__).error("customer %s" % name)',
        "logger.exception(error)",
        "traceback.print_exc()",
        "traceback.format_exception(error)",
        "sys.__excepthook__(kind, error, trace)",
    ],
)
def test_a_log_entry_with_a_value_in_its_template_and_a_trace_with_values_are_refused(text: str) -> None:
    (breach,) = values_in_the_log(source(text))
    assert "values" in breach


@pytest.mark.parametrize("text", ['logger.info("order %d", number)', "dialog.error(name)", "walk_tb(trace)"])
def test_a_template_with_arguments_is_allowed(text: str) -> None:
    assert not list(values_in_the_log(source(text)))


@pytest.mark.parametrize(
    ("pattern", "method", "says"),
    [
        (r"[ (\[]+(?:kr|sek)$", "sub", "begins with a repeat"),
        (r"\s*(?:kr|sek)$", "search", "begins with a repeat"),
        (r"(?P<all>.*?)x", "findall", "begins with a repeat"),
        (r"(?:a+)+b", "fullmatch", "repeats a repeat"),
        (r"x(?:(?:a*b?)+)y", "fullmatch", "repeats a repeat"),
    ],
)
def test_a_pattern_that_takes_long_is_refused(pattern: str, method: str, says: str) -> None:
    (found,) = _of_pattern(pattern, method)
    assert says in found


@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        (r"(?<!\s)\s*+(?:kr|sek)$", "sub"),
        (r"[0-9]+(?:[.,]0+)?", "fullmatch"),
        (r"[a-z]{24,}=*", "sub"),
        (r"(?:\.[a-z]+)+", "fullmatch"),
        (r"\s+", "sub"),
        (r"<c ([^<>]*)>", "findall"),
    ],
)
def test_a_pattern_that_goes_through_a_text_once_passes(pattern: str, method: str) -> None:
    assert _of_pattern(pattern, method) == []


def _of_pattern(pattern: str, method: str) -> list[str]:
    text = f"import re\n_IT = re.compile({pattern!r})\n_IT.{method}(text)\n"
    return list(patterns_that_take_long(Source(Path(PROGRAM, "domain/a.py"), text)))
