"""What is the same for every vendor: its files, its options, and how it is started."""

from __future__ import annotations

import importlib
import json
import sys
import urllib.request
from pathlib import Path

import erp_sandbox
import pytest
from click.testing import CliRunner
from erp_sandbox.cli import command
from erp_sandbox.core.client import VendorControl
from erp_sandbox.core.registry import VENDORS, control_type, vendor_type
from erp_sandbox.core.vendor import Vendor
from erp_sandbox.testing import Sandbox

PACKAGE = Path(erp_sandbox.__file__).parent
README = PACKAGE.parent / "README.md"
FILES = (
    "vendor.py",
    "app.py",
    "control.py",
    "client.py",
    "store.py",
    "seed.py",
    "actions.py",
    "query.py",
    "oauth.py",
    "limits.py",
    "errors.py",
)


def test_every_folder_is_a_vendor_or_shared():
    folders = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}

    assert folders == {*VENDORS, "core", "company"}


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("file", FILES)
def test_every_vendor_has_the_same_files(vendor, file):
    text = (PACKAGE / vendor / file).read_text(encoding="utf-8")

    assert text.startswith('"""')


@pytest.mark.parametrize("file", FILES)
def test_the_readme_says_what_each_file_is_for(file):
    assert f"| `{file}` |" in README.read_text(encoding="utf-8")


@pytest.mark.parametrize("vendor", VENDORS)
def test_core_and_cli_know_no_vendor(vendor):
    files = [*(PACKAGE / "core").glob("*.py"), PACKAGE / "cli.py", PACKAGE / "testing.py"]
    named = [
        path.name
        for path in files
        if f"erp_sandbox.{vendor}" in path.read_text(encoding="utf-8")
        and path.name != "registry.py"
    ]

    assert named == []


@pytest.mark.parametrize("vendor", VENDORS)
def test_the_registry_names_a_vendor_and_its_control_client(vendor):
    assert issubclass(vendor_type(vendor), Vendor)
    assert issubclass(control_type(vendor), VendorControl)
    assert vendor_type(vendor).control is control_type(vendor)
    assert control_type(vendor).vendor == vendor
    assert importlib.import_module(VENDORS[vendor]).__doc__


@pytest.mark.parametrize("vendor", VENDORS)
def test_an_option_has_a_default_of_its_own_choices(vendor):
    for option in vendor_type(vendor).options:
        assert option.help.endswith(".")
        assert not option.choices or option.default in option.choices


@pytest.mark.usefixtures("toy")
def test_a_new_vendor_is_one_folder_and_one_registry_line():
    with Sandbox.start("toy", documents=2, tenants=("a", "b")) as sandbox:
        assert sandbox.toy.actions()["create"] == "Add an entry."
        sandbox.toy.mutate("create", name="third")
        with urllib.request.urlopen(f"{sandbox.url}/entries", timeout=900) as response:
            entries = json.load(response)
        assert [name for name, _ in entries] == ["generated 0", "generated 1", "third"]
        assert sandbox.journal()[-1]["path"] == "/entries"


@pytest.mark.usefixtures("toy")
def test_the_command_line_has_the_options_of_a_new_vendor(tmp_path):
    output = tmp_path / "environment.json"
    program = f"import json, os; json.dump(dict(os.environ), open({str(output)!r}, 'w'))"
    options = ["--vendor", "toy", "--toy-color", "blue", "--no-toy-fast", "--toy-tenants", "a"]
    options += ["--toy-tenants", "b", "--mutate", "random:2"]

    result = CliRunner().invoke(command(), ["exec", *options, "--", sys.executable, "-c", program])

    environment = json.loads(output.read_text())
    url = environment["ERP_SANDBOX_TOY_URL"]
    assert result.exit_code == 0
    assert environment["TAP_TOY_API_URL"] == environment["TARGET_TOY_API_URL"] == url
    assert json.loads(environment["TAP_TOY_TENANTS"]) == ["a", "b"]
    assert not any(name.startswith("TAP_NETSUITE") for name in environment)


@pytest.mark.usefixtures("toy")
def test_a_vendors_own_option_goes_before_the_common_one(tmp_path):
    options = ["--vendor", "toy", "--documents", "5", "--state-dir", str(tmp_path)]

    run = CliRunner().invoke(command(), ["exec", *options, "--toy-documents", "7", "--", "true"])
    other = CliRunner().invoke(command(), ["exec", *options, "--", "true"])

    assert run.exit_code == 0
    assert json.loads((tmp_path / "toy.jsonl").read_text())["options"]["documents"] == 7
    assert "made with other values of documents" in other.output


@pytest.mark.usefixtures("tiny_books")
def test_all_vendors_are_served_unless_some_are_named():
    program = "import os; [os.environ[f'ERP_SANDBOX_{name}_URL'] for name in %r]"
    names = [vendor.upper() for vendor in VENDORS]
    python = [sys.executable, "-c", program % names]

    result = CliRunner().invoke(command(), ["exec", "--documents", "5", "--", *python])

    assert result.exit_code == 0


def test_an_unknown_vendor_is_named_with_those_that_exist():
    with pytest.raises(ValueError, match="Use one of netsuite, quickbooks, salesforce"):
        Sandbox.start("sap")


def test_an_unknown_option_is_named_with_those_that_exist():
    with pytest.raises(ValueError, match=r"has no option size\. Use one of seed, latency"):
        Sandbox.start("salesforce", size=3)
