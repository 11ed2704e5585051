"""House rule: what is logged is a template with arguments, and traces are written without values (design §11)."""

import ast
from collections.abc import Iterator

from house_sources import Source

TRACES = "src/promeister_mpay/domain/error_traces.py"
LEVELS = {"critical", "debug", "error", "exception", "info", "log", "warning"}
WITH_VALUES = {
    "TracebackException",
    "excepthook",
    "format_exc",
    "format_exception",
    "format_exception_only",
    "print_exc",
    "print_exception",
    "print_last",
}
ALLOWED = {("excepthook", "src/promeister_mpay/ui/startup/crash_box.py")}
"""For Ctrl+C, whose exception says nothing."""


def values_in_the_log(source: Source) -> Iterator[str]:
    """Refuse a log entry whose template is not a constant, and Python's own ways to write a trace."""
    if not source.is_program:
        return
    path = source.path.as_posix()
    for node in source.nodes:
        if not isinstance(node, ast.Call):
            continue
        if _logs(node) and not (node.args and isinstance(node.args[0], ast.Constant)):
            yield f"{source.path}:{node.lineno}: a log entry's template is a constant, and its values are arguments"
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name.strip("_") in WITH_VALUES and path != TRACES and (name.strip("_"), path) not in ALLOWED:
            yield f"{source.path}:{node.lineno}: {name} writes values (there is something instead in {TRACES})"


def _logs(call: ast.Call) -> bool:
    """Whether a call is `logger.info(…)`, `logging.info(…)` or `getLogger(…).info(…)`."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in LEVELS:
        return False
    of = call.func.value
    maker = of.func if isinstance(of, ast.Call) else of
    return (maker.attr if isinstance(maker, ast.Attribute) else getattr(maker, "id", "")) in (
        "logger",
        "logging",
        "getLogger",
    )
