"""Results as workbooks and images: `xlsx`, `png`, `jpg`."""

from __future__ import annotations

import io
import itertools
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import xlsxwriter
from PIL import Image, ImageDraw

from erp_sandbox.looker.queries.formats.rows import flat_header, flat_rows

if TYPE_CHECKING:
    from collections.abc import Generator

    from erp_sandbox.looker.queries.result import Result

_ROWS = 50
_LINE = 18
_WIDTH = 1200
LARGEST = 5000
"""Rows of a page or an image at most ("Limits of PDF and PNG")."""


def to_xlsx(result: Result) -> Generator[bytes]:
    """Yield a workbook with one sheet."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(result.explore.label[:31])
        header = [result.error] if result.error else flat_header(result)
        for number, line in enumerate(itertools.chain([header], flat_rows(result))):
            sheet.write_row(number, 0, [_number(cell) for cell in line])
    yield buffer.getvalue()


def to_png(result: Result) -> Generator[bytes]:
    """Yield an image of the first rows."""
    yield image([table(result)], "PNG")


def to_jpg(result: Result) -> Generator[bytes]:
    """Yield an image of the first rows."""
    yield image([table(result)], "JPEG")


def table(result: Result) -> list[str]:
    """Return the lines of a table as text."""
    if result.error:
        return [result.error]
    lines = [flat_header(result)]
    for number, row in enumerate(flat_rows(result)):
        if number == _ROWS:
            break
        lines.append(["" if cell is None else str(cell) for cell in row])
    return ["   ".join(line) for line in lines]


def image(tables: list[list[str]], kind: str) -> bytes:
    """Return tables as an image, or as the pages of a PDF."""
    pages = []
    for lines in tables:
        page = Image.new("RGB", (_WIDTH, _LINE * (len(lines) + 2)), "white")
        draw = ImageDraw.Draw(page)
        for number, line in enumerate(lines):
            draw.text((_LINE, _LINE * (number + 1)), line, fill="black")
        pages.append(page)
    buffer = io.BytesIO()
    more: dict[str, Any] = {"append_images": pages[1:], "save_all": True} if kind == "PDF" else {}
    pages[0].save(buffer, kind, **more)
    return buffer.getvalue()


def _number(cell: Any) -> Any:
    """Return a cell as a workbook has it: its numbers are doubles."""
    return float(cell) if isinstance(cell, Decimal) else cell
