"""Takes out PySide6's import hook, which reads the source of each module for feature switches that nobody here uses."""

import builtins
from types import ModuleType, SimpleNamespace


def restore_python_import() -> None:
    """Load Qt's core, which sets the hook, and take the hook out.

    The hook reads and keeps the source of every module imported after it: a quarter of the time that the libraries
    take to load, and 20 MiB.
    """
    import PySide6.QtCore  # noqa: F401 – it is this that sets the hook

    remove_feature_import(builtins)


def remove_feature_import(namespace: ModuleType | SimpleNamespace) -> bool:
    """Set `__import__` to the function that PySide6's hook calls; returns whether it did.

    The names are PySide6's own, as in 6.11 and 6.12; no documentation promises them. If one is missing or is not what
    is expected, or if another library has replaced `__import__` since, nothing changes: the program starts slower.
    """
    names = vars(namespace)
    hook, original = names.get("__feature_import__"), names.get("__orig_import__")
    if hook is None or names["__import__"] is not hook or not callable(original) or original is hook:
        return False
    names["__import__"] = original
    return True
