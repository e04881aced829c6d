# Needs Python 3.11 or newer and make: .ci/setup fetches the rest into .venv.

BIN := .venv/bin
READY := .venv/ready
MELTANO := $(BIN)/meltano --environment sandbox
SOURCES := pyproject.toml constraints.txt $(wildcard */pyproject.toml)

# What an activated environment or a shell profile would leak into the programs started here.
unexport PYTHONPATH PYTHONHOME PYTHONWARNINGS VIRTUAL_ENV

.DEFAULT_GOAL := help
.PHONY: help demo clean-demo test check bench tables constraints

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(READY) .meltano/ready ## Run the flows against simulated accounts, without one of your own; again for an incremental run
	@$(BIN)/erp-sandbox exec --vendor netsuite --vendor quickbooks --vendor salesforce --state-dir output/demo/company -- $(BIN)/python -m demo

clean-demo: ## Forget the demo's company, warehouse and state
	rm -rf output/demo

test: $(READY) .meltano/ready .meltano/postgres .meltano/jsforce ## Run all tests
	$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadscope

check: $(READY) ## Lint, check the format and the types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(READY) ## Measure against named peers and the floor
	$(BIN)/python -m benchmarks

tables: $(READY) ## Write the generated tables of the plugins' READMEs anew
	$(BIN)/python docs/tables.py

constraints: $(READY) ## Resolve all pins anew
	$(BIN)/uv lock --upgrade
	$(BIN)/uv export --frozen --quiet --no-hashes --no-header --no-annotate --no-emit-workspace --output-file constraints.txt

$(READY): .ci/setup $(SOURCES)
	@echo "Setting up .venv: a minute or two when packages have to be downloaded"
	@.ci/setup

.meltano/ready: $(READY) meltano.yml $(wildcard pipelines/*.yml)
	@echo "Installing the plugins, each into its own environment"
	@$(MELTANO) install --schedule=netsuite-daily
	@$(MELTANO) install --schedule=netsuite-salesforce-hourly
	@$(MELTANO) install --schedule=quickbooks-daily
	@touch $@

.meltano/postgres: $(READY) meltano.yml $(wildcard pipelines/*.yml)
	@$(MELTANO) install loader target-postgres && $(MELTANO) install utility dbt-postgres
	@touch $@

# Salesforce's published client in another language, which drives the sandbox in one test.
.meltano/jsforce:
	@if command -v npm >/dev/null; then npm install --silent --no-audit --no-fund --prefix $@ jsforce@3.10.16; \
	else echo "npm is not installed: the test with jsforce is skipped"; fi
