"""PySide6's import hook is taken out where it is as expected, and left alone where it is not."""

import subprocess
import sys
from types import SimpleNamespace

import pytest

from promeister_mpay.ui.startup.import_hook import remove_feature_import

STARTED = """
import builtins
from promeister_mpay.ui.startup.import_hook import restore_python_import

restore_python_import()
from PySide6 import QtWidgets
import decimal

print(builtins.__import__ is builtins.__orig_import__, builtins.__import__ is builtins.__feature_import__)
print(QtWidgets.QWidget.__name__, decimal.Decimal(1))
"""


def feature(name: str) -> str:
    return f"feature {name}"


def original(name: str) -> str:
    return f"original {name}"


def another(name: str) -> str:
    return f"another {name}"


def test_after_the_start_modules_are_imported_without_the_hook() -> None:
    said = subprocess.run([sys.executable, "-c", STARTED], capture_output=True, text=True, check=True, timeout=60)
    assert said.stdout.split() == ["True", "False", "QWidget", "1"]


def test_the_hook_is_replaced_by_the_function_that_it_calls() -> None:
    namespace = SimpleNamespace(__import__=feature, __feature_import__=feature, __orig_import__=original)
    assert remove_feature_import(namespace)
    assert namespace.__import__ is original


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"__import__": original}, id="PySide6 sets no hook"),
        pytest.param({"__import__": feature, "__feature_import__": feature}, id="the original is not kept"),
        pytest.param({"__import__": feature, "__orig_import__": original}, id="the hook has another name"),
        pytest.param(
            {"__import__": feature, "__feature_import__": feature, "__orig_import__": "import"},
            id="the original is no function",
        ),
        pytest.param(
            {"__import__": feature, "__feature_import__": feature, "__orig_import__": feature},
            id="the original is the hook",
        ),
        pytest.param(
            {"__import__": another, "__feature_import__": feature, "__orig_import__": original},
            id="another library has set a hook since",
        ),
    ],
)
def test_what_is_not_as_expected_is_left_as_it_is(changed: dict[str, object]) -> None:
    namespace = SimpleNamespace(**changed)
    assert not remove_feature_import(namespace)
    assert vars(namespace) == changed
