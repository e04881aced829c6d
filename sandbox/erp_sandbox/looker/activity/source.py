"""System Activity as a project with its warehouse."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from erp_sandbox.looker.activity.tables import history_tables, stored_tables
from erp_sandbox.looker.activity.warehouse import ActivityWarehouse
from erp_sandbox.looker.catalog import Source
from erp_sandbox.looker.lookml.project import load_project

if TYPE_CHECKING:
    from collections.abc import Callable

    from erp_sandbox.looker.limits import Limits
    from erp_sandbox.looker.lookml.model import Project
    from erp_sandbox.looker.queries.activity import Run
    from erp_sandbox.looker.store import Store

PROJECT = Path(__file__).parent / "project"
"""The LookML of System Activity."""


def system_activity(store: Store, limits: Limits, runs: Callable[[], list[Run]]) -> Source:
    """Return the model `system__activity`.

    Args:
        store: The content.
        limits: How late jobs appear.
        runs: Returns the runs of queries.
    """
    tables = {**history_tables(runs), **stored_tables(store, limits)}
    return Source(_project(), ActivityWarehouse(tables), internal=True)


@cache
def _project() -> Project:
    return load_project(PROJECT)
