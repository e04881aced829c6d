"""Tooling API, as far as custom fields go: made, shown, changed, deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from erp_sandbox.salesforce.call import Call, answer
from erp_sandbox.salesforce.errors import ApiError, not_found
from erp_sandbox.salesforce.fields import FieldSpec, ObjectSpec
from erp_sandbox.salesforce.soql import parse

if TYPE_CHECKING:
    from erp_sandbox.salesforce.org import Org

_TYPES = {
    "Text": "string",
    "Number": "double",
    "Checkbox": "boolean",
    "Email": "email",
    "Phone": "phone",
    "LongTextArea": "textarea",
    "Currency": "currency",
    "Date": "date",
    "DateTime": "datetime",
}


class Tooling:
    """Custom fields of an org.

    Args:
        org: Its objects.
    """

    def __init__(self, org: Org) -> None:
        self._org = org
        self._ids: dict[str, tuple[str, str]] = {}

    def create_field(self, call: Call) -> Response:
        """POST of `CustomField`."""
        body = call.object()
        record_id = self.make_field(str(body.get("FullName", "")), body.get("Metadata") or {})
        done = {"id": record_id, "success": True, "errors": [], "warnings": [], "infos": []}
        return answer(done, 201)

    def make_field(self, full_name: str, metadata: dict[str, Any]) -> str:
        """Add a field that nobody sees until a permission set grants it.

        Raises:
            ApiError: The definition is refused, or the field exists.
        """
        if not self._org.user.admin:
            raise ApiError(
                400, "INSUFFICIENT_ACCESS", "insufficient access rights on cross-reference id"
            )
        obj, _, name = full_name.partition(".")
        spec = self._org.spec(obj)
        if not name.endswith("__c"):
            raise ApiError(400, "FIELD_INTEGRITY_EXCEPTION", "A custom field's name ends in __c.")
        if spec.field(name) is not None:
            developer_name = name.removesuffix("__c")
            raise ApiError(
                400,
                "DUPLICATE_DEVELOPER_NAME",
                f"There is already a field named {developer_name} on {spec.label}.",
                ("DeveloperName",),
            )
        field = _field(name, metadata)
        spec.fields[field.name] = field
        record_id = self._org.store.ids.next("00N")
        self._ids[record_id] = spec.name, field.name
        return record_id

    def field(self, call: Call) -> Response:
        """GET, PATCH or DELETE of one field."""
        try:
            obj, name = self._ids[call.parameters["id"]]
        except KeyError:
            raise not_found() from None
        spec = self._org.store.objects[obj]
        if call.method == "DELETE":
            del spec.fields[name], self._ids[call.parameters["id"]]
            self._org.store.forget_field(spec, name)
            return Response(status_code=204)
        if call.method == "PATCH":
            spec.fields[name] = _field(name, call.object().get("Metadata") or {})
            return Response(status_code=204)
        return answer(self._shown(call.parameters["id"], spec, spec.fields[name]))

    def query(self, call: Call) -> Response:
        """`/tooling/query` of CustomField by object and developer name."""
        query = parse(call.query.get("q", ""))
        if query.source.lower() != "customfield":
            raise ApiError(
                400, "INVALID_TYPE", f"sObject type '{query.source}' is not supported here."
            )
        wanted = dict(_equalities(query.where))
        records = [
            self._shown(
                record_id, self._org.store.objects[obj], self._org.store.objects[obj].fields[name]
            )
            for record_id, (obj, name) in self._ids.items()
        ]
        found = [
            record
            for record in records
            if all(str(record.get(n, "")).lower() == str(v).lower() for n, v in wanted.items())
        ]
        return answer({"size": len(found), "totalSize": len(found), "done": True, "records": found})

    def _shown(self, record_id: str, spec: ObjectSpec, field: FieldSpec) -> dict[str, Any]:
        return {
            "attributes": {"type": "CustomField"},
            "Id": record_id,
            "DeveloperName": field.name.removesuffix("__c"),
            "TableEnumOrId": spec.name,
            "FullName": f"{spec.name}.{field.name}",
            "Metadata": {
                "label": field.label,
                "length": field.length,
                "externalId": field.external_id,
                "unique": field.unique,
                "caseSensitive": field.case_sensitive,
            },
        }


def _field(name: str, metadata: dict[str, Any]) -> FieldSpec:
    kind = _TYPES.get(str(metadata.get("type")))
    if kind is None or not metadata.get("label"):
        raise ApiError(
            400, "FIELD_INTEGRITY_EXCEPTION", "The field needs a known type and a label."
        )
    if kind == "string" and not 1 <= int(metadata.get("length") or 0) <= 255:  # noqa: PLR2004
        raise ApiError(400, "FIELD_INTEGRITY_EXCEPTION", "Text fields take a length up to 255.")
    return FieldSpec(
        name=name,
        label=str(metadata["label"]),
        type=kind,
        length=int(metadata.get("length") or 0),
        external_id=bool(metadata.get("externalId")),
        unique=bool(metadata.get("unique")),
        case_sensitive=bool(metadata.get("caseSensitive")),
        precision=int(metadata.get("precision") or 0),
        scale=int(metadata.get("scale") or 0),
        permissionable=True,
    )


def _equalities(condition: Any) -> list[tuple[str, Any]]:
    if condition is None:
        return []
    if condition[0] == "all":
        return [pair for part in condition[1] for pair in _equalities(part)]
    if condition[0] == "compare" and condition[2] == "=":
        return [(condition[1][-1], condition[3])]
    raise ApiError(400, "MALFORMED_QUERY", "Only equalities joined by AND are understood here.")
