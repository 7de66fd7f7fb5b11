# Every target sets up what it needs. On a fresh machine only git, make and Python 3.11 or newer have to be there.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
CORE := $(VENV)/.core
DEV := $(VENV)/.dev
JOBS ?= 2

.PHONY: demo test browser lint setup bench fuzz release accuracy facts docs site proofs coverage mutate lock schema clean

demo: $(CORE)
	$(BIN)/whackachip investigate hunyuan-large --out report

test: $(DEV) browser
	$(BIN)/python -m pytest -n $(JOBS)

# The pages are tested in Debian's Chromium; without it, and without the right to install it, those tests are skipped.
browser:
	@test -x /usr/bin/chromium || test "$$(id -u)" != 0 || ! command -v apt-get >/dev/null || \
	  { apt-get update -q && apt-get install -qy chromium; } || echo "no chromium: its tests are skipped"

lint: $(DEV)
	$(BIN)/ruff check src tests tools
	$(BIN)/ruff format --check src tests tools
	$(BIN)/mypy

setup: $(DEV)

bench: $(DEV)
	$(BIN)/python tools/write_benchmarks.py $(if $(ONLY),--only $(ONLY)) $(if $(MOST),--most $(MOST))

# A longer look for inputs that break a parser than `make test` takes: every target in turn, for SECONDS in all.
fuzz: $(DEV)
	$(BIN)/python tools/fuzz.py --seconds $(or $(SECONDS),60) $(if $(SEED),--seed $(SEED))

# Wheel, sdist and the list of what they bring, tried in a clean environment.
release: $(DEV)
	$(BIN)/python tools/release.py

facts: $(DEV)
	$(BIN)/python tools/compile_facts.py
	$(BIN)/python tools/write_schema.py

docs: $(DEV)
	$(BIN)/python tools/write_docs.py
	$(BIN)/python tools/write_figures.py
	$(BIN)/python tools/draw_stress.py
	$(BIN)/python tools/write_api.py
	$(BIN)/python tools/write_openapi.py
	$(BIN)/python tools/write_interpretations.py
	$(BIN)/python tools/write_coverage.py
	$(BIN)/python tools/list_unverified.py
	$(BIN)/python tools/compare_catalogues.py --write
	$(BIN)/python tools/write_myths.py
	$(BIN)/python tools/write_models.py
	$(BIN)/python tools/write_estimate.py
	$(BIN)/python tools/write_techniques.py
	$(BIN)/python tools/write_other_chips.py
	$(BIN)/python tools/write_market.py
	$(BIN)/python tools/write_signals.py

site: $(DEV)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

proofs: $(DEV)
	$(BIN)/python tools/write_proofs.py

# Every branch of the law and of the language that it is written in.
coverage: $(DEV)
	$(BIN)/python -m pytest -n $(JOBS) tests/predicates tests/law --cov --cov-report=term-missing:skip-covered

# How wrong the tool is, measured and written down; MIRRORS is a folder of git directories for the attribution.
accuracy: $(DEV)
	$(BIN)/python tools/accuracy.py $(if $(MIRRORS),--mirrors $(MIRRORS))

# Whether a test notices when the code is changed a little; what survives is argued in docs/mutation.md.
mutate: $(DEV)
	CI=1 $(BIN)/mutmut run --max-children $(JOBS)
	$(BIN)/mutmut results

# Locks name versions and hashes and no registry.
lock:
	uv pip compile -q --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
	  --universal -p 3.11 pyproject.toml -o requirements.lock
	uv pip compile -q --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
	  --universal -p 3.11 --extra dev pyproject.toml -o requirements-dev.lock

$(VENV)/bin/python:
ifdef UV
	$(UV) venv -q --python $(PYTHON) $(VENV)
else
	$(PYTHON) -m venv $(VENV)
endif

$(CORE): $(VENV)/bin/python requirements.lock pyproject.toml
ifdef UV
	$(UV) pip install -q --python $(BIN)/python --require-hashes -r requirements.lock
	$(UV) pip install -q --python $(BIN)/python --no-deps -e .
else
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
endif
	# Compiled once here, not at each start: uv leaves that out, and it is half of what a command takes.
	$(BIN)/python -m compileall -q -j 0 -x '/tests/' $(VENV)/lib src
	touch $@

$(DEV): $(CORE) requirements-dev.lock
ifdef UV
	$(UV) pip install -q --python $(BIN)/python --require-hashes -r requirements-dev.lock
else
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
endif
	touch $@

clean:
	rm -rf $(VENV) report build dist
