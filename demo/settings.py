"""Paths of the demo and the environment variables of its programs."""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
from singer_erp.auth.keys import KEY_VARIABLE, new_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parent.parent
# The sandbox, the warehouse and the state belong together: `make clean-demo` deletes all three.
FOLDER = ROOT / "output" / "demo"
COMPANY = FOLDER / "company"
WAREHOUSE = FOLDER / "warehouse.duckdb"
STATE = FOLDER / "state"
AUDIT = FOLDER / "audit.sqlite"
CREDENTIALS = FOLDER / "credentials.json"
KEY = FOLDER / "key"
LOG = FOLDER / "meltano.log"
LOADED = FOLDER / "loaded.jsonl"
RECEIVERS = FOLDER / "receivers"

# The segments of the simulated tenant's subaccounts, which its API does not say.
_SEGMENTS = [
    {"name": "Department", "length": 2, "role": "department"},
    {"name": "Class", "length": 2, "role": "class"},
    {"name": "Location", "length": 2, "role": "location"},
]
_FOREIGN = ("TAP_", "TARGET_", "LOOKER_", "MELTANO_", "DBT_", "SINGER_ERP_", "ERP_SANDBOX_")


class DemoError(Exception):
    """An error to print without a traceback: what failed, why, and what to do."""


class Marker:
    """A file that says that the last demo has run a flow to its end.

    Args:
        flow: The flow.
    """

    def __init__(self, flow: str) -> None:
        self._path = FOLDER / f"{flow}.done"

    def exists(self) -> bool:
        """Return whether it has."""
        return self._path.exists()

    @contextmanager
    def when_done(self) -> Iterator[None]:
        """Delete the file, and write it again if the block succeeds."""
        self._path.unlink(missing_ok=True)
        yield
        self._path.touch()


def is_loaded(schema: str) -> bool:
    """Return whether the warehouse has a schema of raw tables."""
    if not WAREHOUSE.exists():
        return False
    with duckdb.connect(str(WAREHOUSE), read_only=True) as warehouse:
        found = warehouse.execute(
            "select count(*) from duckdb_schemas() where schema_name = ?", [schema]
        ).fetchone()
    return found is not None and found[0] > 0


def program(name: str) -> str:
    """Return the path of a program in this Python's environment."""
    return str(Path(sys.executable).with_name(name))


def relative(path: Path) -> str:
    """Return a path relative to the repository's root."""
    return str(path.relative_to(ROOT))


def environment(tap_settings: Mapping[str, str]) -> dict[str, str]:
    """Return the run's environment variables, without the user's own plugin settings.

    Args:
        tap_settings: The tap's settings as environment variables.
    """
    inherited = {name: v for name, v in os.environ.items() if not name.startswith(_FOREIGN)}
    return inherited | {
        **tap_settings,
        KEY_VARIABLE: _key(),
        "SINGER_ERP_DUCKDB_PATH": str(WAREHOUSE),
        "SINGER_ERP_DUCKDB_VARS": json.dumps({"acumatica_subaccount_segments": _SEGMENTS}),
        "TAP_LOOKER_AUDIT_URL": f"sqlite:///{AUDIT}",
        "TAP_ACUMATICA_AUDIT_URL": f"sqlite:///{AUDIT}",
        "TAP_ORACLE_FUSION_AUDIT_URL": f"sqlite:///{AUDIT}",
        "TAP_NETSUITE_AUDIT_URL": f"sqlite:///{AUDIT}",
        "TAP_QUICKBOOKS_AUDIT_URL": f"sqlite:///{AUDIT}",
        "TAP_QUICKBOOKS_CREDENTIALS_PATH": str(CREDENTIALS),
        "TARGET_ACUMATICA_AUDIT_URL": f"sqlite:///{AUDIT}",
        "TARGET_SALESFORCE_AUDIT_URL": f"sqlite:///{AUDIT}",
        "LOOKER_AUDIT_URL": f"sqlite:///{AUDIT}",
        "TARGET_DUCKDB_SUMMARY_PATH": str(LOADED),
        "MELTANO_STATE_BACKEND_URI": STATE.as_uri(),
        "MELTANO_CLI_LOG_FORMAT": "plain",
        "MELTANO_SEND_ANONYMOUS_USAGE_STATS": "false",
        "NO_COLOR": "1",
    }


def _key() -> str:
    """Return the key of the stored credentials; without it they cannot be decrypted."""
    if not KEY.exists():
        CREDENTIALS.unlink(missing_ok=True)
        KEY.touch(mode=0o600)
        KEY.write_text(new_key(), encoding="utf-8")
    return KEY.read_text(encoding="utf-8")
