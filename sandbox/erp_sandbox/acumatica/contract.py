"""The contract-based API: lists, single records, custom-field schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.acumatica import query
from erp_sandbox.acumatica.call import answer
from erp_sandbox.acumatica.discovery import ad_hoc_schema
from erp_sandbox.acumatica.envelope import Envelope, Links
from erp_sandbox.acumatica.errors import ApiError, no_record, not_found
from erp_sandbox.acumatica.inquiries import inquiry
from erp_sandbox.acumatica.projection import projection
from erp_sandbox.acumatica.rows import is_guid
from erp_sandbox.acumatica.writing import Writing

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from starlette.responses import Response

    from erp_sandbox.acumatica.call import Call
    from erp_sandbox.acumatica.entities import Entity
    from erp_sandbox.acumatica.quirks import Quirks
    from erp_sandbox.acumatica.ranges import Bound
    from erp_sandbox.acumatica.rows import Row
    from erp_sandbox.core.clock import Clock

_STATUS = 3  # parts of the path of an operation's status: the action, `status`, the id


class Contract:
    """The entities of the endpoints.

    Args:
        quirks: How the site differs from others.
        clock: Its clock.
    """

    def __init__(self, quirks: Quirks, clock: Clock) -> None:
        self._quirks = quirks
        self._writing = Writing(quirks, clock)

    def respond(self, call: Call) -> Response:
        """Return the response to a request.

        Raises:
            ApiError: If it fails.
        """
        name, *rest = call.path
        entity = call.entities.get(name)
        if entity is None:
            raise not_found("/".join((call.root, *call.path)))
        if not call.tenant.preferences.external_reference:
            entity = entity.without_user_fields()
        self._quirks.check_form(entity)
        if call.method == "GET":
            return self._read(call, entity, rest)
        self._writing.operations.check_form(call.session.id, entity.screen)
        return self._written(call, entity, rest)

    def _read(self, call: Call, entity: Entity, rest: list[str]) -> Response:
        if rest == ["$adHocSchema"]:
            return answer(ad_hoc_schema(entity))
        if len(rest) == _STATUS and rest[1] == "status":
            return self._writing.status(call)
        self._writing.operations.check_form(call.session.id, entity.screen)
        return self._single(call, entity, rest) if rest else self._list(call, entity)

    def _written(self, call: Call, entity: Entity, rest: list[str]) -> Response:
        if call.method == "PUT" and not rest and entity.inquiry:
            return self._answer(call, entity, inquiry(call.tenant, entity, call.object()))
        if call.method in {"PUT", "PATCH"} and not rest:
            row = self._writing.save(call, entity)
            return self._answer(call, entity, row, call.object().keys() & entity.fields.keys())
        if call.method == "DELETE" and rest:
            return self._writing.delete(call, entity, self._found(call, entity, rest))
        if call.method == "POST" and len(rest) == 1:
            return self._writing.start(call, entity, rest[0])
        raise not_found("/".join((call.root, *call.path)))

    def _list(self, call: Call, entity: Entity) -> Response:
        if entity.inquiry:
            # The operation exists, but an inquiry has no records to list (unconfirmed).
            raise ApiError(500, f"The {entity.name} entity is read with PUT.")
        chosen = projection(entity, call.query)
        self._quirks.check_optimization(entity, chosen)
        rows = self._rows(call, entity, query.bounds(entity, call.query))
        page = query.run(rows, entity, call.query, self._quirks)
        return answer(self._envelope(call).records(page, chosen, Links(call.root, entity)))

    def _single(self, call: Call, entity: Entity, rest: list[str]) -> Response:
        return self._answer(call, entity, self._found(call, entity, rest))

    def _answer(self, call: Call, entity: Entity, row: Row, sent: Collection[str] = ()) -> Response:
        """Return a record: what `$select` names, and of a write what was sent, too."""
        query_ = dict(call.query)
        if query_.get("$select") or (sent and self._quirks.put_response == "sent"):
            query_["$select"] = ",".join((query_.get("$select", ""), *sent))
        chosen = projection(entity, query_)
        return answer(self._envelope(call).record(row, chosen, Links(call.root, entity)))

    def _found(self, call: Call, entity: Entity, rest: list[str]) -> Row:
        """Return the record of a path: an id, or the values of the keys."""
        keys = [key for part in rest for key in part.split("|")]
        wanted = tuple(key.strip().casefold() for key in keys)
        is_id = len(keys) == 1 and is_guid(keys[0])
        for row in self._rows(call, entity):
            same = (
                row.id == keys[0].lower()
                if is_id
                else tuple(str(row.values[key]).casefold() for key in entity.keys) == wanted
            )
            if same:
                return row
        raise no_record()

    def _rows(self, call: Call, entity: Entity, bounds: Sequence[Bound] = ()) -> list[Row]:
        return self._quirks.visible(call.tenant.rows(entity.name, bounds), archived=call.archived)

    def _envelope(self, call: Call) -> Envelope:
        quirks, session = self._quirks, call.session
        return Envelope(
            quirks.offsets, quirks.line_id(session.id), quirks.labels_in(session.locale)
        )
