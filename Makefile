# Two commands: `make scan` audits an example, `make test` runs the tests. Each sets up what it needs.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
EXAMPLE ?= examples/leaky_churn

.PHONY: scan test lint bench properties clean

scan: $(VENV)/.installed
	$(BIN)/mldebt scan $(EXAMPLE)

test: $(VENV)/.developing
	$(BIN)/pytest

lint: $(VENV)/.developing
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/mldebt scan . --strict --fail-under 80

bench: $(VENV)/.developing
	$(BIN)/python -m tests.benchmarks $(CORPORA)

properties: $(VENV)/.developing
	MLDEBT_CASES=2000 $(BIN)/pytest tests/test_score_properties.py tests/test_score.py tests/test_past.py

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .benchmarks
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.developing: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@ $(VENV)/.installed
