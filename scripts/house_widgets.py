"""House rules: widgets of Qt that change or lose what the user meant are used only where that is stopped."""

import ast
from collections.abc import Iterator

from house_sources import Source

COMMON = "src/promeister_mpay/ui/common"
CHANGED_BY_WHEEL = {
    "QComboBox",
    "QDateEdit",
    "QDateTimeEdit",
    "QDial",
    "QDoubleSpinBox",
    "QFontComboBox",
    "QSlider",
    "QSpinBox",
    "QTabBar",
    "QTabWidget",
    "QTimeEdit",
    "QToolBox",
}
INSTEAD = {
    **dict.fromkeys(CHANGED_BY_WHEEL, ("is changed by the mouse wheel", f"{COMMON}/wheel.py")),
    "QLineEdit": ("takes signs that nobody sees", f"{COMMON}/text_field.py"),
    "setMaxLength": ("cuts what is too long without a word", f"{COMMON}/text_field.py"),
    "QInputDialog": ("takes signs that nobody sees", f"{COMMON}/dialogs.py"),
    "QItemDelegate": ("takes signs that nobody sees", f"{COMMON}/cell_delegate.py"),
    "QStyledItemDelegate": ("takes signs that nobody sees", f"{COMMON}/cell_delegate.py"),
}
"""What is refused, why, and the only module that may use it and has what is used instead."""


def widgets_that_lose_input(source: Source) -> Iterator[str]:
    """Refuse to make one, or a class of it, and to call it, anywhere in the program but in the module named."""
    if not source.is_program:
        return
    for node in source.nodes:
        for name in used_names(node):
            why, where = INSTEAD.get(name, ("", source.path.as_posix()))
            if where != source.path.as_posix():
                line = getattr(node, "lineno", 1)
                yield f"{source.path}:{line}: {name} {why} (there is something instead in {where})"


def used_names(node: ast.AST) -> Iterator[str]:
    """The names that a call or the bases of a class consist of."""
    used = [node.func] if isinstance(node, ast.Call) else node.bases if isinstance(node, ast.ClassDef) else []
    for expression in used:
        yield _name(expression)
        if isinstance(expression, ast.Attribute):
            yield _name(expression.value)


def _name(expression: ast.expr) -> str:
    if isinstance(expression, ast.Attribute):
        return expression.attr
    return expression.id if isinstance(expression, ast.Name) else ""
