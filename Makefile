# make demo   set up .venv, clean the documents in examples/, show what went and why
# make test   set up .venv, run the test suite
# make test-pure   the tests of what the compiled core stands for, without it
# make test-faults   kill runs, fill disks, damage inputs (minutes)
# make test-engines  run datatrove, Ray and Spark (minutes; Spark needs Java 17)
# make sarif-schema   fetch the official SARIF schema, which a test uses if it is there (npm)
# make lint   style, types, rules
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo sarif-schema test test-pure test-hook test-data test-engines test-faults lint bench bench-memory clean help

help:
	@sed -n 's/^# //p' Makefile

.venv/core: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "cleaner needs Python 3.11 or newer; try: make PYTHON=python3.12 …")'
	@echo "setting up .venv (once) …"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -q --disable-pip-version-check --upgrade "pip>=25.1"
	@$(BIN)/python -m pip install -q --disable-pip-version-check -e .
	@touch $@

# an editable install compiles it; so does whoever changed it since
.venv/compiled: .venv/core build_core.py $(wildcard cleaner/_*.c cleaner/_c/*.h cleaner/*/_*.c cleaner/*/_c/*.h)
	@$(BIN)/python build_core.py
	@touch $@

.venv/dev: .venv/core pyproject.toml
	@$(BIN)/python -m pip install -q --disable-pip-version-check --group dev
	@touch $@

.venv/data: .venv/dev pyproject.toml
	@$(BIN)/python -m pip install -q --disable-pip-version-check --group data
	@touch $@

.venv/engines: .venv/dev pyproject.toml
	@$(BIN)/python -m pip install -q --disable-pip-version-check --group engines
	@touch $@

sarif-schema: .venv/sarif-2.1.0.schema.json

.venv/sarif-2.1.0.schema.json: | .venv/core
	@cd .venv && npm pack --silent @microsoft/sarif-multitool-ts@5.7.0 > /dev/null
	@cd .venv && tar -xzOf microsoft-sarif-multitool-ts-5.7.0.tgz package/assets/sarif-2.1.0.schema.json > new.json
	@cd .venv && mv new.json $(@F) && rm microsoft-sarif-multitool-ts-5.7.0.tgz

demo: .venv/core
	@$(BIN)/cleaner clean --show examples

test: .venv/dev .venv/compiled
	$(BIN)/python -m pytest -n 2

test-pure: .venv/dev
	CLEANER_PURE=1 $(BIN)/python -m pytest -n 2 tests/core tests/segment tests/text tests/page tests/test_golden.py

test-hook: .venv/dev
	$(BIN)/python -m pytest -n 2 -m hook tests/hook

test-data: .venv/data
	$(BIN)/python -m pytest -n 2 -m data

test-engines: .venv/engines
	$(BIN)/python -m pytest -m engines tests/engines

test-faults: .venv/dev
	$(BIN)/python -m pytest -m faults tests/faults

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/cleaner rules check
	$(BIN)/cleaner rules test
	$(BIN)/cleaner golden coverage

bench: .venv/data .venv/compiled
	$(BIN)/python bench/speed.py
	$(BIN)/python bench/growth.py
	$(BIN)/python bench/start_up.py
	$(BIN)/python bench/dates.py
	$(BIN)/python bench/charset.py
	$(BIN)/python bench/normaliser.py
	$(BIN)/python bench/hook.py

bench-memory: .venv/dev
	$(BIN)/python bench/ingest_memory.py 5 --text-share 0.03

clean:
	rm -rf cleaner/_*.so cleaner/*/_*.so .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
