"""SIGTERM and SIGINT: stop between batches, never inside one, and say so in the exit code."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNAL_EXIT_BASE = 128


class TerminatedError(BaseException):
    """A termination signal arrived; like KeyboardInterrupt, not an error to be handled midway."""

    def __init__(self, signum: int) -> None:
        super().__init__(f"terminated by signal {signum}")
        self.signum = signum

    @property
    def exit_code(self) -> int:
        """The shell's convention for a process ended by a signal: 128 + signum."""
        return SIGNAL_EXIT_BASE + self.signum


class Stopper:
    """Turns a signal into an exception, but only while the program waits for input.

    Everywhere else the signal is remembered and raised at the next wait, so no transaction and no
    hand-over of rows is ever cut in two.
    """

    def __init__(self) -> None:
        self._signum: int | None = None
        self._waiting = False

    def request(self, signum: int) -> None:
        """Ask the run to stop (called from the signal handler)."""
        self._signum = signum
        if self._waiting:
            self._waiting = False  # a second signal must not cut into what follows
            raise TerminatedError(signum)

    def check(self) -> None:
        """Stop here if that was asked for."""
        if self._signum is not None:
            raise TerminatedError(self._signum)

    @contextlib.contextmanager
    def waiting(self) -> Iterator[None]:
        """Mark the body as a wait for input, which a signal may interrupt at any point."""
        self._waiting = True
        try:
            # Checked after the flag is set: a signal in between is seen by one of the two.
            if self._signum is not None:
                raise TerminatedError(self._signum)
            yield
        finally:
            self._waiting = False
