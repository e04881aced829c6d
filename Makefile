# Needs Python 3.11 or newer and make; .ci/setup installs everything else into .venv.

BIN := .venv/bin
READY := .venv/ready
MELTANO := $(BIN)/meltano --environment sandbox
SOURCES := pyproject.toml constraints.txt $(wildcard */pyproject.toml)

# Variables of an activated environment or a shell profile that would change the programs below.
# Without bytecode files, each of the many processes of the tests compiles all its imports again.
unexport PYTHONPATH PYTHONHOME PYTHONWARNINGS VIRTUAL_ENV PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo clean-demo test check bench tables hub lookml constraints

# Folders whose tests `make test PLUGIN=...` runs alone, without Meltano's environments.
PLUGINS := $(sort $(patsubst %/tests,%,$(wildcard */tests)))
UNKNOWN := $(filter-out $(PLUGINS),$(PLUGIN))
ifneq ($(UNKNOWN),)
$(error PLUGIN=$(UNKNOWN) is not a folder with tests. Use one of: $(PLUGINS))
endif
CLIENTS := $(if $(filter sandbox,$(or $(PLUGIN),sandbox)),.meltano/jsforce .meltano/erp-oracle-fusion .meltano/spectacles)
CLIENTS += $(if $(filter transform,$(or $(PLUGIN),transform)),.meltano/lookml-parser .meltano/spectacles)
MELTANO_PLUGINS := $(if $(PLUGIN),,.meltano/ready .meltano/postgres)

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) .meltano/ready ## Install everything into this folder: .venv, and the plugins of the flows

demo: $(READY) .meltano/ready ## Run the flows against simulated accounts, or one: make demo FLOW=netsuite-to-warehouse
	@$(BIN)/python -m demo $(FLOW)

clean-demo: ## Delete the demo's sandbox, warehouse and state
	rm -rf output/demo

test: $(READY) $(MELTANO_PLUGINS) $(CLIENTS) ## Run all tests, or one plugin's: make test PLUGIN=tap-netsuite
	$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadscope --no-loadscope-reorder $(PLUGIN)

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

# Empty marts have all columns, so that no account is needed.
lookml: export SINGER_ERP_DUCKDB_PATH := output/lookml/warehouse.duckdb
lookml: export SINGER_ERP_SCHEMA := main
lookml: export DBT_TARGET_PATH := $(CURDIR)/output/lookml/target
lookml: DBT := $(BIN)/dbt --quiet --no-use-colors
lookml: PROJECT := --project-dir transform --profiles-dir transform --target duckdb
lookml: $(READY) ## Regenerate the LookML of the marts, and check it
	@rm -rf output/lookml && mkdir -p output/lookml
	@$(DBT) run $(PROJECT) && $(DBT) docs generate --no-compile $(PROJECT)
	@for command in write check; do $(BIN)/singer-erp lookml $$command --manifest output/lookml/target/manifest.json --catalog output/lookml/target/catalog.json || exit 1; done

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
	@$(MELTANO) install extractor tap-looker && $(MELTANO) install utility looker
	@$(MELTANO) install --schedule=looker-to-acumatica-close
	@$(MELTANO) install extractor tap-oracle-fusion && $(MELTANO) install utility finance-marts
	@touch $@

.meltano/postgres: $(READY) meltano.yml $(wildcard pipelines/*.yml plugins/*/*.lock)
	@$(MELTANO) install loader target-postgres && $(MELTANO) install utility dbt-postgres
	@touch $@

# A published client of Looker in an environment of its own: it needs older versions than the rest.
.meltano/spectacles: sandbox/tests/looker/api/spectacles.txt $(READY)
	@$(BIN)/uv venv --quiet --clear $@
	@$(BIN)/uv pip install --quiet --python $@ --requirement $<
	@touch $@

# Published clients of Salesforce and Oracle Fusion and a parser of LookML, each used by one test.
.meltano/jsforce: PACKAGE := jsforce@3.10.16
.meltano/erp-oracle-fusion: PACKAGE := @rytass/erp-oracle-fusion@0.2.0
.meltano/lookml-parser: PACKAGE := lookml-parser@7.1.3 js-yaml@4.1.1
.meltano/jsforce .meltano/erp-oracle-fusion .meltano/lookml-parser:
	@if command -v npm >/dev/null; then npm install --silent --no-audit --no-fund --prefix $@ $(PACKAGE); \
	else echo "npm is not installed: the test with $(PACKAGE) will be skipped"; fi
