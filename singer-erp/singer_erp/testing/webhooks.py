"""A running receiver of webhooks."""

from __future__ import annotations

import json
import signal
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_STARTED = "Receiving events at "
_STOPPED = "Stopped by signal"
_HUNG_SECONDS = 900


@contextmanager
def receive_webhooks(
    program: str | Path,
    config: Mapping[str, Any],
    folder: Path,
    *arguments: str,
    stop: signal.Signals = signal.SIGTERM,
) -> Iterator[str]:
    """Run `PROGRAM webhooks serve` on a free port; yield the URL that it logs.

    Args:
        program: The plugin's executable.
        config: Its settings.
        folder: Where the settings are written.
        arguments: Further arguments, such as `--host`.
        stop: The signal that ends it.

    Raises:
        RuntimeError: It did not start, or ended as a sync that was stopped.
    """
    path = folder / "receiver.json"
    path.write_text(json.dumps(dict(config)))
    command = [program, "webhooks", "serve", "--config", path, "--port", "0", *arguments]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as receiver:  # noqa: S603
        try:
            yield _url_of(receiver)
        finally:
            receiver.send_signal(stop)
            _, log = receiver.communicate(timeout=_HUNG_SECONDS)
    if receiver.returncode or _STOPPED in log:
        raise RuntimeError(f"The receiver ended with exit code {receiver.returncode}: {log}")


def _url_of(receiver: subprocess.Popen[str]) -> str:
    """Return the URL in the log of a receiver that has started."""
    for line in receiver.stderr or ():
        _, found, url = line.partition(_STARTED)
        if found:
            return url.split()[0]
    raise RuntimeError("The receiver did not start.")
