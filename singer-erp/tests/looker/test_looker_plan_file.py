"""The file of plans: what is valid in it, and which values stay secret."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from singer_erp.errors import ConfigError
from singer_erp.looker.command import looker_command
from singer_erp.looker.environment import Environment, fingerprint, is_fingerprint_of
from singer_erp.looker.plan_file import load_plans
from singer_erp.looker.plans import destination_body

PLAN = """
owner: finance
plans:
- name: AP aging
  look: 42
  crontab: 0 6 * * *
  filters: {Company: 1, Is open: yes, Vendor: "Acme & Sons"}
  destinations:
  - {type: email, address: ap@example.com, format: csv}
"""


@pytest.fixture
def load(tmp_path):
    def load(text):
        path = tmp_path / "plans.yml"
        path.write_text(text)
        return load_plans(path)

    return load


def test_a_plan_has_the_fields_that_looker_takes(load):
    (plan,) = load(PLAN).plans

    body = {name: value for name, value in plan.body(None).items() if value not in (None, False)}

    assert body == {
        "look_id": "42",
        "crontab": "0 6 * * *",
        "enabled": True,
        "filters_string": "?Company=1&Is+open=Yes&Vendor=Acme+%26+Sons",
    }


@pytest.mark.parametrize(
    ("dashboard", "field"), [("7", "dashboard_id"), ("finance::cash", "lookml_dashboard_id")]
)
def test_a_dashboard_is_of_users_or_of_lookml(load, dashboard, field):
    (plan,) = load(PLAN.replace("look: 42", f"dashboard: {dashboard}")).plans

    assert plan.body(None)[field] == dashboard
    assert [n for n, v in plan.body(None).items() if n.endswith("_id") and v] == [field]


def test_the_owner_makes_the_key_of_a_plan_in_looker(load):
    file = load(PLAN)

    assert file.title("AP aging") == "AP aging [finance]"
    assert file.name_of("AP aging [finance]") == "AP aging"
    for foreign in ("AP aging", "AP aging [sales]", "AP aging [finance 3f9c2a7d1b2c]", "[finance]"):
        assert file.name_of(foreign) is None


def test_variables_of_the_environment_become_values(load):
    secret = """
  - type: s3
    address: s3://exports/${FOLDER}/
    format: csv
    parameters: {region: us-east-1}
    secret_parameters: {secret_access_key: "${AP_SECRET}"}
"""
    (plan,) = load(PLAN + secret.lstrip("\n")).plans

    body = destination_body(plan.destinations[1], Environment({"FOLDER": "ap", "AP_SECRET": "s"}))

    assert body["address"] == "s3://exports/ap/"
    assert json.loads(body["secret_parameters"]) == {"secret_access_key": "s"}
    assert plan.destinations[1].label == "s3 s3://exports/${FOLDER}/"


def test_a_variable_that_is_not_set_is_named(load):
    with pytest.raises(ConfigError, match="environment variable AP_SECRET is not set"):
        Environment({}).fill("${AP_SECRET}")


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("owner: finance", "owner: Finance!", r"`owner` must be of small letters"),
        ("owner: finance", "owners: finance", "Unknown key `owners` in `plans_file`"),
        ("look: 42", "look: 42\n  dashboard: 7", "exactly one of"),
        ("  look: 42\n", "", "exactly one of"),
        ("look: 42", "look: 42\n  datagroup: a::b", "both `crontab` and `datagroup`"),
        ("name: AP aging", "name: AP  aging", "needs a `name` on one line"),
        ("name: AP aging", "name: ''", "needs a `name` on one line"),
        ("look: 42", "dashboard: 7\n  send_all_results: true", "refuses for dashboards"),
        ("format: csv}", "formats: csv}", r"`plans_file.plans\[0\].destinations\[0\]`"),
        ("- {type", "- {secret_parameters: {a: b}, type", "'a' of 'email ap@example.com' in clear"),
        ("ap@example.com", "a" * 250, "give it a short `name`"),
        ("owner: finance", "owner: [", "is not YAML"),
        ("  destinations:\n", "  destinations: []\n#", "at least one of `destinations`"),
    ],
)
def test_what_is_wrong_in_a_file_is_said(load, before, after, message):
    assert before in PLAN
    text = PLAN.replace(before, after)
    if after.startswith("  destinations: []"):
        text = text[: text.index("#")]

    with pytest.raises(ConfigError, match=message):
        load(text)


def test_names_are_unique(load):
    with pytest.raises(ConfigError, match="several plans named 'AP aging'"):
        load(PLAN + PLAN.partition("plans:")[2].lstrip("\n"))
    with pytest.raises(ConfigError, match="several destinations named"):
        load(PLAN + "  - {type: email, address: ap@example.com, format: xlsx}\n")


def test_a_fingerprint_recognizes_a_secret_and_does_not_contain_it():
    first, second = fingerprint("secret"), fingerprint("secret")

    assert first != second
    assert is_fingerprint_of(first, "secret")
    assert is_fingerprint_of(second, "secret")
    assert not is_fingerprint_of(first, "other")
    assert not is_fingerprint_of(None, "secret")
    assert not is_fingerprint_of("created", "secret")


def test_a_missing_setting_is_named_with_its_variable(monkeypatch):
    monkeypatch.delenv("LOOKER_API_URL", raising=False)

    outcome = CliRunner().invoke(looker_command(), ["plans", "diff"])

    assert outcome.exit_code == 2
    assert "LOOKER_API_URL" in outcome.stderr


def test_deliveries_of_two_plans_are_not_called_the_same(load):
    """The audit log could not tell them apart."""
    destination = "{type: email, address: ap@example.com, format: csv}"
    named = destination.replace("{", "{name: %s, ")
    text = PLAN.replace("AP aging", "AP").replace(destination, named % "AR/a")
    more = f"- name: AP/AR\n  look: 1\n  destinations:\n  - {named % 'a'}\n"

    with pytest.raises(ConfigError, match="two deliveries are called 'AP/AR/a'"):
        load(text + more)
