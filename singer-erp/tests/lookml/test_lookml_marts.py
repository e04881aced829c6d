"""What is read from dbt's artifacts, and what is wrong with them."""

import pytest
from click.testing import CliRunner
from singer_erp.cli import main
from singer_erp.lookml.marts import column_kind


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
    project.mart("fct_line", "line_key", project.ledger, looker)
    done = project.command(tmp_path, "write")

    assert done.exit_code == 1
    assert message in done.output
    assert not (tmp_path / "lookml").exists()


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
