"""Results as text: CSV, TSV, HTML and Markdown."""

from __future__ import annotations

import csv
import html
import io
import itertools
from typing import TYPE_CHECKING, Any

from erp_sandbox.looker.queries.formats.rows import LateError, flat_header, flat_rows

if TYPE_CHECKING:
    from collections.abc import Generator

    from erp_sandbox.looker.queries.result import Result

_BATCH = 1000


def to_csv(result: Result) -> Generator[bytes]:
    """Yield CSV with a header of labels."""
    return _separated(result, ",")


def to_txt(result: Result) -> Generator[bytes]:
    """Yield tab-separated text with a header of labels."""
    return _separated(result, "\t")


def to_html(result: Result) -> Generator[bytes]:
    """Yield a page with a table."""
    if result.error:
        yield _page(f"<p>{html.escape(result.error)}</p>")
        return
    head = "".join(f"<th>{html.escape(label)}</th>" for label in flat_header(result))
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(_text(cell))}</td>" for cell in row) + "</tr>"
        for row in flat_rows(result)
    )
    yield _page(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")


def to_md(result: Result) -> Generator[bytes]:
    """Yield a table in Markdown."""
    if result.error:
        yield result.error.encode()
        return
    header = flat_header(result)
    lines = [header, ["---"] * len(header), *flat_rows(result)]
    for line in lines:
        cells = " | ".join(_text(cell).replace("|", "\\|") for cell in line)
        yield f"| {cells} |\n".encode()


def _separated(result: Result, delimiter: str) -> Generator[bytes]:
    """Yield separated text; an error is the body (unconfirmed)."""
    if result.error:
        yield result.error.encode()
        return
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\n")
    writer.writerow(flat_header(result))
    lines = flat_rows(result)
    try:
        while batch := list(itertools.islice(lines, _BATCH)):
            writer.writerows(batch)
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    except LateError as error:
        buffer.write(f"{error}\n")
    yield buffer.getvalue().encode()


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell)


def _page(content: str) -> bytes:
    return f"<!DOCTYPE html><html><head></head><body>{content}</body></html>".encode()
