"""The setting `mappings`: mistakes end the run with one line, before anything is read."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from target_salesforce.target import TargetSalesforce


@pytest.mark.parametrize(
    ("mappings", "message"),
    [
        (
            {"customers": {"wher": "id"}},
            (
                "Unknown key `wher` in `mappings.customers`. It takes the keys `object`, "
                "`external_id`, `key`, `fields`, `lookups`, `where`."
            ),
        ),
        (
            {"customers": {"lookups": {"ParentId": {"objekt": "Account"}}}},
            (
                "Unknown key `objekt` in `mappings.customers.lookups.ParentId`. It takes the keys "
                "`external_id`, `key`, `object`."
            ),
        ),
        (
            {"customers": {"lookups": {"ParentId": {"key": "parent"}}}},
            "Missing key `external_id` in `mappings.customers.lookups.ParentId`.",
        ),
        (
            {"projects": {"object": "Project__c"}},
            "Missing keys `external_id`, `key` in `mappings.projects`.",
        ),
        (
            {"customers": {"fields": {"Fax": 5}}},
            "`mappings.customers.fields.Fax` is not valid: expected `str | null`, got `int`.",
        ),
        (
            {"customers": {"fields": ["Fax"]}},
            "`mappings.customers.fields` is not valid: expected `object`, got `array`.",
        ),
        ({"customers": "Account"}, "'Account' is not of type 'object', 'null'"),
        (["customers"], "['customers'] is not of type 'object'"),
    ],
)
def test_a_mistake_is_one_line_before_anything_is_read(delivery, messages, mappings, message):
    path = delivery.folder / "config.json"
    path.write_text(json.dumps(delivery.config | {"mappings": mappings}))

    result = CliRunner().invoke(
        TargetSalesforce.cli,
        ["--config", str(path)],
        input=messages().customer(1).state().text().read(),
    )

    [line] = [line for line in delivery.caplog.messages if message in line]
    assert "\n" not in line
    assert result.exit_code == 1
    assert result.stdout == ""
    assert delivery.sandbox.journal() == []


def test_null_removes_a_field_and_a_lookup(delivery, messages):
    own = {"customers": {"fields": {"Phone": None}, "lookups": {"ParentId": None}}}

    run = delivery.run(messages().customer(1).customer(2, parent=1, phone="1"), mappings=own)

    account = delivery.by_key("Account")["2"]
    assert run.code == 0
    assert (account["Phone"], account["ParentId"]) == (None, None)
