"""LookML from dbt's artifacts."""

import json
import sys

import lkml
import pytest
from click.testing import CliRunner
from singer_erp.cli import main
from singer_erp.lookml.marts import column_kind, read_marts
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


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        ("BOOLEAN", "yesno"),
        ("bool", "yesno"),
        ("INTEGER", "number"),
        ("HUGEINT", "number"),
        ("UBIGINT", "number"),
        ("INT64", "number"),
        ("DECIMAL(18,2)", "number"),
        ("NUMERIC(38, 9)", "number"),
        ("NUMBER(38,0)", "number"),
        ("double precision", "number"),
        ("FLOAT64", "number"),
        ("DATE", "date"),
        ("DATETIME", "timestamp"),
        ("TIMESTAMP", "timestamp"),
        ("timestamp(6) with time zone", "timestamp"),
        ("TIMESTAMP_NTZ(9)", "timestamp"),
        ("VARCHAR(20)", "string"),
        ("JSON", "string"),
        ("uuid", "string"),
        ("interval", "string"),
    ],
)
def test_types_of_several_warehouses_have_a_kind(type_, kind):
    assert column_kind(type_) == kind


def test_the_key_is_hidden_and_the_first_dimension(project):
    [view] = project.parsed("views/fct_line_base.view.lkml")["views"]
    key = view["dimensions"][0]

    assert (key["name"], key["primary_key"], key["hidden"]) == ("line_key", "yes", "yes")
    assert view["sql_table_name"] == "@{SCHEMA}.fct_line"


def test_dates_are_not_converted_and_have_fiscal_timeframes_while_timestamps_are(project):
    posting, updated = (project.fields("fct_line")[name] for name in ("posting", "updated"))

    assert (posting["datatype"], posting["convert_tz"]) == ("date", "no")
    assert {"raw", "date", "month", "fiscal_quarter", "fiscal_year"} <= set(posting["timeframes"])
    assert updated["datatype"] == "timestamp"
    assert "convert_tz" not in updated
    assert "time" in updated["timeframes"]


def test_money_has_a_measure_in_the_group_of_its_currency_and_a_hidden_dimension(project):
    fields = project.fields("fct_line")

    assert fields["net_amount"]["hidden"] == "yes"
    assert fields["total_net_amount"]["type"] == "sum"
    assert fields["total_net_amount"]["group_label"] == "Transaction Currency"
    assert fields["total_base_amount"]["group_label"] == "Base Currency"
    assert "`base_currency_code`" in fields["total_base_amount"]["description"]
    assert fields["total_net_amount"]["value_format_name"] == "decimal_2"


def test_balances_have_a_measure_with_the_sign_of_reports(project):
    reported = project.fields("fct_line")["reported_net_amount"]

    assert "@{CREDIT_SIGN}" in reported["sql"]
    assert "${dim_account.natural_sign}" in reported["sql"]


def test_keys_numbers_and_rates_have_no_measures(project):
    names = set(project.fields("fct_line"))

    assert not {"total_line_number", "total_exchange_rate", "total_account_key"} & names
    assert {"total_quantity", "count"} <= names


def test_custom_fields_are_grouped_and_tagged_with_their_name_in_the_erp(project):
    custom = project.fields("fct_line")["custbody_project"]

    assert custom["group_label"] == "Custom Fields"
    assert custom["tags"] == ["netsuite:custbody_project"]


def test_descriptions_of_dbt_are_those_of_fields_views_and_explores(project):
    assert project.fields("fct_line")["memo"]["description"] == "The memo."
    [explore] = project.parsed("explores/gl_lines_base.explore.lkml")["explores"]
    assert explore["description"] == "Rows of 'fct_line' of all ERPs."
    assert explore["label"] == "GL Lines"


def test_relationships_tests_are_joins_to_one_row_and_companies_filter_access(project):
    [explore] = project.parsed("explores/gl_lines_base.explore.lkml")["explores"]

    assert [(join["name"], join["relationship"], join["sql_on"]) for join in explore["joins"]] == [
        (
            f"dim_{name}",
            "many_to_one",
            f"${{fct_line.{name}_key}} = ${{dim_{name}.{name}_key}}",
        )
        for name in ("company", "account")
    ]
    [access] = explore["access_filters"]
    assert access == {"field": "dim_company.company_code", "user_attribute": "company"}


def test_an_explore_without_companies_is_for_users_of_all(project):
    project.mart("finding", "finding_key", {"finding_key": "VARCHAR"}, {"explore": "findings"})
    [explore] = project.parsed("explores/findings_base.explore.lkml")["explores"]

    assert explore["required_access_grants"] == ["all_companies"]
    assert "access_filters" not in explore


def test_each_explore_has_a_test_of_its_key_whatever_it_filters(project):
    looker = {"explore": "gl_lines", "always_filter": {"is_posted": "Yes"}}
    project.mart("fct_line", "line_key", LEDGER, looker)
    [test] = project.parsed("tests/keys_base.test.lkml")["tests"]

    assert test["asserts"][0]["expression"] == "${fct_line.count} = ${fct_line.distinct_keys}"
    assert test["explore_source"]["filters__all"] == [[{"fct_line.is_posted": ""}]]


def test_declared_joins_may_repeat_rows(project):
    settlements = {"settlement_key": "VARCHAR", "line_key": "VARCHAR"}
    project.mart("fct_settlement", "settlement_key", settlements)
    join = {"view": "fct_settlement", "by": "line_key", "relationship": "one_to_many"}
    project.mart("fct_line", "line_key", LEDGER, {"explore": "gl_lines", "joins": [join]})
    [explore] = project.parsed("explores/gl_lines_base.explore.lkml")["explores"]

    assert explore["joins"][-1]["sql_on"] == "${fct_line.line_key} = ${fct_settlement.line_key}"
    assert explore["joins"][-1]["relationship"] == "one_to_many"


@pytest.mark.parametrize(
    ("looker", "message"),
    [
        ({"explore": "x", "joins": [{"view": "dim_other", "by": "company_key"}]}, "dim_other"),
        ({"explore": "x", "joins": [{"view": "dim_company", "by": "memo"}]}, "by memo"),
        ({"explore": "x", "join": []}, "unknown field `join`"),
        (
            {
                "explore": "x",
                "joins": [{"view": "dim_company", "by": "company_key", "relationship": "1:n"}],
            },
            "dim_company by company_key",
        ),
    ],
)
def test_settings_that_are_not_valid_are_an_error(project, tmp_path, looker, message):
    project.mart("fct_line", "line_key", LEDGER, looker)
    done = project.command(tmp_path, "write")

    assert done.exit_code == 1
    assert message in done.output
    assert not (tmp_path / "lookml").exists()


def test_a_mart_without_a_tested_key_is_an_error(project, tmp_path):
    del project.manifest["nodes"]["test.p.not_null_fct_line_line_key"]
    done = project.command(tmp_path, "write")

    assert done.exit_code == 1
    assert "fct_line has 0 columns with the tests unique and not_null" in done.output


def test_a_mart_that_has_not_been_built_is_an_error(project, tmp_path):
    del project.catalog["nodes"]["model.p.dim_account"]
    done = project.command(tmp_path, "write")

    assert done.exit_code == 1
    assert "The catalog does not contain the mart dim_account" in done.output


@pytest.mark.parametrize(
    "to",
    [
        'ref("dim_account")',
        "ref('books', 'dim_account')",
        "ref( 'dim_account' )",
    ],
)
def test_a_relationships_test_is_a_join_however_its_reference_is_written(project, to):
    test = project.manifest["nodes"]["test.p.relationships_fct_line_account_key"]
    test["test_metadata"]["kwargs"]["to"] = to

    [explore] = project.parsed("explores/gl_lines_base.explore.lkml")["explores"]

    assert {join["name"] for join in explore["joins"]} == {"dim_account", "dim_company"}


@pytest.mark.parametrize(
    ("description", "text"),
    [
        ("of C:\\", "of C:/"),
        ("of @{SCHEMA}", "of @ {SCHEMA}"),
        ('a "quote"', "a 'quote'"),
        ("a ;; } {", "a ;; } {"),
        (None, None),
    ],
)
def test_any_description_is_a_valid_string(project, description, text):
    node = project.manifest["nodes"]["model.p.fct_line"]
    node["description"] = node["columns"]["memo"]["description"] = description

    assert project.fields("fct_line")["memo"].get("description") == text


@pytest.mark.parametrize("name", ["Account Name", "größe", "a$b", "2nd", ""])
def test_a_column_that_lookml_cannot_name_is_an_error(project, tmp_path, name):
    project.mart("fct_line", "line_key", LEDGER | {name: "VARCHAR"}, {"explore": "gl_lines"})
    done = project.command(tmp_path, "write")

    assert done.exit_code == 1
    assert f"The mart fct_line has the column {name!r}" in done.output
    assert not (tmp_path / "lookml").exists()


@pytest.mark.parametrize(
    ("columns", "names"),
    [
        ({"updated_date": "DATE"}, "updated_date"),
        ({"posting_month": "VARCHAR"}, "posting_month"),
        ({"total_net_amount": "DECIMAL(18,2)"}, "total_net_amount"),
        ({"count": "BIGINT"}, "count"),
    ],
)
def test_columns_that_give_two_fields_one_name_are_an_error(project, tmp_path, columns, names):
    project.mart("fct_line", "line_key", LEDGER | columns, {"explore": "gl_lines"})
    done = project.command(tmp_path, "write")

    assert done.exit_code == 1
    assert f"would have several fields named {names}" in done.output


def test_artifacts_of_another_layout_are_an_error(project, tmp_path):
    nodes = project.manifest["nodes"]
    for change in (
        lambda: project.catalog["nodes"]["model.p.fct_line"]["columns"].pop("line_key"),
        lambda: nodes["model.p.fct_line"].pop("config"),
        lambda: nodes["test.p.unique_fct_line_line_key"].pop("test_metadata"),
        lambda: project.catalog.update(nodes=[]),
        lambda: nodes.update(other=None),
    ):
        change()
        done = project.command(tmp_path, "write")
        assert done.exit_code == 1
        assert done.output.startswith("Error: The ")


def test_artifacts_that_cannot_be_read_are_an_error(tmp_path):
    (tmp_path / "manifest.json").write_text("[]")
    done = CliRunner().invoke(main, ["lookml", "write", f"--manifest={tmp_path}/manifest.json"])

    assert done.exit_code == 1
    assert "is not an artifact of dbt" in done.output


def test_without_the_extra_the_error_names_it(project, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "lkml", None)
    done = project.command(tmp_path, "write")

    assert done.exit_code == 1
    assert "Install singer-erp[lookml]" in done.output


def test_options_are_in_manifest_and_model(project):
    files = project.files(project="books", model="ledger", connection="dwh", fiscal_month_offset=3)

    assert 'project_name: "books"' in files["manifest.lkml"]
    assert 'value: "dwh"' in files["manifest.lkml"]
    assert "fiscal_month_offset: 3" in files["models/ledger.model.lkml"]


def test_constants_of_marts_are_in_the_manifest(project):
    looker = {"explore": "gl_lines", "constants": {"MEMO": "Allocation"}}
    project.mart("fct_line", "line_key", LEDGER, looker)
    constants = {one["name"]: one["value"] for one in project.parsed("manifest.lkml")["constants"]}

    assert constants["MEMO"] == "Allocation"
    assert constants["SCHEMA"] == "finance"


def test_the_same_artifacts_give_the_same_files_in_any_order(project):
    before = project.files()
    for artifact in (project.manifest, project.catalog):
        artifact["nodes"] = dict(reversed(artifact["nodes"].items()))

    assert project.files() == before


def test_generated_files_of_removed_marts_are_deleted_and_files_by_people_kept(project, tmp_path):
    project.mart("dim_item", "item_key", {"item_key": "VARCHAR"})
    project.command(tmp_path, "write")
    own = tmp_path / "lookml" / "views" / "own.view.lkml"
    own.write_text("view: own { sql_table_name: own ;; }\n")
    for artifact in (project.manifest, project.catalog):
        artifact["nodes"].pop("model.p.dim_item")
    done = project.command(tmp_path, "write")

    assert "1 file of" in done.output
    assert not (tmp_path / "lookml" / "views" / "dim_item_base.view.lkml").exists()
    assert own.exists()


def test_check_reports_files_that_are_out_of_date(project, tmp_path):
    project.command(tmp_path, "write")
    changed = {**LEDGER, "due_date": "DATE"}
    project.mart("fct_line", "line_key", changed, {"explore": "gl_lines"})
    done = project.command(tmp_path, "check")

    assert done.exit_code == 1
    assert "views/fct_line_base.view.lkml: is out of date" in done.output
