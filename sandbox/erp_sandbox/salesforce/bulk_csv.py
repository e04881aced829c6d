"""The CSV of Bulk API 2.0: what is accepted, and how results are written."""

from __future__ import annotations

import csv
import io
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
_BOM = "\ufeff"


class JobFailure(Exception):  # noqa: N818 - an answer, not a failure
    """The job as a whole cannot be processed; the text is its `errorMessage`."""


def parse(data: bytes, delimiter: str, line_ending: str) -> tuple[list[str], list[list[str]]]:
    """Header and rows of an upload.

    Raises:
        JobFailure: The text breaks the rules ("Prepare CSV Files").
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise JobFailure("InvalidBatch : Failed to parse CSV. The file is not UTF-8.") from None
    if text.startswith(_BOM):
        raise JobFailure(
            "InvalidBatch : Failed to parse CSV. Found unescaped quote. A value with quote should "
            "be within a quote"
        )
    _check_line_ending(text, line_ending)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=DELIMITERS[delimiter], strict=True)
    try:
        rows = [row for row in reader if row]
    except csv.Error as error:
        raise JobFailure(f"InvalidBatch : Failed to parse CSV. {error}") from None
    if not rows:
        raise JobFailure(
            "InvalidBatch : Failed to parse CSV. EOF reached before closing an opened quote"
        )
    header, *body = rows
    if any(len(row) != len(header) for row in body):
        raise JobFailure("InvalidBatch : Failed to parse CSV. The number of columns differs")
    return header, body


def _check_line_ending(text: str, declared: str) -> None:
    """Every break, inside quotes too, must be the declared one (field reports)."""
    crlf = text.count("\r\n")
    alone = text.count("\n") - crlf
    lone_cr = text.count("\r") - crlf
    wrong = (crlf + lone_cr) if declared == "LF" else (alone + lone_cr)
    if wrong:
        raise JobFailure(
            "ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is "
            f"{declared}"
        )


def render(
    added: Sequence[str],
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    delimiter: str,
    line_ending: str,
) -> str:
    """A result file: added names quoted, the header as sent, all values quoted."""
    separator, end = DELIMITERS[delimiter], LINE_ENDINGS[line_ending]
    first = separator.join([*(f'"{name}"' for name in added), *header])
    lines = [separator.join('"' + value.replace('"', '""') + '"' for value in row) for row in rows]
    return end.join([first, *lines]) + end
