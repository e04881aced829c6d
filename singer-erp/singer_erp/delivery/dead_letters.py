"""Dead letters: refused records as the Singer messages they were, with the reason beside them.

The file is an ordinary Singer file: fed to the same target it is delivered again. The reason is
an extra key of the RECORD message, which Singer readers ignore.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from singer_erp.messages.json import decode_json, encode_json

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from singer_erp.delivery.records import Item, Outcome

REASON = "rejected"


class Letters:
    """A file of records that were not delivered; made when the first one comes.

    It holds records, so it is private to the user. It is written beside its name and takes the
    name when closed: a run that is killed leaves an earlier file as it was.

    Args:
        path: The file.
        schemas: SCHEMA message by stream, as received.
    """

    def __init__(self, path: Path, schemas: dict[str, dict[str, Any]]) -> None:
        self.path = path
        self.count = 0
        self._schemas = schemas
        self._written: set[str] = set()
        self._partial = path.with_name(path.name + ".partial")
        self._file: BinaryIO | None = None
        self._is_closed = False
        self._seen: set[tuple[str, str]] = set()

    def add(self, item: Item, outcome: Outcome) -> None:
        """Write a record once, whatever the number of its parts that failed."""
        if (item.stream, item.source_key) in self._seen:
            return
        self._seen.add((item.stream, item.source_key))
        if item.stream not in self._written:
            self._written.add(item.stream)
            self._line(self._schemas[item.stream])
        reason = {"code": outcome.code, "reason": outcome.reason, "fields": outcome.fields}
        self._line(decode_json(item.message) | {REASON: reason})
        self.count += 1

    def close(self) -> None:
        """Let the file take its name; without letters, an earlier file of that name goes."""
        if self._is_closed:
            return
        self._is_closed = True
        if self._file is None:
            self.path.unlink(missing_ok=True)
            return
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._partial.replace(self.path)

    def discard(self) -> None:
        """Leave everything as it was before the run."""
        if self._file is not None and not self._is_closed:
            self._file.close()
            self._partial.unlink(missing_ok=True)

    def _line(self, message: dict[str, Any]) -> None:
        if self._file is None:
            self._partial.parent.mkdir(parents=True, exist_ok=True)
            flags = os.O_CREAT | os.O_WRONLY | os.O_TRUNC
            self._file = os.fdopen(os.open(self._partial, flags, 0o600), "wb")
        self._file.write(encode_json(message) + b"\n")
