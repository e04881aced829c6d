"""The LookML project in `lookml/` over the marts of all companies."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from singer_erp.cli import main

LOOKML = Path(__file__).parents[2] / "lookml"


@pytest.fixture
def dbt_artifacts(all_marts, marts_folder):
    """The options of `singer-erp lookml` with the artifacts of the warehouse of all companies."""
    return [
        part
        for name in ("manifest", "catalog")
        for part in (f"--{name}", str(marts_folder / f"{name}.json"))
    ]


@pytest.fixture
def lookml(dbt_artifacts):
    def run(command, *options):
        return CliRunner().invoke(main, ["lookml", command, *dbt_artifacts, *options])

    return run


def test_generated_files_are_up_to_date_and_the_project_has_no_issues(lookml):
    """Run `make lookml` if this fails."""
    done = lookml("check", "--folder", str(LOOKML))

    assert (done.exit_code, done.output) == (0, "0 issues.\n")


def test_files_by_people_are_kept_and_generated_ones_are_written_again(lookml, tmp_path):
    folder = shutil.copytree(LOOKML, tmp_path / "lookml")
    refined = folder / "views" / "ap_aging_rfn.view.lkml"
    refined.write_text(refined.read_text(encoding="utf-8").replace("Open amount", "Amount"))
    kept = refined.read_text(encoding="utf-8")
    (folder / "views" / "trial_balance_base.view.lkml").unlink()
    lookml("write", "--folder", str(folder))

    assert refined.read_text(encoding="utf-8") == kept
    assert lookml("check", "--folder", str(folder)).exit_code == 0


def test_the_audit_of_loads_waits_for_all_marts(parse_project):
    nodes = parse_project({}).nodes
    marts = {id_ for id_, node in nodes.items() if id_.startswith("model.") and "marts" in node.fqn}
    audit = "model.singer_erp.load_audit"

    assert set(nodes[audit].depends_on.nodes) == marts - {audit}


def test_a_build_adds_a_row_to_the_audit_of_loads(all_marts):
    rows = all_marts.rows("select load_id, loaded_at from finance.load_audit")

    assert len(rows) == 1
    assert None not in rows[0]


def test_a_build_with_a_failed_test_adds_none(all_marts, duckdb_marts):
    defective = duckdb_marts("defective")
    statuses = {name: status for name, status, _ in defective.results}

    assert statuses["unique_dim_company_company_key"] == "fail"
    assert statuses["load_audit"] == "skipped"
    assert defective.rows("from finance.load_audit") == all_marts.rows("from finance.load_audit")
