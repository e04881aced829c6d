from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = (
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


def run(*command: object, **options: object) -> str:
    """Run a command that must succeed, without this environment's paths; return its output."""
    removed = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE"}
    environment = {name: value for name, value in os.environ.items() if name not in removed}
    done = subprocess.run(
        list(map(str, command)),
        capture_output=True,
        check=False,
        text=True,
        env=environment,
        **options,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="session", name="run")
def runner():
    return run


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def uv() -> Path:
    return Path(sys.executable).with_name("uv")


@pytest.fixture(scope="session")
def pip() -> Path:
    """The pip of this environment: `--python` makes it install into another one."""
    return Path(sys.executable).with_name("pip")


@pytest.fixture
def empty(tmp_path, uv) -> Path:
    """The programs of an empty virtual environment."""
    folder = tmp_path / "venv"
    run(uv, "venv", "--quiet", "--python", sys.executable, folder)
    return folder / "bin"


@pytest.fixture(scope="session")
def wheels(tmp_path_factory, uv) -> dict[str, Path]:
    """A wheel of every distribution, built from its sdist as in a release."""
    out = tmp_path_factory.mktemp("dist")
    built = {}
    for folder in FOLDERS:
        run(
            uv,
            "build",
            "--quiet",
            "--python",
            sys.executable,
            "--out-dir",
            out / folder,
            ROOT / folder,
        )
        [built[folder]] = (out / folder).glob("*.whl")
    return built
