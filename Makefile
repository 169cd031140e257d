# The two commands of the README: `make demo` and `make test`. Both make .venv themselves and are quick when repeated.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
COMITY := $(BIN)/comity
DEMO := out/demo.ledger

.PHONY: help demo test test-slow bench lint types docs clean

help: ## show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

$(VENV)/.installed: pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "Comity needs Python 3.11 or newer: install it, or name one with make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Comity needs Python 3.11 or newer; this is $$($(PYTHON) --version). Name another one with make PYTHON=/path/to/python3"; exit 1; }
	@echo "1/2 making $(VENV)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "2/2 installing Comity and its tools into it (one to three minutes the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev]"
	@touch $@

demo: $(VENV)/.installed ## read the example texts and print the brief
	@mkdir -p out && rm -f $(DEMO) $(DEMO)-wal $(DEMO)-shm
	@$(COMITY) read examples/invented-crisis examples/encounters --actors examples/actors --ledger $(DEMO)
	@$(COMITY) show --ledger $(DEMO)
	@echo
	@echo "The ledger is $(DEMO). Open it in the browser:"
	@echo "  $(COMITY) serve --ledger $(DEMO) --actors examples/actors --open"
	@echo "or look further here:"
	@echo "  $(COMITY) show --ledger $(DEMO) --matter ceasefire"
	@echo "  $(COMITY) track --ledger $(DEMO) 'Avrel Accord'"
	@echo "  $(COMITY) search --ledger $(DEMO) 'prisoner exchange'"
	@echo "  $(COMITY) documents --ledger $(DEMO)"
	@echo "  $(COMITY) verify --ledger $(DEMO)"

test: $(VENV)/.installed lint types ## lint, types and the quick tests
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || echo "No browser here: the tests of the web view in a browser are skipped. To run them, install Chromium (Debian, Ubuntu: apt-get install chromium)."
	@$(BIN)/python -m pytest -m "not slow"

test-slow: $(VENV)/.installed ## the slow tests as well, and new made-up cases for the laws
	@$(BIN)/python -m pytest --hypothesis-profile=searching

lint: $(VENV)/.installed ## style, and that rooms import only from rooms before them
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/lint-imports --no-cache >/dev/null || $(BIN)/lint-imports --no-cache

types: $(VENV)/.installed ## strict type check
	@$(BIN)/mypy --no-error-summary

bench: $(VENV)/.installed ## accuracy on our own annotated texts, and speed
	@$(BIN)/python bench/accuracy/run.py
	@$(BIN)/python bench/speed/run.py

docs: $(VENV)/.installed ## write the generated pages of docs/ anew
	@$(BIN)/python docs/generate.py

clean: ## remove what make made
	@rm -rf $(VENV) out build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
