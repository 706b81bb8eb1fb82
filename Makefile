# `make run` serves, `make test` tests, `make lint` judges the source. All install what they need into .venv.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

run: $(VENV)/.ok
	$(BIN)/twistd -n --pidfile= chatroom --config channels.yaml

# -rfEs: at the end, what failed, and which tests were skipped for want of which package
test: $(VENV)/.ok
	$(BIN)/python -m pytest -q -rfEs

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

$(VENV)/.ok: setup.cfg pyproject.toml
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "chatroom needs Python's venv module: on Debian and Ubuntu, apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[test]'
	touch $@

$(VENV)/.dev: $(VENV)/.ok
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[test,dev]'
	touch $@

.PHONY: run test lint
