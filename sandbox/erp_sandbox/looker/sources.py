"""The project and the warehouse of an instance: given ones, or the small ones of a new sandbox."""

from __future__ import annotations

import shutil
import weakref
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from erp_sandbox.company import Company, CompanyProfile
from erp_sandbox.looker.lookml.project import load_project
from erp_sandbox.looker.sample.warehouse import PROJECT, build_warehouse
from erp_sandbox.looker.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from erp_sandbox.core.state import History
    from erp_sandbox.looker.lookml.model import Project


class SampleWarehouse(Warehouse):
    """The warehouse of a new sandbox: a file that is deleted with it.

    Args:
        history: The clock.
        documents: Documents of the company.
        seed: Same seed and clock, same company as every other vendor's.

    Attributes:
        path: The file.
    """

    def __init__(self, history: History, *, documents: int, seed: int) -> None:
        folder = mkdtemp(prefix="erp-sandbox-looker-")
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self.path = str(Path(folder) / "warehouse.duckdb")
        profile = CompanyProfile(history.clock.now(), documents=documents, seed=seed)
        build_warehouse(Path(self.path), Company(profile))
        super().__init__(self.path)


def own_warehouse(history: History, options: Mapping[str, Any]) -> Warehouse:
    """Return the warehouse of the options, or a new one."""
    if options["warehouse"]:
        return Warehouse(options["warehouse"])
    return SampleWarehouse(history, documents=options["documents"], seed=options["seed"])


def own_project(options: Mapping[str, Any]) -> Project:
    """Return the LookML project of the options, or the one of a new sandbox.

    Raises:
        ValueError: If the project cannot be loaded.
    """
    return load_project(Path(options["project"])) if options["project"] else sample_project()


@cache
def sample_project() -> Project:
    """Return the LookML project of a new sandbox."""
    return load_project(PROJECT)
