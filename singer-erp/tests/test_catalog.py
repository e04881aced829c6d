"""Catalogs that are not as discovery writes them are errors that name the stream."""

import json

import pytest


@pytest.fixture
def run(run_command, tap_ledger, tmp_path):
    """Run with a catalog in which members of the stream are replaced."""

    def run(**members):
        catalog = tap_ledger(config={"pages": []}).catalog_dict
        catalog["streams"][0] |= members
        path = tmp_path / "catalog.json"
        path.write_text(json.dumps(catalog))
        return run_command(tap_ledger, "--catalog", str(path), config={"pages": ['[{"id": "1"}]']})

    return run


def metadata(**values):
    return [{"breadcrumb": [], "metadata": values}]


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"tap_stream_id": None}, r"None is malformed: Expected `str`, got `null`"),
        ({"tap_stream_id": ["x"]}, "Expected `str`, got `array` - at `$.tap_stream_id`"),
        ({"stream": "x"}, "'entries' is malformed: its `stream` is 'x'"),
        ({"schema": None}, "Expected `object`, got `null` - at `$.schema`"),
        ({"schema": {}}, "missing required field `properties` - at `$.schema`"),
        ({"schema": {"properties": []}}, "got `array` - at `$.schema.properties`"),
        ({"schema": {"properties": {"x": None}}}, "column 'x': Expected `object`, got `null`"),
        ({"schema": {"properties": {"x": "string"}}}, "column 'x': Expected `object`"),
        ({"schema": {"properties": {"x": {"type": 7}}}}, "got `int` - at `$.type`"),
        ({"schema": {"properties": {"x": {"title": 7}}}}, "got `int` - at `$.title`"),
        ({"schema": {"properties": {"x": {"type": [None]}}}}, "got `null` - at `$.type[0]`"),
        ({"schema": {"properties": {"x": {"properties": [1]}}}}, "at `$.properties`"),
        ({"schema": {"properties": {"x": {"anyOf": {}}}}}, "at `$.anyOf`"),
        ({"metadata": None}, "Expected `array`, got `null` - at `$.metadata`"),
        ({"metadata": [None]}, "`$.metadata[0]`"),
        ({"metadata": [{}]}, "missing required field `breadcrumb` - at `$.metadata[0]`"),
        ({"metadata": [{"breadcrumb": None, "metadata": {}}]}, "`$.metadata[0].breadcrumb`"),
        ({"metadata": [{"breadcrumb": [7], "metadata": {}}]}, "`$.metadata[0].breadcrumb[0]`"),
        ({"metadata": [{"breadcrumb": [], "metadata": None}]}, "`$.metadata[0].metadata`"),
        ({"metadata": metadata(selected="false")}, "`$.metadata[0].metadata.selected`"),
        (
            {"metadata": metadata(**{"forced-replication-method": "incremental"})},
            "Invalid enum value 'incremental'",
        ),
        ({"key_properties": "id"}, "Expected `array | null`, got `str` - at `$.key_properties`"),
        ({"replication_key": ["id"]}, "`$.replication_key`"),
    ],
)
def test_a_malformed_stream_is_an_error_that_says_where(run, members, reason):
    outcome = run(**members)

    assert outcome.exit_code == 1
    assert "The catalog's stream " in outcome.stderr
    assert reason in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert outcome.stdout == ""


def test_a_catalog_without_a_list_of_streams_is_an_error(run_command, tap_ledger, tmp_path):
    path = tmp_path / "catalog.json"
    for streams in (None, {}, ["entries"]):
        path.write_text(json.dumps({"streams": streams}))

        outcome = run_command(tap_ledger, "--catalog", str(path))

        assert "The catalog is not a list of streams" in outcome.stderr


def test_a_catalog_may_have_less_than_discovery_writes(run):
    """Other tools leave out what they do not use, or write null."""
    assert run(metadata=[], key_properties=None, replication_key=None).exit_code == 0
