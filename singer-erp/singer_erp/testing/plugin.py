"""The pytest plugin: fixtures for tests of taps. Nothing is imported before a test needs it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from singer_erp.testing.output import Output
    from singer_erp.testing.warehouse import Warehouse


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that sets how many random histories a test runs."""
    parser.getgroup("singer-erp").addoption(
        "--histories",
        type=int,
        metavar="N",
        help="run tests marked with `histories` with N seeds each",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line(
        "markers", "histories(count): run a test with `seed` from 0; `--histories` sets the count"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give marked tests their seeds."""
    if marker := metafunc.definition.get_closest_marker("histories"):
        count = metafunc.config.getoption("--histories") or marker.args[0]
        metafunc.parametrize("seed", range(count))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Iterator[None]:
    """Take away the handler that each command line of the SDK leaves at the root logger."""
    root = logging.getLogger()
    level = root.level
    try:
        return (yield)
    finally:
        for handler in root.handlers[:]:
            if type(handler.formatter).__module__ == "singer_sdk.logging":
                root.removeHandler(handler)
                root.setLevel(level)


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
