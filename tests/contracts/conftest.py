from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
DISTRIBUTIONS = (
    "sandbox",
    "singer-erp",
    "tap-acumatica",
    "tap-looker",
    "tap-netsuite",
    "tap-oracle-fusion",
    "tap-quickbooks",
    "target-acumatica",
    "target-duckdb",
    "target-salesforce",
)
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


@cache
def _about(plugin: str) -> dict:
    command = [Path(sys.executable).with_name(plugin), "--about", "--format=json"]
    # No local settings: --about must work without any.
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}
    done = subprocess.run(command, capture_output=True, check=True, text=True, env=environment)
    return json.loads(done.stdout)


@pytest.fixture(params=DISTRIBUTIONS)
def distribution(request) -> Path:
    return ROOT / request.param


@pytest.fixture
def project(distribution) -> dict:
    return tomllib.loads((distribution / "pyproject.toml").read_text())["project"]


@pytest.fixture(params=PLUGINS)
def plugin(request) -> str:
    return request.param


@pytest.fixture
def about(plugin) -> dict:
    return _about(plugin)


@pytest.fixture(scope="session")
def configured() -> dict[str, dict]:
    """What the pipeline files say of each plugin, by its name."""
    files = [yaml.safe_load(path.read_text()) for path in ROOT.glob("pipelines/*.meltano.yml")]
    return {
        plugin["name"]: plugin
        for file in files
        for plugins in file["plugins"].values()
        for plugin in plugins
    }


@pytest.fixture(scope="session")
def definitions() -> dict[str, dict]:
    """The definitions of `hub/` by plugin."""
    files = [yaml.safe_load(path.read_text()) for path in ROOT.glob("hub/*/*.yml")]
    return {definition["name"]: definition for definition in files}


@pytest.fixture
def readme(plugin) -> str:
    return (ROOT / plugin / "README.md").read_text()
