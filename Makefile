# `make run` and `make test` are all a newcomer needs; every target's line below says what it does.
PY ?= python3
PORT ?= 8501
MAP ?= case:wechat-2020
PORTFOLIO ?=

BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile
LOCKED := $(INSTALL) --require-hashes --only-binary :all: -r
LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-strip-extras --python-version 3.11 \
	--no-emit-find-links --no-emit-index-url --custom-compile-command 'make lock'

unexport PYTHONDONTWRITEBYTECODE  # each of the many processes of a run would compile all of the code again

.PHONY: help run test bench lock audit editor format clean browser postgresql

help: ## say what each target does
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' Makefile

run: .venv/run.stamp ## assess MAP (case:NAME, a file or a folder), then open the dashboard on it, and on PORTFOLIO, at 127.0.0.1:PORT
	@$(BIN)/datareach assess '$(MAP)' || [ $$? -eq 1 ]
	@$(BIN)/python -m dashboard '$(MAP)' --port '$(PORT)' $(if $(PORTFOLIO),--portfolio '$(PORTFOLIO)')

test: .venv/dev.stamp browser postgresql ## check style and types, run every test; ARGS go to pytest
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --num-workers 2 || { [ $$? -eq 2 ] && $(BIN)/mypy; }  # its workers have 3 s to start
	$(BIN)/python -m compileall -q -j 2 assessments casework commands dashboard data_maps datareach laws risk
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(ARGS)

bench: .venv/bench.stamp browser postgresql ## print what a change costs, measure what takes how long; ARGS go to pytest
	$(BIN)/python -m benchmarks.cost_of_change
	cd benchmarks && ../$(BIN)/pytest $(ARGS)

lock: .venv/dev.stamp ## write the locks from requirements*.in, and the bill of materials
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) requirements-dev.in -o requirements-dev.txt
	$(LOCK) requirements-bench.in -o requirements-bench.txt
	$(LOCKED) requirements-dev.txt
	$(BIN)/python docs/make_sbom.py

audit: .venv/dev.stamp ## hold advisories of OSV, in the folder OSV, against what ships; asks nothing of the network
	$(BIN)/python docs/check_weaknesses.py '$(OSV)'

editor: ## build the map editor's script from its sources; needs npm
	cd dashboard/editor && npm ci --silent --no-audit --no-fund && npm run --silent build

format: .venv/dev.stamp ## rewrite the code in the house's style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## remove the environment and everything that was made
	rm -rf .venv build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

browser:
	@test -n "$$CHROMIUM" || command -v chromium >/dev/null || .ci/install chromium || true
	@test -n "$$FIREFOX" || command -v firefox-esr >/dev/null || command -v firefox >/dev/null || .ci/install firefox-esr || true

postgresql:
	@.ci/postgresql || .ci/install postgresql || true

# An environment that was left half made, moved, or whose Python is gone is made anew.
ifneq ($(CURDIR) alive,$(shell cat .venv/made 2>/dev/null && $(BIN)/python -c pass 2>/dev/null && echo alive))
.PHONY: .venv/made
endif

.venv/made:
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Datareach needs Python 3.11 or later; name one: make PY=python3.12 …' >&2; exit 1; }
	@$(PY) -c 'import ensurepip' 2>/dev/null || .ci/install python3-venv
	@echo 'Building .venv from the lock; this takes about a minute, once.'
	@rm -rf .venv
	@$(PY) -m venv .venv
	@echo '$(CURDIR)' >$@

.venv/run.stamp: requirements.txt pyproject.toml .venv/made
	$(LOCKED) requirements.txt
	$(INSTALL) --no-index --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev.stamp: requirements-dev.txt .venv/run.stamp
	$(LOCKED) requirements-dev.txt
	@touch $@

.venv/bench.stamp: requirements-bench.txt .venv/dev.stamp
	$(LOCKED) requirements-bench.txt
	@touch $@
