"""The CSV of Bulk API 2.0: what is accepted, and how results are written.

Rules: Bulk API 2.0 Developer Guide, "Prepare CSV Files"; the texts of failures are those of field
reports.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

DELIMITERS = {
    "COMMA": ",",
    "SEMICOLON": ";",
    "TAB": "\t",
    "PIPE": "|",
    "CARET": "^",
    "BACKQUOTE": "`",
}
LINE_ENDINGS = {"LF": "\n", "CRLF": "\r\n"}
MOST_COLUMNS = 5_000
MOST_IN_HEADER = 32_000
MOST_IN_CELL = 131_072  # 32,000 in older guides
MOST_IN_ROW = 400_000
_BOM = "\ufeff"
_QUOTED = re.compile(r'"(?:[^"]|"")*+"')
_FAILED = "InvalidBatch : Failed to parse CSV. "
_UNESCAPED = f"{_FAILED}Found unescaped quote. A value with quote should be within a quote"
_OPEN = f"{_FAILED}EOF reached before closing an opened quote"


class JobFailure(Exception):  # noqa: N818 - an outcome, not a failure
    """The job as a whole cannot be processed; the text is its `errorMessage`."""


@dataclass(frozen=True)
class Upload:
    """An upload.

    Attributes:
        header: The header line as sent, with its quotes.
        columns: The names in it.
        rows: The values below it.
    """

    header: str
    columns: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class Dialect:
    """The notation of a job's data and results.

    Attributes:
        delimiter: A key of `DELIMITERS`.
        line_ending: A key of `LINE_ENDINGS`.
    """

    delimiter: str = "COMMA"
    line_ending: str = "LF"

    def parse(self, data: bytes) -> Upload:
        """Read an upload; lines without any character are passed over.

        Raises:
            JobFailure: The text breaks the rules.
        """
        text = _decoded(data)
        self._check_line_ending(text)
        self._check_quotes(text)
        reader = csv.reader(
            io.StringIO(text, newline=""), delimiter=DELIMITERS[self.delimiter], strict=True
        )
        try:
            rows = [row for row in reader if row]
        except csv.Error as error:
            raise JobFailure(f"{_FAILED}{error}") from None
        if not rows:
            raise JobFailure(f"{_FAILED}The data holds no header row")
        columns, *body = rows
        _check_sizes(columns, body)
        header = text.lstrip("\r\n").partition("\n")[0].removesuffix("\r")
        return Upload(header, columns, body)

    def render(self, added: Sequence[str], header: str, rows: Iterable[Sequence[str]]) -> bytes:
        """Return a result file: added names quoted, the header as sent, all values quoted."""
        separator, end = DELIMITERS[self.delimiter], LINE_ENDINGS[self.line_ending]
        names = [*map(_quoted, added), header] if header else map(_quoted, added)
        lines = (separator.join(map(_quoted, row)) for row in rows)
        return "".join(line + end for line in (separator.join(names), *lines)).encode()

    def _check_line_ending(self, text: str) -> None:
        """Check that every LF is of the declared kind, in quotes too, and a CR alone is quoted."""
        crlf = text.count("\r\n")
        other = crlf if self.line_ending == "LF" else text.count("\n") - crlf
        if not other and text.count("\r") > crlf:
            bare = _QUOTED.sub("", text)
            other = bare.count("\r") - bare.count("\r\n")
        if other:
            raise JobFailure(
                "ClientInputError : LineEnding is invalid on user data. Current LineEnding setting "
                f"is {self.line_ending}"
            )

    def _check_quotes(self, text: str) -> None:
        """Check that quotes are at both ends of a value or, doubled, between them only."""
        if '"' not in text:
            return
        # Outside quotes only delimiters, line breaks and text without quotes may stand; where a
        # value is quoted, only its end may be next to it.
        delimiter = re.escape(DELIMITERS[self.delimiter])
        value = rf'(?:"(?:[^"]|"")*+"|[^"{delimiter}\r\n]*+)'
        whole = re.compile(rf"(?:{value}(?:{delimiter}|\r?\n))*+{value}")
        found = whole.match(text)
        end = found.end() if found else 0
        if end < len(text):
            unclosed = text[end] == '"' and _QUOTED.match(text, end) is None
            at_start = end == 0 or text[end - 1] in f"{DELIMITERS[self.delimiter]}\n"
            raise JobFailure(_OPEN if unclosed and at_start else _UNESCAPED)


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise JobFailure(f"{_FAILED}The data is not UTF-8") from None
    if text.startswith(_BOM):
        raise JobFailure(_UNESCAPED)
    return text


def _check_sizes(header: list[str], rows: list[list[str]]) -> None:
    """Check the sizes of the guide's "Limits" (texts unconfirmed)."""
    if sum(map(len, header)) > MOST_IN_HEADER:
        raise JobFailure(f"{_FAILED}The header is longer than {MOST_IN_HEADER} characters")
    if len(header) > MOST_COLUMNS:
        raise JobFailure(f"{_FAILED}A record has more than {MOST_COLUMNS} fields")
    for number, row in enumerate(rows, 1):
        if len(row) != len(header):
            raise JobFailure(
                f"{_FAILED}Record {number} has {len(row)} values for {len(header)} fields"
            )
        sizes = [len(cell) for cell in row]
        if max(sizes) > MOST_IN_CELL or sum(sizes) > MOST_IN_ROW:
            raise JobFailure(f"{_FAILED}Record {number} is larger than a record or field may be")


def _quoted(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'
