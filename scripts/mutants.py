"""Mutation testing: inserts small errors into domain/ and services/; the tests of the module must fail.

A mutant of domain/orders/order.py is tried by the tests that its name leads to: tests/unit/domain/orders/test_order.py,
the same below tests/integration, and those that tests/mutants.toml adds. That file also lists the mutants that no test
can notice, each with its reason. A mutant that survives and is not listed there makes the command fail.

The sample is drawn by a seed, the same for the same sources: --seed 1 --count 400. A part of the same sample: --only
services/. All of one module: --only money --count 0. Each run is reported in build/mutants.json.

A mutant that makes the tests use several times their processor time counts as noticed; how busy the machine is does not
matter. A run that ends in none of these ways is not counted as noticed.
"""

import argparse
import ast
import difflib
import hashlib
import importlib
import importlib.abc
import importlib.util
import json
import math
import multiprocessing
import os
import resource
import signal
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.machinery import ModuleSpec
from importlib.metadata import entry_points
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, Phase, settings

from mutations import Mutant, Mutator

ROOT = Path(__file__).parent.parent
PACKAGE = "promeister_mpay"
FLOORS = ("domain", "services")
KINDS = ("unit", "integration")
TABLE = ROOT / "tests" / "mutants.toml"
REPORT = ROOT / "build" / "mutants.json"
LEAST_PER_MODULE = 4
BROKEN = 99
GIVEN_UP_AFTER = 1800
"""Seconds by the clock; a test that waits for ever is ended by pytest before."""
NOTICED = {"killed", "timeout"}
WITHOUT_FIXTURES = "tests/unit/domain/"
"""Tests that need no conftest.py, which would import the whole program for each mutant."""
HEAVY = ("httpx", "PySide6.QtWidgets", "sqlalchemy", "alembic", "starlette", "uvicorn", "phonenumbers")


@dataclass(frozen=True)
class Allowed:
    """A mutant that no test can notice, with the reason."""

    module: str
    scope: str
    was: str
    becomes: str
    reason: str
    nth: int = 0

    @property
    def key(self) -> tuple[str, str, str, str, int]:
        """As Mutant.key."""
        return self.module, self.scope, self.was, self.becomes, self.nth


def mutants_of(module: str) -> list[Mutant]:
    """All mutants of a module that can be compiled, the same for the same source."""
    source = _path(module).read_text(encoding="utf-8")
    mutator = Mutator(module, source)
    mutator.visit(ast.parse(source))
    return [mutant for mutant in mutator.found if _compiles(mutant.source)]


def drawn(mutants: dict[str, list[Mutant]], seed: int, count: int) -> dict[str, list[Mutant]]:
    """At least `count` of them, some of every module and more of the larger ones; all for 0."""
    everything = sum(map(len, mutants.values()))
    share = count
    while True:
        quotas = {
            module: min(len(found), max(LEAST_PER_MODULE, round(share * len(found) / everything)))
            for module, found in mutants.items()
        }
        if sum(quotas.values()) >= min(count or everything, everything):
            return {module: _sample(found, seed, quotas[module]) for module, found in mutants.items()}
        share = share + 1 if count else everything


def _sample(mutants: list[Mutant], seed: int, most: int) -> list[Mutant]:
    chosen = sorted(mutants, key=lambda mutant: hashlib.sha256(repr((seed, *mutant.key)).encode()).digest())[:most]
    return [mutant for mutant in mutants if mutant in chosen]


def _compiles(source: str) -> bool:
    try:
        compile(source, "mutant", "exec")
    except SyntaxError:
        return False
    return True


def _path(module: str) -> Path:
    return ROOT / "src" / PACKAGE / f"{module}.py"


class Table:
    """tests/mutants.toml: further tests of a module, and mutants that may survive."""

    def __init__(self) -> None:
        content = tomllib.loads(TABLE.read_text(encoding="utf-8"))
        self.more_tests: dict[str, list[str]] = content["more-tests"]
        self.allowed = {entry.key: entry for entry in (Allowed(**entry) for entry in content.get("allowed", []))}

    def tests(self, module: str) -> list[str]:
        """The files that try this module's mutants, the fast ones first."""
        folder, name = module.rsplit("/", 1) if "/" in module else ("", module)
        own = [f"tests/{kind}/{folder}/test_{name}.py" for kind in KINDS]
        more = [
            path
            for key, paths in self.more_tests.items()
            if key in {module, module.partition("/")[0]}
            for path in paths
        ]
        return [path for path in own if (ROOT / path).exists()] + more


class MutantImporter(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Imports one module from the mutant's source instead of its file."""

    def __init__(self, mutant: Mutant) -> None:
        self._name = f"{PACKAGE}.{mutant.module.replace('/', '.')}"
        self._path, self._source = _path(mutant.module), mutant.source

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find only the mutant's module."""
        del path, target
        if fullname != self._name:
            return None
        return importlib.util.spec_from_file_location(fullname, self._path, loader=self)

    def get_source(self, fullname: str) -> str:
        """The mutant's source."""
        del fullname
        return self._source


class OneDatabase:
    """Runs the tests on SQLite only, which starts at once; the rules are the same on both databases."""

    @staticmethod
    def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
        """Deselect tests that need a server."""
        items[:] = [
            item
            for item in items
            if "postgresql" not in _parameters(item) and "postgres_url" not in getattr(item, "fixturenames", ())
        ]


def _parameters(item: pytest.Item) -> list[object]:
    """The values that the test is called with; that of `store_url` is the kind of database."""
    return list(item.callspec.params.values()) if hasattr(item, "callspec") else []


def try_mutant(mutant: Mutant, tests: Sequence[str], log: Path, cpu_seconds: int) -> None:
    """In a forked process: run the tests with the mutant and exit with pytest's code, or by SIGXCPU."""
    os.setsid()
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, resource.RLIM_INFINITY))
    with log.open("w") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    sys.meta_path.insert(0, MutantImporter(mutant))
    options = ["-x", "-q", "--no-header", "-p", "no:cacheprovider", "--hypothesis-seed=0", "--timeout=900"]
    options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # of what _import_ahead has imported
    if all(path.startswith(WITHOUT_FIXTURES) for path in tests):
        options.append("--noconftest")
    code: int = BROKEN
    try:
        code = pytest.main([*options, *tests], [OneDatabase()]) if tests else pytest.ExitCode.NO_TESTS_COLLECTED
    finally:
        os._exit(code)


@dataclass
class Trial:
    """A mutant whose tests are running, or have run."""

    mutant: Mutant
    process: BaseProcess
    deadline: float
    started: float
    outcome: str = ""
    seconds: float = 0

    def look(self, *, ready: bool) -> None:
        """Read the outcome of a finished run; kill a run that never ends."""
        self.seconds = time.monotonic() - self.started
        if ready:
            self.process.join()
            self.outcome = _outcome(self.process.exitcode)
        elif time.monotonic() > self.deadline:
            _kill(self.process)
            self.process.join()
            self.outcome = "not tried"

    @cached_property
    def diff(self) -> str:
        """The change as a diff."""
        was = _path(self.mutant.module).read_text(encoding="utf-8").splitlines()
        lines = difflib.unified_diff(was, self.mutant.source.splitlines(), n=0, lineterm="")
        return "\n".join(line for line in lines if not line.startswith(("---", "+++")))


class Laboratory:
    """Runs mutants in parallel, each in a fork of this process."""

    def __init__(self, table: Table, workers: int) -> None:
        self._table, self._workers = table, workers
        self._context = multiprocessing.get_context("fork")
        self._running: dict[int, Trial] = {}
        self._logs = REPORT.parent / "mutants"
        self._logs.mkdir(parents=True, exist_ok=True)

    def run(self, mutants: Sequence[Mutant], cpu_seconds: int) -> Iterator[Trial]:
        """Each mutant's trial as it ends; a run that uses more processor time than `cpu_seconds` is a time-out."""
        for number, mutant in enumerate(mutants):
            if len(self._running) >= self._workers:
                yield from self._ended()
            log = self._logs / f"{number}.txt"
            tests = self._table.tests(mutant.module)
            process = self._context.Process(target=try_mutant, args=(mutant, tests, log, cpu_seconds))
            process.start()
            now = time.monotonic()
            self._running[process.sentinel] = Trial(mutant, process, now + GIVEN_UP_AFTER, now)
        while self._running:
            yield from self._ended()

    def _ended(self) -> Iterator[Trial]:
        while not (ended := [trial for trial in self._running.values() if trial.outcome]):
            ready = wait(list(self._running), timeout=1)
            for sentinel, trial in self._running.items():
                trial.look(ready=sentinel in ready)
        for trial in ended:
            del self._running[trial.process.sentinel]
            yield trial


def _kill(process: BaseProcess) -> None:
    if process.pid:
        os.killpg(process.pid, signal.SIGKILL)


def _outcome(code: int | None) -> str:
    if code in {BROKEN, pytest.ExitCode.INTERNAL_ERROR, -signal.SIGKILL}:
        return "not tried"
    if code == pytest.ExitCode.NO_TESTS_COLLECTED:
        return "no tests"
    if code == -signal.SIGXCPU:
        return "timeout"
    return "survived" if code == pytest.ExitCode.OK else "killed"


def main() -> int:
    """Sample, run and report the mutants; returns 1 if one survives that is not allowed."""
    options = _options()
    _import_ahead()
    table = Table()
    sample = drawn({module: mutants_of(module) for module in _modules()}, options.seed, options.count)
    modules = [module for module in sample if options.only in module]
    laboratory = Laboratory(table, options.workers)
    trials: list[Trial] = []
    try:
        for module in filter(sample.__getitem__, modules):
            trials += _printed(laboratory.run(sample[module], _most_cpu_seconds(laboratory, module)))
            print(f"{module}: {sum(trial.mutant.module == module for trial in trials)} tried", flush=True)
    except KeyboardInterrupt:
        print("Interrupted: what was tried so far.")
    _save(trials, options.seed)
    return _report(trials, table)


def _import_ahead() -> None:
    """Import what no mutant changes, so that no mutant's run loads it again: pytest's plugins and large libraries."""
    for name in HEAVY:
        importlib.import_module(name)
    for plugin in entry_points(group="pytest11"):
        plugin.load()
    settings.register_profile(
        "mutants",
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        phases=[Phase.explicit, Phase.generate],  # the smallest failing example is not sought
    )
    settings.load_profile("mutants")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=400, help="how many at least; 0 for all")
    parser.add_argument("--only", default="", help="of the sample, the modules whose path contains this")
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args()


def _modules() -> list[str]:
    root = ROOT / "src" / PACKAGE
    paths = (path for floor in FLOORS for path in sorted((root / floor).rglob("*.py")))
    return [str(path.relative_to(root).with_suffix("")) for path in paths if path.name != "__init__.py"]


def _most_cpu_seconds(laboratory: Laboratory, module: str) -> int:
    """A multiple of the processor time that a module's tests use without a mutant, where they must pass."""
    before = _cpu_seconds_of_children()
    unchanged = Mutant(module, "", "", "", 0, _path(module).read_text(encoding="utf-8"))
    (trial,) = laboratory.run([unchanged], GIVEN_UP_AFTER)
    if trial.outcome not in {"survived", "no tests"}:
        raise SystemExit(f"{module}: its tests fail without any mutant")
    return math.ceil(20 + 5 * (_cpu_seconds_of_children() - before))


def _cpu_seconds_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _printed(trials: Iterator[Trial]) -> Iterator[Trial]:
    for trial in trials:
        if trial.outcome not in NOTICED:
            print(f"{trial.outcome}: {trial.mutant.module} in {trial.mutant.scope}\n{trial.diff}\n", flush=True)
        yield trial


def _save(trials: Sequence[Trial], seed: int) -> None:
    rows = [
        {"outcome": trial.outcome, "seconds": round(trial.seconds, 1), "diff": trial.diff}
        | dict(zip(("module", "scope", "was", "becomes", "nth"), trial.mutant.key, strict=True))
        for trial in trials
    ]
    REPORT.write_text(json.dumps({"seed": seed, "mutants": rows}, ensure_ascii=False, indent=1), encoding="utf-8")


def _report(trials: Sequence[Trial], table: Table) -> int:
    tried, survived, allowed = (Counter[str]() for _ in range(3))
    for trial in trials:
        module = trial.mutant.module
        tried[module] += 1
        if trial.outcome not in NOTICED:
            (allowed if trial.mutant.key in table.allowed else survived)[module] += 1
    for module, number in tried.items():
        print(f"{module:42} {number:4} tried {allowed[module]:4} allowed {survived[module]:4} survived")
    killable = tried.total() - allowed.total()
    noticed = killable - survived.total()
    slow = sum(trial.outcome == "timeout" for trial in trials)
    percent = 100 * noticed / max(killable, 1)
    print(f"{noticed} of {killable} noticed ({percent:.1f} %; {slow} by their time)")
    print(f"{allowed.total()} allowed to survive")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
