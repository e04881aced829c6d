"""The rows that the Tooling API's queries read: definitions of objects and fields."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, cast

from erp_sandbox.salesforce.errors import ApiError
from erp_sandbox.salesforce.fields import FieldSpec, ObjectSpec
from erp_sandbox.salesforce.ids import with_checksum
from erp_sandbox.salesforce.query import Execution
from erp_sandbox.salesforce.security import Security
from erp_sandbox.salesforce.store import Store
from erp_sandbox.salesforce.tooling_fields import kind_of, to_metadata

if TYPE_CHECKING:
    from collections.abc import Iterator

    from erp_sandbox.salesforce.org import Org
    from erp_sandbox.salesforce.security import User
    from erp_sandbox.salesforce.store import Record

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SINGLE = {"metadata", "fullname"}
_REIFIED = {"durableid", "entitydefinitionid", "entitydefinition"}


def durable_id(prefix: str, name: str) -> str:
    """Return an id made from a name: the same in every run."""
    number = int.from_bytes(hashlib.sha256(name.lower().encode()).digest()[:7], "big")
    text = ""
    for _ in range(10):
        number, digit = divmod(number, len(_DIGITS))
        text += _DIGITS[digit]
    return with_checksum(f"{prefix}Sx{text}")


def table_id(spec: ObjectSpec) -> str:
    """Return `TableEnumOrId`: the name of a standard object, the id of a custom one."""
    return durable_id("01I", spec.name) if spec.custom else spec.name


def custom_field(spec: ObjectSpec, field: FieldSpec) -> Record:
    """Return a row of `CustomField`."""
    return {
        "Id": durable_id("00N", f"{spec.name}.{field.name}"),
        "DeveloperName": field.name.removesuffix("__c"),
        "TableEnumOrId": table_id(spec),
        "EntityDefinitionId": table_id(spec),
        "FullName": f"{spec.name}.{field.name}",
        "Metadata": to_metadata(field),
        "Description": field.description,
        "InlineHelpText": field.help_text,
        "Length": field.length or None,
        "ManageableState": "unmanaged",
        "NamespacePrefix": None,
    }


class View:
    """The definitions of an org at one time; SOQL runs on it as on an org.

    Args:
        org: The definitions.
    """

    def __init__(self, org: Org) -> None:
        self.lock = org.lock
        self.store = Store(_objects())
        self.security = Security(self.store)
        for name, rows in _rows(org).items():
            spec = self.store.objects[name]
            for row in rows:
                self.store.insert(spec, {"IsDeleted": False, **row})

    def spec(self, name: str) -> ObjectSpec:
        """Return one of the Tooling API's objects.

        Raises:
            ApiError: 404, the sandbox has it not.
        """
        for spec in self.store.objects.values():
            if spec.name.lower() == name.lower():
                return spec
        raise ApiError(404, "NOT_FOUND", "The requested resource does not exist")

    def execution(self, user: User, text: str) -> Execution:
        """Return a statement that is not run yet.

        Raises:
            ApiError: It cannot be run.
        """
        # SOQL takes an org, of which it uses what a view has too.
        execution = Execution(cast("Org", self), user, text)
        if execution.spec.name == "FieldDefinition":
            names = {path[0].lower() for path in _paths(execution.query.where)}
            if not names & _REIFIED:
                raise ApiError(
                    400,
                    "EXTERNAL_OBJECT_UNSUPPORTED_EXCEPTION",
                    "A filter on a reified column is required [EntityDefinitionId,DurableId]",
                )
        return execution


def check_single(execution: Execution, found: int) -> None:
    """Reject `Metadata` and `FullName` of several rows at once.

    Raises:
        ApiError: 400 `MALFORMED_QUERY`.
    """
    asked = {path[-1].lower() for path in execution.query.columns or []}
    if found > 1 and execution.spec.name == "CustomField" and asked & _SINGLE:
        raise ApiError(
            400,
            "MALFORMED_QUERY",
            "When retrieving results with Metadata or FullName fields, the query qualifications "
            f"must specify no more than one row for retrieval. Result size: {found}",
        )


def _rows(org: Org) -> dict[str, list[Record]]:
    rows: dict[str, list[Record]] = {name: [] for name in _objects()}
    for spec in org.store.objects.values():
        entity = {
            "Id": table_id(spec),
            "DurableId": table_id(spec),
            "QualifiedApiName": spec.name,
            "DeveloperName": spec.name.removesuffix("__c"),
            "Label": spec.label,
            "PluralLabel": spec.plural,
            "KeyPrefix": spec.prefix,
            "NamespacePrefix": None,
        }
        rows["EntityDefinition"].append(entity)
        if spec.custom:
            names = ("Id", "DeveloperName", "NamespacePrefix")
            rows["CustomObject"].append({name: entity[name] for name in names})
        for field in spec.fields.values():
            rows["FieldDefinition"].append(_definition(spec, field))
            if field.custom:
                rows["CustomField"].append(custom_field(spec, field))
    return rows


def _definition(spec: ObjectSpec, field: FieldSpec) -> Record:
    last = durable_id("00N", f"{spec.name}.{field.name}")[:15] if field.custom else field.name
    return {
        "Id": f"{table_id(spec)}.{last}",
        "DurableId": f"{table_id(spec)}.{last}",
        "QualifiedApiName": field.name,
        "DeveloperName": field.name.removesuffix("__c"),
        "EntityDefinitionId": table_id(spec),
        "Label": field.label,
        "Length": field.length,
        "DataType": _data_type(field),
        "IsIndexed": field.external_id or field.unique or field.name in {"Id", "Name"},
        "IsNillable": not field.required,
        "NamespacePrefix": None,
    }


def _data_type(field: FieldSpec) -> str:
    """Return the type as Setup shows it: `Text(64) (External ID) (Unique Case Insensitive)`."""
    kind = kind_of(field)
    if kind == "Lookup":
        return f"Lookup({','.join(field.references)})"
    sizes = {"Text": f"({field.length})", "LongTextArea": f"({field.length})"}
    if field.precision:
        sizes[kind] = f"({field.precision - field.scale}, {field.scale})"
    case = "Case Sensitive" if field.case_sensitive else "Case Insensitive"
    marks = [" (External ID)"] * field.external_id + [f" (Unique {case})"] * field.unique
    return kind + sizes.get(kind, "") + "".join(marks)


def _paths(condition: Any) -> Iterator[tuple[str, ...]]:
    if condition is None:
        return
    kind, first = condition[0], condition[1]
    if kind in {"any", "all", "none"}:
        for part in first:
            yield from _paths(part)
    else:
        yield first


def _objects() -> dict[str, ObjectSpec]:
    entity = FieldSpec(
        "EntityDefinitionId",
        "Entity Definition ID",
        "reference",
        18,
        references=("EntityDefinition",),
        relationship="EntityDefinition",
    )
    number = FieldSpec("Length", "Length", "int")
    texts = {
        "CustomField": "DeveloperName TableEnumOrId FullName Description InlineHelpText "
        "ManageableState NamespacePrefix",
        "CustomObject": "DeveloperName NamespacePrefix",
        "FieldDefinition": "DurableId QualifiedApiName DeveloperName Label DataType "
        "NamespacePrefix",
        "EntityDefinition": "DurableId QualifiedApiName DeveloperName Label PluralLabel KeyPrefix "
        "NamespacePrefix",
    }
    more = {
        "CustomField": [entity, number, FieldSpec("Metadata", "Metadata", "complexvalue")],
        "FieldDefinition": [
            entity,
            number,
            FieldSpec("IsIndexed", "Indexed", "boolean"),
            FieldSpec("IsNillable", "Nillable", "boolean"),
        ],
    }
    prefixes = {"CustomField": "00N", "CustomObject": "01I"}
    specs = (
        ObjectSpec(
            name,
            name,
            f"{name}s",
            prefixes.get(name, "000"),
            {
                field.name: field
                for field in (
                    *(FieldSpec(text, text) for text in names.split()),
                    *more.get(name, []),
                )
            },
        )
        for name, names in texts.items()
    )
    return {spec.name: spec for spec in specs}
