"""A change of a plugin's capabilities or settings is a visible difference in review.

To accept a change: `UPDATE_SNAPSHOTS=1 .venv/bin/pytest tests/contracts/test_about.py`.
"""

from __future__ import annotations

import re
from pathlib import Path

from jsonschema import Draft202012Validator
from singer_erp.testing import assert_snapshot


def test_capabilities_and_settings_are_the_reviewed_ones(plugin, about):
    settings = about["settings"]["properties"]
    reviewed = {
        "capabilities": about["capabilities"],
        "required": about["settings"].get("required", []),
        "settings": {
            # The descriptions are in the README, which another test compares.
            name: {key: value for key, value in setting.items() if key != "description"}
            for name, setting in settings.items()
        },
    }

    assert_snapshot(reviewed, Path(__file__).parent / "snapshots" / f"{plugin}.json")


def test_the_schema_of_the_settings_is_valid(about):
    Draft202012Validator.check_schema(about["settings"])


def test_the_description_is_one_sentence(about):
    assert re.fullmatch(r"Singer (tap|target) for [^\n]+\.", about["description"])
