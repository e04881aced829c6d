"""The Singer messages of one run."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Message = dict[str, Any]


@dataclass(frozen=True)
class Output:
    """What one run of a plugin wrote.

    Attributes:
        stdout: Its standard output.
        stderr: Its log, where the run had one of its own.
        exit_code: Its exit code; negative for the signal that ended a process.
    """

    stdout: str
    stderr: str = ""
    exit_code: int = 0

    @cached_property
    def lines(self) -> list[str]:
        """Complete lines: a loader never sees one that was cut off."""
        complete, _, _ = self.stdout.rpartition("\n")
        return complete.split("\n") if complete else []

    @cached_property
    def messages(self) -> list[Message]:
        """All messages; numbers with a decimal point are `Decimal`."""
        return [json.loads(line, parse_float=Decimal) for line in self.lines]

    def of_type(self, message_type: str) -> list[Message]:
        """Return the messages of a type, such as `STATE`."""
        return [message for message in self.messages if message["type"] == message_type]

    def records(self, stream: str) -> list[dict[str, Any]]:
        """Return the records of a stream, in order."""
        return [m["record"] for m in self.of_type("RECORD") if m["stream"] == stream]

    def schema(self, stream: str) -> dict[str, Any]:
        """Return the last JSON schema of a stream.

        Raises:
            LookupError: The run wrote no schema of the stream.
        """
        schemas = [m["schema"] for m in self.of_type("SCHEMA") if m["stream"] == stream]
        schema: dict[str, Any] = schemas[-1]
        return schema

    @property
    def streams(self) -> set[str]:
        """Names of the streams whose schema the run wrote."""
        return {message["stream"] for message in self.of_type("SCHEMA")}

    @property
    def state(self) -> dict[str, Any]:
        """The last state; empty where there is none."""
        return next((m["value"] for m in reversed(self.messages) if m["type"] == "STATE"), {})

    def until(self, lines: int) -> Output:
        """Return what had arrived when the run was killed after a number of lines."""
        return replace(self, stdout="".join(f"{line}\n" for line in self.lines[:lines]))

    def cuts(self) -> Iterator[Output]:
        """Yield the output of a run killed at every boundary between two messages."""
        for lines in range(len(self.lines)):
            yield self.until(lines)
