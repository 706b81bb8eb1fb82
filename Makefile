# `make run` serves, `make test` tests, `make lint` judges the source, `make bench` measures. All install what they need into .venv.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
BENCH_CFLAGS := -std=gnu11 -O2 -Wall -Wextra

run: $(VENV)/.ok
	$(BIN)/twistd -n --pidfile= chatroom --config channels.yaml

# -rfEs: at the end, what failed, and which tests were skipped for want of which package. TESTS: other words for pytest
test: $(VENV)/.ok
	$(BIN)/python -m pytest -q -rfEs $(TESTS)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# One line in the air, 64, many rooms, beside other servers; bench-full: everything. See bench/README.md.
bench: $(VENV)/.ok bench-build
	$(BIN)/python -m bench

bench-full: $(VENV)/.ok bench-build
	$(BIN)/python -m bench --full

bench-build:
	@command -v $(CC) >/dev/null || { echo "bench needs a C compiler: on Debian and Ubuntu, apt-get install gcc libc6-dev"; exit 1; }
	@$(MAKE) --no-print-directory bench/build/load bench/build/floor

bench/build/load: $(wildcard bench/load/*.c) bench/load/load.h
	@mkdir -p $(@D)
	$(CC) $(BENCH_CFLAGS) -o $@ $(filter %.c,$^)

bench/build/floor: bench/floor.c
	@mkdir -p $(@D)
	$(CC) $(BENCH_CFLAGS) -o $@ $<

$(VENV)/.ok: setup.cfg pyproject.toml
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "chatroom needs Python's venv module: on Debian and Ubuntu, apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[test]'
	touch $@

$(VENV)/.dev: $(VENV)/.ok
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[test,dev]'
	touch $@

.PHONY: run test lint bench bench-full bench-build
