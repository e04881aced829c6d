"""Which full refreshes the input shows to be complete.

ACTIVATE_VERSION says that rows of older versions are gone, but not every tap sends it after the
last row. The SDK's taps send it before the rows, child streams for every parent record again, and
a tap that dies between two of them leaves the same messages as one that has finished: the input
just ends. Rows are therefore removed only on one of these proofs:

* The message says `"complete": true`, as the taps of this project do.
* Rows of the version came before its first ACTIVATE_VERSION and none after it: the tap sends it at
  the end.
* After everything else, a STATE says that no stream is being read (`"currently_syncing": null`
  after it named one).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(slots=True)
class _Reading:
    """What the input shows of one version of one stream, so far."""

    rows_first: bool = False
    is_activated: bool = False
    says_complete: bool = False
    rows_after: bool = False
    state_last: bool = False
    idle_last: bool = False

    def saw_rows(self) -> None:
        if self.is_activated:
            self.rows_after = True
        else:
            self.rows_first = True
        self.state_last = self.idle_last = False

    def saw_activation(self, *, complete: bool) -> None:
        if complete:
            self.rows_after = False
        self.is_activated = True
        self.says_complete = complete
        self.state_last = self.idle_last = False

    def saw_state(self, *, idle: bool) -> None:
        self.state_last = True
        self.idle_last = self.idle_last or idle

    def is_complete(self, *, trust_early: bool) -> bool:
        if not self.is_activated:
            return False
        if self.idle_last or (trust_early and self.state_last):
            return True
        return not self.rows_after and (self.says_complete or self.rows_first)


@dataclass(slots=True)
class StreamVersions:
    """The versions of one stream in the order of the input.

    Rows without a version are of the latest ACTIVATE_VERSION, or of the first if none came yet.

    Attributes:
        latest: The version of the latest ACTIVATE_VERSION, None before the first.
    """

    latest: int | None = None
    _readings: dict[int, _Reading] = field(default_factory=dict)
    _has_unversioned: bool = False

    def saw_rows(self, versions: Iterable[int | None]) -> None:
        """Record that rows of the versions arrived."""
        for version in versions:
            of = self.latest if version is None else version
            if of is None:
                self._has_unversioned = True
            else:
                self._reading(of).saw_rows()

    def saw_state(self, *, idle: bool) -> None:
        """Record that a STATE arrived, and whether it says that no stream is being read."""
        for reading in self._readings.values():
            reading.saw_state(idle=idle)

    def saw_activation(self, version: int, *, complete: bool = False) -> None:
        """Record that ACTIVATE_VERSION arrived, and whether it says that all rows came before."""
        reading = self._reading(version)
        if self.latest is None and self._has_unversioned:
            reading.saw_rows()
        reading.saw_activation(complete=complete)
        self.latest = version

    def complete(self, *, trust_early: bool) -> int | None:
        """Return the newest version that is known to be complete at the end of the input."""
        readings = self._readings.items()
        known = [v for v, reading in readings if reading.is_complete(trust_early=trust_early)]
        return max(known, default=None)

    def _reading(self, version: int) -> _Reading:
        return self._readings.setdefault(version, _Reading())


class Completeness:
    """The versions of all streams.

    Args:
        trust_early: Setting `trust_early_activate_version`.
    """

    def __init__(self, *, trust_early: bool) -> None:
        self._trust_early = trust_early
        self._streams: dict[str, StreamVersions] = {}
        self._is_syncing = False

    def of(self, stream: str) -> StreamVersions:
        """Return the stream's versions."""
        return self._streams.setdefault(stream, StreamVersions())

    def saw_state(self, state: dict[str, Any]) -> None:
        """Record that a STATE arrived."""
        syncing = state.get("currently_syncing", "")
        idle = syncing is None and self._is_syncing
        if syncing != "":
            self._is_syncing = syncing is not None
        for stream in self._streams.values():
            stream.saw_state(idle=idle)

    def complete(self, stream: str) -> int | None:
        """Return the stream's newest complete version at the end of the input, if any."""
        return self.of(stream).complete(trust_early=self._trust_early)
