"""The files of a generated LookML project, written and checked."""

import sys


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
    project.mart("fct_line", "line_key", project.ledger, looker)
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
    changed = {**project.ledger, "due_date": "DATE"}
    project.mart("fct_line", "line_key", changed, {"explore": "gl_lines"})
    done = project.command(tmp_path, "check")

    assert done.exit_code == 1
    assert "views/fct_line_base.view.lkml: is out of date" in done.output
