"""What a stream writes, with and without stream maps."""

import hashlib
import json
from decimal import Decimal

import pytest

PAGES = [
    """[
        {"id":"1", "class":"a", "amount":"12345678901234567.89", "posted_on":"2026-01-31",
         "modified_at":"2026-01-31T02:00:00.5+02:00", "is_open":"true"},
        {"id":"2"}
    ]""",
    '[{"id":"3","class":"é\\n","amount":-0.10,"modified_at":"2026-01-30T00:00:00"}]',
]
FIRST = {
    "id": 1,
    "class": "a",
    "amount": Decimal("12345678901234567.89"),
    "posted_on": "2026-01-31",
    "modified_at": "2026-01-31T00:00:00.500000Z",
    "is_open": True,
}


@pytest.fixture
def run(run_command, tap_ledger):
    def run(*arguments, **config):
        return run_command(tap_ledger, *arguments, config={"pages": PAGES} | config)

    return run


def _records(outcome):
    lines = [json.loads(line, parse_float=Decimal) for line in outcome.stdout.splitlines()]
    return [line for line in lines if line["type"] == "RECORD"]


def test_schema_records_and_state_come_in_order(run):
    outcome = run()

    assert outcome.exit_code == 0
    assert [message["type"] for message in outcome.messages] == [
        *("SCHEMA", "RECORD", "RECORD", "STATE", "RECORD", "STATE", "STATE")
    ]
    assert [message["record"]["id"] for message in outcome.of_type("RECORD")] == [1, 2, 3]


def test_records_are_exact_typed_and_complete(run):
    first, second, third = _records(run())

    assert first["record"] == FIRST
    assert first["time_extracted"] == "2026-01-31T04:00:00Z"
    assert second["record"] == dict.fromkeys(FIRST) | {"id": 2}
    assert third["record"]["class"] == "é\n"


def test_state_follows_every_page_and_ends_with_the_bookmark(run):
    states = [message["value"]["bookmarks"]["entries"] for message in run().of_type("STATE")]

    assert [state.get("pending", {}).get("after") for state in states] == [[2], [3], None]
    assert states[-1] == {
        "format": 2,
        "replication_key": "modified_at",
        "replication_key_value": "2026-01-31T04:00:00Z",
    }


def test_a_stream_map_gets_the_same_records(run):
    typed = _records(run())
    mapped = _records(run(stream_maps={"entries": {"note": "'x'"}}))

    assert [message["record"].pop("note") for message in mapped] == ["x"] * 3
    assert mapped == typed


def test_flattening_gets_the_same_records(run):
    settings = {"flattening_enabled": True, "flattening_max_depth": 3}

    assert _records(run(**settings)) == _records(run())


def test_versions_are_the_same_on_both_paths(run):
    typed = run(full_refresh=True)
    mapped = run(full_refresh=True, stream_maps={"entries": {"id": "id"}})

    [activated] = typed.of_type("ACTIVATE_VERSION")
    assert activated["complete"] is True
    assert {message["version"] for message in typed.of_type("RECORD")} == {activated["version"]}
    assert _records(mapped) == _records(typed)
    for outcome in (typed, mapped):
        kinds = [message["type"] for message in outcome.messages]
        assert kinds.count("ACTIVATE_VERSION") == 1
        assert "RECORD" not in kinds[kinds.index("ACTIVATE_VERSION") :]


def test_properties_can_be_added_renamed_and_hashed(run):
    maps = {
        "entries": {
            "label": "record['class']",
            "amount": "amount",
            "digest": "md5(str(id))",
            "class": None,
            "posted_on": None,
        }
    }
    first = _records(run(stream_maps=maps))[0]["record"]

    assert first == {
        "id": 1,
        "amount": FIRST["amount"],
        "modified_at": FIRST["modified_at"],
        "is_open": True,
        "label": "a",
        "digest": hashlib.md5(b"1").hexdigest(),
    }


def test_a_stream_can_be_renamed_filtered_and_removed(run):
    renamed = run(stream_maps={"entries": {"__alias__": "journal", "__filter__": "id > 1"}})
    assert {message["stream"] for message in renamed.of_type("RECORD")} == {"journal"}
    assert [message["record"]["id"] for message in renamed.of_type("RECORD")] == [2, 3]
    assert renamed.of_type("STATE")

    removed = run(stream_maps={"entries": "__NULL__"})
    assert removed.of_type("RECORD") == []
    assert removed.exit_code == 0


@pytest.mark.parametrize("maps", [{}, {"entries": {"is_open": "is_open"}}])
def test_deselected_columns_are_left_out(maps, run, tmp_path, tap_ledger):
    catalog = tap_ledger(config={"pages": []}).catalog_dict
    for entry in catalog["streams"][0]["metadata"]:
        entry["metadata"]["selected"] = entry["breadcrumb"][-1:] != ["class"]
    path = tmp_path / "catalog.json"
    path.write_text(json.dumps(catalog))

    outcome = run("--catalog", str(path), stream_maps=maps)

    assert set(_records(outcome)[0]["record"]) == set(FIRST) - {"class"}


@pytest.mark.parametrize("maps", [{}, {"entries": {"note": "'x'"}}])
def test_a_connection_test_writes_one_record_and_keeps_no_progress(maps, run):
    outcome = run("--test", stream_maps=maps)

    assert outcome.exit_code == 0
    assert [message["record"]["id"] for message in outcome.of_type("RECORD")] == [1]
    for message in outcome.of_type("STATE"):
        assert "after" not in message["value"]["bookmarks"]["entries"]["pending"]


def test_a_schema_test_writes_the_schema_alone(run):
    assert [message["type"] for message in run("--test=schema").messages] == ["SCHEMA"]


def test_a_run_resumes_from_the_last_state(run, tmp_path):
    path = tmp_path / "state.json"
    stopped = run(fails_before_page=1)
    path.write_text(json.dumps(stopped.of_type("STATE")[-1]["value"]))

    outcome = run("--state", str(path), fails_before_page=0)

    assert stopped.exit_code == outcome.exit_code == 1
    assert outcome.messages[0] == stopped.of_type("STATE")[-1]
    assert outcome.of_type("RECORD") == []


def test_the_sdks_interface_yields_the_same_records(tap_ledger, run):
    tap = tap_ledger(config={"pages": PAGES})

    assert list(tap.streams["entries"].get_records(None)) == [
        message["record"] for message in _records(run())
    ]


def test_records_are_written_though_the_state_does_not_change(run, tmp_path):
    path = tmp_path / "state.json"
    path.write_text(json.dumps(run().of_type("STATE")[-1]["value"]))

    again = run("--state", str(path))

    assert [message["record"]["id"] for message in again.of_type("RECORD")] == [1, 2, 3]
