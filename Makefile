# `make` alone lists what there is. Everything runs in $(VENV), which each target sets up by itself.

VENV ?= .venv
PYTHON ?=
# How many tests run at once: a number, or "logical" for one a core.
JOBS ?= logical
# Further words for pytest or the demo, as in: make test ARGS="tests/domain -k cadence", make demo ARGS="--port 8090"
ARGS ?=
# Which crash tests; without the thorough ones it is what .ci/run does: make crash-test CRASH="crash and not thorough"
CRASH ?= crash
# Words for `uv pip compile`, as in: make lock UPGRADE=--upgrade
UPGRADE ?=

export PYTHON
BIN := $(VENV)/bin
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	--no-emit-index-url --no-emit-find-links $(UPGRADE)

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo test crash-test bench lint format words lock audit clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: ## make .venv with the muster command in it
	@.ci/setup $(VENV) requirements/runtime.lock

setup-dev: ## the same, and the tools for tests and lint
	@.ci/setup $(VENV) requirements/dev.lock

demo: setup ## the bot and a local Slack workspace in the browser; no account, no token
	@$(BIN)/muster demo $(ARGS)

test: setup-dev ## every test, with PostgreSQL and the browser, but those of crash-test
	@$(BIN)/python -m pytest -n $(JOBS) --maxprocesses 8 --inline-snapshot=disable -m "not crash" $(ARGS)

crash-test: setup-dev ## kill the real process at every boundary of its work, and replicas at theirs; takes minutes
	@$(BIN)/python -m pytest -n $(JOBS) --maxprocesses 8 --inline-snapshot=disable -m "$(CRASH)" $(ARGS)

bench: setup-dev ## speed, beside its goals and what the machine can do; ARGS="--quick declare50" for less
	@$(BIN)/python -m tests.benchmarks $(ARGS)

lint: setup-dev ## format, style, types and the arrows between the rooms
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: setup-dev ## put the code into its one form
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix

words: setup-dev ## write docs/words.md again: everything that Muster says, in one place
	@$(BIN)/python -m tests.docs.words

lock: setup-dev ## pin what pyproject.toml asks for, with hashes; UPGRADE=--upgrade takes newer releases
	@$(LOCK) pyproject.toml --group build --output-file requirements/runtime.lock
	@$(LOCK) pyproject.toml --group dev --constraints requirements/runtime.lock --output-file requirements/dev.lock
	@$(LOCK) --group audit --output-file requirements/audit.lock

audit: ## ask the public database of known holes about every pinned package; says so when it cannot be asked
	@.ci/audit $(VENV)-audit

clean: ## remove what tools and tests left behind; .venv stays
	@rm -rf dist htmlcov .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find bot commands runbooks tests -name __pycache__ -type d -prune -exec rm -rf {} +
