"""dbt's artifacts of a few marts, and the LookML of them."""

import json

import lkml
import pytest
from click.testing import CliRunner
from singer_erp.cli import main
from singer_erp.lookml.marts import read_marts
from singer_erp.lookml.project import Options, generate

LEDGER = {
    "line_key": "VARCHAR",
    "company_key": "VARCHAR",
    "account_key": "VARCHAR",
    "ledger_key": "VARCHAR",
    "posting_date": "DATE",
    "updated_at": "TIMESTAMP WITH TIME ZONE",
    "is_posted": "BOOLEAN",
    "account_number": "VARCHAR",
    "line_number": "BIGINT",
    "currency_code": "VARCHAR",
    "exchange_rate": "DECIMAL(28,9)",
    "net_amount": "DECIMAL(18,2)",
    "base_amount": "NUMERIC(18, 2)",
    "quantity": "double precision",
    "custbody_project": "VARCHAR",
    "memo": "VARCHAR",
}
ACCOUNT = {"account_key": "VARCHAR", "account_number": "VARCHAR", "natural_sign": "INTEGER"}
COMPANY = {"company_key": "VARCHAR", "company_code": "VARCHAR"}


class Project:
    """dbt's artifacts of a few marts."""

    ledger = LEDGER

    def __init__(self):
        self.manifest = {"nodes": {}}
        self.catalog = {"nodes": {}}
        self.mart("fct_line", "line_key", LEDGER, {"explore": "gl_lines"})
        self.mart("dim_account", "account_key", ACCOUNT)
        self.mart("dim_company", "company_key", COMPANY)
        for name in ("account", "company"):
            self.test("fct_line", f"{name}_key", "relationships", f"dim_{name}")

    def mart(self, name, key, columns, looker=None):
        self.manifest["nodes"][f"model.p.{name}"] = {
            "resource_type": "model",
            "name": name,
            "path": f"marts/finance/{name}.sql",
            "schema": "finance",
            "description": f'Rows of "{name}"\nof all ERPs.',
            "config": {"meta": {"looker": looker} if looker else {}},
            "columns": {column: {"description": f"The {column}."} for column in columns},
        }
        self.catalog["nodes"][f"model.p.{name}"] = {
            "columns": {
                column: {"name": column, "type": type_, "index": index}
                for index, (column, type_) in enumerate(columns.items())
            }
        }
        for kind in ("unique", "not_null"):
            self.test(name, key, kind)

    def test(self, mart, column, kind, to=""):
        arguments = {"to": f"ref('{to}')", "field": column} if to else {}
        self.manifest["nodes"][f"test.p.{kind}_{mart}_{column}"] = {
            "resource_type": "test",
            "attached_node": f"model.p.{mart}",
            "column_name": column,
            "test_metadata": {"name": kind, "kwargs": arguments},
        }

    def files(self, **options):
        marts = read_marts(self.manifest, self.catalog, "marts/finance")
        return generate(marts, Options(**options))

    def parsed(self, path):
        return lkml.load(self.files()[path])

    def fields(self, mart):
        [view] = self.parsed(f"views/{mart}_base.view.lkml")["views"]
        return {
            field["name"]: field
            for kind in ("dimensions", "dimension_groups", "measures")
            for field in view[kind]
        }

    def command(self, folder, *arguments):
        for name in ("manifest", "catalog"):
            (folder / f"{name}.json").write_text(json.dumps(getattr(self, name)))
        paths = [f"--{name}={folder / name}.json" for name in ("manifest", "catalog")]
        return CliRunner().invoke(
            main, ["lookml", *arguments, *paths, f"--folder={folder / 'lookml'}"]
        )


@pytest.fixture
def project():
    return Project()
