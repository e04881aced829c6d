"""Results as arrays of rows: `json`, and the rows of a webhook's `inline_json`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from erp_sandbox.looker.queries.formats.rows import LateError, plain_rows, rows, shown
from erp_sandbox.looker.queries.values import plain

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from erp_sandbox.looker.queries.result import Result, Shown

_BATCH = 1000
_encoder = msgspec.json.Encoder(decimal_format="number")


def to_json(result: Result) -> Generator[bytes]:
    """Yield a bare array of rows; an error is a row with the one key `looker_error`."""
    if result.error:
        yield _encoder.encode([{"looker_error": result.error}])
        return
    batch: list[dict[str, Any]] = []
    lead = b"["
    try:
        for row in _objects(result):
            batch.append(row)
            if len(batch) == _BATCH:
                yield lead + _encoder.encode(batch)[1:-1]
                lead, batch = b",", []
    except LateError as error:
        batch.append({"looker_error": str(error)})
    yield (lead if batch or lead == b"[" else b"") + _encoder.encode(batch)[1:]


def _objects(result: Result) -> Iterator[dict[str, Any]]:
    """Yield the rows as objects with the names of fields as keys."""
    names = [column.name for column in result.columns]
    as_text = result.options.formatted
    if as_text or result.pivots is not None:
        for row in rows(result):
            yield {
                column.name: _nested(result, value, column)
                if column.pivots and result.pivots is not None
                else shown(value, column, as_text=as_text)
                for value, column in zip(row, result.columns, strict=True)
            }
        return
    for row in plain_rows(result):
        yield dict(zip(names, row, strict=True))


def _nested(result: Result, cells: dict[str, Any], column: Shown) -> dict[str, Any]:
    """Return the cells of a pivot below the names and values of its fields (unconfirmed)."""
    made: dict[str, Any] = {}
    for pivot in result.pivots or ():
        level, last = made, ""
        for name, value in pivot.data.items():
            level = level.setdefault(last, {}) if last else level
            level = level.setdefault(name, {})
            last = "null" if value is None else str(plain(value))
        if last:  # row totals have no values
            cell = cells.get(pivot.key)
            level[last] = shown(cell, column, as_text=result.options.formatted)
    return made
