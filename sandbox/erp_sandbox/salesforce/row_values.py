"""Conversion of a given record to stored values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.salesforce.errors import refuse
from erp_sandbox.salesforce.ids import normal
from erp_sandbox.salesforce.reading import check, from_json, from_text

if TYPE_CHECKING:
    from erp_sandbox.salesforce.context import Context
    from erp_sandbox.salesforce.fields import FieldSpec, ObjectSpec
    from erp_sandbox.salesforce.security import Security, User
    from erp_sandbox.salesforce.store import Record, Store


class RowValues:
    """A reader of given records: types, permissions and references.

    Args:
        store: Where referred records are.
        security: Who may write what.
    """

    def __init__(self, store: Store, security: Security) -> None:
        self._store = store
        self._security = security

    def read(self, spec: ObjectSpec, given: Record, context: Context, *, creating: bool) -> Record:
        """Return the given values as they are stored, by API name."""
        values: Record = {}
        for name, value in given.items():
            if name == "attributes":
                continue
            if isinstance(value, dict) and (link := spec.relationship(name)) is not None:
                self._writable(spec, link, context.user, creating=creating)
                values[link.name] = self._referred(link, value, context.unseen or set())
                continue
            field = spec.field(name)
            if field is None or not self._security.readable(spec, field, context.user):
                raise refuse(
                    "INVALID_FIELD", f"No such column '{name}' on sobject of type {spec.name}"
                )
            self._writable(spec, field, context.user, creating=creating)
            read = from_text if context.text and value is not None else from_json
            values[field.name] = stored = read(field, value)
            check(field, stored)
            if field.type == "reference" and stored is not None:
                values[field.name] = self._reference(field, stored)
        return values

    def _writable(self, spec: ObjectSpec, field: FieldSpec, user: User, *, creating: bool) -> None:
        allowed = field.createable if creating else field.updateable
        if not allowed or not self._security.editable(spec, field, user):
            raise refuse(
                "INVALID_FIELD_FOR_INSERT_UPDATE",
                f"Unable to create/update fields: {field.name}. Please check the security settings "
                "of this field and verify that it is read/write for your profile or permission "
                "set.",
                field.name,
            )

    def _referred(self, link: FieldSpec, value: Record, unseen: set[str]) -> str:
        """Return the id of the record that a nested external id identifies."""
        keys = {name: key for name, key in value.items() if name != "attributes"}
        named = value.get("attributes", {}).get("type")
        if len(link.references) > 1 and named not in link.references:
            raise refuse("INVALID_FIELD", f"attributes.type is needed for {link.relationship}")
        target = self._store.objects[named if named in link.references else link.references[0]]
        if len(keys) != 1:
            raise refuse("INVALID_FIELD", f"one external id is needed for {link.relationship}")
        [(name, key)] = keys.items()
        field = target.field(name)
        if field is None or not (field.external_id or field.id_lookup):
            raise refuse(
                "INVALID_FIELD", f"No such column '{name}' on sobject of type {target.name}"
            )
        found = [] if key in {None, ""} else self._store.find(target, field, key)
        matches = [match for match in found if match["Id"] not in unseen]
        if not matches:
            raise refuse(
                "INVALID_FIELD",
                f"Foreign key external ID: {key} not found for field {field.name} in entity "
                f"{target.name}",
            )
        if len(matches) > 1:
            raise refuse("INVALID_FIELD", f"Foreign key external ID: {key} is not unique")
        return str(matches[0]["Id"])

    def _reference(self, field: FieldSpec, value: str) -> str:
        full = normal(value)
        prefixes = {self._store.objects[name].prefix: name for name in field.references}
        if full is None or full[:3] not in prefixes:
            raise refuse(
                "MALFORMED_ID",
                f"{field.label}: id value of incorrect type: {value}",
                field.name,
            )
        record = self._store.get(prefixes[full[:3]], full)
        if record is None or record["IsDeleted"]:
            raise refuse("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", field.name)
        return full
