# Needs Python 3.11 or newer and make; .ci/setup installs everything else into .venv.

BIN := .venv/bin
READY := .venv/ready
MELTANO := $(BIN)/meltano --environment sandbox
SOURCES := pyproject.toml constraints.txt $(wildcard */pyproject.toml)

# Variables of an activated environment or a shell profile that would change the programs below.
# Without bytecode files, each of the many processes of the tests compiles all its imports again.
unexport PYTHONPATH PYTHONHOME PYTHONWARNINGS VIRTUAL_ENV PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo clean-demo test check bench tables hub constraints

# Folders whose tests `make test PLUGIN=...` runs alone, without Meltano's environments.
PLUGINS := $(sort $(patsubst %/tests,%,$(wildcard */tests)))
UNKNOWN := $(filter-out $(PLUGINS),$(PLUGIN))
ifneq ($(UNKNOWN),)
$(error PLUGIN=$(UNKNOWN) is not a folder with tests. Use one of: $(PLUGINS))
endif
NPM_CLIENTS := $(if $(filter sandbox,$(or $(PLUGIN),sandbox)),.meltano/jsforce .meltano/erp-oracle-fusion)
MELTANO_PLUGINS := $(if $(PLUGIN),,.meltano/ready .meltano/postgres)

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) .meltano/ready ## Install everything into this folder: .venv, and the plugins of the flows

demo: $(READY) .meltano/ready ## Run the flows against simulated accounts; run it again for an incremental run
	@$(BIN)/erp-sandbox exec --vendor netsuite --vendor quickbooks --vendor acumatica --vendor salesforce --quickbooks-multicurrency --state-dir output/demo/company -- $(BIN)/python -m demo

clean-demo: ## Delete the demo's sandbox, warehouse and state
	rm -rf output/demo

test: $(READY) $(MELTANO_PLUGINS) $(NPM_CLIENTS) ## Run all tests, or one plugin's: make test PLUGIN=tap-netsuite
	$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadscope $(PLUGIN)

check: $(READY) ## Check lint rules, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(READY) ## Measure speed and memory against published peers and a bare loop
	$(BIN)/python -m benchmarks

tables: $(READY) ## Regenerate the tables of the plugins' READMEs
	$(BIN)/python docs/tables.py

hub: $(READY) ## Regenerate the Meltano Hub definitions and the lock files
	@$(BIN)/python -m hub.definitions .

constraints: $(READY) ## Update all pins in constraints.txt
	$(BIN)/uv lock --upgrade
	$(BIN)/uv export --frozen --quiet --no-hashes --no-header --no-annotate --no-emit-workspace --output-file constraints.txt

$(READY): .ci/setup $(SOURCES)
	@echo "Setting up .venv (one to two minutes if packages must be downloaded)"
	@.ci/setup

.meltano/ready: $(READY) meltano.yml $(wildcard pipelines/*.yml plugins/*/*.lock)
	@echo "Installing the plugins, each into an environment of its own"
	@$(MELTANO) install --schedule=netsuite-daily
	@$(MELTANO) install --schedule=netsuite-salesforce-hourly
	@$(MELTANO) install --schedule=quickbooks-daily
	@$(MELTANO) install --schedule=acumatica-daily
	@$(MELTANO) install --schedule=oracle-fusion-daily
	@touch $@

.meltano/postgres: $(READY) meltano.yml $(wildcard pipelines/*.yml plugins/*/*.lock)
	@$(MELTANO) install loader target-postgres && $(MELTANO) install utility dbt-postgres
	@touch $@

# Published clients of Salesforce and Oracle Fusion in JavaScript, each used by one test of the sandbox.
.meltano/jsforce: PACKAGE := jsforce@3.10.16
.meltano/erp-oracle-fusion: PACKAGE := @rytass/erp-oracle-fusion@0.2.0
.meltano/jsforce .meltano/erp-oracle-fusion:
	@if command -v npm >/dev/null; then npm install --silent --no-audit --no-fund --prefix $@ $(PACKAGE); \
	else echo "npm is not installed: the test with $(PACKAGE) will be skipped"; fi
