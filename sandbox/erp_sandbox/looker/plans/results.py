"""What a plan sends: the result of a Look, a query or a dashboard in a format."""

from __future__ import annotations

import base64
import io
import zipfile
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import msgspec

from erp_sandbox.looker.delivery.message import DeliveryError, File
from erp_sandbox.looker.errors import ApiError
from erp_sandbox.looker.plans import shapes
from erp_sandbox.looker.plans.tiles import (
    Tile,
    filtered,
    lookml_dashboard,
    lookml_tiles,
    user_tiles,
)
from erp_sandbox.looker.queries.formats import pages
from erp_sandbox.looker.queries.options import RunOptions
from erp_sandbox.looker.queries.rendering import render

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from erp_sandbox.looker.catalog import Catalog
    from erp_sandbox.looker.queries.rendering import Rendered
    from erp_sandbox.looker.query import Runner
    from erp_sandbox.looker.store import Row, Store
    from erp_sandbox.looker.users import User

UNLIMITED = -1
SOURCE = "scheduled_task"
"""The source of a plan's queries in the history."""
_EXTENSIONS = {
    "txt": ("txt", "text/plain"),
    "csv": ("csv", "text/csv"),
    "json": ("json", "application/json"),
    "json_detail": ("json", "application/json"),
    "inline_json": ("json", "application/json"),
    "xlsx": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "html": ("html", "text/html"),
    "wysiwyg_png": ("png", "image/png"),
    "wysiwyg_pdf": ("pdf", "application/pdf"),
    "assembled_pdf": ("pdf", "application/pdf"),
    "csv_zip": ("zip", "application/zip"),
}
_TYPES = {"look_id": "Look", "dashboard_id": "Dashboard", "lookml_dashboard_id": "LookMLDashboard"}


@dataclass(frozen=True)
class Result:
    """A result in the format of a destination.

    Attributes:
        file: The file.
        rows: The number of rows.
        query: The query; None for a dashboard.
    """

    file: File
    rows: int
    query: Row | None


class Results:
    """Results of plans.

    Args:
        store: The content.
        catalog: The models, with LookML dashboards.
        runner: Runs queries.
    """

    def __init__(self, store: Store, catalog: Catalog, runner: Runner) -> None:
        self._store = store
        self._catalog = catalog
        self._runner = runner

    def make(self, user: User, plan: Row, destination: Mapping[str, Any]) -> Result:
        """Return the result of a plan in the format of a destination.

        Raises:
            DeliveryError: If a query fails, or what is sent does not exist any more.
        """
        try:
            return self._make(user, plan, destination)
        except ApiError as error:
            raise DeliveryError(f"The query failed: {error}") from None

    def _make(self, user: User, plan: Row, destination: Mapping[str, Any]) -> Result:
        chosen = destination["format"]
        name = shapes.title(self._store, plan) or plan["name"]
        extension, media_type = _EXTENSIONS[chosen]
        if plan["dashboard_id"] or plan["lookml_dashboard_id"]:
            return self._dashboard(user, plan, name, chosen)
        query = filtered(self._query(plan), _given(plan))
        options = RunOptions(
            limit=UNLIMITED if plan["send_all_results"] else None,
            formatted=destination["apply_formatting"],
            source=SOURCE,
            look_id=plan["look_id"],
        )
        written = {"inline_json": "json", "wysiwyg_png": "png"}.get(chosen, chosen)
        rendered = render(self._runner, user, query, written, options)
        file = File(f"{name}.{extension}", media_type, rendered.data)
        return Result(file, rendered.rows, query)

    def _query(self, plan: Row) -> Row:
        if plan["look_id"] is not None:
            look = self._store.get("looks", plan["look_id"])
            if look["deleted"]:
                raise DeliveryError(f"Look {look['id']} was deleted")
            return self._store.get("queries", look["query_id"])
        return self._store.get("queries", plan["query_id"])

    def _dashboard(self, user: User, plan: Row, name: str, chosen: str) -> Result:
        """Return a dashboard: an archive with the rows of each tile, or a page."""
        key = plan["dashboard_id"] or plan["lookml_dashboard_id"]
        options = RunOptions(formatted=True, source=SOURCE, dashboard_id=key)
        made = [
            (tile, render(self._runner, user, tile.query, "csv", options))
            for tile in self._tiles(user, plan)
        ]
        rows = sum(rendered.rows for _, rendered in made)
        if chosen in {"csv", "csv_zip"}:
            chosen, data = "csv_zip", _archive(name, made)
        else:
            tables = [pages.table(rendered.result) for _, rendered in made] or [[name]]
            data = pages.image(tables, "PNG" if chosen == "wysiwyg_png" else "PDF")
        extension, media_type = _EXTENSIONS[chosen]
        return Result(File(f"{name}.{extension}", media_type, data), rows, None)

    def _tiles(self, user: User, plan: Row) -> Iterator[Tile]:
        given = _given(plan)
        if plan["lookml_dashboard_id"] is not None:
            dashboard = lookml_dashboard(self._catalog, user, plan["lookml_dashboard_id"])
            return lookml_tiles(dashboard, given)
        if self._store.get("dashboards", plan["dashboard_id"])["deleted"]:
            raise DeliveryError(f"Dashboard {plan['dashboard_id']} was deleted")
        return user_tiles(self._store, plan["dashboard_id"], given)


def _given(plan: Row) -> dict[str, str]:
    """Return the filters of a plan, `?name=expression&...`."""
    text = plan["filters_string"] or plan["dashboard_filters"] or ""
    return dict(parse_qsl(text.lstrip("?"), keep_blank_values=True))


def _archive(name: str, made: list[tuple[Tile, Rendered]]) -> bytes:
    """Return a zip archive with a file for each tile (unconfirmed names)."""
    archive, names = io.BytesIO(), Counter[str]()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as files:
        for tile, rendered in made:
            names[tile.name] += 1
            number = f"_{names[tile.name]}" if names[tile.name] > 1 else ""
            files.writestr(f"dashboard-{name}/{tile.name}{number}.csv", rendered.data)
    return archive.getvalue()


def webhook_body(plan: Row, title: str | None, url: str, result: Result, *, inline: Any) -> bytes:
    """Return the JSON of a webhook ("Outgoing webhooks").

    Args:
        plan: The plan.
        title: The title of what is sent.
        url: Where it is in Looker.
        result: The result.
        inline: The rows of a webhook without an attachment; None for an attachment.
    """
    kind = "query" if result.query is not None else "dashboard"
    body = {
        "type": kind,
        "scheduled_plan": {
            "scheduled_plan_id": plan["id"],
            "title": title,
            "type": next((text for name, text in _TYPES.items() if plan[name]), "Query"),
            "url": url,
            "query_id": result.query["id"] if result.query else None,
            "query": result.query,
            "filters_differ_from_look": bool(plan["filters_string"]) if result.query else None,
            "download_url": None,
        },
        "attachment": _attachment(result.file) if inline is None else None,
        "data": inline,
        "form_params": {},
    }
    return msgspec.json.encode(body)


def _attachment(file: File) -> dict[str, str]:
    if file.media_type.startswith("text/") or file.media_type == "application/json":
        media_type, data = file.media_type, file.data.decode()
    else:
        media_type, data = f"{file.media_type};base64", base64.b64encode(file.data).decode()
    return {"mimetype": media_type, "extension": file.extension, "data": data}
