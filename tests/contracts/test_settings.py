from __future__ import annotations

import re
import subprocess
import sys

import pytest
from singer_erp.looker.command import looker_command

LOADER_VARIABLES = {"SINGER_ERP_DUCKDB": "target-duckdb", "SINGER_ERP_POSTGRES": "target-postgres"}


def test_pipelines_configure_and_do_not_define(configured, definitions):
    for name, plugin in configured.items():
        assert not {"settings", "capabilities", "commands", "executable"} & set(plugin), name
        assert "inherit_from" in plugin or plugin["variant"] == definitions[name]["variant"]


def test_pipelines_set_only_settings_that_exist_and_no_secret(configured, definitions):
    for name, plugin in configured.items():
        definition = definitions.get(plugin.get("inherit_from", name), {"settings": []})
        settings = {setting["name"]: setting for setting in definition["settings"]}
        for setting in plugin.get("config", {}):
            assert not settings[setting].get("sensitive"), (name, setting)


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
    read |= _variables("TAP_LOOKER", definitions["tap-looker"])
    read |= _variables("TAP_ACUMATICA", definitions["tap-acumatica"])
    read |= _variables("TAP_ORACLE_FUSION", definitions["tap-oracle-fusion"])
    read |= _variables("TAP_QUICKBOOKS", definitions["tap-quickbooks"])
    read |= _variables("LOOKER", definitions["looker"])
    read |= _variables("TARGET_ACUMATICA", definitions["target-acumatica"])
    read |= _variables("TARGET_SALESFORCE", definitions["target-salesforce"])
    read.add("SINGER_ERP_CREDENTIALS_KEY")  # read by the plugins themselves
    read |= {"SINGER_ERP_SCHEMA", "SINGER_ERP_DUCKDB_VARS"}  # read by dbt
    for prefix, plugin in LOADER_VARIABLES.items():
        read |= _variables(prefix, definitions[plugin])
    assert set(example) <= read


def test_the_commands_of_looker_read_the_variables_of_its_utility(definitions):
    def read(command):
        commands = getattr(command, "commands", {}).values()
        options = {parameter.envvar for parameter in command.params if parameter.envvar}
        return options.union(*map(read, commands))

    assert read(looker_command()) == _variables("LOOKER", definitions["looker"])


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
        # dbt's variables are an argument of its commands.
        read = _variables(prefix, definitions[marts]) - {f"{prefix}_VARS"}
        assert read <= _variables(prefix, definitions[loader])


def test_marts_are_configured_by_the_variables_of_their_profile(root, definitions):
    profile = (root / "transform" / "profiles.yml").read_text()
    # The target and its schema are dbt's alone.
    own = {"SINGER_ERP_WAREHOUSE", "SINGER_ERP_SCHEMA"}
    used = set(re.findall(r"env_var\('([A-Z_]+)'", profile)) - own
    declared = set()
    for prefix, plugin in (
        ("SINGER_ERP_DUCKDB", "dbt-duckdb"),
        ("SINGER_ERP_POSTGRES", "dbt-postgres"),
    ):
        declared |= _variables(prefix, definitions[plugin]) - {f"{prefix}_VARS"}
    assert declared == used
