"""The pytest plugin: fixtures for tests of taps. Nothing is imported before a test needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from singer_erp.testing.output import Output
    from singer_erp.testing.warehouse import Warehouse


@pytest.fixture(scope="session")
def run_tap() -> Callable[..., Output]:
    """Run a tap in this process: `run_tap(TapAcme, config, state=..., streams=[...])`."""
    from singer_erp.testing.run import run_tap  # noqa: PLC0415

    return run_tap


@pytest.fixture(scope="session")
def run_command() -> Callable[..., Output]:
    """Run a plugin's command line in this process: `run_command(TapAcme, "--discover")`."""
    from singer_erp.testing.command import run_command  # noqa: PLC0415

    return run_command


@pytest.fixture
def warehouse() -> Warehouse:
    """An empty warehouse in memory."""
    from singer_erp.testing.warehouse import Warehouse  # noqa: PLC0415

    return Warehouse()
