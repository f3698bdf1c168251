# Everything a developer or an operator types. `make help` lists it.
.DEFAULT_GOAL := help
.PHONY: help setup setup-bench demo demo-reset test check bench screenshots soak soak-accept soak-enumeration soak-input soak-api soak-web soak-faults soak-back previous-release lighthouse bench-capacity docs fmt messages lock sbom audit
PORT ?= 8000
REMINDERS ?= 2000
KILLS ?= 60
SEED ?= 1
MINUTES ?= 10
ROUNDS ?= 5
SECONDS ?= 20
INPUTS ?= 20
TIMINGS ?= 500
PYTHON_BIN := .venv/bin/python
# Programs are started here by the hundred: what one has compiled is there for the next, whatever the machine says elsewhere.
export PYTHONDONTWRITEBYTECODE =
WITH_SERVERS := $(PYTHON_BIN) -m mentorship.localservices

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

setup: ## .venv with every locked package, and no more
	@PYTHON='$(PYTHON)' sh scripts/bootstrap.sh

demo: setup ## the whole site at http://127.0.0.1:8000 (PORT= changes it); Ctrl-C stops it
	@$(PYTHON_BIN) -m mentorship.demo --port $(PORT)

demo-reset: setup ## removes the demo's data
	@$(PYTHON_BIN) -m mentorship.demo --reset

test: setup ## the whole suite, browser tests included (ARGS= are given to pytest)
	@$(PYTHON_BIN) -m pytest -n auto --maxprocesses 6 --dist loadfile --no-loadscope-reorder --durations=20 $(ARGS)

check: setup ## style, types, imports, migrations, deployment files
	@sh scripts/check.sh

setup-bench: ## .venv-bench: the same, and the peers that are measured against
	@PYTHON='$(PYTHON)' sh scripts/bootstrap.sh .venv-bench requirements-bench.lock

bench: setup-bench ## every benchmark in its short form
	@.venv-bench/bin/python -m benchmarks

screenshots: setup ## the pictures in the documents, from the demo's people
	@$(PYTHON_BIN) -m pytest -p no:cacheprovider screenshots $(ARGS)
	@FIRST_PROGRAMME_PICTURES=docs/pictures $(PYTHON_BIN) -m pytest -q -n 0 -p no:cacheprovider tests/documents/test_first_programme.py

soak: setup ## kills over due reminders: REMINDERS=10000 KILLS=200 SEED=1 (docs/reliability.md)
	@$(PYTHON_BIN) -m tests.faults --reminders $(REMINDERS) --kills $(KILLS) --seed $(SEED) $(ARGS)

soak-accept: setup ## 1,000 rounds of simultaneous accepts
	@SOAK_ROUNDS=1000 $(PYTHON_BIN) -m pytest -q -k soak_accept tests

soak-enumeration: setup ## times what known and unknown addresses are answered, TIMINGS=500 of each kind (docs/operators/limits.md)
	@SOAK_ENUMERATION=$(TIMINGS) $(PYTHON_BIN) -m pytest -q -n 0 tests/accounts/enumeration/test_timings.py -k soak $(ARGS)

soak-input: setup ## hostile strings into every field and out on every page, INPUTS=20 a field (518: all of them), SEED=1
	@SOAK_INPUT=$(INPUTS) SEED=$(SEED) $(PYTHON_BIN) -m pytest -q -n 0 -s tests/input $(ARGS)

soak-api: setup ## hostile and allowed calls of every operation of the API against its own contract, 400 of each
	@API_EXAMPLES=400 $(PYTHON_BIN) -m pytest -q -n 0 tests/api/test_fuzz.py $(ARGS)

soak-web: setup-bench ## finds how many people the site bears, then MINUTES=10 of three roles at 70 % of it
	@.venv-bench/bin/python -m benchmarks.load --minutes $(MINUTES)

soak-faults: setup ## servers that go and come while people write: ROUNDS=5 SECONDS=20 (docs/operators/faults.md)
	@$(PYTHON_BIN) -m tests.faults.running --rounds $(ROUNDS) --seconds $(SECONDS) $(ARGS)

soak-back: setup ## the release COMMIT= writes and reads on the tables of this one (docs/developers/migrations.md)
	@SOAK_BACK=$(COMMIT) $(PYTHON_BIN) -m pytest -q -n 0 tests/upgrade/test_back.py $(ARGS)

previous-release: setup ## keeps a database of release COMMIT= for the tests that upgrade it
	@$(PYTHON_BIN) scripts/previous_release.py $(COMMIT)

bench-capacity: setup ## what one core bears, for the table in docs/operators/scaling.md
	@$(PYTHON_BIN) -m benchmarks.capacity

lighthouse: setup ## Lighthouse's marks of the main pages (needs node)
	@$(PYTHON_BIN) -m benchmarks.lighthouse

docs: setup ## the documentation site in var/docs/index.html; a link that leads nowhere stops it
	@sh scripts/docs_site.sh var/docs

fmt: setup ## formats code and templates
	@.venv/bin/ruff check --fix --quiet . || true
	@.venv/bin/ruff format --quiet .
	@.venv/bin/djlint --reformat --quiet templates

messages: setup ## collects the texts to translate (needs gettext)
	@$(WITH_SERVERS) $(PYTHON_BIN) manage.py makemessages --all --no-obsolete --add-location file \
		$(foreach folder,.venv .venv-bench .tools var tests benchmarks screenshots,--ignore $(folder))
	@$(PYTHON_BIN) scripts/catalogue.py --tidy

lock: setup ## resolves the lock files anew from pyproject.toml
	@sh scripts/lock.sh

sbom: setup ## what production is made of, as CycloneDX in var/sbom.json
	@$(PYTHON_BIN) scripts/sbom.py

audit: setup ## bandit, and known vulnerabilities of what is locked; says so where it could not look (docs/security.md)
	@$(PYTHON_BIN) scripts/audit.py
