# Everything runs in .venv, made on first use; a machine with Python 3.11 or newer and make is enough.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: all demo playground migrate test lint docs bench format lock wheel heroku-cli clean

all: lint test

demo: .venv/run.stamp ## Check the sample apps on a pretend Heroku, on this machine alone
	@$(BIN)/prodcheck demo

playground: .venv/run.stamp ## Try the Slack bot in a pretend Slack in the browser
	@$(BIN)/python -m sandbox.playground

migrate: .venv/run.stamp ## Bring the database of the bot up to date: that of DATABASE_URL, or prodcheck.db
	@$(BIN)/python -m bot migrate

test: .venv/dev.stamp ## Run every test that this machine can run
	@$(BIN)/python -m pytest

lint: .venv/dev.stamp ## Style and types, and pages that are stale
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python docs/generate.py --check

docs: .venv/run.stamp ## Write the page of each check from its docstring
	@$(BIN)/python docs/generate.py

bench: .venv/dev.stamp ## Print the ratios that the design budgets
	@$(BIN)/python -m bench

format: .venv/dev.stamp
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

wheel: .venv/dev.stamp
	@$(BIN)/python -m hatchling build -t wheel

heroku-cli: .heroku-cli/cli.stamp .heroku-cli/plugin.stamp ## Install the Heroku CLI in here, to test its plugin with

lock: .venv/run.stamp ## Pin the newest versions anew
	@$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-header --extra bot \
		pyproject.toml -o requirements.txt
	@$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-header --group dev \
		-c requirements.txt -o requirements-dev.txt

clean:
	@rm -rf .venv .heroku-cli dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

# uv is several times faster than pip at the same work. Where it cannot, pip does it, or says why not.
# A company's own certificates are in the system's store, which uv reads when it is told to.
export UV_SYSTEM_CERTS := 1
define install
	@$(BIN)/uv --version >/dev/null 2>&1 \
		&& $(BIN)/uv pip install --quiet --python $(BIN)/python $(1) 2>/dev/null \
		|| $(BIN)/python -m pip install --quiet --disable-pip-version-check $(1)
endef

.venv/made.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "prodcheck needs Python 3.11 or newer; say make PYTHON=python3.12")'
	@echo "Setting up .venv, about half a minute the first time …" >&2
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv 2>/dev/null || true
	@touch $@

.venv/run.stamp: .venv/made.stamp requirements.txt pyproject.toml
	$(call install,--require-hashes -r requirements.txt)
	$(call install,--no-deps -e .)
	@touch $@

.venv/dev.stamp: .venv/run.stamp requirements-dev.txt
	$(call install,--require-hashes -r requirements-dev.txt)
	@touch $@

# No lock file: it would tell where each package was fetched from.
NPM_INSTALL := npm install --no-package-lock --no-audit --no-fund --ignore-scripts --loglevel=error

.heroku-cli/cli.stamp: tests/heroku_plugin/package.json
	@echo "Installing the Heroku CLI in .heroku-cli, a minute or two the first time …" >&2
	@npm --version >/dev/null 2>&1 || { echo "npm is missing; it comes with Node.js 20 or newer." >&2; exit 1; }
	@mkdir -p .heroku-cli/cli && cp $< .heroku-cli/cli/
	@cd .heroku-cli/cli && $(NPM_INSTALL) >/dev/null
	@touch $@

# What heroku plugins:install would bring along with the plugin.
.heroku-cli/plugin.stamp: cli/heroku-plugin/package.json
	@mkdir -p .heroku-cli/plugin && cp $< .heroku-cli/plugin/
	@cd .heroku-cli/plugin && $(NPM_INSTALL) >/dev/null
	@touch $@
