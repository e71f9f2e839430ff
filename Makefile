# Lắng Nghe: the commands of a working day. `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
BIN := .venv/bin
FLASK := $(BIN)/flask --app app
RUN_READY := .venv/.ready-to-run
DEV_READY := .venv/.ready-to-develop
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard intake/translations/*/LC_MESSAGES/*.po))

.PHONY: help run dev worker bot test test-slow test-faults test-fuzz lint audit format bench bench-text bench-intake bench-bot bench-redact bench-detect \
	bench-weighing migration translations lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- running ----------------------------------------------------------------------------------

run: $(RUN_READY) $(CATALOGUES) ## Serve on http://127.0.0.1:8000, with a sample year when there is nothing yet
	@$(FLASK) serve

dev: $(RUN_READY) $(CATALOGUES) ## The same for people changing the code: reloads, shows tracebacks
	@$(FLASK) --debug run --port 8000

worker: $(RUN_READY) $(CATALOGUES) ## Work the queue (needs REDIS_URL)
	@$(FLASK) worker

bot: $(RUN_READY) $(CATALOGUES) ## Listen to the messengers whose tokens are set
	@$(FLASK) bot

# --- checking ---------------------------------------------------------------------------------

test: $(DEV_READY) $(CATALOGUES) ## Run the tests, PostgreSQL and Valkey included (ARGS="-k word" for some)
	@$(BIN)/pytest -n 3 --dist loadfile -m "not slow" $(ARGS)

test-slow: $(DEV_READY) $(CATALOGUES) ## Run the slow ones: secrecy page by page, axe, whole cases in a browser, processes killed
	@$(BIN)/pytest -n 2 --dist loadfile -m slow $(ARGS)

test-faults: $(DEV_READY) $(CATALOGUES) ## Kill -9 everything under load, 20 rounds, 10,000 filings, then count (ROUNDS=3)
	@$(BIN)/python -m benchmarks.faults

test-fuzz: $(DEV_READY) $(CATALOGUES) ## Send much more of anything to every public input (FUZZ=10000)
	@FUZZ=$(or $(FUZZ),10000) $(BIN)/pytest -n 2 tests/intake/test_fuzz.py tests/intake/test_api_conforms.py

lint: $(DEV_READY) ## Check style, types and the direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache --no-logo

audit: ## Ask the advisory service about every locked dependency (needs the network)
	@room=$$(mktemp -d); trap 'rm -rf "$$room"' EXIT; $(PYTHON) -m venv "$$room"; \
	"$$room/bin/pip" install -q --disable-pip-version-check pip-audit || \
		{ echo 'make audit: pip-audit cannot be installed; nothing was checked.'; exit 2; }; \
	"$$room/bin/pip-audit" --strict --disable-pip --require-hashes -r requirements.txt --progress-spinner off || \
		{ echo 'make audit: what is named above is known to be weak, or the advisory service could not be asked about it.'; exit 1; }

format: $(DEV_READY) ## Put the code in the house style
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: bench-text bench-redact bench-detect bench-bot ## Measure ourselves against the peers, everything
bench-text: $(DEV_READY) ## ... placing, topics and stories
	@for part in $(patsubst benchmarks/%.py,%,$(wildcard benchmarks/bench_placing.py benchmarks/bench_topics.py benchmarks/bench_stories.py)); do $(BIN)/python -m benchmarks.$$part $(ARGS); done
bench-intake: $(DEV_READY) $(CATALOGUES) ## ... filing through the form, beside a floor of bare commits
	@$(BIN)/python -m benchmarks.bench_intake
bench-bot: $(DEV_READY) $(CATALOGUES) ## ... the talk: questions, 200 chats at once, seconds to a matter
	@$(BIN)/python -m benchmarks.bench_bot
bench-redact: $(DEV_READY) ## ... masking of what leads to a person
	@$(BIN)/python -m benchmarks.bench_redact
bench-detect: $(DEV_READY) ## ... surveillance
	@$(BIN)/python -m benchmarks.bench_detect $(ARGS)
bench-weighing: $(DEV_READY) ## ... one complaint's cost as the store grows
	@$(BIN)/python -m benchmarks.bench_weighing $(ARGS)

# --- changing ---------------------------------------------------------------------------------

migration: $(DEV_READY) ## Write the next numbered migration from the tables (m="what it does")
	@test -n "$(m)" || { echo 'Say what it does: make migration m="add the outbox"'; exit 2; }
	@export LANG_NGHE_INSTANCE=$$(mktemp -d); trap 'rm -rf "$$LANG_NGHE_INSTANCE"' EXIT; \
	last=$$(ls migrations/versions | sed -n 's/^\([0-9]\{4\}\)_.*\.py$$/\1/p' | sort | tail -n 1); \
	$(FLASK) db upgrade && \
	$(FLASK) db migrate -m "$(m)" --rev-id "$$(printf %04d $$((10#$${last:-0} + 1)))"

translations: $(DEV_READY) ## Bring the files of translations up to date with what is said
	@$(BIN)/python -m tests.house.messages
	@$(MAKE) compiled

.PHONY: compiled
compiled: $(CATALOGUES)

lock: ## Lock the dependencies of pyproject.toml anew, with hashes (needs uv)
	@command -v uv > /dev/null || { echo 'make lock needs uv: pip install uv'; exit 2; }
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q \
		pyproject.toml -o requirements.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q \
		-c requirements.txt --group dev pyproject.toml -o requirements-dev.txt

clean: ## Remove what was built; what people filed (instance/) stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
	find . -name __pycache__ -prune -exec rm -rf {} +
	find intake -name '*.mo' -delete

# --- built files ------------------------------------------------------------------------------

$(RUN_READY): requirements.txt .ci/environment.py
	@$(PYTHON) .ci/environment.py requirements.txt
	@touch $@

$(DEV_READY): requirements-dev.txt requirements.txt .ci/environment.py
	@$(PYTHON) .ci/environment.py requirements-dev.txt
	@touch $(RUN_READY) $@

%.mo: %.po | $(RUN_READY)
	@$(BIN)/pybabel -q compile -i $< -o $@
