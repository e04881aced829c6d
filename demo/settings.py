"""Paths of the demo and the environment variables of its programs."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from singer_erp.auth.keys import KEY_VARIABLE, new_key

if TYPE_CHECKING:
    from collections.abc import Mapping

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
ACUMATICA = FOLDER / "acumatica-loaded"
ORACLE_FUSION = FOLDER / "oracle-fusion-loaded"
LOADED = FOLDER / "loaded.jsonl"
FINISHED = FOLDER / "finished"

_FOREIGN = ("TAP_", "TARGET_", "MELTANO_", "DBT_", "SINGER_ERP_", "ERP_SANDBOX_")


class DemoError(Exception):
    """An error to print without a traceback: what failed, why, and what to do."""


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
        "TAP_ACUMATICA_AUDIT_URL": f"sqlite:///{AUDIT}",
        "TAP_ORACLE_FUSION_AUDIT_URL": f"sqlite:///{AUDIT}",
        "TAP_NETSUITE_AUDIT_URL": f"sqlite:///{AUDIT}",
        "TAP_QUICKBOOKS_AUDIT_URL": f"sqlite:///{AUDIT}",
        "TAP_QUICKBOOKS_CREDENTIALS_PATH": str(CREDENTIALS),
        "TARGET_SALESFORCE_AUDIT_URL": f"sqlite:///{AUDIT}",
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
