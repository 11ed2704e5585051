"""What all tests may use; and in CI a skipped test is a failed run."""

import os
import re
import zlib

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import HealthCheck, settings

from support.clerks import application, clerk, counter, counter_template
from support.gateways import gateway, sandbox, sandbox_stage
from support.screens import browser, phone, screen
from support.stores import ENGINES, postgres, postgres_url, sqlite_store_url, sqlite_template, store, store_url

__all__ = [
    "application",
    "browser",
    "clerk",
    "counter",
    "counter_template",
    "gateway",
    "phone",
    "postgres",
    "postgres_url",
    "sandbox",
    "sandbox_stage",
    "screen",
    "sqlite_store_url",
    "sqlite_template",
    "store",
    "store_url",
]

# No test fails because the machine is busy.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Try each test of a service on one of the two stores, in turns; `make test-all` tries it on both.

    What the stores themselves do is tried on both in any case (`tests/integration/adapters/store`).
    """
    if "ALL_STATES" in os.environ:
        return
    twins: dict[str, list[pytest.Item]] = {}
    for item in items:
        if item.nodeid.startswith("tests/integration/services/"):
            twins.setdefault(re.sub("|".join(ENGINES), "", item.nodeid), []).append(item)
    spared = {pair[zlib.crc32(name.encode()) % 2] for name, pair in twins.items() if len(pair) == len(ENGINES)}
    items[:] = [item for item in items if item not in spared]
    config.hook.pytest_deselected(items=list(spared))


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
