# make run      install, build the search index, serve the page on http://127.0.0.1:7860
# make test     install with the test tools, run everything
# make install  the shared step of both
# make check    lint and types only
# make soak     the long fault, load and soak runs
# (test processes share the cores, so the model gets one thread in each; the browser runs after them)
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
TEST := OMP_NUM_THREADS=1 $(BIN)/python -m pytest -m "not soak" --numprocesses 3 --dist loadfile --no-loadscope-reorder

.PHONY: run test check soak install

run: install
	$(BIN)/python app.py

install: $(VENV)/installed
	@$(BIN)/python -m bot index

test: install $(VENV)/installed-dev
	$(TEST) --ignore tests/ui
	$(TEST) tests/ui

soak: install $(VENV)/installed-dev
	$(BIN)/python -m pytest -m soak

check: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Stepwise needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(PIP) --editable ".[dev]"
	@touch $@
