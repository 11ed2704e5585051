# Two commands matter: `make run` and `make test`. They set up everything else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Packages are built in a separate environment, so that they contain nothing of tests and tools.
PACKING := build/packages
AUDITING := build/audit
VERSION = $(shell sed -n 's/__version__ = "\(.*\)"/\1/p' src/promeister_mpay/__init__.py)
# The number of tests that run in parallel: twice the two cores, since many wait for windows, gateways and servers.
JOBS ?= 4

.PHONY: help run tour test test-all check mutants states lives fuzz format audit lock benchmarks program deb installer packages-test clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

run: $(VENV)/run.stamp ## open the program in training mode (without a screen: play the story into build/tour/)
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then exec $(BIN)/promeister-mpay --training; \
	else exec $(BIN)/promeister-mpay --tour build/tour; fi

tour: $(VENV)/run.stamp ## play the story offscreen; screenshots and documents in build/tour/
	$(BIN)/promeister-mpay --tour build/tour

test: $(VENV)/dev.stamp ## all tests (Debian packages too, when root)
	@scripts/debian-packages test
	$(BIN)/pytest -n $(JOBS) --dist worksteal

test-all: $(VENV)/dev.stamp ## as test, with each service on both stores and every state (slow)
	@scripts/debian-packages test
	ALL_STATES=1 $(BIN)/pytest -n $(JOBS) --dist worksteal

check: $(VENV)/dev.stamp ## lint, format, types, house plan, house rules, dead code, undeclared dependencies
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python scripts/check_house.py
	$(BIN)/vulture
	$(BIN)/deptry src
	$(BIN)/deptry src tests benchmarks scripts packaging --ignore DEP004

mutants: $(VENV)/dev.stamp ## put small errors into domain/ and services/: do the tests notice? (slow; SEED=1 COUNT=400)
	nice $(BIN)/python scripts/mutants.py --seed $(or $(SEED),1) --count $(or $(COUNT),400) --workers $(JOBS)

states: $(VENV)/dev.stamp ## every state that controller and gateway can reach together, with two requests and all fates
	ALL_STATES=1 $(BIN)/pytest -n $(JOBS) tests/unit/services/payments/test_every_state.py tests/integration/sandbox/test_schema.py

lives: $(VENV)/dev.stamp ## random lives of a workshop against the sandbox's own ledger (LIVES=100 SEED=1 WITHOUT=)
	@scripts/debian-packages test
	nice $(BIN)/python scripts/lives.py --lives $(or $(LIVES),100) --seed $(or $(SEED),1) --without "$(WITHOUT)"

fuzz: $(VENV)/dev.stamp ## damaged files of each kind that a user opens (slow; FILES=20000 SEED=1 KIND=xlsx)
	nice $(BIN)/python scripts/fuzz.py --files $(or $(FILES),20000) --seed $(or $(SEED),1) $(if $(KIND),--kind $(KIND))

format: $(VENV)/dev.stamp ## put the code in its usual form
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

audit: $(AUDITING)/stamp ## known vulnerabilities of what is shipped, where the database of them can be reached
	@scripts/audit $(AUDITING)/bin/pip-audit

lock: $(VENV)/dev.stamp ## write requirements/*.txt anew from pyproject.toml
	scripts/lock

benchmarks: $(VENV)/dev.stamp ## each figure as a ratio to its floor
	@scripts/debian-packages test
	@broken=0; for figure in benchmarks/[a-z]*.py; do case $$figure in */measure.py|*/million_*.py|*/packaged_start.py) ;; *) $(BIN)/python $$figure || broken=1;; esac; done; \
	exit $$broken

program: $(PACKING)/stamp ## the program as a folder that needs no Python: build/program/
	$(PACKING)/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --force-reinstall .
	$(PACKING)/bin/pyinstaller --log-level ERROR --noconfirm --distpath build/program --workpath build/pyinstaller \
	  packaging/promeister-mpay.spec

deb: program ## the Debian package: dist/promeister-mpay_*.deb
	packaging/debian/build

# The real one needs Windows: .github/workflows/windows-installer.yml.
installer: $(PACKING)/stamp ## the Windows installer around a stand-in for the program: build/windows/
	packaging/windows/standin $(VERSION) build/windows/standin
	packaging/windows/build build/windows/standin $(VERSION) build/windows/promeister-mpay-$(VERSION)-standin-setup.exe

packages-test: deb $(VENV)/dev.stamp ## install, start, upgrade and remove the packages for real (slow; root)
	@scripts/debian-packages test
	CI=true $(BIN)/pytest tests/packages
	$(BIN)/python benchmarks/packaged_start.py

clean: ## remove what was built, and the virtual environment
	rm -rf $(VENV) build dist

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements/run.txt pyproject.toml | $(VENV)/bin/python
	@scripts/debian-packages run
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/run.stamp
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

$(AUDITING)/stamp: requirements/audit.txt
	$(PYTHON) -m venv $(AUDITING)
	$(AUDITING)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/audit.txt
	@touch $@

$(PACKING)/stamp: requirements/packages.txt
	@scripts/debian-packages packages
	$(PYTHON) -m venv $(PACKING)
	$(PACKING)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/packages.txt
	@touch $@
