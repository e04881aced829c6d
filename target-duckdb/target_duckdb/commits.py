"""Commits in the background, each followed by the state that it covers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from singer_erp.plugin.target import write_state

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future


class Commits:
    """Runs one commit after another while the input is read, at most one at a time."""

    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="commit")
        self._commit: Future[None] | None = None
        self._state: Future[None] | None = None
        self._written: dict[str, Any] | None = None

    def start(self, commit: Callable[[], None]) -> None:
        """Start a commit after the one in progress.

        Raises:
            Exception: The commit in progress failed.
        """
        self.wait()
        self._commit = self._executor.submit(commit)

    def write_state(self, state: dict[str, Any]) -> None:
        """Write a state after the commit in progress, unless it fails or the state is written."""
        self._state = self._executor.submit(self._write_state, state, self._commit)

    def _write_state(self, state: dict[str, Any], commit: Future[None] | None) -> None:
        failed = commit is not None and commit.exception() is not None
        if not failed and state != self._written:
            write_state(state)
            self._written = state

    def wait(self) -> None:
        """Wait for the commit in progress and the state after it.

        Raises:
            Exception: The commit failed.
        """
        for work in (self._commit, self._state):
            if work is not None:
                work.result()

    def close(self) -> None:
        """End the thread, once the commit in progress has ended."""
        self._executor.shutdown()
