"""House rule: no widget that the mouse wheel changes without focus."""

import ast
from collections.abc import Iterator

from house_sources import Source

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
INSTEAD = "src/promeister_mpay/ui/common/wheel.py"


def widgets_that_the_wheel_changes(source: Source) -> Iterator[str]:
    """Refuse to make one of Qt's, or a class of it, anywhere in the program but in the module that stops the wheel."""
    if not source.is_program or source.path.as_posix() == INSTEAD:
        return
    for node in source.nodes:
        made = [node.func] if isinstance(node, ast.Call) else node.bases if isinstance(node, ast.ClassDef) else []
        for name in map(_name, made):
            if name in CHANGED_BY_WHEEL:
                line = getattr(node, "lineno", 1)
                yield f"{source.path}:{line}: {name} is changed by the mouse wheel (there is one in {INSTEAD})"


def _name(expression: ast.expr) -> str:
    if isinstance(expression, ast.Attribute):
        return expression.attr
    return expression.id if isinstance(expression, ast.Name) else ""
