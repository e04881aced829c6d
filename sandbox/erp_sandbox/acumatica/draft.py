"""A record that is being saved, with what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC
from typing import TYPE_CHECKING, Any

from erp_sandbox.acumatica.changing import new
from erp_sandbox.acumatica.envelope import plain
from erp_sandbox.acumatica.errors import ApiError
from erp_sandbox.acumatica.rows import Row, Values, part_guid

if TYPE_CHECKING:
    from datetime import date

    from erp_sandbox.acumatica.bodies import Sent
    from erp_sandbox.acumatica.entities import Entity, Shape
    from erp_sandbox.acumatica.store import Tenant

NEW = "<NEW>"
"""A key that is assigned when the record is saved."""
REVIEW = "record raised at least one error. Please review the errors."


@dataclass
class Draft:
    """A new record, or another version of a stored one.

    Attributes:
        tenant: The tenant that saves it.
        entity: The entity.
        row: The record with what was sent; rules complete it.
        before: The stored version, None for a new record.
        sent: What was sent.
        business_date: The date of the request.
        branch: The branch of the request.
    """

    tenant: Tenant
    entity: Entity
    row: Row
    before: Row | None
    sent: Sent
    business_date: date
    branch: str
    _errors: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def values(self) -> Values:
        """The fields of the record."""
        return self.row.values

    def lines(self, part: str) -> list[Row]:
        """Return the lines of the record."""
        return self.row.details[part]

    def fail(self, message: str, name: str = "", row: Row | None = None) -> None:
        """Add an error of a field, or of the whole record or line without one."""
        self._errors.setdefault((row or self.row).id, {}).setdefault(name, message)

    def failed(self, name: str, row: Row | None = None) -> bool:
        """Return whether a field has an error."""
        return name in self._errors.get((row or self.row).id, {})

    def check(self) -> None:
        """Check that there is no error.

        Raises:
            ApiError: 422 or 500, with the record and its errors as the body.
        """
        if not self._errors:
            return
        verb = "Inserting " if self.before is None else "Updating "
        summary = f"{verb} '{self.entity.title}' {REVIEW}"
        self._errors.setdefault(self.row.id, {}).setdefault("", summary)
        shown = self._shown(self.row, self.entity)
        if self.tenant.preferences.error_body == "http_error":
            kind = "PX.Api.ContractBased.OutcomeEntityHasErrorsException"
            status, more = self.tenant.preferences.error_status, {"entity": shown}
            raise ApiError(status, summary, kind, more=more)
        raise RejectedError(shown)

    def _shown(self, row: Row, shape: Shape, number: int = 1) -> dict[str, Any]:
        errors = self._errors.get(row.id, {})
        shown: dict[str, Any] = {"id": row.id, "rowNumber": number}
        if "" in errors:
            shown["error"] = errors[""]
        for name in shape.fields:
            value: dict[str, Any] = {}
            if row.values.get(name) is not None:
                value["value"] = plain(row.values[name], UTC)
            if name in errors:
                value["error"] = errors[name]
            shown[name] = value
        for name, inner in shape.details.items():
            if name in self.sent.details or any(x.id in self._errors for x in row.details[name]):
                shown[name] = [
                    self._shown(line, inner, at)
                    for at, line in enumerate(row.details.get(name, ()), start=1)
                ]
        return shown


class RejectedError(ApiError):
    """A record with errors: 422, the body is the record itself.

    Args:
        body: The record, with `error` at what is wrong.
    """

    def __init__(self, body: dict[str, Any]) -> None:
        super().__init__(422, message=str(body.get("error")))
        self._body = body


def merged(tenant: Tenant, entity: Entity, before: Row | None, sent: Sent) -> Row:
    """Return the record as a body changes it, before the rules of the entity."""
    if before is None:
        values = {name: value for name, value in sent.values.items() if value is not None}
        row = new(tenant, entity.name, dict.fromkeys(entity.keys, NEW) | values)
    else:
        row = before
    made = _merged(row, entity, sent)
    for name in entity.keys:
        if before is None:
            made.values.setdefault(name, NEW)
        else:
            made.values[name] = before.values[name]
    return made


def _merged(row: Row, shape: Shape, sent: Sent) -> Row:
    values = {**row.values, **sent.values}
    custom = {**row.custom, **sent.custom}
    details = {
        name: _lines(row, name, shape.details[name], sent.details.get(name, []))
        for name in shape.details
    }
    linked = dict(row.linked)
    for name, inner in sent.linked.items():
        target = linked.get(name) or Row(part_guid(row.id, name), {})
        linked[name] = _merged(target, shape.linked[name], inner)
    return replace(
        row,
        values={name: value for name, value in values.items() if value is not None},
        custom={path: value for path, value in custom.items() if value is not None},
        details=details,
        linked=linked,
        note=row.note if sent.note is None else sent.note,
        visible_from=None,
        previous=None,
    )


def _lines(owner: Row, part: str, shape: Shape, sent: list[Sent]) -> list[Row]:
    """Return the lines with those sent: known ones are changed or removed, others appended."""
    lines = {line.id: line for line in owner.details.get(part, ())}
    ids = {_key(line.values, shape): line.id for line in lines.values()}
    following = owner.last_line + 1
    for one in sent:
        known = lines.get(one.id or ids.get(_key(one.values, shape), ""))
        if known is not None and one.delete:
            del lines[known.id]
        elif known is not None:
            lines[known.id] = _merged(known, shape, one)
        elif not one.delete:
            row = _merged(Row(part_guid(owner.id, part, following), {}), shape, one)
            lines[row.id] = row
            following += 1
    return list(lines.values())


def _key(values: Values, shape: Shape) -> tuple[Any, ...]:
    """Return the key of a line; without one it is equal to no other."""
    key = tuple(values.get(name) for name in shape.keys)
    return key if key and None not in key else (object(),)
