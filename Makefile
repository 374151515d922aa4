# Two commands: `make run` and `make test`. See CONTRIBUTING.md for the rest.
PYTHON ?= python3
UV_VERSION := 0.13.9
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
UV := VIRTUAL_ENV=$(VENV) $(BIN)/uv
export COMMONPLACE_VECTORS ?= $(wildcard ../shared)

.PHONY: run test test-long check bench lock messages clean

run: $(VENV)/.run
	@PORT=$(PORT) $(BIN)/commonplace start --demo

test: $(VENV)/.test
	$(BIN)/python -m tests.browser --install
	$(BIN)/pytest -m "not long" -n 2 --dist loadfile

test-long: $(VENV)/.test
	$(BIN)/pytest -m long

check: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy commonplace
	$(BIN)/djlint --lint --quiet commonplace
	$(BIN)/python -m commonplace.project.manage makemigrations --check --dry-run
	$(BIN)/python -m commonplace.project.manage check

bench: $(VENV)/.test
	$(BIN)/python -m tests.bench

# Writes both locks anew from pyproject.toml; run it after changing a dependency.
lock: $(BIN)/uv
	$(UV) pip compile -q pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header --all-extras -o requirements.txt
	$(UV) pip compile -q pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header --all-extras --group dev -c requirements.txt -o requirements-dev.txt

$(BIN)/uv:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

$(VENV)/.run: requirements.txt pyproject.toml | $(BIN)/uv
	$(UV) pip install --quiet --require-hashes -r requirements.txt
	$(UV) pip install --quiet --no-deps --editable .
	@touch $@

$(VENV)/.test: requirements-dev.txt pyproject.toml | $(BIN)/uv
	$(UV) pip install --quiet --require-hashes -r requirements-dev.txt
	$(UV) pip install --quiet --no-deps --editable .
	@touch $@

clean:
	rm -rf $(VENV) var
