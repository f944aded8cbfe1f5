# Bare `make` lists the commands. GNU Make 3.81 and later.

PYTHON ?= python3
# uv makes .venv where it is installed; `make UV= setup` does without it.
UV ?= $(shell command -v uv 2>/dev/null)

SPEC ?= resources.yaml
OUT ?= generated_app
PORT ?= 8000
WORKERS ?= 1
# From the command line only: some shells and conda set HOST to something else.
HOST = 127.0.0.1
PYTEST_FLAGS ?= -n 2 --dist loadfile
EMITTED_FLAGS ?= -n 2 --dist worksteal
# What has a target of its own.
LONG = tests/e2e tests/traffic tests/emitted tests/mutants tests/bench/test_bench.py \
	tests/docs/test_walk.py tests/journeys/test_generate_killed.py \
	tests/journeys/test_migrate_killed.py
EVOLUTION_FLAGS ?= --journeys 150 --every-point -n 2 --dist worksteal

PY := .venv/bin/python
READY := .venv/.ready
FILES = --spec "$(SPEC)" --out "$(OUT)"
APP = $(PY) -m $(subst /,.,$(OUT))

# Every shell sets USER to the login name, so only `make token USER=alice` names a user.
NAMED_USER = $(if $(filter command,$(origin USER)),$(USER))

# What a developer's shell may hold must not reach the tests: a real database least of all.
WITHOUT_SETTINGS = env -u APP_ENV -u DATABASE_URL -u NEON_DB_URL -u EMBEDDED_DATA \
	-u AUTH_SECRET -u BETTER_AUTH_SECRET -u AUTH_JWKS_URL -u BETTER_AUTH_URL \
	-u AUTH_ISSUER -u AUTH_AUDIENCE -u CORS_ORIGINS -u DIRECT

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run serve generate plan explain check migrate token seed psql reset test \
	indirect emitted mutants evolution traffic e2e bench peers growth stages lint format screenshots \
	constraints clean user-is-named

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' \
		"$(firstword $(MAKEFILE_LIST))"

setup: $(READY) ## install everything into .venv; the other commands do it when needed

run: $(READY) .env ## generate, start the database, migrate and serve; PORT=8000 HOST=127.0.0.1
	@$(PY) -m generator generate $(FILES)
	@echo 'Token:    make token USER=alice'
	@exec $(APP) serve --host "$(HOST)" --port "$(PORT)"

serve: $(READY) $(if $(DATABASE_URL)$(NEON_DB_URL),,.env) ## serve as in production; WORKERS=2 PORT=8000 HOST=127.0.0.1
	@exec $(APP) serve --host "$(HOST)" --port "$(PORT)" --workers "$(WORKERS)"

generate: $(READY) ## write the application from resources.yaml; SPEC=resources.yaml OUT=generated_app
	@$(PY) -m generator generate $(FILES)

plan: $(READY) ## show what generate would change; AGAINST=main FORMAT=text|markdown|json
	@$(PY) -m generator plan $(FILES) $(if $(AGAINST),--against "$(AGAINST)") \
		$(if $(FORMAT),--format "$(FORMAT)")

explain: $(READY) ## print every index, and the lines of the spec that it serves
	@$(PY) -m generator explain --spec "$(SPEC)"

check: $(READY) ## fail unless the application is what generate would write, migrations too
	@$(PY) -m generator check $(FILES)
	@$(APP) verify

# With a database of its own a machine may be no developer's: it gets no development settings.
migrate: $(READY) $(if $(DATABASE_URL)$(NEON_DB_URL),,.env) ## bring the database up to date; EXPAND=1 stops before what old processes can't take
	@$(APP) migrate $(if $(EXPAND),--expand)

token: user-is-named $(READY) .env ## print a token for Swagger's Authorize button; USER=alice
	@$(APP) token "$$USER"

seed: $(READY) .env ## add example rows; USER=alice
	@$(APP) seed "$(or $(NAMED_USER),alice)"

psql: $(READY) $(if $(DATABASE_URL)$(NEON_DB_URL),,.env) ## open the database in psql
	@$(APP) psql

reset: $(READY) .env ## empty the embedded database
	@$(APP) reset

test: $(READY) ## run the tests, but for the longest; PYTEST_FLAGS='-k auth' replaces the flags
	@$(WITHOUT_SETTINGS) $(PY) -m pytest $(LONG:%=--ignore=%) \
		tests generated_app $(filter-out generated_app,$(OUT)) $(PYTEST_FLAGS)

indirect: $(READY) ## run those of the applications with DIRECT=0, by FastAPI alone
	@$(WITHOUT_SETTINGS) DIRECT=0 $(PY) -m pytest tests/app generated_app $(PYTEST_FLAGS)

emitted: $(READY) ## try the applications of all specs: types, tables, names, their own tests
	@$(WITHOUT_SETTINGS) $(PY) -m pytest tests/emitted $(EMITTED_FLAGS)

mutants: $(READY) ## show that these tests notice whatever is missing that keeps users apart
	@$(WITHOUT_SETTINGS) $(PY) -m pytest tests/mutants
	@$(WITHOUT_SETTINGS) $(PY) -m tests.mutants $(MUTANTS_FLAGS)

evolution: $(READY) ## try 150 random evolutions; EVOLUTION_FLAGS='--journey 17' tries one of them
	@$(WITHOUT_SETTINGS) $(PY) -m pytest tests/journeys tests/docs/test_walk.py $(EVOLUTION_FLAGS)

traffic: $(READY) ## migrate under traffic, old and new version serving
	@$(WITHOUT_SETTINGS) $(PY) -m pytest tests/traffic -s

e2e: $(READY) ## try the API with a real Better Auth, which npm installs
	@$(WITHOUT_SETTINGS) $(PY) -m pytest tests/e2e

bench: $(READY) ## compare what requests cost with other servers, 6 minutes; BENCH_FLAGS='--quick'
	@$(PY) -m bench $(BENCH_FLAGS)

peers: $(READY) ## try the servers that the benchmark compares, without timing them
	@$(WITHOUT_SETTINGS) $(PY) -m pytest tests/bench

growth: $(READY) ## measure how costs grow with resources and rows; GROWTH_FLAGS='--quick'
	@$(PY) -m bench.growth $(GROWTH_FLAGS)

stages: $(READY) ## sample where the time of a request goes
	@$(PY) -m bench.stages

lint: $(READY) ## check style, format and types
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy

format: $(READY) ## put the code into its format and fix what can be fixed
	@$(PY) -m ruff check --fix-only --quiet .
	@$(PY) -m ruff format .

screenshots: $(READY) ## take the pictures in docs/ again, with Chromium
	@$(WITHOUT_SETTINGS) $(PY) -m pytest tests/browser --screenshots

constraints: ## resolve constraints.txt anew, to the newest releases
	@uv='$(UV)'; \
	if [ -z "$$uv" ]; then \
		tool=$$(mktemp -d) && trap 'rm -rf "$$tool"' EXIT && \
		$(PYTHON) -m venv "$$tool" && "$$tool/bin/python" -m pip install --quiet --quiet uv && \
		uv="$$tool/bin/uv" || exit 1; \
	fi; \
	"$$uv" pip compile --quiet --upgrade --universal --python-version 3.11 --all-extras \
		--no-emit-index-url --no-emit-find-links --no-annotate \
		--custom-compile-command 'make constraints' pyproject.toml --output-file constraints.txt

clean: ## remove caches and builds; .venv, .env and the data stay
	@rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist
	@find . \( -name .venv -o -name .data -o -name .git \) -prune \
		-o -name __pycache__ -type d -exec rm -rf {} +

user-is-named:
	@: $(if $(NAMED_USER),,$(error say whose token it is to be: make token USER=alice))

$(READY): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || \
		{ echo 'There is no $(PYTHON) here: install Python 3.11 or later.' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed, and $(PYTHON) is $$($(PYTHON) -V 2>&1):" \
			'make PYTHON=python3.12 ... names another.' >&2; exit 1; }
	@test -n '$(UV)' || $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo 'This Python has no venv module: install it (on Debian and Ubuntu:' \
			'apt-get install python3-venv), or install uv.' >&2; exit 1; }
	@echo 'Installing into .venv, once: this takes half a minute ...'
	@if [ -n '$(UV)' ]; then \
		'$(UV)' venv --quiet --allow-existing --python "$$(command -v $(PYTHON))" .venv && \
		'$(UV)' pip install --quiet --python $(PY) --constraint constraints.txt --editable '.[dev]'; \
	else \
		$(PYTHON) -m venv .venv && \
		$(PY) -m pip install --quiet --quiet --disable-pip-version-check \
			--constraint constraints.txt --editable '.[dev]'; \
	fi
	@touch $@

.env:
	@(umask 077 && $(PYTHON) -c 'import secrets; \
		print("APP_ENV=development\nAUTH_SECRET=" + secrets.token_hex(32))' > .env.new) && \
		mv .env.new .env
	@echo 'Wrote .env: this is a development machine, with a secret of its own.'
