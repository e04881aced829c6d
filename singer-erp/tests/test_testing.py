"""The test plugin: what it reports, what it keeps, and that it costs nothing when unused."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal

import pytest
from singer_erp.testing import (
    Output,
    Warehouse,
    assert_same,
    assert_snapshot,
    kill_at_request,
    random_history,
)

SCHEMA = {
    "type": "SCHEMA",
    "stream": "bills",
    "key_properties": ["id"],
    "schema": {"properties": {"id": {}, "amount": {}}},
}


def _output(*messages):
    return Output("".join(json.dumps(message) + "\n" for message in messages))


def _record(number, amount=None, version=None):
    record = {"id": number} | ({} if amount is None else {"amount": amount})
    return {"type": "RECORD", "stream": "bills", "record": record, "version": version}


def test_equal_values_in_other_forms_are_the_same():
    expected = {(1,): {"id": 1, "at": "2026-01-31T01:00:00+01:00", "more": {"n": [1.5]}}}
    actual = {
        (1,): {"id": Decimal(1), "at": "2026-01-31T00:00:00Z", "more": {"n": [Decimal("1.50")]}}
    }

    assert_same(expected, actual, stream="bills")


@pytest.mark.parametrize(
    ("actual", "message"),
    [
        ({}, r"bills \(1,\): missing"),
        ({(1,): {"id": 1, "a": "7"}, (2,): {}}, r"bills \(2,\): not expected"),
        ({(1,): {"id": 1}}, r"bills \(1,\) a: column is missing"),
        ({(1,): {"id": 1, "a": "7", "b": 1}}, r"bills \(1,\) b: column is not expected"),
        ({(1,): {"id": 1, "a": 7}}, r"bills \(1,\) a: expected '7', not 7"),
        ({(1,): {"id": True, "a": "7"}}, r"bills \(1,\) id: expected 1, not True"),
    ],
)
def test_a_difference_names_stream_key_and_column(actual, message):
    with pytest.raises(AssertionError, match=message):
        assert_same({(1,): {"id": 1, "a": "7"}}, actual, stream="bills")


def test_decimals_are_exact_and_an_incomplete_line_is_not_a_message():
    output = Output('{"type":"STATE","value":{"n":10000000000000001.10}}\n{"type":"REC')

    assert output.state == {"n": Decimal("10000000000000001.10")}
    assert len(output.messages) == 1


def test_a_run_can_be_cut_at_every_boundary():
    output = _output(SCHEMA, _record(1), {"type": "STATE", "value": {"n": 1}}, _record(2))

    states = [cut.state for cut in output.cuts()]

    assert states == [{}, {}, {}, {"n": 1}]


def test_the_warehouse_upserts_and_deletes_other_versions():
    warehouse = Warehouse()
    warehouse.load(_output(SCHEMA, _record(1, 5, 1), _record(2, 6, 1)))

    warehouse.load(_output(SCHEMA, _record(1, None, 2)))
    assert warehouse.live("bills") == {
        (1,): {"id": 1, "amount": None},
        (2,): {"id": 2, "amount": 6},
    }

    warehouse.load(_output({"type": "ACTIVATE_VERSION", "stream": "bills", "version": 2}))
    assert warehouse.live("bills") == {(1,): {"id": 1, "amount": None}}


@pytest.mark.parametrize(
    ("messages", "reason"),
    [
        ([_record(1)], "before its schema"),
        ([SCHEMA, _record(None)], "no complete key"),
        (
            [SCHEMA, {"type": "RECORD", "stream": "bills", "record": {"id": 1, "x": 2}}],
            "not in its",
        ),
    ],
)
def test_the_warehouse_refuses_what_a_careful_loader_refuses(messages, reason):
    with pytest.raises(AssertionError, match=reason):
        Warehouse().load(_output(*messages))


def test_a_history_is_the_same_for_the_same_seed_and_ends_with_a_complete_run():
    def history():
        steps = []

        def run(state, dice):
            steps.append(("run", dice.randrange(100)))
            return _output(SCHEMA, _record(1), {"type": "STATE", "value": {"n": len(steps)}})

        warehouse = Warehouse()
        random_history(
            warehouse,
            run,
            seed=3,
            mutate=lambda seed: steps.append(("mutate", seed)),
            advance=lambda seconds: steps.append(("advance", seconds)),
            kills=0.5,
        )
        assert warehouse.state == {"n": len(steps)}
        return steps

    assert history() == history()
    assert [name for name, _ in history()] == [*(["run", "mutate", "advance"] * 4), "run"]


@pytest.mark.parametrize(("options", "seeds"), [([], 2), (["--histories", "5"], 5)])
def test_the_marker_sets_the_seeds_and_the_option_their_number(tmp_path, options, seeds):
    (tmp_path / "test_it.py").write_text(
        "import pytest\n\n@pytest.mark.histories(2)\ndef test_it(seed):\n    pass\n"
    )

    collected = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:randomly", *options],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    assert collected.stdout.count("test_it.py::test_it[") == seeds


@pytest.mark.parametrize(("number", "code", "printed"), [(2, -9, 1), (9, 0, 3)])
def test_a_process_is_killed_at_its_nth_request(vendor, number, code, printed):
    program = (
        "import sys, urllib.request\n"
        "for n in range(3):\n"
        "    urllib.request.urlopen(sys.argv[1]).read()\n"
        '    print(\'{"type": "STATE", "value": {}}\', flush=True)\n'
    )

    output = kill_at_request(
        vendor.url,
        number,
        lambda url: subprocess.Popen([sys.executable, "-c", program, url], stdout=subprocess.PIPE),
    )

    assert (output.exit_code, len(output.messages)) == (code, printed)
    assert len(vendor.requests) == printed


def test_a_request_can_be_served_before_the_process_is_killed(vendor):
    program = "import sys, urllib.request; urllib.request.urlopen(sys.argv[1]).read()"

    output = kill_at_request(
        vendor.url,
        1,
        lambda url: subprocess.Popen([sys.executable, "-c", program, url], stdout=subprocess.PIPE),
        served=True,
    )

    assert (output.exit_code, len(vendor.requests)) == (-9, 1)


def test_a_command_line_leaves_no_log_handler_to_the_next_test(tmp_path):
    (tmp_path / "test_it.py").write_text(
        "import logging\n"
        "import pytest\n"
        "from singer_sdk.logging import ConsoleFormatter\n"
        "root, own = logging.getLogger(), logging.NullHandler()\n"
        "@pytest.fixture(scope='module', autouse=True)\n"
        "def kept():\n"
        "    root.addHandler(own)\n"
        "def it():\n"
        "    assert own in root.handlers\n"
        "    assert root.level == logging.WARNING\n"
        "    assert not any(isinstance(h.formatter, ConsoleFormatter) for h in root.handlers)\n"
        "    root.setLevel('INFO')\n"
        "    handler = logging.StreamHandler()\n"
        "    handler.setFormatter(ConsoleFormatter())\n"
        "    root.addHandler(handler)\n"
        "test_first = test_second = it\n"
    )

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q"], cwd=tmp_path, capture_output=True, check=False
    )

    assert b"2 passed" in done.stdout


def test_a_snapshot_that_differs_is_reported_and_updated_on_request(tmp_path, monkeypatch):
    path = tmp_path / "snapshots" / "about.json"
    with monkeypatch.context() as patch:
        patch.setenv("UPDATE_SNAPSHOTS", "1")
        assert_snapshot({"a": 1}, path)

    assert_snapshot({"a": 1}, path)
    with pytest.raises(AssertionError, match=r"about\.json is not the snapshot"):
        assert_snapshot({"a": 2}, path)


def test_the_plugin_imports_nothing_slow_before_it_is_used():
    slow = {"singer_sdk", "requests", "sqlalchemy", "click", "msgspec", "http.server", "ssl"}
    program = "import sys, singer_erp.testing, singer_erp.testing.plugin; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)

    assert slow.isdisjoint(done.stdout.decode().split())
