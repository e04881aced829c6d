"""Runs a command next to the sandbox."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

_FORWARDED = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT)
_SIGNALED = 128
NOT_FOUND = 127
NOT_EXECUTABLE = 126


def with_direct_loopback(environment: dict[str, str]) -> dict[str, str]:
    """Return the environment with the loopback interface exempt from any proxy."""
    exempt = environment.get("NO_PROXY") or environment.get("no_proxy")
    hosts = ",".join(filter(None, (exempt, "127.0.0.1", "localhost")))
    return {**environment, "NO_PROXY": hosts, "no_proxy": hosts}


def run_command(command: Sequence[str], environment: dict[str, str]) -> int:
    """Run a command to its end and pass signals on to it.

    Args:
        command: Program and arguments.
        environment: The whole environment of the command.

    Returns:
        Its exit code; 128 + n when signal n ended it; 127 or 126 when it could not start.
    """
    try:
        child = subprocess.Popen(list(command), env=environment)  # noqa: S603 - the user's own
    except FileNotFoundError:
        print(f"erp-sandbox: {command[0]}: command not found", file=sys.stderr)  # noqa: T201
        return NOT_FOUND
    except OSError as error:
        print(f"erp-sandbox: {command[0]}: {error.strerror}", file=sys.stderr)  # noqa: T201
        return NOT_EXECUTABLE

    def forward(number: int, _: FrameType | None) -> None:
        # A terminal sends its keys' signals to the whole foreground group, the child included.
        if number in {signal.SIGINT, signal.SIGQUIT} and _in_foreground():
            return
        child.send_signal(number)

    before = {number: signal.signal(number, forward) for number in _FORWARDED}
    try:
        code = child.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return _SIGNALED - code if code < 0 else code


def _in_foreground() -> bool:
    try:
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except (OSError, ValueError):
        return False
