"""The formats by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from erp_sandbox.looker.queries.formats.json_bi import to_json_bi
from erp_sandbox.looker.queries.formats.json_detail import to_json_detail
from erp_sandbox.looker.queries.formats.json_rows import to_json
from erp_sandbox.looker.queries.formats.pages import to_jpg, to_png, to_xlsx
from erp_sandbox.looker.queries.formats.text import to_csv, to_html, to_md, to_txt

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from erp_sandbox.looker.queries.result import Result


@dataclass(frozen=True)
class Format:
    """One format of results.

    Attributes:
        media_type: Its media type.
        write: Yields a result as bytes.
    """

    media_type: str
    write: Callable[[Result], Generator[bytes]]


FORMATS = {
    "json": Format("application/json", to_json),
    "json_bi": Format("application/json", to_json_bi),
    "json_detail": Format("application/json", to_json_detail),
    "csv": Format("text/csv", to_csv),
    "txt": Format("text/plain", to_txt),
    "html": Format("text/html", to_html),
    "md": Format("text/markdown", to_md),
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", to_xlsx),
    "png": Format("image/png", to_png),
    "jpg": Format("image/jpeg", to_jpg),
}
"""The formats of run operations; `sql` compiles only."""
TASK_FORMATS = FORMATS | dict.fromkeys(("inline_json", "json_fe"), FORMATS["json"])
"""The formats of query tasks; `gsxml` and `odc` are not supported."""
