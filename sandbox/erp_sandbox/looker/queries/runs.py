"""The operations that save queries and run them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.concurrency import iterate_in_threadpool
from starlette.responses import PlainTextResponse, StreamingResponse

from erp_sandbox.looker.call import Call, Operation
from erp_sandbox.looker.content import looks
from erp_sandbox.looker.errors import ApiError, not_found
from erp_sandbox.looker.queries import saved
from erp_sandbox.looker.queries.formats.table import FORMATS
from erp_sandbox.looker.queries.options import run_options
from erp_sandbox.looker.view import View

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Generator

    from starlette.responses import Response

    from erp_sandbox.looker.instance import Instance
    from erp_sandbox.looker.query import Runner
    from erp_sandbox.looker.store import Row

_METER = "db_query"


class Runs:
    """The operations of queries.

    Args:
        instance: The instance.
        runner: Runs them.
    """

    def __init__(self, instance: Instance, runner: Runner) -> None:
        self._instance = instance
        self._runner = runner

    def operations(self) -> list[Operation]:
        """Return the operations."""
        url = "/queries/models/{model_name}/views/{view_name}/run/{result_format}"
        query, look = "/queries/{id}/run/{result_format}", "/looks/{id}/run/{result_format}"
        run = "/queries/run/{result_format}"
        return [
            Operation("POST", "/queries", self._create, "explore", _METER, writes=True),
            Operation("POST", run, self._run_inline, "explore", _METER),
            Operation("GET", url, self._run_url, "explore", _METER),
            Operation("GET", "/queries/slug/{id}", self._show, meter=_METER),
            Operation("GET", "/queries/{id}", self._show, meter=_METER),
            Operation("GET", query, self._run_saved, meter=_METER),
            Operation("GET", look, self._run_look, "see_looks", _METER),
        ]

    def _view(self, call: Call) -> View:
        return View(self._instance.store, self._instance.catalog, call.user, call.host)

    def _create(self, call: Call) -> dict[str, Any]:
        return saved.query(self._view(call), saved.save(self._instance.store, call.object()))

    def _show(self, call: Call) -> dict[str, Any]:
        return saved.query(self._view(call), self._saved(call.user, call.path["id"]))

    def _saved(self, user: Any, key: str) -> Row:
        row = self._instance.store.get("queries", key)
        if not user.sees_model(row["model"]):
            raise not_found()
        return row

    def _run_inline(self, call: Call) -> Response:
        return self._run(call, saved.definition(call.object()))

    def _run_saved(self, call: Call) -> Response:
        return self._run(call, self._saved(call.user, call.path["id"]))

    def _run_look(self, call: Call) -> Response:
        row = self._instance.store.get("looks", call.path["id"])
        if not looks.visible(self._view(call), row):
            raise not_found()
        query = self._instance.store.get("queries", row["query_id"])
        return self._run(call, query, look_id=row["id"])

    def _run_url(self, call: Call) -> Response:
        """Run the query of a URL: `fields`, `f[name]`, `sorts`, `limit` and so on."""
        given = call.query
        filters = {name[2:-1]: value for name, value in given.items() if name.startswith("f[")}
        body = {
            "model": call.path["model_name"],
            "view": call.path["view_name"],
            "fields": call.names("fields"),
            "pivots": call.names("pivots"),
            "sorts": call.names("sorts"),
            "limit": given.get("limit"),
            "total": call.flag("total"),
            "filters": filters or None,
            "filter_expression": given.get("filter_expression"),
            "query_timezone": given.get("query_timezone"),
        }
        return self._run(call, saved.definition(body))

    def _run(self, call: Call, query: Row, look_id: str | None = None) -> Response:
        name = call.path["result_format"]
        options = run_options(call, self._instance.limits, look_id)
        if name == "sql":
            return PlainTextResponse(self._runner.sql(call.user, query, options))
        if name not in FORMATS:
            raise ApiError(404, f"The format {json.dumps(name)} is not supported")
        chosen = FORMATS[name]
        result = self._runner.run(call.user, query, options)
        return StreamingResponse(_chunks(chosen.write(result)), media_type=chosen.media_type)


async def _chunks(written: Generator[bytes]) -> AsyncIterator[bytes]:
    """Yield the chunks of a result, and close the warehouse also when the client goes away."""
    try:
        async for chunk in iterate_in_threadpool(written):
            yield chunk
    finally:
        written.close()
