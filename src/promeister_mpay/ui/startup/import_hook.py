"""Restores Python's own import function, which PySide6 replaces with one that this program does not need."""

import builtins


def restore_python_import() -> None:
    """Load Qt's core and take back Python's own import.

    PySide6's reads the source of every module imported after it, in search of the words that switch its features,
    and keeps it: a quarter of the time that our libraries take to load, and 20 MiB.
    """
    import PySide6.QtCore  # noqa: F401 – it is this that does it

    pythons_own = getattr(builtins, "__orig_import__", None)
    if pythons_own is not None:
        builtins.__import__ = pythons_own
