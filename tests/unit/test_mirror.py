"""The tests of a module are found by its name, so that a stranger and `make mutants` find them."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "src" / "promeister_mpay"
ONLY_DECLARE = {
    "domain/registers/kinds.py": "the names of the registers",
    "services/counter.py": "the services that a window is given",
    "services/maintenance/licences.py": "a licence text",
    "services/maintenance/services.py": "the services that a window is given",
}
"""Modules without a line that could be wrong by itself, and what they are."""


def modules() -> list[str]:
    paths = [path for floor in ("domain", "services") for path in sorted((SOURCES / floor).rglob("*.py"))]
    names = [str(path.relative_to(SOURCES)) for path in paths if path.name != "__init__.py"]
    return [name for name in names if not name.startswith("services/ports/") and name not in ONLY_DECLARE]


@pytest.mark.parametrize("module", modules())
def test_a_modules_tests_are_found_by_its_name(module: str) -> None:
    tests = [Path(kind) / Path(module).with_name(f"test_{Path(module).name}") for kind in ("unit", "integration")]
    assert any((ROOT / "tests" / path).exists() for path in tests), f"none of {[str(path) for path in tests]}"


@pytest.mark.parametrize("module", ONLY_DECLARE)
def test_what_only_declares_is_there(module: str) -> None:
    assert (SOURCES / module).exists()
