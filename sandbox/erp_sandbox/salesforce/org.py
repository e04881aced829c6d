"""The org: its definitions, its records, and who may do what with them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from erp_sandbox.salesforce import seed
from erp_sandbox.salesforce.catalog import objects
from erp_sandbox.salesforce.cursors import Cursors
from erp_sandbox.salesforce.errors import not_found
from erp_sandbox.salesforce.hooks import Hooks
from erp_sandbox.salesforce.records import Records
from erp_sandbox.salesforce.row_writer import RowWriter
from erp_sandbox.salesforce.security import Security
from erp_sandbox.salesforce.store import Store

if TYPE_CHECKING:
    from erp_sandbox.core.state import History
    from erp_sandbox.salesforce.fields import FieldSpec, ObjectSpec
    from erp_sandbox.salesforce.security import User


class Org:
    """One org.

    Args:
        history: The clock, and the record of changes.
    """

    def __init__(self, history: History) -> None:
        self.clock = history.clock
        self.lock = threading.RLock()
        self.store = Store(objects(), history.record)
        self.security = Security(self.store)
        self.hooks = Hooks()
        self._writer = RowWriter(self.clock, self.store, self.security, self.hooks)
        self.records = Records(self.store, self._writer, self.lock)
        self.cursors = Cursors()
        self.org_id = "00DSx0000000001MAA"
        self.user = seed.fill(self.store, self._writer)

    def spec(self, name: str) -> ObjectSpec:
        """Return an object that the API shows.

        Raises:
            ApiError: 404 when there is none.
        """
        for spec in self.store.objects.values():
            if spec.name.lower() == name.lower():
                return spec
        raise not_found()

    def describe(self, name: str, user: User, root: str) -> dict[str, Any]:
        """Return what describe shows a user of an object."""
        spec = self.spec(name)
        creatable = self.security.creatable(spec, user)
        updatable = self.security.updatable(spec, user)
        writable = creatable or updatable
        fields = [
            field.describe(editable=writable and self.security.editable(spec, field, user))
            for field in spec.fields.values()
            if self.security.readable(spec, field, user)
        ]
        return spec.listed(root) | {
            "createable": creatable,
            "updateable": updatable,
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
        """Return a field that records may be matched by.

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
