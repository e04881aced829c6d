"""The history of a data set: how it was generated, and every change since.

The generator makes the same data set from the same options at the same timestamp, so a run that
resumes generates it again and replays its history. The file holds no generated rows: one line of
JSON per change; an incomplete last line, of a run that was killed, is dropped.
"""

from __future__ import annotations

import fcntl
import json
import os
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from erp_sandbox.core.clock import Clock


class StateError(Exception):
    """A state folder that cannot be used; the text says why and what to do."""


class DataSet(Protocol):
    """A data set that a history can restore."""

    def census(self) -> list[dict[str, Any]]:
        """Return the number of rows by `name`."""

    def begin(self) -> None:
        """Record what the generator does not repeat."""

    def replay(self, action: str, arguments: dict[str, Any]) -> None:
        """Repeat one recorded change."""


@dataclass(frozen=True)
class _Change:
    at: datetime
    action: str
    arguments: dict[str, Any]
    touched: dict[str, Any]


class History:
    """The changes of one data set, carried out one at a time and not stored.

    Args:
        clock: The sandbox's clock.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._lock = threading.RLock()

    @property
    def length(self) -> int:
        """The number of recorded changes."""
        return 0

    @contextmanager
    def change(self, action: str, arguments: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Carry out one change at one timestamp, and record it if it succeeds.

        Args:
            action: The name that `Vendor.replay` is called with.
            arguments: The arguments that it is called with.

        Yields:
            A dictionary for what the change touched; a replay must touch the same.
        """
        with self._lock:
            at = self.clock.now()
            touched: dict[str, Any] = {}
            with self.clock.held_at(at):
                yield touched
            self._record(_Change(at, action, arguments, touched))

    def record(self, action: str, arguments: dict[str, Any]) -> None:
        """Record a change that has been carried out."""
        with self._lock:
            self._record(_Change(self.clock.now(), action, arguments, {}))

    def close(self) -> None:
        """Release what the history holds."""

    def _record(self, change: _Change) -> None:
        """Keep one change."""


class StoredHistory(History):
    """The history of one vendor in a state folder, used by one run at a time.

    Args:
        clock: The sandbox's clock.
        folder: Created if missing.
        vendor: The vendor's name; the file is `VENDOR.jsonl`.

    Attributes:
        advanced: Seconds that the run before had moved business time ahead.
        resumed: Whether the folder held a data set.

    Raises:
        StateError: If another run uses the file or it is not a history.
    """

    def __init__(self, clock: Clock, folder: Path, vendor: str) -> None:
        super().__init__(clock)
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / f"{vendor}.jsonl"
        # A history can hold refresh tokens: nobody else may read it.
        self._file: TextIO = open(  # noqa: SIM115 - open until `close`
            self._path,
            "a+",
            encoding="utf-8",
            opener=lambda path, flags: os.open(path, flags, 0o600),
        )
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            raise StateError(
                f"{folder} cannot be used: another sandbox uses it. Stop that sandbox, or give "
                "another --state-dir."
            ) from None
        self._changes: list[_Change] = []
        self._generated = False
        self._replayed: _Change | None = None
        self._head: dict[str, Any] | None = None
        self.advanced = 0.0
        self._load()
        self.resumed = self._head is not None

    @property
    def options(self) -> dict[str, Any] | None:
        """The options that the data set was generated with; None in a new folder."""
        return None if self._head is None else self._head["options"]

    @property
    def length(self) -> int:
        """The number of recorded changes."""
        return len(self._changes)

    def started(self) -> datetime:
        """Return the timestamp at which the data set was generated, or is about to be."""
        return self.clock.now() if self._head is None else _timestamp(self._head["started"])

    def latest(self) -> datetime:
        """Return the timestamp of the last recorded change."""
        return max([self.started(), *(change.at for change in self._changes)])

    def restore(self, data_set: DataSet, options: dict[str, Any], started: datetime) -> None:
        """Replay the recorded changes, or begin the history of a new data set.

        Args:
            data_set: The data set, generated with `options` at `started`.
            options: Recorded for the next run.
            started: What `started()` returned.

        Raises:
            StateError: If the generator no longer makes the data set that was recorded.
        """
        census = _plain(data_set.census())
        if self._head is None:
            self._head = {"options": options, "started": _text(started), "census": census}
            self._append(self._head)
            self._generated = True
            data_set.begin()
            return
        if self._head["census"] != census:
            raise self._changed()
        for change in self._changes:
            self._replayed = change
            with self.clock.held_at(change.at):
                data_set.replay(change.action, change.arguments)
        self._replayed, self._generated = None, True

    def record_clock(self) -> None:
        """Record how far business time is ahead."""
        self._append({"advanced": self.clock.offset.total_seconds()})

    def close(self) -> None:
        """Release the folder for another run."""
        self._file.close()

    def _record(self, change: _Change) -> None:
        if self._replayed is not None:
            if _plain(change.touched) != self._replayed.touched:
                raise self._changed()
        elif self._generated:
            self._changes.append(change)
            self._append(_event(change))

    def _append(self, event: dict[str, Any]) -> None:
        with self._lock:
            self._file.write(json.dumps(event, default=str) + "\n")
            self._file.flush()

    def _load(self) -> None:
        self._file.seek(0)
        text = self._file.read()
        complete, _, incomplete = text.rpartition("\n")
        if incomplete:
            self._file.truncate(len(f"{complete}\n".encode()) if complete else 0)
        for line in complete.splitlines():
            try:
                self._take(json.loads(line))
            except (KeyError, TypeError, ValueError) as error:
                self._file.close()
                raise StateError(
                    f"{self._path} cannot be read: it is not a sandbox's history. Remove it to "
                    "start again."
                ) from error

    def _take(self, event: dict[str, Any]) -> None:
        if "options" in event:
            self._head = event
        elif "advanced" in event:
            self.advanced = float(event["advanced"])
        else:
            at, touched = _timestamp(event["at"]), event["touched"]
            self._changes.append(_Change(at, event["action"], event["arguments"], touched))

    def _changed(self) -> StateError:
        return StateError(
            f"{self._path} cannot be replayed: it was made by another version of the sandbox. "
            "Remove the folder to start with a new data set."
        )


def _event(change: _Change) -> dict[str, Any]:
    return {
        "at": _text(change.at),
        "action": change.action,
        "arguments": change.arguments,
        "touched": change.touched,
    }


def _plain(value: Any) -> Any:
    """Return the value as it is read from the file."""
    return json.loads(json.dumps(value, default=str))


def _text(timestamp: datetime) -> str:
    return timestamp.astimezone(UTC).isoformat()


def _timestamp(text: str) -> datetime:
    return datetime.fromisoformat(text)
