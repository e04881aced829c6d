"""The README's example is a tap that works, and its table names every module."""

import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()


@pytest.fixture
def tap_acme(tmp_path, load_module):
    [example] = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    path = tmp_path / "readme_tap.py"
    path.write_text(example)
    return load_module(path).TapAcme


@pytest.fixture
def invoices(vendor):
    """Serves five invoices, two a page; the queries it was asked."""
    rows = [
        b'{"id":%d,"amount":1000000000000000%d.10,"changed_at":"2026-01-31T01:00:00+01:00"}'
        % (n, n)
        for n in range(1, 6)
    ]
    queries = []

    def choose(headers, path):
        query = {name: value for name, [value] in parse_qs(urlsplit(path).query).items()}
        queries.append(query | {"key": headers["X-Api-Key"]})
        after = int(query.get("after", 0))
        return vendor.Reply(body=b"[" + b",".join(rows[after : after + 2]) + b"]")

    vendor.choose = choose
    return queries


def test_the_example_reads_everything_and_goes_on_from_its_state(
    tap_acme, invoices, run_tap, vendor, tmp_path
):
    config = {"api_url": vendor.url, "api_key": "k", "start_date": "2026-01-01"}

    first = run_tap(tap_acme, config=config)

    assert first.exit_code == 0
    assert [message["record"]["id"] for message in first.of("RECORD")] == [1, 2, 3, 4, 5]
    assert '"amount":10000000000000001.10,' in first.stdout
    assert '"changed_at":"2026-01-31T00:00:00Z"' in first.stdout
    since = {"since": "2026-01-01T00:00:00Z", "key": "k"}
    assert invoices == [since, *(since | {"after": after} for after in "245")]

    state = tmp_path / "state.json"
    state.write_text(json.dumps(first.of("STATE")[-1]["value"]))
    invoices.clear()
    second = run_tap(tap_acme, "--state", str(state), config=config)

    assert second.exit_code == 0
    assert invoices[0]["since"] > "2026-01-31"


def test_the_example_tells_people_what_is_wrong(tap_acme, run_tap, vendor):
    vendor.will(vendor.Reply(401, headers={"X-Request-Id": "r-1"}))

    outcome = run_tap(tap_acme, config={"api_url": vendor.url, "api_key": "s3cret"})

    assert outcome.exit_code == 1
    assert (
        "Acme request GET /invoices failed (401). Check `api_key`. Request id r-1."
        in outcome.stderr
    )
    assert "s3cret" not in outcome.stderr


def test_the_table_names_every_module():
    package = ROOT / "singer_erp"
    modules = {path.stem for path in package.glob("*.py")} - {"__init__"}
    modules |= {path.parent.name for path in package.glob("*/__init__.py")}

    assert set(re.findall(r"^\| `(\w+)` \|", README, re.MULTILINE)) == modules
