# make run: install and serve. make test: install and prove. make bench: install and measure.
PYTHON ?= python3
BIN := .venv/bin
AXE := tests/browser/node_modules/.package-lock.json

.PHONY: run test bench install install-dev
run: install
	$(BIN)/counterpart serve

test: install-dev $(AXE)
	$(BIN)/counterpart models fetch all-minilm-l6-v2-int8
	$(BIN)/counterpart models fetch smollm2-135m-instruct
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/python -m pytest -q

bench: install-dev
	$(BIN)/counterpart models fetch all-minilm-l6-v2-int8
	$(BIN)/python -m tests.benchmarks $(BENCH)

install: .venv/run.stamp
install-dev: .venv/dev.stamp

$(BIN)/python:
	$(PYTHON) -m venv .venv

.venv/run.stamp: requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

.venv/dev.stamp: requirements-dev.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

# The accessibility checker of the browser tests, which also need Chromium.
$(AXE): tests/browser/package.json tests/browser/package-lock.json
	npm ci --prefix tests/browser --ignore-scripts --no-audit --no-fund --silent
	touch $@
