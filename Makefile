# Every command of the house. `make` alone says what there is.
# Needs Python 3.11 or newer (with venv and pip) and make; node, a JDK, chromium and apache only for some tests.
SHELL := /bin/sh
.SUFFIXES:
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet
RUN_STAMP := $(VENV)/.run-ready
TEST_STAMP := $(VENV)/.test-ready
NODE_DIR := tests/relying_parties
NODE_STAMP := $(NODE_DIR)/node_modules/.ready
LOCK := $(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header

# What to hand to pytest, and to the sandbox and its portal: make test ARGS='-k frame -n 0'
ARGS ?=

.PHONY: help env run test test-env fuzz many bench accessibility screenshots lint format lock clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

env: $(RUN_STAMP) ## prepare .venv from the locked requirements

run: $(RUN_STAMP) ## start the sandbox (SANDBOX_PORT, 8400) and the sample portal (PES_PORTAL_PORT, 8401)
	@exec $(PY) -m clients.side_by_side $(ARGS)

test: test-env $(NODE_STAMP) ## run every test; ARGS is handed to pytest
	@$(PY) -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS) || \
		{ status=$$?; $(if $(PYTEST_STATUS),echo $$status >$(PYTEST_STATUS);) exit $$status; }

fuzz: test-env ## try every endpoint with random requests, 200 an operation (FUZZ=N for others)
	@FUZZ=$(or $(FUZZ),200) $(PY) -m pytest -q -n 0 tests/relying_parties/test_schemathesis.py

many: test-env ## sign in 1,000 times over every core, each in a space of its own (SIGN_INS=N)
	@SIGN_INS=$(or $(SIGN_INS),1000) $(PY) -m pytest -q -n auto tests/plugin/test_many_sign_ins.py

bench: test-env ## measure what is promised, each figure beside its target
	@$(PY) -m tests.bench

accessibility: test-env $(NODE_STAMP) ## look at every page in every state, write docs/accessibility.md
	@$(PY) -m tests.browser.accessibility

screenshots: test-env ## take the pictures of the README anew
	@$(PY) -m tests.browser.screenshots

lint: test-env ## style, types and import rules, without the tests
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(VENV)/bin/lint-imports

format: test-env ## lay out the code as ruff does
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

lock: $(TEST_STAMP) ## make the locks anew from pyproject.toml (UPGRADE=1 takes newer versions)
	@$(PIP) install --require-hashes -r requirements/lock.txt
	@$(LOCK) $(if $(UPGRADE),--upgrade) --group build -o requirements/build.txt
	@$(LOCK) $(if $(UPGRADE),--upgrade) --group lock -o requirements/lock.txt
	@$(LOCK) $(if $(UPGRADE),--upgrade) pyproject.toml -o requirements/run.txt
	@$(LOCK) $(if $(UPGRADE),--upgrade) pyproject.toml --group test \
		-c requirements/run.txt -o requirements/test.txt

clean: ## remove .venv, node modules and caches; the state in .sandbox stays
	@rm -rf $(VENV) $(NODE_DIR)/node_modules build dist *.egg-info
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

test-env: $(TEST_STAMP) ## add the test tools to .venv

# A stamp is as old as the last time its locks were installed: nothing is asked of an index
# until a lock changes, so everything here works without a network from the second time on.
$(RUN_STAMP): requirements/build.txt requirements/run.txt pyproject.toml | $(PY)
	@echo "Preparing $(VENV) from the locked requirements (the first time takes a minute)"
	@$(PIP) install --require-hashes -r requirements/build.txt -r requirements/run.txt
	@PYTHONWARNINGS=ignore $(PIP) install --no-index --no-deps --no-build-isolation --editable .
	@touch $@

$(TEST_STAMP): requirements/test.txt $(RUN_STAMP)
	@echo "Adding the test tools"
	@$(PIP) install --require-hashes -r requirements/test.txt
	@touch $@

$(PY):
	@for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python; do \
		if command -v "$$python" >/dev/null 2>&1 \
		&& "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			if "$$python" -m venv --clear $(VENV); then exit 0; fi; \
			echo "$$python cannot make a venv: on Debian, install python3-venv" >&2; exit 1; \
		fi; \
	done; \
	echo "No Python 3.11 or newer was found; name one with: make PYTHON=/path/to/python3" >&2; exit 1

$(NODE_STAMP): $(NODE_DIR)/package-lock.json
	@if command -v npm >/dev/null 2>&1; then \
		echo "Installing the Node relying parties"; \
		npm ci --prefix $(NODE_DIR) --silent && touch $@; \
	else \
		echo "No npm here: the tests with Node relying parties will be skipped"; \
	fi
