"""Tooling API of custom fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from erp_sandbox.salesforce.call import Call, answer
from erp_sandbox.salesforce.errors import ApiError, not_found
from erp_sandbox.salesforce.tooling_fields import (
    check_room,
    developer_name,
    refused,
    to_metadata,
    to_spec,
)
from erp_sandbox.salesforce.tooling_view import View, check_single, custom_field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from erp_sandbox.salesforce.fields import FieldSpec, ObjectSpec
    from erp_sandbox.salesforce.org import Org
    from erp_sandbox.salesforce.security import User

    Handler = Callable[[Call], Response]


class Tooling:
    """Custom fields of an org.

    Args:
        org: Its objects.
    """

    def __init__(self, org: Org) -> None:
        self._org = org

    def resources(self) -> list[tuple[str, str, Handler]]:
        """Return path below the version (a regular expression), method and handler."""
        fields = "/tooling/sobjects/CustomField"
        one = rf"{fields}/(?P<id>\w+)/?"
        return [
            (f"{fields}/?", "POST", self._create),
            (one, "GET", self._show),
            (one, "PATCH", self._change),
            (one, "DELETE", self._delete),
            (r"/tooling/query/?", "GET", self._query),
        ]

    def make_field(self, full_name: str, metadata: dict[str, Any]) -> str:
        """Add a field that nobody sees until a permission set grants it.

        Args:
            full_name: Such as `Account.NetSuite_Id__c`.
            metadata: In the Metadata API's words.

        Returns:
            The field's id.

        Raises:
            ApiError: The definition is rejected, or the field exists.
        """
        obj, _, name = full_name.partition(".")
        with self._org.lock:
            spec = self._object(obj)
            short = developer_name(name, "Field")
            if spec.field(name) is not None:
                raise ApiError(
                    400,
                    "DUPLICATE_DEVELOPER_NAME",
                    f"There is already a field named {short} on {spec.label}.",
                    ("DeveloperName",),
                )
            field = to_spec(name, metadata, set(self._org.store.objects))
            check_room(spec, field)
            self._org.store.set_field(spec, field)
            return str(custom_field(spec, field)["Id"])

    def change_field(self, spec: ObjectSpec, field: FieldSpec, metadata: dict[str, Any]) -> None:
        """Replace a field's definition.

        Raises:
            ApiError: The definition is rejected, or records break it.
        """
        with self._org.lock:
            new = to_spec(field.name, metadata, set(self._org.store.objects))
            if new.type != field.type:
                raise refused(f"Cannot change the type of {field.name} here", "type")
            check_room(spec, new)
            if new.unique and self._has_twins(spec, new):
                raise refused(f"{field.name} holds values twice and cannot become unique", "unique")
            self._org.store.set_field(spec, new)

    def delete_field(self, spec: ObjectSpec, field: FieldSpec) -> None:
        """Take a field, its values and what grants it out of the org."""
        with self._org.lock:
            store, full_name = self._org.store, f"{spec.name}.{field.name}".lower()
            store.drop_field(spec, field.name)
            granted = store.objects["FieldPermissions"]
            for row in store.rows(granted.name):
                if str(row["Field"]).lower() == full_name:
                    store.update(granted, row, {"IsDeleted": True})

    def find(self, full_name: str) -> tuple[ObjectSpec, FieldSpec] | None:
        """Return a custom field by its full name."""
        return next(
            (
                (spec, field)
                for spec, field in self._custom()
                if f"{spec.name}.{field.name}".lower() == full_name.lower()
            ),
            None,
        )

    def _custom(self) -> Iterator[tuple[ObjectSpec, FieldSpec]]:
        for spec in self._org.store.objects.values():
            for field in spec.fields.values():
                if field.custom:
                    yield spec, field

    def _object(self, name: str) -> ObjectSpec:
        try:
            return self._org.spec(name)
        except ApiError:  # code and text unconfirmed
            raise refused(
                f"Entity Enumeration Or ID: bad value for restricted picklist field: {name}",
                "TableEnumOrId",
            ) from None

    def _has_twins(self, spec: ObjectSpec, field: FieldSpec) -> bool:
        values = [row.get(field.name) for row in self._org.store.rows(spec.name)]
        folded = [
            str(value) if field.case_sensitive else str(value).casefold()
            for value in values
            if value is not None
        ]
        return len(set(folded)) < len(folded)

    # HTTP

    def _create(self, call: Call) -> Response:
        check_admin(call.user)
        body = call.object()
        record_id = self.make_field(str(body.get("FullName", "")), body.get("Metadata") or {})
        done = {"id": record_id, "success": True, "errors": [], "warnings": [], "infos": []}
        return answer(done, 201)

    def _by_id(self, call: Call) -> tuple[ObjectSpec, FieldSpec]:
        check_admin(call.user)
        for spec, field in self._custom():
            if custom_field(spec, field)["Id"][:15] == call.parameters["id"][:15]:
                return spec, field
        raise not_found()

    def _show(self, call: Call) -> Response:
        row = custom_field(*self._by_id(call))
        url = f"{call.root}/tooling/sobjects/CustomField/{row['Id']}"
        return answer({"attributes": {"type": "CustomField", "url": url}, **row})

    def _change(self, call: Call) -> Response:
        """Handle PATCH of the whole `Metadata`."""
        spec, field = self._by_id(call)
        metadata = call.object().get("Metadata")
        if not isinstance(metadata, dict):
            raise refused("Metadata is needed as a whole", "Metadata")
        self.change_field(spec, field, {"type": to_metadata(field)["type"], **metadata})
        return Response(status_code=204)

    def _delete(self, call: Call) -> Response:
        self.delete_field(*self._by_id(call))
        return Response(status_code=204)

    def _query(self, call: Call) -> Response:
        text = call.query.get("q")
        if not text:
            raise ApiError(400, "MALFORMED_QUERY", "unexpected token: <EOF>")
        check_admin(call.user)
        with self._org.lock:
            execution = View(self._org).execution(call.user, text)
            records = execution.run()
        check_single(execution, len(records))
        for record in records:
            url = record.get("attributes", {}).get("url", "")
            if url:
                record["attributes"]["url"] = url.replace("/sobjects/", "/tooling/sobjects/")
        shown = [] if execution.counts else records
        size = len(records)
        body = {"size": size, "totalSize": size, "done": True, "queryLocator": None}
        return answer({**body, "entityTypeName": execution.spec.name, "records": shown})


def check_admin(user: User) -> None:
    """Reject users without "Customize Application" (code and text unconfirmed).

    Raises:
        ApiError: 403 `INSUFFICIENT_ACCESS`.
    """
    if not user.admin:
        raise ApiError(
            403, "INSUFFICIENT_ACCESS", "insufficient access rights on cross-reference id"
        )
