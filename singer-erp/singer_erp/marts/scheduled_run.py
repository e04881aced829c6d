"""A command that a scheduler starts more often than it is due."""

from __future__ import annotations

import signal
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from singer_erp.errors import ConfigError
from singer_erp.files import private_folder, replace_file
from singer_erp.plugin.shutdown import SIGNAL_EXIT_BASE
from singer_erp.timestamps import format_timestamp, parse_timestamp

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from types import FrameType

_FORWARDED = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
_INSTRUCTION = "Check `--last-run`: a file that this user can write"


class LastRun:
    """The file with the start of the last run that succeeded.

    Args:
        path: The file; a second one next to it is the lock.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def locked(self) -> Iterator[bool]:
        """Yield whether no other process runs the command; none starts it within the block."""
        lock = FileLock(self._path.with_name(f"{self._path.name}.lock"), timeout=0)
        try:
            private_folder(self._path.parent)
            lock.acquire()
        except Timeout:
            yield False
            return
        except OSError as error:
            raise ConfigError(f"{self._path}: {error.strerror}", _INSTRUCTION) from None
        try:
            yield True
        finally:
            lock.release()

    def started_at(self) -> dt.datetime | None:
        """Return the start of the last run that succeeded, if there was one."""
        try:
            text = self._path.read_text("ascii").strip()
            return parse_timestamp(text)
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError, ConfigError):
            raise ConfigError(
                f"{self._path} does not contain the start of a run", f"{_INSTRUCTION}, or delete it"
            ) from None

    def save(self, started_at: dt.datetime) -> None:
        """Save the start of a run that has succeeded."""
        try:
            replace_file(self._path, format_timestamp(started_at).encode())
        except OSError as error:
            raise ConfigError(f"{self._path}: {error.strerror}", _INSTRUCTION) from None


def run_command(command: Sequence[str]) -> int:
    """Run a command to its end, pass signals on to it, and return its exit code.

    Raises:
        ConfigError: The command cannot be started.
    """
    received: list[int] = []
    child: subprocess.Popen[bytes] | None = None

    def forward(number: int, _: FrameType | None) -> None:
        if child is None:
            received.append(number)
        else:
            child.send_signal(number)

    # Before the command starts, so that no signal ends this process and leaves the command alone.
    before = {number: signal.signal(number, forward) for number in _FORWARDED}
    try:
        child = subprocess.Popen(list(command))  # noqa: S603 - the user's own
        for number in received:
            child.send_signal(number)
        code = child.wait()
    except OSError as error:
        raise ConfigError(
            f"{command[0]} cannot be started: {error.strerror}", "Check the command after `--`"
        ) from None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return SIGNAL_EXIT_BASE - code if code < 0 else code
