"""SIGTERM and SIGINT: what they must not interrupt, and targets that stop between batches."""

from __future__ import annotations

import contextlib
import os
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SIGNAL_EXIT_BASE = 128
_SLICE_SECONDS = 1.0


class TerminatedError(BaseException):
    """A termination signal; like KeyboardInterrupt, no `except Exception` handles it."""

    def __init__(self, signum: int) -> None:
        super().__init__(f"terminated by signal {signum}")
        self.signum = signum

    @property
    def exit_code(self) -> int:
        """The shell's convention for a process ended by a signal: 128 + signum."""
        return SIGNAL_EXIT_BASE + self.signum


class Stopper:
    """Raises an exception for a signal, but only while the program waits for input.

    Everywhere else the signal is saved and raised at the next wait, so that no transaction and no
    run of records is interrupted.
    """

    def __init__(self) -> None:
        self._signum: int | None = None
        self._waiting = False

    def request(self, signum: int) -> None:
        """Request the end of the run; called by the signal handler."""
        self._signum = signum
        if self._waiting:
            self._waiting = False  # a second signal must not interrupt what follows
            raise TerminatedError(signum)

    def check(self) -> None:
        """Raise TerminatedError if a signal has arrived."""
        if self._signum is not None:
            raise TerminatedError(self._signum)

    def interruptible(self, sleep: Callable[[float], None]) -> Callable[[float], None]:
        """Return a sleep that a signal ends within a second, in any thread.

        Args:
            sleep: Waits; tests pass their own.
        """

        def sleep_in_slices(seconds: float) -> None:
            while seconds > 0:
                self.check()
                sleep(min(seconds, _SLICE_SECONDS))
                seconds -= _SLICE_SECONDS
            self.check()

        return sleep_in_slices

    @contextlib.contextmanager
    def waiting(self) -> Iterator[None]:
        """Mark the body as a wait for input, which a signal may interrupt at any point."""
        self._waiting = True
        try:
            self.check()  # after the flag is set: a signal in between is seen by one of the two
            yield
        finally:
            self._waiting = False


class SignalHold:
    """Sections of threads that no termination signal interrupts; they may be nested.

    A signal that arrives in one is sent again at its end. Signals are the process's: there is one
    hold, `hold`.
    """

    def __init__(self) -> None:
        # Reentrant: the handler may run within the main thread's own section.
        self._lock = threading.RLock()
        self._depths: dict[int, int] = {}
        self._signum: int | None = None

    def defers(self, signum: int) -> bool:
        """Return whether a signal has to wait; called by the signal handler."""
        with self._lock:
            if self._depths:
                self._signum = signum
            return bool(self._depths)

    @contextlib.contextmanager
    def section(self) -> Iterator[None]:
        """Mark the body as a section of this thread."""
        self._deepen(1)
        try:
            yield
        finally:
            self._deepen(-1)

    @contextlib.contextmanager
    def released(self) -> Iterator[None]:
        """Mark the body as a wait that a signal may interrupt, also within sections."""
        depth = self._depths.get(threading.get_ident(), 0)
        self._deepen(-depth)
        try:
            yield
        finally:
            self._deepen(depth)

    def _deepen(self, levels: int) -> None:
        thread = threading.get_ident()
        with self._lock:
            depth = self._depths.get(thread, 0) + levels
            if depth:
                self._depths[thread] = depth
            else:
                self._depths.pop(thread, None)
            signum = None if self._depths else self._signum
        if signum is not None:
            self._signum = None
            os.kill(os.getpid(), signum)


hold = SignalHold()
"""The process's only one."""
