from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = (
    "sandbox",
    "singer-erp",
    "tap-netsuite",
    "tap-quickbooks",
    "target-duckdb",
    "target-salesforce",
)


def run(*command: object, **options: object) -> str:
    """Output of a command that has to succeed, without this environment's own paths."""
    leaking = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}
    environment = {name: value for name, value in os.environ.items() if name not in leaking}
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


@pytest.fixture
def empty(tmp_path) -> Path:
    """A virtual environment with nothing but pip."""
    folder = tmp_path / "venv"
    venv.create(folder, with_pip=True, symlinks=True)
    return folder / "bin"


@pytest.fixture
def bare(tmp_path, uv) -> Path:
    """A virtual environment with nothing, not even pip."""
    folder = tmp_path / "venv"
    run(uv, "venv", "--quiet", "--python", sys.executable, folder)
    return folder / "bin"


@pytest.fixture(scope="session")
def wheels(tmp_path_factory, uv) -> dict[str, Path]:
    """A wheel of every distribution, built through its sdist, as a release is."""
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
