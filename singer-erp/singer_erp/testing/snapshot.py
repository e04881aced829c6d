"""Snapshots in JSON files."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

UPDATE_VARIABLE = "UPDATE_SNAPSHOTS"


def assert_snapshot(value: Any, path: Path) -> None:
    """Assert that a value equals the one in a file.

    Set the environment variable `UPDATE_SNAPSHOTS` to write the file instead.

    Args:
        value: Anything JSON can hold.
        path: A JSON file.
    """
    text = json.dumps(value, indent=1, sort_keys=True) + "\n"
    if os.environ.get(UPDATE_VARIABLE):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    if json.loads(path.read_text()) != json.loads(text):
        raise AssertionError(
            f"{path.name} is not the snapshot in {path.parent}: review the difference after "
            f"`{UPDATE_VARIABLE}=1 pytest`"
        )
