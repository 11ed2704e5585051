"""House rule: no text is given to Qt in a way in which Qt may take it for HTML, a shortcut or a mark (design §17)."""

import ast
from collections.abc import Iterator

from house_sources import Source
from house_widgets import COMMON, used_names

PLAIN = f"{COMMON}/plain_text.py"
BOXES = f"{COMMON}/dialogs.py"
NOTIFICATIONS = "src/promeister_mpay/ui/shell/notifications.py"
HELP = "src/promeister_mpay/ui/help/window.py"
INSTEAD = {
    "QLabel": PLAIN,
    "QSplashScreen": PLAIN,
    "QStaticText": PLAIN,
    "QToolTip": PLAIN,
    "QWhatsThis": PLAIN,
    "QWizardPage": PLAIN,
    "setTextFormat": PLAIN,
    "setToolTip": PLAIN,
    "setWhatsThis": PLAIN,
    "QErrorMessage": BOXES,
    "QMessageBox": BOXES,
    "QProgressDialog": BOXES,
    "QSystemTrayIcon": NOTIFICATIONS,
    "showMessage": NOTIFICATIONS,
    "QGraphicsTextItem": HELP,
    "QTextBrowser": HELP,
    "QTextDocument": HELP,
    "QTextEdit": HELP,
    "appendHtml": HELP,
    "insertHtml": HELP,
    "insertMarkdown": HELP,
    "setHtml": HELP,
    "setMarkdown": HELP,
}
"""What Qt has, and the only module that may use it; the help shows nothing but its own pages."""
ALLOWED = {("setTextFormat", BOXES)}
ROLES = {"ToolTipRole", "TOOL_TIP_ROLE", "WhatsThisRole"}
WITH_SHORTCUT = {
    "QAction",
    "QCheckBox",
    "QGroupBox",
    "QMenu",
    "QPushButton",
    "QRadioButton",
    "QToolButton",
    "addAction",
    "addButton",
    "addMenu",
    "addTab",
    "insertTab",
    "setTabText",
}


def texts_that_may_be_markup(source: Source) -> Iterator[str]:
    """Refuse Qt's own labels, boxes, tool tips and rich texts, and foreign texts where `&` or `[*]` means something."""
    if not source.is_program:
        return
    path = source.path.as_posix()
    for node in source.nodes:
        for name, where in _refused(node, path):
            line = getattr(node, "lineno", 1)
            yield f"{source.path}:{line}: {name} does not show a text letter by letter (see {where})"


def _refused(node: ast.AST, path: str) -> Iterator[tuple[str, str]]:
    renamed = node.names if isinstance(node, ast.ImportFrom) else []
    for name in (*used_names(node), *(each.name for each in renamed if each.asname)):
        where = INSTEAD.get(name, path)
        if path != where and (name, path) not in ALLOWED:
            yield name, where
    if path != PLAIN:
        yield from ((name, PLAIN) for name in (*_roles(node, path), *_titles(node), *_shortcuts(node)))


def _roles(node: ast.AST, path: str) -> Iterator[str]:
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    if name in ROLES and not path.endswith("/qt_constants.py"):
        yield name


def _titles(node: ast.AST) -> Iterator[str]:
    """A window's title that is not a constant, and a form's row whose label Qt is to make."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr == "setWindowTitle" and not all(isinstance(each, ast.Constant) for each in node.args):
            yield "setWindowTitle"
        if len(node.args) > {"addRow": 1, "insertRow": 2}.get(node.func.attr, len(node.args)):
            yield node.func.attr


def _shortcuts(node: ast.AST) -> Iterator[str]:
    """A button, menu or tab whose text is put together, and not by `without_mnemonics`."""
    if isinstance(node, ast.Call) and (found := WITH_SHORTCUT.intersection(used_names(node))):
        parts = [
            part.value
            for text in node.args
            if isinstance(text, ast.JoinedStr)
            for part in text.values
            if isinstance(part, ast.FormattedValue)
        ]
        if any("without_mnemonics" not in used_names(part) for part in parts):
            yield found.pop()
