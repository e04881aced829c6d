"""Requests that write: PUT, PATCH, DELETE, actions and the status of operations."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.responses import Response

from erp_sandbox.acumatica.errors import OperationError, invalid_body, not_found
from erp_sandbox.acumatica.operations import Operations
from erp_sandbox.acumatica.rows import is_guid
from erp_sandbox.acumatica.writes import ACTIONS, Write, write

if TYPE_CHECKING:
    from erp_sandbox.acumatica.call import Call
    from erp_sandbox.acumatica.entities import Entity
    from erp_sandbox.acumatica.quirks import Quirks
    from erp_sandbox.acumatica.rows import Row
    from erp_sandbox.core.clock import Clock

_DATES = ("%Y-%m-%d", "%Y/%m/%d", "%m/%d/%Y", "%d.%m.%Y")
_encoder = msgspec.json.Encoder(decimal_format="number")


class Writing:
    """The writing requests of a site.

    Args:
        quirks: How the site differs from others.
        clock: Its clock.
    """

    def __init__(self, quirks: Quirks, clock: Clock) -> None:
        self._quirks = quirks
        self.operations = Operations(clock)

    def save(self, call: Call, entity: Entity) -> Row:
        """Return the record that a PUT or PATCH has saved.

        Raises:
            ApiError: If it is not saved.
        """
        condition = ""
        for name, value in (("if-match", "must_exist"), ("if-none-match", "must_not_exist")):
            if call.headers.get(name, "").strip() == "*":
                condition = value
        body = self._with_own_ids(call, entity, call.object())
        given = self._write(call, entity, call.method, body, condition)
        return write(call.tenant, entity, given, self._quirks)

    def _with_own_ids(self, call: Call, entity: Entity, body: dict[str, Any]) -> dict[str, Any]:
        """Return a body with the ids that the lines have in all sessions."""
        line_id = self._quirks.line_id(call.session.id)
        parts = [part for name, part in body.items() if name in entity.details]
        for line in (line for part in parts if isinstance(part, list) for line in part):
            if isinstance(line, dict) and is_guid(line.get("id", "")):
                line["id"] = line_id(str(line["id"]))
        return body

    def delete(self, call: Call, entity: Entity, row: Row) -> Response:
        """Delete a record.

        Raises:
            ApiError: If it is not deleted.
        """
        given = self._write(call, entity, "DELETE", {"id": row.id}, "")
        write(call.tenant, entity, given, self._quirks)
        return Response(status_code=204)

    def start(self, call: Call, entity: Entity, action: str) -> Response:
        """Start an action; the response has the URL of its status.

        Raises:
            ApiError: 404 if there is no such action, or if the record does not exist.
        """
        if action not in entity.actions:
            raise not_found("/".join((call.root, *call.path)))
        body = call.object()
        record = body.get("entity")
        if not isinstance(record, dict):
            raise invalid_body("entity", "The `entity` property is required.")
        url = f"{call.root}/{entity.name}"
        if action not in ACTIONS:
            # 204 also means that the operation was not created; nobody follows its Location.
            return Response(status_code=204, headers={"Location": f"{url}/{call.session.id}"})
        given = self._write(call, entity, action, record, "")
        preferences = call.tenant.preferences
        error = self._carry_out(call, entity, given)
        operation = self.operations.start(
            call.session.id,
            entity.screen,
            f"{url}/{action}",
            polls=preferences.operation_polls,
            done_at=call.tenant.clock.now() + timedelta(seconds=preferences.release_seconds),
            error=error,
        )
        location = f"{url}/{action}/status/{operation.id}"
        return Response(status_code=202, headers={"Location": location})

    def _carry_out(self, call: Call, entity: Entity, given: Write) -> OperationError | None:
        """Carry out an action; return why it failed."""
        preferences = call.tenant.preferences
        if preferences.failing_releases:
            preferences.failing_releases -= 1
            return OperationError("Document is being processed by another process.")
        try:
            write(call.tenant, entity, given, self._quirks)
        except OperationError as failure:
            return failure
        return None

    def status(self, call: Call) -> Response:
        """Return the status of an operation: 202 while it runs, 204 when it is done.

        Raises:
            ApiError: If it failed, or is not known.
        """
        *action, _, operation_id = call.path
        path = "/".join((call.root, *action))
        is_done = self.operations.poll(operation_id, call.session.id, path)
        return Response(status_code=204 if is_done else 202)

    @staticmethod
    def _write(
        call: Call, entity: Entity, method: str, body: dict[str, Any], condition: str
    ) -> Write:
        branches = call.tenant.organization.branches
        header = call.headers.get("px-cbapibusinessdate", "")
        branch = call.headers.get("px-cbapibranch") or call.session.branch or next(iter(branches))
        return Write(
            entity=entity.name,
            method=method,
            body=_encoder.encode(body).decode(),
            filter=call.query.get("$filter", "") if method in {"PUT", "PATCH"} else "",
            condition=condition,
            business_date=_day(header).isoformat() if header else "",
            branch=branch,
        )


def _day(text: str) -> date:
    for pattern in _DATES:
        try:
            return datetime.strptime(text.strip()[:10], pattern).date()  # noqa: DTZ007 - a date
        except ValueError:
            continue
    raise invalid_body("PX-CbApiBusinessDate", f"{text} is not a date.")
