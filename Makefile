# Every target does all its own set-up; the second run starts in seconds.
# Needs Python 3.11 or later and make. Variables: PYTHON, PORT, WHEN, ARGS.

PYTHON ?= python3
PORT   ?= 5000
WHEN   ?= upcoming
ARGS   ?=

bin       := .venv/bin
installed := .venv/installed
catalogue := translations/fr/LC_MESSAGES/messages.mo
parts     := $(wildcard translations/fr/LC_MESSAGES/*.po translations/fr/parts/*.po)

.PHONY: demo demo-reset test check faults bench lock

demo: $(installed) $(catalogue)  ## the whole product on invented people, until Ctrl-C
	@exec $(bin)/eti demo --port $(PORT) --when $(WHEN)

demo-reset:                      ## the same, from new data
	rm -rf var/demo
	@$(MAKE) --no-print-directory demo

test: $(installed) $(catalogue)  ## every test that this machine allows
	@$(bin)/pytest -n logical --maxprocesses 8 -q $(ARGS)

check: $(installed) $(catalogue) ## linters, types, layers, translations
	$(bin)/ruff check
	$(bin)/ruff format --check
	$(bin)/mypy
	$(bin)/lint-imports --no-logo
	$(bin)/djlint templates --check --lint
	$(bin)/deptry .
	$(bin)/vulture
	$(bin)/python translations/catalogue.py check

faults: $(installed) $(catalogue) ## kills, full disks and locks, for minutes
	@$(bin)/pytest -m faults tests/faults -s $(ARGS)

bench: $(installed) $(catalogue) ## figures against their targets, var/bench.json
	@$(bin)/python -m bench $(ARGS)

lock:                            ## pin the newest versions that pyproject.toml allows
	uv pip compile pyproject.toml --upgrade --universal --all-extras \
	    --generate-hashes --no-header --quiet -o requirements.lock

$(installed): requirements.lock
	@PYTHON=$(PYTHON) bin/install
	@touch $@

$(catalogue): $(parts) translations/catalogue.py $(installed)
	@$(bin)/python translations/catalogue.py compile
