"""The actions of `mutate`: what people and other jobs do in an org."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from erp_sandbox.salesforce.context import Context
from erp_sandbox.salesforce.hooks import DuplicateRule, ValidationRule

if TYPE_CHECKING:
    from collections.abc import Callable

    from erp_sandbox.salesforce.app import Salesforce

_PERMISSION_SET = "Sandbox_Integration"


def prepare(
    salesforce: Salesforce, field: str = "NetSuite_Id__c", *, external_id: bool = True
) -> dict[str, Any]:
    """Make the external id fields and show them to the user, as setup would."""
    org = salesforce.org
    names = [name for name, spec in org.store.objects.items() if not spec.setup]
    for name in names:
        metadata = {
            "type": "Text",
            "label": field.removesuffix("__c").replace("_", " "),
            "length": 64,
            "externalId": external_id,
            "unique": external_id,
        }
        if org.store.objects[name].field(field) is None:
            salesforce.tooling.make_field(f"{name}.{field}", metadata)
    permission_set = _insert(
        salesforce, "PermissionSet", {"Name": _PERMISSION_SET, "Label": _PERMISSION_SET}
    )
    assigned = {"PermissionSetId": permission_set, "AssigneeId": org.user.id}
    _insert(salesforce, "PermissionSetAssignment", assigned)
    for name in names:
        grant = {
            "ParentId": permission_set,
            "SobjectType": name,
            "Field": f"{name}.{field}",
            "PermissionsRead": True,
            "PermissionsEdit": True,
        }
        _insert(salesforce, "FieldPermissions", grant)
    return {"objects": names}


def insert(salesforce: Salesforce, sobject: str, values: dict[str, Any]) -> dict[str, Any]:
    """Insert a record, as a user."""
    return {"id": _insert(salesforce, sobject, values)}


def edit(salesforce: Salesforce, sobject: str, id: str, values: dict[str, Any]) -> dict[str, Any]:  # noqa: A002 - as the API names it
    """Change a record, as a user."""
    org = salesforce.org
    [outcome] = org.records.update([org.spec(sobject)], [{**values, "Id": id}], Context(org.user))
    return _done(outcome.errors, id)


def delete(salesforce: Salesforce, id: str) -> dict[str, Any]:  # noqa: A002 - as the API names it
    """Delete a record, as a user."""
    [outcome] = salesforce.org.records.delete([id], Context(salesforce.org.user))
    return _done(outcome.errors, id)


def merge(salesforce: Salesforce, sobject: str, winner: str, loser: str) -> dict[str, Any]:
    """Merge two records, as a user: the loser is deleted and points to the winner."""
    org = salesforce.org
    spec = org.spec(sobject)
    record = org.records.record(spec, loser)
    changes = {"IsDeleted": True, "MasterRecordId": org.records.record(spec, winner)["Id"]}
    org.store.update(spec, record, changes)
    return {"id": winner, "merged": loser}


def lock(salesforce: Salesforce, sobject: str, key: str, times: int = 1) -> dict[str, Any]:
    """Lock a record, as another job does, for a number of writes."""
    salesforce.org.hooks.locked[sobject, key] = times
    return {"key": key, "times": times}


def abort_jobs(salesforce: Salesforce) -> dict[str, Any]:
    """Abort the Bulk jobs that have not ended, as an admin."""
    return {"jobs": salesforce.bulk.abort()}


def add_validation_rule(
    salesforce: Salesforce, sobject: str, field: str, value: Any, message: str
) -> dict[str, Any]:
    """Reject a value, as an admin."""
    salesforce.org.hooks.validation_rules.append(ValidationRule(sobject, field, value, message))
    return {"object": sobject, "field": field}


def add_duplicate_rule(
    salesforce: Salesforce, sobject: str, field: str, *, block: bool = False
) -> dict[str, Any]:
    """Reject records that share a value, as an admin."""
    salesforce.org.hooks.duplicate_rules.append(DuplicateRule(sobject, field, block))
    row = {"DeveloperName": f"{sobject}_{field}", "SobjectType": sobject, "IsActive": True}
    known = salesforce.org.store.rows("DuplicateRule")
    if not any(other["DeveloperName"] == row["DeveloperName"] for other in known):
        _insert(salesforce, "DuplicateRule", row)
    return {"object": sobject, "field": field}


def clear_rules(salesforce: Salesforce) -> dict[str, Any]:
    """Remove all rules, as an admin."""
    salesforce.org.hooks.validation_rules.clear()
    salesforce.org.hooks.duplicate_rules.clear()
    org = salesforce.org
    org.records.delete([r["Id"] for r in org.store.rows("DuplicateRule")], Context(org.user))
    return {}


def fill_storage(salesforce: Salesforce, *, full: bool = True) -> dict[str, Any]:
    """Use up the org's storage, or free it."""
    salesforce.org.hooks.storage_full = full
    return {"full": full}


def restrict_object(salesforce: Salesforce, sobject: str) -> dict[str, Any]:
    """Let the user's profile only read an object, as an admin."""
    salesforce.org.security.read_only_objects.add(salesforce.org.spec(sobject).name)
    return {"object": sobject}


def revoke_access(salesforce: Salesforce, sobject: str, field: str) -> dict[str, Any]:
    """Remove a field from all permission sets, as an admin."""
    org = salesforce.org
    spec = org.store.objects["FieldPermissions"]
    rows = [row for row in org.store.rows(spec.name) if row["Field"] == f"{sobject}.{field}"]
    for row in rows:
        org.store.update(spec, row, {"PermissionsRead": False, "PermissionsEdit": False})
    return {"revoked": len(rows)}


def _insert(salesforce: Salesforce, sobject: str, values: dict[str, Any]) -> str:
    org = salesforce.org
    [outcome] = org.records.create([org.store.objects[sobject]], [values], Context(org.user))
    _done(outcome.errors, outcome.id)
    return str(outcome.id)


def _done(errors: Any, record_id: str | None) -> dict[str, Any]:
    if errors:
        raise ValueError(f"{errors[0].code}: {errors[0].message}")
    return {"id": record_id}


RULES = frozenset(
    {
        "add_validation_rule",
        "add_duplicate_rule",
        "clear_rules",
        "fill_storage",
        "restrict_object",
    }
)
"""Actions that change the org's rules; the others change rows, or nothing that lasts."""
ACTIONS: dict[str, Callable[..., dict[str, Any]]] = {
    action.__name__: action
    for action in (
        prepare,
        insert,
        edit,
        delete,
        merge,
        lock,
        abort_jobs,
        add_validation_rule,
        add_duplicate_rule,
        clear_rules,
        fill_storage,
        restrict_object,
        revoke_access,
    )
}
