# Everything here works from a fresh clone with Python 3.11 or newer (with venv), git and make.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
export BYLINE_TEST_NPM ?= $(CURDIR)/.cache/npm
# Tests start many processes; each would compile every module anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test lint types format faults bench fuzz audit-dependencies golden docs docs-serve docs-reference docs-pictures constraints clean

help: ## say what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 20

run: $(VENV)/.installed ## install what is needed and start Byline on http://127.0.0.1:8000
	$(BIN)/byline serve

test: $(VENV)/.installed-dev ## install what is needed and run every check and test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m tests.npm_assets
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile $(PYTEST_ARGS)

lint: $(VENV)/.installed-dev ## style
	$(BIN)/ruff check .

types: $(VENV)/.installed-dev ## types
	$(BIN)/mypy

format: $(VENV)/.installed-dev ## rewrite the files in the project's style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

faults: $(VENV)/.installed-dev ## kill, stop and starve real processes a thousand times (FAULTS_ARGS="--mode distributed")
	$(BIN)/python -m tests.faults $(FAULTS_ARGS)

bench: $(VENV)/.installed-dev ## measure intake, latency and a flood on this machine (BENCH_ARGS="intake --probot FOLDER")
	$(BIN)/python -m benchmarks $(BENCH_ARGS)

fuzz: $(VENV)/.installed-dev ## run the property tests over hostile input for ten minutes (FUZZ_ARGS="--minutes 60")
	$(BIN)/python -m tests.fuzz $(FUZZ_ARGS)

audit-dependencies: $(VENV)/.audit/bin/pip-audit ## ask PyPI for known weaknesses of what constraints.txt pins (needs the internet)
	$< --strict --no-deps --disable-pip --requirement constraints.txt

golden: $(VENV)/.installed-dev ## write the reviewed texts in tests/golden anew
	BYLINE_WRITE_GOLDEN=1 $(BIN)/python -m pytest -q tests/bot/messages/test_golden.py

docs: $(VENV)/.installed-dev ## build the documentation's site into build/site
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict

docs-serve: $(VENV)/.installed-dev ## show the documentation on http://127.0.0.1:8001 while you write it
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs serve --dev-addr 127.0.0.1:8001

docs-reference: $(VENV)/.installed-dev ## write the pages in docs/reference anew, from the code
	$(BIN)/python -m docs.generate

docs-pictures: $(VENV)/.installed-dev ## make the pictures in docs/images anew (needs Chromium)
	$(BIN)/python -m docs.images.make

constraints: $(VENV)/.installed-dev ## pin the newest dependencies that fit
	$(BIN)/pip-compile --quiet --upgrade --extra dev --all-build-deps --allow-unsafe --strip-extras --no-annotate --no-header \
		--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --output-file constraints.txt pyproject.toml

$(VENV)/.audit/bin/pip-audit: | $(VENV)/bin/python
	$(PYTHON) -m venv $(VENV)/.audit
	$(VENV)/.audit/bin/python -m pip --disable-pip-version-check --quiet install pip-audit

clean: ## remove the virtual environment and every cache
	rm -rf $(VENV) .cache .hypothesis .mypy_cache .pytest_cache .ruff_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Byline needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing Byline into $(VENV) (a minute, once)"
	$(PIP) install --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing Byline and its test tools into $(VENV) (a minute or two, once)"
	$(PIP) install --constraint constraints.txt --editable '.[dev]'
	@touch $@ $(VENV)/.installed
