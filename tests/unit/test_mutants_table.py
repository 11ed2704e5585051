"""tests/mutants.toml can be read, and what it names exists: each mutant that it allows, and each further test."""

from functools import cache

import pytest

from mutants import ROOT, Allowed, Table, mutants_of

TABLE = Table()


@cache
def keys_of(module: str) -> frozenset[tuple[str, str, str, str, int]]:
    return frozenset(mutant.key for mutant in mutants_of(module))


@pytest.mark.parametrize("allowed", TABLE.allowed.values(), ids=lambda each: f"{each.module} {each.scope} {each.was}")
def test_a_mutant_that_no_test_can_notice_exists_and_has_its_reason(allowed: Allowed) -> None:
    assert allowed.key in keys_of(allowed.module)
    assert allowed.reason


@pytest.mark.parametrize("path", [path for paths in TABLE.more_tests.values() for path in paths])
def test_the_further_tests_of_a_module_exist(path: str) -> None:
    assert (ROOT / path).exists()
