"""The org: its definitions, its records, and who may do what with them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from erp_sandbox.salesforce.catalog import objects
from erp_sandbox.salesforce.cursors import Cursors
from erp_sandbox.salesforce.errors import not_found
from erp_sandbox.salesforce.hooks import Hooks
from erp_sandbox.salesforce.records import Records
from erp_sandbox.salesforce.row_writer import RowWriter, default
from erp_sandbox.salesforce.security import Security, User
from erp_sandbox.salesforce.store import Store

if TYPE_CHECKING:
    from erp_sandbox.clock import Clock
    from erp_sandbox.salesforce.fields import FieldSpec, ObjectSpec
    from erp_sandbox.salesforce.store import Record


class Org:
    """One org.

    Args:
        clock: Stamps.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        self.store = Store(objects())
        self.security = Security(self.store)
        self.hooks = Hooks()
        self._writer = RowWriter(clock, self.store, self.security, self.hooks)
        self.records = Records(self.store, self._writer, self.lock)
        self.cursors = Cursors()
        self.org_id = "00DSx0000000001MAA"
        self.user = User(self._seed_user("integration@example.com"), "integration@example.com")
        for name, developer_name in (("Customer", "Customer"), ("Vendor", "Vendor")):
            self._seed(
                "RecordType",
                {"Name": name, "DeveloperName": developer_name, "SobjectType": "Account"},
            )

    def spec(self, name: str) -> ObjectSpec:
        """An object the API shows.

        Raises:
            ApiError: 404 when there is none.
        """
        for spec in self.store.objects.values():
            if spec.name.lower() == name.lower() and self.security.visible(spec):
                return spec
        raise not_found()

    def describe(self, name: str, user: User, root: str) -> dict[str, Any]:
        """What describe tells a user about an object."""
        spec = self.spec(name)
        creatable = self.security.creatable(spec)
        fields = [
            field.describe(editable=creatable and self.security.editable(spec, field, user))
            for field in spec.fields.values()
            if self.security.readable(spec, field, user)
        ]
        return spec.listed(root) | {
            "createable": creatable,
            "updateable": creatable,
            "fields": fields,
            "childRelationships": [],
            "recordTypeInfos": self._record_types(spec),
            "supportedScopes": [],
            "actionOverrides": [],
            "namedLayoutInfos": [],
            "searchLayoutable": True,
            "compactLayoutable": True,
            "sobjectDescribeOption": "FULL",
        }

    def _record_types(self, spec: ObjectSpec) -> list[dict[str, Any]]:
        master = {
            "active": True,
            "available": True,
            "defaultRecordTypeMapping": True,
            "developerName": "Master",
            "master": True,
            "name": "Master",
            "recordTypeId": "012000000000000AAA",
            "urls": {},
        }
        return [
            *(
                master
                | {
                    "developerName": row["DeveloperName"],
                    "name": row["Name"],
                    "recordTypeId": row["Id"],
                    "master": False,
                    "defaultRecordTypeMapping": False,
                }
                for row in self.store.rows("RecordType")
                if row["SobjectType"] == spec.name
            ),
            master,
        ]

    def key_field(self, spec: ObjectSpec, name: str, user: User) -> FieldSpec:
        """A field records may be matched by.

        Raises:
            ApiError: 404 when it is hidden, unknown or no key.
        """
        field = spec.field(name)
        if (
            field is None
            or not (field.external_id or field.id_lookup)
            or not self.security.readable(spec, field, user)
        ):
            raise not_found(
                f"Provided external ID field does not exist or is not accessible: {name}"
            )
        return field

    def _seed(self, name: str, values: Record) -> str:
        spec = self.store.objects[name]
        row = {field.name: default(field, self.user) for field in spec.fields.values()}
        stamps = self._writer.stamps(self.user)
        row |= values | stamps | {"Id": self.store.ids.next(spec.prefix), "IsDeleted": False}
        row["CreatedDate"] = stamps["LastModifiedDate"]
        self.store.insert(spec, row)
        return str(row["Id"])

    def _seed_user(self, username: str) -> str:
        self.user = User("", username)
        return self._seed("User", {"Username": username, "Name": "Integration", "IsActive": True})
