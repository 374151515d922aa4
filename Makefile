# Two commands: `make run` and `make test`. See CONTRIBUTING.md for the rest.
PYTHON ?= python3
UV_VERSION := 0.13.9
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
UV := VIRTUAL_ENV=$(VENV) $(BIN)/uv
# Facts to test against that this project did not write; absent outside of our workshop.
export COMMONPLACE_VECTORS ?= $(wildcard ../shared)
PYTEST := $(BIN)/pytest --durations=8 --durations-min=1

# Files in their order, since those that take longest hold few tests, and come first.
IN_TWO := -n 2 --dist loadfile --no-loadscope-reorder

.PHONY: run test test-long check bench lock messages clean

run: $(VENV)/.run
	@PORT=$(PORT) exec $(BIN)/commonplace start --demo

test: $(VENV)/.test
	@$(BIN)/python -m tests.browser --install
	$(PYTEST) -m "not long" $(IN_TWO)
	COMMONPLACE_TEST_ON=postgresql $(PYTEST) -m "database and not long" $(IN_TWO)

# What takes long, and everything else that needs no browser on PostgreSQL too.
test-long: $(VENV)/.test
	$(PYTEST) -m "long and alone"
	$(PYTEST) -m "long and not alone" $(IN_TWO)
	COMMONPLACE_TEST_ON=postgresql $(PYTEST) -m "not (long or browser or database or sqlite)" $(IN_TWO)

check: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy commonplace
	$(BIN)/djlint --lint --quiet commonplace
	$(BIN)/python -m commonplace.project.manage makemigrations --check --dry-run
	$(BIN)/python -m commonplace.project.manage check

bench: $(VENV)/.test
	@$(BIN)/python -m tests.bench

# Writes both locks anew from pyproject.toml; run it after changing a dependency.
lock: $(BIN)/uv
	$(UV) pip compile -q pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header --all-extras -o requirements.txt
	$(UV) pip compile -q pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header --all-extras --group dev -c requirements.txt -o requirements-dev.txt

# Every message that can be translated, for whoever begins a translation.
messages: $(VENV)/.run
	$(BIN)/pybabel -q extract -F babel.cfg -k gettext_lazy -k ngettext_lazy:1,2 -k pgettext_lazy:1c,2 -o django.pot commonplace

$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Commonplace needs Python 3.11 or newer; name it with: make PYTHON=python3.12 run")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

$(VENV)/.run: requirements.txt pyproject.toml | $(BIN)/uv
	@echo "Installing what Commonplace needs into $(VENV) …" >&2
	@$(UV) pip install --quiet --require-hashes -r requirements.txt
	@$(UV) pip install --quiet --no-deps --editable .
	@touch $@

# What the tests need holds what running needs too, in the same versions.
$(VENV)/.test: requirements-dev.txt pyproject.toml | $(BIN)/uv
	@echo "Installing what the tests need into $(VENV) …" >&2
	@$(UV) pip install --quiet --require-hashes -r requirements-dev.txt
	@$(UV) pip install --quiet --no-deps --editable .
	@touch $@ $(VENV)/.run

clean:
	rm -rf $(VENV) var
