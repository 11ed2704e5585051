"""What all tests may use; and in CI a skipped test is a failed run."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import HealthCheck, settings

from support.clerks import application, clerk, counter, counter_template
from support.gateways import gateway, sandbox, sandbox_stage
from support.screens import browser, phone, screen
from support.stores import postgres, postgres_url, sqlite_store_url, sqlite_template, store, store_url

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


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
