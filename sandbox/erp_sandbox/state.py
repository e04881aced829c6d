"""Keeps a company between runs: how it was made, and everything that was done to it since.

The file holds no rows and no secrets. The generator makes the same company from the same seed and
start, so a run that goes on with it makes it anew and replays its history at the recorded
instants. One line of JSON for each event; a line cut off by a killed run is dropped.
"""

from __future__ import annotations

import fcntl
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TextIO

from erp_sandbox.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from erp_sandbox.netsuite.call import Company

FILE = "netsuite.jsonl"
_CENSUS = "SELECT table_name AS name, estimated_size AS rows FROM duckdb_tables() ORDER BY name"


class StateError(Exception):
    """A state folder that cannot be used; says why and what to do."""


@dataclass(frozen=True)
class _Mutation:
    at: datetime
    action: str
    arguments: dict[str, Any]
    touched: dict[str, Any]


class History:
    """The history kept in one folder, held by one run at a time.

    Args:
        folder: Made if missing.

    Raises:
        StateError: If another run holds it or the file is not a history.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / FILE
        self._file: TextIO = self._path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            raise StateError(
                f"Another sandbox uses {folder}; stop it or give another --state-dir."
            ) from None
        self._mutations: list[_Mutation] = []
        self._head: dict[str, Any] | None = None
        self._advanced = 0.0
        self._load()

    @property
    def options(self) -> dict[str, Any] | None:
        """What the company was made with; None in a new folder."""
        return None if self._head is None else self._head["options"]

    @property
    def length(self) -> int:
        """How many mutations were recorded."""
        return len(self._mutations)

    def restore(
        self, options: dict[str, Any], build: Callable[[Clock], Company]
    ) -> tuple[Company, Clock]:
        """Make the company, or make it again and replay what was done to it.

        Args:
            options: What a new company is made with, kept for the next run.
            build: Makes the company with a clock.

        Raises:
            StateError: If the generator no longer makes the company that was recorded.
        """
        clock = Clock(offset=timedelta(seconds=self._advanced))
        started = clock.now() if self._head is None else _instant(self._head["started"])
        with clock.held_at(started):
            company = build(clock)
        census = company.truth(_CENSUS)
        if self._head is None:
            self._head = {"options": options, "started": _text(started), "census": census}
            self._append(self._head)
        elif self._head["census"] != census:
            raise self._changed()
        for mutation in self._mutations:
            with clock.held_at(mutation.at):
                touched = company.mutate(mutation.action, **mutation.arguments)
            if _plain(touched) != mutation.touched:
                raise self._changed()
        behind = (self._latest(started) - clock.now()).total_seconds()
        clock.advance(max(behind, 0))
        return company, clock

    def record(
        self, at: datetime, action: str, arguments: dict[str, Any], touched: dict[str, Any]
    ) -> None:
        """Keep one mutation that was carried out at a business instant."""
        self._mutations.append(_Mutation(at, action, arguments, _plain(touched)))
        self._append(
            {"at": _text(at), "action": action, "arguments": arguments, "touched": touched}
        )

    def record_clock(self, clock: Clock) -> None:
        """Keep how far business time runs ahead."""
        self._append({"advanced": clock.offset.total_seconds()})

    def close(self) -> None:
        """Let another run have the folder."""
        self._file.close()

    def _latest(self, started: datetime) -> datetime:
        return max([started, *(mutation.at for mutation in self._mutations)])

    def _append(self, event: dict[str, Any]) -> None:
        self._file.write(json.dumps(event, default=str) + "\n")
        self._file.flush()

    def _load(self) -> None:
        self._file.seek(0)
        text = self._file.read()
        complete, _, cut_off = text.rpartition("\n")
        if cut_off:
            self._file.truncate(len(f"{complete}\n".encode()) if complete else 0)
        for line in complete.splitlines():
            try:
                self._take(json.loads(line))
            except (KeyError, TypeError, ValueError) as error:
                self._file.close()
                raise StateError(
                    f"{self._path} is not a sandbox's history; remove it to begin anew."
                ) from error

    def _take(self, event: dict[str, Any]) -> None:
        if "options" in event:
            self._head = event
        elif "advanced" in event:
            self._advanced = float(event["advanced"])
        else:
            at, touched = _instant(event["at"]), event["touched"]
            self._mutations.append(_Mutation(at, event["action"], event["arguments"], touched))

    def _changed(self) -> StateError:
        return StateError(
            f"The company in {self._path.parent} was made by another version of the sandbox and "
            "cannot be made again; remove the folder to begin with a new company."
        )


def _plain(value: dict[str, Any]) -> dict[str, Any]:
    """The value as it comes back from the file."""
    plain: dict[str, Any] = json.loads(json.dumps(value, default=str))
    return plain


def _text(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat()


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
