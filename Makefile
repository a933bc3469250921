# `make help` lists the targets. Everything runs in .venv, made from the locked requirements on first use.
VENV := .venv
PYTHON := $(VENV)/bin/python
ARGS ?=
PYTEST ?= tests

.DEFAULT_GOAL := help
.PHONY: help run test lint types fmt conformance errors diagnosis attacks screenshots lock clean setup needs

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run:  ## start everything in one process; make run ARGS="--base-port 5400"
	@scripts/setup run
	@exec $(PYTHON) -P -m simulator up $(ARGS)

test: setup needs  ## the whole suite on free ports; make test PYTEST=tests/broker for a part
	@scripts/tests $(PYTEST)

lint: setup  ## ruff, mypy and the import contracts
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports

types: setup  ## mypy alone
	@$(VENV)/bin/mypy

fmt: setup  ## sort imports; the rest of the layout is written by hand
	@$(VENV)/bin/ruff check --select I --fix .

conformance: setup  ## run the plans of a running official suite; CONFORMANCE_SERVER=https://localhost:8443 make conformance
	@$(PYTHON) -P tests/conformance/official/run.py

errors: setup  ## write docs/errors.md from the classes of broker/errors
	@$(PYTHON) -P -m broker.errors > docs/errors.md

diagnosis: setup  ## write docs/diagnosis.md from the entries of broker/diagnosis
	@$(PYTHON) -P -m broker.diagnosis > docs/diagnosis.md

attacks: setup  ## write docs/attacks.md from the rows of tests/hostile
	@$(PYTHON) -m tests.hostile.paper > docs/attacks.md

screenshots: setup needs  ## take the pictures of docs/screenshots again; the usual ports must be free
	@$(PYTHON) -P docs/screenshots/take.py

lock: setup  ## resolve requirements/*.in again into the hash-locked *.txt
	@scripts/lock

bench: setup needs  ## CPU per login beside a floor and a peer, latency, start, memory; about six minutes on a quiet machine
	@PYTHONPATH=. $(PYTHON) -m bench bench $(ARGS)

growth: setup needs  ## the same login with little and with much stored; about five minutes
	@PYTHONPATH=. $(PYTHON) -m bench growth $(ARGS)

soak: setup needs  ## 50 000 logins, and whether everything is where it was; make soak ARGS="--logins 5000" for a short one
	@PYTHONPATH=. $(PYTHON) -m bench soak $(ARGS)

clean:  ## remove the virtual environment, caches and run-time state
	rm -rf $(VENV) .doublure .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

setup:
	@scripts/setup test

needs:
	@scripts/needs
