"""Several records or requests in one call: Collections, Composite, Batch, Graph."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from erp_sandbox.salesforce.call import Call, answer
from erp_sandbox.salesforce.errors import ApiError
from erp_sandbox.salesforce.ids import normal
from erp_sandbox.salesforce.query import attributes, field_of, shown_value

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response

    from erp_sandbox.salesforce.records import Outcome
    from erp_sandbox.salesforce.store import Record

    Dispatch = Callable[[Call, str], Response]

_MOST_RECORDS = 200
_MOST_RETRIEVED = 2000
_MOST_REQUESTS = 25
_REFERENCE = re.compile(r"@\{(\w+)\.([\w.\[\]]+)\}")


def collection(call: Call) -> Response:
    """Handle POST, PATCH or DELETE of records of any object."""
    org = call.org
    if call.method == "DELETE":
        ids = [text for text in call.query.get("ids", "").split(",") if text]
        _at_most(len(ids))
        every = call.query.get("allOrNone") == "true"
        return _results(
            org.records.delete(ids, call.context, all_or_none=every), with_created=False
        )
    rows, every = _records(call)
    specs = [org.spec(_type(row)) for row in rows]
    write = org.records.create if call.method == "POST" else org.records.update
    return _results(write(specs, rows, call.context, all_or_none=every), with_created=False)


def retrieve(call: Call) -> Response:
    """Handle POST of the ids of up to 2,000 records to read; null for those that are gone."""
    org, body = call.org, call.object()
    spec, ids, names = org.spec(call.parameters["sobject"]), body.get("ids"), body.get("fields")
    if not isinstance(ids, list) or not isinstance(names, list) or not names:
        raise ApiError(400, "INVALID_INPUT", "`ids` and `fields` must be arrays.")
    if len(ids) > _MOST_RETRIEVED:
        raise ApiError(400, "EXCEEDED_ID_LIMIT", f"At most {_MOST_RETRIEVED} ids are accepted.")
    fields = [field_of(org, spec, call.user, str(name)) for name in names]
    with org.lock:
        rows = [org.store.get(spec.name, normal(str(record_id)) or "") for record_id in ids]
        return answer(
            [
                None
                if row is None or row["IsDeleted"]
                else {"attributes": attributes(spec, row)}
                | {field.name: shown_value(field, row.get(field.name)) for field in fields}
                for row in rows
            ]
        )


def upsert_collection(call: Call) -> Response:
    """Handle PATCH of up to 200 records by an external id; 200 even if all of them failed."""
    org, spec = call.org, call.org.spec(call.parameters["sobject"])
    rows, every = _records(call)
    for row in rows:
        if _type(row).lower() != spec.name.lower():
            raise ApiError(
                400, "INVALID_INPUT", f"The records must be of the type {spec.name} of the URI."
            )
    name = call.parameters["field"]
    key = org.key_field(spec, name, call.user)
    if key.name != "Id" and any("id" in {n.lower() for n in row} for row in rows):
        raise ApiError(400, "INVALID_FIELD", "Id must not be given when matching another field.")
    return _results(
        org.records.upsert(spec, key, rows, call.context, all_or_none=every), with_created=True
    )


def composite(call: Call, dispatch: Dispatch) -> Response:
    """Handle up to 25 requests that may refer to each other's responses."""
    body = call.object()
    requests = body.get("compositeRequest", [])
    if len(requests) > _MOST_REQUESTS:
        raise ApiError(400, "INVALID_INPUT", "The limit of 25 subrequests was exceeded.")
    answers = _run(call, dispatch, requests, all_or_none=bool(body.get("allOrNone")))
    return answer({"compositeResponse": answers})


def batch(call: Call, dispatch: Dispatch) -> Response:
    """Handle up to 25 independent requests."""
    body = call.object()
    requests = body.get("batchRequests", [])
    if len(requests) > _MOST_REQUESTS:
        raise ApiError(400, "INVALID_INPUT", "The limit of 25 subrequests was exceeded.")
    results: list[dict[str, Any]] = []
    failed = False
    for request in requests:
        if failed and body.get("haltOnError"):
            results.append({"statusCode": 412, "result": [_halted("BATCH_PROCESSING_HALTED")]})
            continue
        url = f"/services/data/{request['url'].removeprefix('/services/data/')}"
        response = _sub(call, dispatch, request["method"], url, request.get("richInput"))
        failed = failed or response.status_code >= 400  # noqa: PLR2004
        results.append({"statusCode": response.status_code, "result": _decoded(response)})
    return answer({"hasErrors": failed, "results": results})


def graph(call: Call, dispatch: Dispatch) -> Response:
    """Handle groups of requests, each all or nothing."""
    graphs = []
    for entry in call.object().get("graphs", []):
        answers = _run(call, dispatch, entry.get("compositeRequest", []), all_or_none=True)
        well = all(part["httpStatusCode"] < 400 for part in answers)  # noqa: PLR2004
        graphs.append(
            {
                "graphId": entry.get("graphId"),
                "isSuccessful": well,
                "graphResponse": {"compositeResponse": answers},
            }
        )
    return answer({"graphs": graphs})


def _run(
    call: Call, dispatch: Dispatch, requests: list[dict[str, Any]], *, all_or_none: bool
) -> list[dict[str, Any]]:
    store = call.org.store
    with call.org.lock:
        store.begin()
        answers = _answers(call, dispatch, requests, all_or_none=all_or_none)
        failed = [answer for answer in answers if answer["httpStatusCode"] >= 400]  # noqa: PLR2004
        if all_or_none and failed:
            store.roll_back()
            return _halt_all(requests, failed[-1])
        store.commit()
        return answers


def _answers(
    call: Call, dispatch: Dispatch, requests: list[dict[str, Any]], *, all_or_none: bool
) -> list[dict[str, Any]]:
    answers: dict[str, dict[str, Any]] = {}
    for request in requests:
        reference = str(request.get("referenceId"))
        try:
            filled = json.loads(_filled(json.dumps(request), answers))
        except KeyError as error:
            answers[reference] = _part(
                400,
                [
                    _halted(
                        "PROCESSING_HALTED", f"Invalid reference specified. No value for {error}"
                    )
                ],
                reference,
            )
            continue
        response = _sub(call, dispatch, filled["method"], filled["url"], filled.get("body"))
        headers = {n.title(): v for n, v in response.headers.items() if n == "location"}
        answers[reference] = _part(response.status_code, _decoded(response), reference, headers)
        if all_or_none and response.status_code >= 400:  # noqa: PLR2004
            break
    return list(answers.values())


def _halt_all(requests: list[dict[str, Any]], failed: dict[str, Any]) -> list[dict[str, Any]]:
    message = (
        "The transaction was rolled back since another operation in the same transaction failed."
    )
    return [
        failed
        if str(request.get("referenceId")) == failed["referenceId"]
        else _part(400, [_halted("PROCESSING_HALTED", message)], str(request.get("referenceId")))
        for request in requests
    ]


def _sub(call: Call, dispatch: Dispatch, method: str, url: str, body: Any) -> Response:
    parts = urlsplit(url)
    inner = replace(
        call,
        method=method.upper(),
        query=dict(parse_qsl(parts.query)),
        body=b"" if body is None else json.dumps(body).encode(),
    )
    try:
        return dispatch(inner, parts.path)
    except ApiError as error:
        return error.response()


def _filled(text: str, answers: dict[str, dict[str, Any]]) -> str:
    """Replace references to earlier responses by their values."""

    def value(found: re.Match[str]) -> str:
        part = answers[found[1]]
        if part["httpStatusCode"] >= 400:  # noqa: PLR2004
            raise KeyError(found[1])
        current: Any = part["body"]
        for name in found[2].split("."):
            current = current[name]
        return str(current)

    return _REFERENCE.sub(value, text)


def _part(
    status: int, body: Any, reference: str, headers: dict[str, str] | None = None
) -> dict[str, Any]:
    return {
        "body": body,
        "httpHeaders": headers or {},
        "httpStatusCode": status,
        "referenceId": reference,
    }


def _halted(code: str, message: str = "") -> dict[str, str]:
    return {"errorCode": code, "message": message}


def _decoded(response: Response) -> Any:
    return json.loads(bytes(response.body)) if response.body else None


def _records(call: Call) -> tuple[list[Record], bool]:
    body = call.object()
    rows = body.get("records")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ApiError(400, "INVALID_INPUT", "Must have a records array of objects.")
    _at_most(len(rows))
    return rows, bool(body.get("allOrNone"))


def _at_most(number: int) -> None:
    if number > _MOST_RECORDS:
        raise ApiError(
            400,
            "EXCEEDED_ID_LIMIT",
            "record limit reached. cannot submit more than 200 records into this call",
        )


def _type(row: Record) -> str:
    kind = (row.get("attributes") or {}).get("type")
    if not kind:
        raise ApiError(400, "INVALID_INPUT", "Each record needs attributes with a type.")
    return str(kind)


def _results(outcomes: list[Outcome], *, with_created: bool) -> Response:
    results = []
    for outcome in outcomes:
        if outcome.success:
            result: dict[str, Any] = {"id": outcome.id, "success": True, "errors": []}
            if with_created:
                result["created"] = outcome.created
        else:
            result = {"success": False, "errors": [e.as_result() for e in outcome.errors]}
        results.append(result)
    return answer(results)
