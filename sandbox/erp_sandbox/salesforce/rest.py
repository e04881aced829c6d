"""sObject resources: describe, records, upsert by external id, queries, limits."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from erp_sandbox.salesforce.call import CREATED_IN_UPSERT, NEWEST, OLDEST, Call, answer
from erp_sandbox.salesforce.errors import ApiError, Refusal, not_found
from erp_sandbox.salesforce.query import Execution, attributes, shown_value
from erp_sandbox.salesforce.reading import timestamp

if TYPE_CHECKING:
    from erp_sandbox.salesforce.fields import ObjectSpec
    from erp_sandbox.salesforce.records import Outcome
    from erp_sandbox.salesforce.store import Record

_PAGE = 2000


def versions() -> Response:
    """Handle `/services/data/`, without authentication."""
    return answer(
        [
            {"label": f"Release {n}", "url": f"/services/data/v{n}.0", "version": f"{n}.0"}
            for n in range(OLDEST, NEWEST + 1)
        ]
    )


def resources(call: Call) -> Response:
    """Handle the list of a version's resources."""
    names = ("sobjects", "query", "queryAll", "composite", "jobs", "limits", "tooling")
    return answer({name: f"{call.root}/{name}" for name in names})


def list_objects(call: Call) -> Response:
    """Handle global describe."""
    listed = [spec.listed(call.root) for spec in call.org.store.objects.values()]
    return answer({"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": listed})


def describe(call: Call) -> Response:
    """Handle describe of one object, as the user may see it; 304 if it has not changed."""
    body = call.org.describe(call.parameters["sobject"], call.user, call.root)
    etag = '"' + hashlib.sha256(json.dumps(body).encode()).hexdigest()[:32] + '"'
    if call.headers.get("if-none-match") == etag:
        return Response(status_code=304)
    return answer(body, headers={"ETag": etag})


def create(call: Call) -> Response:
    """Handle POST of a new record."""
    spec = call.org.spec(call.parameters["sobject"])
    [outcome] = call.org.records.create([spec], [call.object()], call.context)
    return _saved(call, spec, outcome, 201)


def record(call: Call) -> Response:
    """Handle GET, PATCH or DELETE of a record by its id."""
    org, spec = call.org, call.org.spec(call.parameters["sobject"])
    record_id = call.parameters["id"]
    try:
        found = org.records.record(spec, record_id)
    except Refusal as refusal:
        raise ApiError(404, refusal.error.code, refusal.error.message) from None
    if call.method == "GET":
        return answer(_shown(call, spec, found))
    if call.method == "DELETE":
        [outcome] = org.records.delete([found["Id"]], call.context)
    else:
        [outcome] = org.records.update([spec], [{**call.object(), "Id": found["Id"]}], call.context)
    _raise_first(outcome)
    return Response(status_code=204)


def by_key(call: Call) -> Response:
    """Handle GET, PATCH (upsert) or DELETE of a record by an external id."""
    org, spec = call.org, call.org.spec(call.parameters["sobject"])
    key = org.key_field(spec, call.parameters["field"], call.user)
    value = call.parameters["value"]
    matches = org.store.find(spec, key, value)
    if len(matches) > 1:
        return answer([f"{call.root}/sobjects/{spec.name}/{m['Id']}" for m in matches], 300)
    if call.method == "GET":
        if not matches:
            raise not_found()
        return answer(_shown(call, spec, matches[0]))
    if call.method == "DELETE":
        if not matches:
            raise not_found()
        _raise_first(org.records.delete([matches[0]["Id"]], call.context)[0])
        return Response(status_code=204)
    return _upsert(call, spec, key.name, value)


def _upsert(call: Call, spec: ObjectSpec, key: str, value: str) -> Response:
    body = call.object()
    for name in body:
        if name.lower() in {key.lower(), "id"}:
            raise ApiError(
                400,
                "INVALID_FIELD",
                f"The {name} field should not be specified in the sobject data.",
            )
    field = call.org.key_field(spec, key, call.user)
    [outcome] = call.org.records.upsert(spec, field, [{**body, key: value}], call.context)
    if outcome.errors and outcome.errors[0].code == "NOT_FOUND":
        raise not_found()
    if not outcome.created and call.version < CREATED_IN_UPSERT:
        _raise_first(outcome)
        return Response(status_code=204)
    return _saved(call, spec, outcome, 201 if outcome.created else 200)


def run_query(call: Call) -> Response:
    """Handle `/query` and `/queryAll`, the first page."""
    text = call.query.get("q")
    if not text:
        raise ApiError(400, "MALFORMED_QUERY", "unexpected token: <EOF>")
    deleted = call.parameters["which"] == "queryAll"
    execution = Execution(call.org, call.user, text, all_rows=deleted)
    rows = execution.run()
    if execution.counts:
        return answer({"totalSize": len(rows), "done": True, "records": []})
    locator = call.org.cursors.keep(rows) if len(rows) > _PAGE else None
    return _page(call, rows, 0, locator)


def next_page(call: Call) -> Response:
    """Handle the page that a `nextRecordsUrl` names."""
    locator, _, offset = call.parameters["locator"].partition("-")
    rows = call.org.cursors.get(locator)
    if rows is None or not offset.isdecimal():
        raise ApiError(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
    return _page(call, rows, int(offset), locator)


def _page(call: Call, rows: list[Record], offset: int, locator: str | None) -> Response:
    end = offset + _PAGE
    body: dict[str, Any] = {"totalSize": len(rows), "done": end >= len(rows)}
    if locator is not None and end < len(rows):
        body["nextRecordsUrl"] = f"{call.root}/query/{locator}-{end}"
    return answer(body | {"records": rows[offset:end]})


def changed(call: Call) -> Response:
    """Handle `/deleted` and `/updated` within a span of time."""
    spec = call.org.spec(call.parameters["sobject"])
    deleted = call.parameters["which"] == "deleted"
    start, end = call.query.get("start", ""), call.query.get("end", "")
    rows = [
        row
        for row in call.org.store.rows(spec.name, deleted=True)
        if row["IsDeleted"] is deleted and start[:19] <= row["SystemModstamp"][:19] <= end[:19]
    ]
    covered = {"latestDateCovered": timestamp(call.org.clock.now())}
    if not deleted:
        return answer({"ids": [row["Id"] for row in rows], **covered})
    listed = [{"id": row["Id"], "deletedDate": row["SystemModstamp"]} for row in rows]
    return answer({"deletedRecords": listed, "earliestDateAvailable": start, **covered})


def _shown(call: Call, spec: ObjectSpec, row: Record) -> Record:
    wanted = [name for name in call.query.get("fields", "").split(",") if name]
    shown: Record = {"attributes": attributes(spec, row)}
    for field in spec.fields.values():
        if wanted and field.name not in wanted and field.name != "Id":
            continue
        if call.org.security.readable(spec, field, call.user):
            shown[field.name] = shown_value(field, row.get(field.name))
    return shown


def _saved(call: Call, spec: ObjectSpec, outcome: Outcome, status: int) -> Response:
    _raise_first(outcome)
    body: dict[str, Any] = {"id": outcome.id, "success": True, "errors": []}
    if call.method == "PATCH":
        body["created"] = outcome.created
    headers = {"Location": f"{call.root}/sobjects/{spec.name}/{outcome.id}"}
    return answer(body, status, headers if status == 201 else None)  # noqa: PLR2004


def _raise_first(outcome: Outcome) -> None:
    if outcome.errors:
        raise outcome.errors[0].as_api_error()
