"""The Hub definitions say what the plugins say, and the lock files what the definitions say."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def written(root, tmp_path_factory):
    """A Meltano project with the definitions and lock files that `make hub` writes."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copy(root / "meltano.yml", folder)
    shutil.copytree(root / "hub", folder / "hub")
    subprocess.run(
        [sys.executable, "-m", "hub.definitions", folder], cwd=root, check=True, timeout=600
    )
    return folder


@pytest.mark.parametrize("pattern", ["hub/*/*.yml", "plugins/*/*.lock"])
def test_definitions_and_lock_files_are_those_of_make_hub(root, written, pattern):
    expected = {path.relative_to(written): path.read_text() for path in written.glob(pattern)}
    found = {path.relative_to(root): path.read_text() for path in root.glob(pattern)}
    assert expected
    assert found == expected, "run `make hub`"


def test_a_definition_has_every_setting_and_capability(plugin, about, definitions):
    definition = definitions[plugin]
    settings = {setting["name"]: setting for setting in definition["settings"]}
    properties = about["settings"]["properties"]
    assert list(settings) == list(properties)
    assert definition["capabilities"] == about["capabilities"]
    for name, setting in settings.items():
        assert setting["label"], name
        assert setting["description"] == properties[name]["description"]
        assert setting.get("sensitive", False) == properties[name].get("secret", False)
        assert "value" not in setting or not setting.get("sensitive")


def test_groups_name_settings_and_contain_the_required_ones(plugin, about, definitions):
    definition = definitions[plugin]
    assert definition["settings_group_validation"]
    for group in definition["settings_group_validation"]:
        assert set(group) <= set(about["settings"]["properties"])
        assert set(about["settings"].get("required", [])) <= set(group)


def test_a_project_elsewhere_gets_a_plugin_by_its_definition(root, plugin, tmp_path, definitions):
    (tmp_path / "meltano.yml").write_text("project_id: elsewhere\n")
    folder = "extractors" if plugin.startswith("tap-") else "loaders"
    reference = root / "hub" / folder / f"{plugin}.yml"
    meltano = [Path(sys.executable).with_name("meltano"), "--cwd", tmp_path]

    subprocess.run([*meltano, "add", "--no-install", "--from-ref", reference, plugin], check=True)
    listed = subprocess.run(
        [*meltano, "config", "list", plugin, "--all"], check=True, capture_output=True, text=True
    )

    for setting in definitions[plugin]["settings"]:
        assert f"{setting['name']} " in listed.stdout
