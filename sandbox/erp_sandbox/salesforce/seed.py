"""What a new org holds: the integration user and the record types of accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.salesforce.row_writer import default
from erp_sandbox.salesforce.security import User

if TYPE_CHECKING:
    from erp_sandbox.salesforce.row_writer import RowWriter
    from erp_sandbox.salesforce.store import Record, Store

_USERNAME = "integration@example.com"
_RECORD_TYPES = ("Customer", "Vendor")


def fill(store: Store, writer: RowWriter) -> User:
    """Add the first records.

    Returns:
        The integration user.
    """
    nobody = User("", _USERNAME)
    values: Record = {"Username": _USERNAME, "Name": "Integration", "IsActive": True}
    user = User(_insert(store, writer, nobody, "User", values), _USERNAME)
    for name in _RECORD_TYPES:
        values = {"Name": name, "DeveloperName": name, "SobjectType": "Account"}
        _insert(store, writer, user, "RecordType", values)
    return user


def _insert(store: Store, writer: RowWriter, user: User, name: str, values: Record) -> str:
    spec = store.objects[name]
    row = {field.name: default(field, user) for field in spec.fields.values()}
    timestamps = writer.timestamps(user)
    row |= values | timestamps | {"Id": store.ids.next(spec.prefix), "IsDeleted": False}
    row["CreatedDate"] = timestamps["LastModifiedDate"]
    store.insert(spec, row)
    return str(row["Id"])
