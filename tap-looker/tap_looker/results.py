"""Result formats: how each is checked, and read a part at a time."""

from __future__ import annotations

import csv
import datetime as dt
import io
import logging
import os
from decimal import Decimal
from itertools import islice
from typing import IO, TYPE_CHECKING, Any

import msgspec
from singer_erp.http.bodies import at, text_at

from tap_looker.decoder import OddValueError
from tap_looker.errors import in_result, stream_error
from tap_looker.rows import JsonRows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from tap_looker.decoder import RowDecoder, Rows

log = logging.getLogger(__name__)

_ENDS = {"json": (b"[", b"]"), "json_bi": (b"{", b"}"), "json_detail": (b"{", b"}")}
_TAIL = 4096
_CSV_ROWS = 2000
_NOT_TRUNCATED = {"", "no", "false", "none", "0"}
_READERS: dict[str, Callable[[str], Any]] = {
    "boolean": str,
    "date": dt.date.fromisoformat,
    "integer": int,
    "number": Decimal,
    "string": str,
    "timestamp": str,
}


def check_complete(file: IO[bytes], result_format: str) -> None:
    """Check the first and the last byte of a body, which a page of a proxy does not have.

    Raises:
        ValueError: It is not a complete body of the format.
    """
    head = file.read(_TAIL).lstrip()
    end = file.seek(0, os.SEEK_END)
    file.seek(max(0, end - _TAIL))
    tail = file.read()
    file.seek(0)
    if result_format == "csv":
        # The text of an error (unconfirmed) is one line, which the header is compared with.
        ends = tail.endswith(b"\n") or (end <= _TAIL and b"\n" not in tail)
        is_complete = ends and not head.startswith((b"<", b"{"))
    else:
        first, last = _ENDS[result_format]
        is_complete = head.startswith(first) and tail.rstrip().endswith(last)
    if not is_complete:
        raise ValueError(result_format)


def read_rows(
    file: IO[bytes],
    result_format: str,
    decoder: RowDecoder,
    *,
    labels: Mapping[str, str],
    clean: Callable[[str], str],
) -> Iterator[Rows]:
    """Yield the rows of a result.

    Args:
        file: The body.
        result_format: One of the setting `result_format`.
        decoder: Decodes rows.
        labels: Label by field, the headers of `csv`.
        clean: Removes secrets from a text of Looker's.

    Raises:
        StreamError: The query failed, or the result is not complete.
    """
    try:
        if result_format == "csv":
            yield from _csv_rows(file, decoder, labels, clean)
        elif result_format == "json":
            yield from JsonRows(file, "", decoder.plain)
        else:
            yield from _enveloped(file, result_format, decoder, clean)
    except (msgspec.DecodeError, csv.Error, UnicodeDecodeError):
        raise _truncated() from None


def _enveloped(
    file: IO[bytes], result_format: str, decoder: RowDecoder, clean: Callable[[str], str]
) -> Iterator[Rows]:
    body = JsonRows(file, "rows" if result_format == "json_bi" else "data", decoder.cells)
    held: Rows | None = None
    count = 0
    for rows in body:
        # The last row may be one of totals, which only the end of the body says.
        if held is not None:
            yield held
        held, count = rows, count + len(rows.records)
    _check_envelope(body.envelope, count, clean)
    has_totals = at(body.envelope, "metadata", "has_totals") is True
    if held is not None:
        yield _without_last(held) if has_totals and result_format == "json_bi" else held


def _without_last(rows: Rows) -> Rows:
    return type(rows)(rows.records[:-1], rows.values[:-1])


def _check_envelope(envelope: Mapping[str, Any], rows: int, clean: Callable[[str], str]) -> None:
    """Check what a result says of itself.

    Raises:
        StreamError: The query failed, or columns are missing.
    """
    errors = envelope.get("errors") or []
    texts = [
        ": ".join(filter(None, (text_at(e, "message"), text_at(e, "message_details"))))
        for e in errors
    ]
    if texts and (not rows or envelope.get("status") == "error"):
        raise in_result(clean("; ".join(texts)), None)
    for text in texts:
        log.warning("Looker says of a result: %s", clean(text))
    truncated = envelope.get("columns_truncated") or at(envelope, "metadata", "columns_truncated")
    if str(truncated or "").lower() not in _NOT_TRUNCATED:
        raise stream_error(
            f"Looker left out columns of the result (columns_truncated {clean(str(truncated))})",
            "Query fewer fields",
        )


def _csv_rows(
    file: IO[bytes],
    decoder: RowDecoder,
    labels: Mapping[str, str],
    clean: Callable[[str], str],
) -> Iterator[Rows]:
    with io.TextIOWrapper(file, "utf-8-sig", newline="") as text:
        yield from _csv_parts(csv.reader(text, strict=True), decoder, labels, clean)


def _csv_parts(
    lines: Iterator[list[str]],
    decoder: RowDecoder,
    labels: Mapping[str, str],
    clean: Callable[[str], str],
) -> Iterator[Rows]:
    header = next(lines, [])
    wanted = [labels[column.field] for column in decoder.needed]
    if any(header.count(label) != 1 for label in wanted):
        _refuse_header(header, wanted, clean)
    positions = [header.index(label) for label in wanted]
    readers = [_READERS[column.kind] for column in decoder.needed]
    while part := list(islice(lines, _CSV_ROWS)):
        if any(len(line) != len(header) for line in part):
            raise csv.Error
        yield _typed(part, positions, readers, decoder)


def _typed(
    part: Sequence[Sequence[str]],
    positions: Sequence[int],
    readers: Sequence[Callable[[str], Any]],
    decoder: RowDecoder,
) -> Rows:
    """Return lines as rows; an empty cell is null, as the format has no other sign for it."""
    pairs = list(zip(positions, readers, strict=True))
    try:
        return decoder.of_columns(
            [[read(line[n]) if line[n] else None for line in part] for n, read in pairs]
        )
    except (ValueError, ArithmeticError, OddValueError):
        # As JSON, whose reader puts aside what a column cannot hold.
        named = [
            {
                column.field: line[n] or None
                for column, n in zip(decoder.needed, positions, strict=True)
            }
            for line in part
        ]
        return decoder.plain(msgspec.json.encode(named))


def _refuse_header(
    header: Sequence[str], wanted: Sequence[str], clean: Callable[[str], str]
) -> None:
    """Raise the error for a header that is not one of the query.

    Raises:
        StreamError: Always.
    """
    text = header[0] if header else ""
    if len(header) <= 1 and "rror" in text:
        raise in_result(clean(text), None)
    double = [label for label in wanted if wanted.count(label) > 1 or header.count(label) > 1]
    if double:
        raise stream_error(
            f"The labels of a csv result are not unique: {', '.join(sorted(set(double)))}",
            "Set `result_format` to json",
        )
    missing = [label for label in wanted if label not in header]
    raise stream_error(
        f"A csv result has no column {', '.join(missing)}",
        "The model may have changed: run discovery again, or set `result_format` to json",
    )


def _truncated() -> Exception:
    return stream_error(
        "Looker's result ends before its end, or is not of its format",
        "Run again; if it happens again, a proxy cuts long responses: set `slice_by` and a lower "
        "`page_size`",
    )
