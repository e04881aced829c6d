"""Dead-letter files: undelivered records as their original Singer messages, with the reason.

The file is an ordinary Singer file that the same target can read again. The reason is an extra key
of the RECORD message, which Singer readers ignore. It names the document of a line, and what the
rejected input says about it, for the target that reads the file again.
"""

from __future__ import annotations

import datetime as dt
import os
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

import msgspec

from singer_erp.delivery.records import Document, WriteAction
from singer_erp.errors import ConfigError, ErpError
from singer_erp.files import private_file, private_folder
from singer_erp.messages.json import encode_json
from singer_erp.timestamps import utc_now

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from msgspec import Raw

    from singer_erp.delivery.records import Item, Outcome

REASON = "rejected"


class DeadLetterError(ErpError):
    """A dead-letter file cannot be written."""


class Reason(msgspec.Struct):
    """What a replay reads of the reason; earlier versions wrote no more than the code.

    Attributes:
        code: The error code.
        action: `rejected` or `deferred`.
        rejected_at: When the run began to send, for all records of its file.
        document: The document of a line.
    """

    code: str | None = None
    action: str = WriteAction.REJECTED
    rejected_at: dt.datetime | None = None
    document: Document | None = None


def rejected_document(reason: Raw) -> Document | None:
    """Return the document that a dead letter names; None without one."""
    try:
        return msgspec.json.decode(reason, type=Reason).document
    except msgspec.DecodeError:
        return None  # another program's key of this name


def check_folder(folder: Path) -> None:
    """Create the folder of dead-letter files, and check that it can be written to.

    Raises:
        ConfigError: It cannot: a reject would end the run in the middle.
    """
    try:
        private_folder(folder)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise ConfigError(
            f"`dead_letter_path` cannot be written to: {folder} ({error.strerror})",
            "Set it to a folder in which this user may create files",
        ) from None


class DeadLetterFile:
    """A file of undelivered records, created when the first one is added.

    It holds record contents and is readable by the user only. Records go to a temporary file that
    takes the final name on close: a killed run leaves an earlier file unchanged.

    Args:
        path: The file.
        schema_of: Returns the SCHEMA message of an item's record, as received.
        document_of: Returns the document of a line; None for other records.
    """

    def __init__(
        self,
        path: Path,
        schema_of: Callable[[Item], dict[str, Any]],
        document_of: Callable[[Item], Document | None] = lambda _: None,
    ) -> None:
        self.path = path
        self.count = 0
        self._schema_of = schema_of
        self._document_of = document_of
        self._schemas: dict[str, dict[str, Any]] = {}
        self._partial = path.with_name(path.name + ".partial")
        self._file: BinaryIO | None = None
        self._is_closed = False
        self._added: set[int] = set()
        self._rejected_at = utc_now()

    def add(self, item: Item, outcome: Outcome) -> None:
        """Write a record, once even if several of its parts failed.

        Raises:
            DeadLetterError: The file cannot be written.
        """
        if item.number in self._added:
            return
        self._added.add(item.number)
        schema = self._schema_of(item)
        stream = schema.get("stream", "")  # an item's may be the alias of a stream map
        if self._schemas.get(stream) != schema:
            self._schemas[stream] = schema
            self._write_line(encode_json(schema))
        # Spliced, not decoded: the record is written as it was received.
        reason = encode_json({REASON: self._reason(item, outcome)})
        self._write_line(item.message[:-1] + b"," + reason[1:])
        self.count += 1

    def close(self) -> None:
        """Publish the file; without records, delete an earlier file of the same name.

        Raises:
            DeadLetterError: The file cannot be written.
        """
        if self._is_closed:
            return
        self._is_closed = True
        with self._writing():
            if self._file is None:
                self.path.unlink(missing_ok=True)
                return
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._partial.replace(self.path)

    def discard(self) -> None:
        """Delete what was written and leave an earlier file unchanged."""
        if self._file is not None and not self._is_closed:
            with self._writing():
                self._file.close()
                self._partial.unlink(missing_ok=True)

    def _reason(self, item: Item, outcome: Outcome) -> dict[str, Any]:
        reason = {
            "code": outcome.code,
            "reason": outcome.reason,
            "fields": outcome.fields,
            "action": outcome.action,
            "rejected_at": self._rejected_at,
        }
        document = self._document_of(item)
        return reason | ({"document": document} if document else {})

    def _write_line(self, line: bytes) -> None:
        with self._writing():
            if self._file is None:
                self._partial.unlink(missing_ok=True)  # what a killed run has left
                self._file = os.fdopen(private_file(self._partial), "wb")
            self._file.write(line + b"\n")

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise DeadLetterError(
                f"The dead-letter file {self.path} cannot be written: {error.strerror}",
                "Free or repair its folder, `dead_letter_path`, and run again: what was confirmed "
                "is not sent twice",
            ) from None
