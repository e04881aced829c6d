"""Running a plugin's command line in this process."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import signal
import sys
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from singer_erp.testing.output import Output

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from singer_sdk.plugin_base import PluginBase

_LIBRARIES = ("oauthlib", "requests_oauthlib", "urllib3")


def run_command(
    plugin: type[PluginBase],
    *arguments: str,
    config: Mapping[str, Any] | None = None,
    state: Mapping[str, Any] | None = None,
    catalog: Mapping[str, Any] | None = None,
) -> Output:
    """Run a plugin's command line; errors become messages and exit codes as they do for users.

    Logging, signal handlers and warning filters are afterwards as they were.

    Args:
        plugin: Class of the tap or target.
        arguments: Such as `--discover`.
        config: Settings.
        state: Contents of `--state`.
        catalog: Contents of `--catalog`.
    """
    from click.testing import CliRunner  # noqa: PLC0415  # slow to import, and rarely needed

    options = {"config": config or {}, "state": state, "catalog": catalog}
    with TemporaryDirectory() as folder, _surroundings_restored():
        given = list(arguments)
        for name, content in options.items():
            if content is not None:
                path = Path(folder, f"{name}.json")
                path.write_text(json.dumps(content))
                given += [f"--{name}", str(path)]
        with contextlib.redirect_stderr(io.StringIO()) as log:
            result = CliRunner().invoke(plugin.cli, given)
    if not isinstance(result.exception, SystemExit | None):
        raise result.exception
    return Output(result.stdout, log.getvalue() + result.stderr, result.exit_code)


@contextlib.contextmanager
def _surroundings_restored() -> Iterator[None]:
    """Undo what a command line may change in its process."""
    root, hook = logging.getLogger(), sys.excepthook
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in _LIBRARIES}
    signals = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with warnings.catch_warnings():
            yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        for name, before in levels.items():
            logging.getLogger(name).setLevel(before)
        sys.excepthook = hook
        logging.captureWarnings(capture=False)
        for number, handler in signals.items():
            signal.signal(number, handler)
