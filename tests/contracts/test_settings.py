from __future__ import annotations

import re
import subprocess
import sys

import pytest

LOADER_VARIABLES = {"SINGER_ERP_DUCKDB": "target-duckdb", "SINGER_ERP_POSTGRES": "target-postgres"}


def test_pipeline_declares_exactly_the_settings_of_about(kinds, declared):
    assert list(declared) == list(kinds)


def test_pipeline_declares_the_kinds_of_about(kinds, declared):
    assert {name: setting["kind"] for name, setting in declared.items()} == kinds


def test_pipeline_marks_exactly_the_secrets_as_sensitive(about, declared):
    properties = about["settings"]["properties"]
    secrets = {name for name, setting in properties.items() if setting.get("secret")}
    assert {name for name, setting in declared.items() if setting.get("sensitive")} == secrets


def test_pipeline_offers_the_values_about_allows(about, declared):
    for name, setting in about["settings"]["properties"].items():
        if "enum" in setting:
            assert [option["value"] for option in declared[name]["options"]] == setting["enum"]


def test_pipeline_declares_the_capabilities_of_about(plugin, about, definitions):
    assert sorted(definitions[plugin]["capabilities"]) == sorted(about["capabilities"])


def test_pipelines_contain_no_secret(definitions):
    for definition in definitions.values():
        for setting in definition.get("settings", []):
            if setting.get("sensitive"):
                assert "value" not in setting, (definition["name"], setting["name"])


def test_readme_lists_every_setting(about, readme):
    for name in about["settings"]["properties"]:
        assert f"`{name}`" in readme or f"| {name} |" in readme, name


def test_generated_tables_are_up_to_date(root):
    command = [sys.executable, root / "docs" / "tables.py", "--check"]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    assert done.stdout == ""
    assert done.returncode == 0, done.stderr


@pytest.fixture
def example(root) -> dict[str, str]:
    lines = (root / ".env.example").read_text().splitlines()
    return dict(re.findall(r"^#?([A-Z_]+)=(.*)$", "\n".join(lines), re.MULTILINE))


def _variables(prefix: str, definition: dict) -> set[str]:
    return {
        f"{prefix}_{name.upper()}"
        for setting in definition["settings"]
        for name in (setting["name"], *setting.get("aliases", []))
    }


def test_example_has_only_variables_that_meltano_reads(example, definitions):
    read = _variables("TAP_NETSUITE", definitions["tap-netsuite"])
    read |= _variables("TAP_QUICKBOOKS", definitions["tap-quickbooks"])
    read |= _variables("TARGET_SALESFORCE", definitions["target-salesforce"])
    read.add("SINGER_ERP_CREDENTIALS_KEY")  # read by the plugins themselves
    for prefix, plugin in LOADER_VARIABLES.items():
        read |= _variables(prefix, definitions[plugin])
    assert set(example) <= read


def test_example_has_the_variables_that_the_tap_requires(example, definitions):
    required = {
        f"TAP_NETSUITE_{setting['name'].upper()}"
        for setting in definitions["tap-netsuite"]["settings"]
        if setting.get("sensitive") or setting["name"] in {"account_id", "certificate_id"}
    }
    assert required <= set(example)


def test_example_contains_no_secret(example, definitions):
    for name in _variables("TAP_NETSUITE", definitions["tap-netsuite"]) & set(example):
        setting = name.removeprefix("TAP_NETSUITE_").lower()
        declared = {s["name"]: s for s in definitions["tap-netsuite"]["settings"]}[setting]
        assert not (declared.get("sensitive") and example[name])


def test_loader_and_marts_read_the_same_variables(definitions):
    for loader, marts in (("target-duckdb", "dbt-duckdb"), ("target-postgres", "dbt-postgres")):
        prefix = definitions[loader]["namespace"].upper()
        assert definitions[marts]["namespace"] == definitions[loader]["namespace"]
        assert _variables(prefix, definitions[marts]) <= _variables(prefix, definitions[loader])


def test_marts_are_configured_by_the_variables_of_their_profile(root, definitions):
    profile = (root / "transform" / "profiles.yml").read_text()
    used = set(re.findall(r"env_var\('([A-Z_]+)'", profile)) - {"SINGER_ERP_WAREHOUSE"}
    declared = set()
    for prefix, plugin in (
        ("SINGER_ERP_DUCKDB", "dbt-duckdb"),
        ("SINGER_ERP_POSTGRES", "dbt-postgres"),
    ):
        declared |= _variables(prefix, definitions[plugin])
    assert declared == used
