# Everything a developer does. `make help` lists it. Needs Python 3.11 or newer and nothing else.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
export PATH := $(abspath $(BIN)):$(PATH)
PORT ?= 8000
T ?= tests

.DEFAULT_GOAL := help
.PHONY: help run test lint lint-types lint-frontend lint-style format bench soak migrate api-types china-calendar coastline seed docs install frontend browser clean

help: ## List what can be done
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

$(BIN)/.installed: pyproject.toml requirements.lock
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

install: $(BIN)/.installed

frontend/node_modules/.installed: frontend/package-lock.json | install
	cd frontend && npm ci --no-audit --no-fund --silent
	@touch $@

FRONTEND_SOURCES := $(shell find frontend/src frontend/public frontend/*.html frontend/*.json frontend/*.ts -type f 2>/dev/null)
frontend/dist/index.html: frontend/node_modules/.installed $(FRONTEND_SOURCES)
	cd frontend && npm run --silent build
	@touch $@

frontend: frontend/dist/index.html ## Build the frontend

run: install frontend ## Start everything on http://127.0.0.1:8000, with the CRM and demo data
	$(BIN)/dougong serve --demo --port $(PORT)

test: install frontend browser lint ## Run lint, Python tests, frontend tests and browser tests
	$(BIN)/python -m pytest $(T) -n 2 --dist loadfile --no-loadscope-reorder
	cd frontend && npm run --silent test

browser: install
	@$(BIN)/python tests/browser/install.py

lint: install frontend/node_modules/.installed ## Check style, types, imports and the documents
	@$(MAKE) --no-print-directory --jobs=2 $(TOGETHER) lint-types lint-frontend lint-style

# Each tool speaks in one piece where this make can hold its output back.
TOGETHER := $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)

lint-types:
	$(BIN)/mypy

lint-frontend:
	cd frontend && npm run --silent lint

lint-style:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/lint-imports --no-cache

format: install ## Format the Python and TypeScript sources
	$(BIN)/ruff check --fix . || true
	$(BIN)/ruff format .
	cd frontend && npm run --silent format

bench: install ## Measure, as ratios against hand-written code in the same run
	$(BIN)/python -m bench

soak: install ## Run the long proofs: kills, a million rows, large random samples
	$(BIN)/python -m pytest tests -m soak

migrate: install ## Bring the database to this version
	$(BIN)/dougong migrate

api-types: install ## Generate the frontend's API types from the OpenAPI document
	$(BIN)/python -m tests.openapi > frontend/openapi.json
	cd frontend && npm run --silent api-types

china-calendar: install ## Write China's public holidays and worked weekend days anew, from PyPI
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --upgrade --target .china-calendar chinesecalendar
	PYTHONPATH=.china-calendar $(BIN)/python docs/china_calendar.py
	rm -r .china-calendar

coastline: install ## Write the outline of the land anew, from the npm package of Natural Earth
	rm -rf .coastline && mkdir .coastline
	cd .coastline && PATH=$(CURDIR)/$(BIN):$$PATH npm pack --silent world-atlas@2 && tar xzf world-atlas-*.tgz
	PATH=$(CURDIR)/$(BIN):$$PATH node frontend/scripts/coastline.mjs .coastline/package frontend/src/features/records/list/kinds/land.json
	rm -r .coastline

seed: install ## Install the CRM with demo data into the present database
	$(BIN)/dougong migrate
	$(BIN)/dougong app install crm --demo

docs: install ## Regenerate the reference pages that are made from code
	$(BIN)/python -m docs.generate

clean: ## Remove what was built (not the data folder)
	rm -rf $(VENV) frontend/node_modules frontend/dist
