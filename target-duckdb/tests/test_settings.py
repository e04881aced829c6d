from __future__ import annotations

import os
import stat

import pytest
from target_duckdb.target import TargetDuckDB


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"filepaht": "x"}, "Unknown setting 'filepaht'. Did you mean 'filepath'?"),
        ({"batch_size_rows": 0}, "batch_size_rows"),
        ({"load_method": "merge"}, "merge"),
        ({"decimal_scale": 38}, "decimal_scale"),
    ],
)
def test_wrong_setting_is_named(tmp_path, config, message):
    config = {"filepath": str(tmp_path / "x.duckdb"), **config}
    with pytest.raises(Exception, match=r"(?i)setting|config") as error:
        TargetDuckDB(config=config)
    assert message in " ".join(error.value.errors)


def test_filepath_is_required():
    with pytest.raises(Exception, match=r"(?i)config") as error:
        TargetDuckDB(config={})
    assert "'filepath' is a required property" in error.value.errors[0]


def test_sdk_settings_are_known(tmp_path):
    config = {"filepath": str(tmp_path / "x"), "stream_maps": {}, "flattening_enabled": False}
    assert TargetDuckDB(config=config).config["load_method"] == "upsert"


def test_missing_directory_is_created(warehouse, singer, tmp_path):
    warehouse.path = tmp_path / "new" / "deep" / "w.duckdb"
    assert warehouse.load([singer.schema("s", {"id": {"type": "integer"}})]).exit_code == 0
    assert warehouse.tables() == ["main.s"]


@pytest.mark.parametrize(
    ("filepath", "reason"),
    [
        ("a_file/w.duckdb", "directory"),
        ("a_file", "is not a DuckDB database"),
        (".", "cannot open"),
    ],
)
def test_unusable_path_is_explained(warehouse, tmp_path, filepath, reason):
    (tmp_path / "a_file").write_text("hello" * 1000)
    outcome = warehouse.load([], filepath=str(tmp_path / filepath))
    assert outcome.exit_code == 1
    assert reason in outcome.errors[0]
    assert "`filepath`" in outcome.errors[0]


def test_wrong_memory_limit_is_explained(warehouse):
    outcome = warehouse.load([], memory_limit="banana")
    assert "`memory_limit`" in outcome.errors[0]


def test_unwritable_summary_is_explained(warehouse, tmp_path):
    (tmp_path / "a_file").write_text("")
    outcome = warehouse.load([], summary_path=str(tmp_path / "a_file" / "summary"))
    assert outcome.exit_code == 1
    assert "`summary_path`" in outcome.errors[0]


def test_pragmas_reach_duckdb(tmp_path):
    spill = tmp_path / "spill"
    config = {"filepath": ":memory:", "memory_limit": "100MB", "threads": 1}
    target = TargetDuckDB(config={**config, "temp_directory": str(spill)})
    sql = "SELECT current_setting('memory_limit'), current_setting('threads'), "
    [row] = target.connection.rows(f"{sql} current_setting('temp_directory')")
    target.connection.close()
    assert row == ("95.3 MiB", 1, str(spill))


@pytest.fixture
def umask(request):
    before = os.umask(request.param)
    yield request.param
    assert os.umask(before) == request.param


@pytest.mark.parametrize("umask", [0, 0o022, 0o277], indirect=True)
def test_private_files_are_their_owners_only(warehouse, singer, tmp_path, umask):
    warehouse.path = tmp_path / "new" / "deep" / "w.duckdb"
    summary = tmp_path / "summaries" / "one" / "summary.jsonl"

    lines = [singer.schema("s", {"id": {"type": "integer"}}), singer.record("s", {"id": 1})]
    outcome = warehouse.load(lines, private_files=True, summary_path=str(summary))

    assert outcome.exit_code == 0
    created = {path: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("*")}
    assert created[warehouse.path] == created[summary] == 0o600
    assert {created[path] for path in created if path.is_dir()} == {0o700}


@pytest.mark.parametrize("umask", [0o022], indirect=True)
def test_without_the_setting_the_umask_decides(warehouse, singer, umask):
    warehouse.load([singer.schema("s", {"id": {"type": "integer"}})])

    assert stat.S_IMODE(warehouse.path.stat().st_mode) == 0o644


@pytest.mark.parametrize("umask", [0o022], indirect=True)
def test_a_warehouse_that_cannot_be_opened_leaves_the_umask(warehouse, umask):
    warehouse.path.write_text("hello" * 1000)

    assert warehouse.load([], private_files=True).exit_code == 1
