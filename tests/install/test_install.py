from __future__ import annotations

import json
import re
import zipfile
from email import message_from_bytes

import pytest

PLUGINS = (
    "tap-acumatica",
    "tap-looker",
    "tap-netsuite",
    "tap-oracle-fusion",
    "tap-quickbooks",
    "target-acumatica",
    "target-duckdb",
    "target-salesforce",
)


def assert_works_alone(run, environment, plugin, elsewhere):
    """Assert that the plugin runs from its own environment and finds its dependencies."""
    about = json.loads(run(environment / plugin, "--about", "--format=json", cwd=elsewhere))
    assert about["name"] == plugin
    assert about["settings"]["properties"]
    run(environment / "python", "-c", "import backoff; backoff.on_exception", cwd=elsewhere)


def test_plain_pip_installs_a_plugin_from_its_folder_with_the_library(
    run, root, pip, empty, tmp_path
):
    run(
        *(pip, "--python", empty / "python", "install", "--quiet", "--no-compile"),
        *("--constraint", root / "constraints.txt", root / "singer-erp", root / "tap-netsuite"),
        cwd=tmp_path,
    )
    assert_works_alone(run, empty, "tap-netsuite", tmp_path)


def test_uv_installs_all_plugins_editable_as_meltano_does(run, root, uv, empty, tmp_path):
    folders = [argument for plugin in PLUGINS for argument in ("-e", plugin)]
    run(
        *(uv, "pip", "install", "--quiet", "--python", empty / "python", "-c", "constraints.txt"),
        *("-e", "singer-erp", *folders),
        cwd=root,
    )
    for plugin in PLUGINS:
        assert_works_alone(run, empty, plugin, tmp_path)


@pytest.mark.parametrize("plugin", PLUGINS)
def test_a_plugin_installs_alone_from_wheels(run, root, uv, empty, tmp_path, wheels, plugin):
    run(
        *(uv, "pip", "install", "--quiet", "--python", empty / "python"),
        *("-c", root / "constraints.txt", wheels["singer-erp"], wheels[plugin]),
        cwd=tmp_path,
    )
    assert_works_alone(run, empty, plugin, tmp_path)
    run(uv, "pip", "check", "--python", empty / "python", cwd=tmp_path)


@pytest.mark.parametrize(
    ("folder", "package"),
    [
        ("sandbox", "erp_sandbox"),
        ("singer-erp", "singer_erp"),
        ("tap-acumatica", "tap_acumatica"),
        ("tap-looker", "tap_looker"),
        ("tap-netsuite", "tap_netsuite"),
        ("tap-oracle-fusion", "tap_oracle_fusion"),
        ("tap-quickbooks", "tap_quickbooks"),
        ("target-acumatica", "target_acumatica"),
        ("target-duckdb", "target_duckdb"),
        ("target-salesforce", "target_salesforce"),
    ],
)
def test_wheel_contains_types_license_and_every_module_but_no_tests(root, wheels, folder, package):
    names = set(zipfile.ZipFile(wheels[folder]).namelist())
    assert f"{package}/py.typed" in names
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    source = root / folder
    modules = {path.relative_to(source).as_posix() for path in source.glob(f"{package}/**/*.py")}
    assert modules <= names
    assert not [name for name in names if "tests/" in name and name.endswith(".py")]


def test_a_wheel_tells_an_index_page_what_it_shows(wheels):
    for wheel in wheels.values():
        archive = zipfile.ZipFile(wheel)
        [name] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        metadata = message_from_bytes(archive.read(name))
        labels = {url.partition(",")[0] for url in metadata.get_all("Project-URL")}
        assert labels == {"Homepage", "Documentation", "Changelog", "Issues"}
        assert "Programming Language :: Python :: 3.13" in metadata.get_all("Classifier")
        links = re.findall(r"\]\(([^)]+)\)", metadata.get_payload())
        assert links
        assert [link for link in links if not link.startswith(("https://", "#"))] == []
