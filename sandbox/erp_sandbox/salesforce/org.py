"""The org: its records, and what may be done to them by whom."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from erp_sandbox.salesforce.catalog import objects
from erp_sandbox.salesforce.cursors import Cursors
from erp_sandbox.salesforce.errors import Refusal, RowError, not_found, refuse
from erp_sandbox.salesforce.hooks import Hooks
from erp_sandbox.salesforce.ids import normal
from erp_sandbox.salesforce.reading import check, from_json, from_text, stamp
from erp_sandbox.salesforce.security import Security, User
from erp_sandbox.salesforce.store import Store, fold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from erp_sandbox.clock import Clock
    from erp_sandbox.salesforce.fields import FieldSpec, ObjectSpec
    from erp_sandbox.salesforce.store import Record

__all__ = ["Context", "Org", "Outcome", "User"]

_ROLLED_BACK = RowError(
    "ALL_OR_NONE_OPERATION_ROLLED_BACK",
    "Record rolled back because not all records were valid and the request was using AllOrNone "
    "header",
)


@dataclass(frozen=True)
class Context:
    """The circumstances of a write.

    Attributes:
        user: Who writes.
        text: Values are CSV cells; an error of type fails the record, not the call.
        allow_save: The caller accepts duplicates (`Sforce-Duplicate-Rule-Header`).
        update_only: An upsert that finds nothing is refused.
        unseen: Ids of new records that references by external id do not find; grows with every
            record made (rows of one Bulk job do not see each other).
    """

    user: User
    text: bool = False
    allow_save: bool = False
    update_only: bool = False
    unseen: set[str] | None = None


@dataclass
class Outcome:
    """What became of one record."""

    id: str | None = None
    created: bool = False
    errors: tuple[RowError, ...] = ()

    @property
    def success(self) -> bool:
        """Whether it was written."""
        return not self.errors


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
        self.cursors = Cursors()
        self.org_id = "00DSx0000000001MAA"
        self.user = User(self._seed_user("integration@example.com"), "integration@example.com")
        for name, developer_name in (("Customer", "Customer"), ("Vendor", "Vendor")):
            self._seed(
                "RecordType",
                {"Name": name, "DeveloperName": developer_name, "SobjectType": "Account"},
            )

    # Definitions

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

    # Writing

    def create(
        self,
        specs: Sequence[ObjectSpec],
        rows: Sequence[Record],
        context: Context,
        *,
        all_or_none: bool = False,
    ) -> list[Outcome]:
        """Make records, each of its object."""

        def one(spec: ObjectSpec, row: Record) -> Outcome:
            return Outcome(self._create(spec, row, context), created=True)

        return self._each(specs, rows, context, one, all_or_none=all_or_none)

    def update(
        self,
        specs: Sequence[ObjectSpec],
        rows: Sequence[Record],
        context: Context,
        *,
        all_or_none: bool = False,
    ) -> list[Outcome]:
        """Change records by `Id`."""

        def one(spec: ObjectSpec, row: Record) -> Outcome:
            given = row.get("Id") or row.get("id")
            record = self.record(spec, given)
            rest = {name: value for name, value in row.items() if name.lower() != "id"}
            self._update(spec, record, rest, context, key=None)
            return Outcome(record["Id"])

        return self._each(specs, rows, context, one, all_or_none=all_or_none)

    def upsert(
        self,
        spec: ObjectSpec,
        key: FieldSpec,
        rows: Sequence[Record],
        context: Context,
        *,
        all_or_none: bool = False,
    ) -> list[Outcome]:
        """Make or change records by a key in each of them."""
        counts: dict[str, int] = {}
        for row in rows:
            if (value := _value(row, key)) not in {None, ""}:
                folded = fold(key, value)
                counts[folded] = counts.get(folded, 0) + 1

        def one(spec: ObjectSpec, row: Record) -> Outcome:
            value = _value(row, key)
            if value in {None, ""}:
                if key.name == "Id":
                    return Outcome(self._create(spec, _without(row, key), context), created=True)
                raise refuse("MISSING_ARGUMENT", f"{key.name} not specified", key.name)
            if counts[fold(key, value)] > 1:
                raise refuse(
                    "DUPLICATE_VALUE", f"Duplicate external id specified: {value}", key.name
                )
            return self._upsert(spec, key, value, row, context)

        return self._each([spec] * len(rows), rows, context, one, all_or_none=all_or_none)

    def delete(
        self, record_ids: Sequence[str], context: Context, *, all_or_none: bool = False
    ) -> list[Outcome]:
        """Move records to the recycle bin."""

        def one(_: ObjectSpec | None, row: Record) -> Outcome:
            spec = self.spec_of_id(row["Id"])
            record = self.record(spec, row["Id"])
            self.store.update(spec, record, {"IsDeleted": True, **self._stamps(context.user)})
            return Outcome(record["Id"])

        rows = [{"Id": record_id} for record_id in record_ids]
        return self._each([None] * len(rows), rows, context, one, all_or_none=all_or_none)

    def record(self, spec: ObjectSpec, record_id: Any) -> Record:
        """A living record by its id.

        Raises:
            Refusal: There is none, or it was deleted.
        """
        full = normal(str(record_id or ""))
        record = self.store.get(spec.name, full) if full else None
        if record is None:
            raise refuse("NOT_FOUND", "The requested resource does not exist")
        if record["IsDeleted"]:
            raise refuse("ENTITY_IS_DELETED", "entity is deleted")
        return record

    def spec_of_id(self, record_id: str) -> ObjectSpec:
        """The object an id belongs to."""
        for spec in self.store.objects.values():
            if spec.prefix == record_id[:3]:
                return spec
        raise refuse("MALFORMED_ID", f"malformed id {record_id}", "Id")

    def _each(
        self,
        specs: Sequence[Any],
        rows: Sequence[Record],
        context: Context,
        one: Callable[[Any, Record], Outcome],
        *,
        all_or_none: bool,
    ) -> list[Outcome]:
        with self.lock:
            if not context.text:
                for spec, row in zip(specs, rows, strict=True):
                    if spec is not None:
                        self._parse(spec, row)
            self.store.begin()
            outcomes = []
            for spec, row in zip(specs, rows, strict=True):
                try:
                    outcomes.append(one(spec, row))
                except Refusal as refusal:
                    outcomes.append(Outcome(errors=(refusal.error,)))
            if all_or_none and not all(outcome.success for outcome in outcomes):
                self.store.roll_back()
                return [Outcome(o.id, errors=(_ROLLED_BACK,)) if o.success else o for o in outcomes]
            self.store.commit()
            return outcomes

    def _parse(self, spec: ObjectSpec, row: Record) -> None:
        """Fail the whole call for JSON of a wrong type, before anything is written."""
        for name, value in row.items():
            field = spec.field(name)
            if field is not None and not isinstance(value, dict):
                try:
                    from_json(field, value)
                except Refusal:
                    continue  # fails the record alone, later

    def _upsert(
        self, spec: ObjectSpec, key: FieldSpec, value: Any, row: Record, context: Context
    ) -> Outcome:
        if key.name == "Id":
            record = self.record(spec, value)
            self._update(spec, record, _without(row, key), context, key=None)
            return Outcome(record["Id"])
        matches = self.store.find(spec, key, value)
        if len(matches) > 1:
            listed = ", ".join(match["Id"] for match in matches)
            raise refuse(
                "DUPLICATE_EXTERNAL_ID",
                f"{key.label}: more than one record found for external id field: [{listed}]",
                key.name,
            )
        if matches:
            self._update(spec, matches[0], _without(row, key), context, key=str(value))
            return Outcome(matches[0]["Id"])
        if context.update_only:
            raise refuse("NOT_FOUND", "The requested resource does not exist")
        return Outcome(self._create(spec, row, context), created=True)

    def _create(self, spec: ObjectSpec, given: Record, context: Context) -> str:
        if not self.security.creatable(spec):
            raise refuse(
                "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
                f"entity type cannot be inserted: {spec.label}",
            )
        values = self._values(spec, given, context, creating=True)
        missing = [
            field.name
            for field in spec.fields.values()
            if field.required and field.default is None and values.get(field.name) is None
        ]
        if missing:
            raise refuse(
                "REQUIRED_FIELD_MISSING",
                f"Required fields are missing: [{', '.join(missing)}]",
                *missing,
            )
        stamps = self._stamps(context.user)
        row: Record = {
            **{field.name: self._default(field, context.user) for field in spec.fields.values()},
            **values,
            **stamps,
            "Id": self.store.ids.next(spec.prefix),
            "IsDeleted": False,
            "CreatedDate": stamps["LastModifiedDate"],
            "CreatedById": context.user.id,
        }
        self._derive(spec, row)
        self._before(spec, row, context, creating=True, key=None)
        self.store.insert(spec, row)
        if context.unseen is not None:
            context.unseen.add(row["Id"])
        return str(row["Id"])

    def _update(
        self, spec: ObjectSpec, record: Record, given: Record, context: Context, key: str | None
    ) -> None:
        values = self._values(spec, given, context, creating=False)
        for name, value in values.items():
            if spec.fields[name].required and value is None:
                raise refuse(
                    "REQUIRED_FIELD_MISSING", f"Required fields are missing: [{name}]", name
                )
        after = {**record, **values}
        self._derive(spec, after)
        self._before(spec, after, context, creating=False, key=key)
        derived = {"Name": after["Name"]} if spec.name == "Contact" else {}
        self.store.update(spec, record, {**values, **derived, **self._stamps(context.user)})

    def _before(
        self, spec: ObjectSpec, row: Record, context: Context, *, creating: bool, key: str | None
    ) -> None:
        self._check_unique(spec, row)
        self.hooks.before_write(
            self.store,
            spec.name,
            row,
            creating=creating,
            key=key,
            allow_save=context.allow_save,
        )

    def _check_unique(self, spec: ObjectSpec, row: Record) -> None:
        for field in spec.fields.values():
            if not field.unique or row.get(field.name) is None:
                continue
            for other in self.store.find(spec, field, row[field.name]):
                if other["Id"] != row["Id"]:
                    raise refuse(
                        "DUPLICATE_VALUE",
                        f"duplicate value found: {field.name} duplicates value on record with id: "
                        f"{other['Id'][:15]}",
                        field.name,
                    )

    def _values(
        self, spec: ObjectSpec, given: Record, context: Context, *, creating: bool
    ) -> Record:
        """What was given, as stored values by API name."""
        values: Record = {}
        for name, value in given.items():
            if name == "attributes":
                continue
            if isinstance(value, dict) and (link := spec.relationship(name)) is not None:
                self._writable(spec, link, context.user, creating=creating)
                values[link.name] = self._referred(link, value, context.unseen or set())
                continue
            field = spec.field(name)
            if field is None or not self.security.readable(spec, field, context.user):
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
        if not allowed or not self.security.editable(spec, field, user):
            raise refuse(
                "INVALID_FIELD_FOR_INSERT_UPDATE",
                f"Unable to create/update fields: {field.name}. Please check the security settings "
                "of this field and verify that it is read/write for your profile or permission "
                "set.",
                field.name,
            )

    def _referred(self, link: FieldSpec, value: Record, unseen: set[str]) -> str:
        """The id of the record a nested external id means."""
        keys = {name: key for name, key in value.items() if name != "attributes"}
        named = value.get("attributes", {}).get("type")
        if len(link.references) > 1 and named not in link.references:
            raise refuse("INVALID_FIELD", f"attributes.type is needed for {link.relationship}")
        target = self.store.objects[named if named in link.references else link.references[0]]
        if len(keys) != 1:
            raise refuse("INVALID_FIELD", f"one external id is needed for {link.relationship}")
        [(name, key)] = keys.items()
        field = target.field(name)
        if field is None or not (field.external_id or field.id_lookup):
            raise refuse(
                "INVALID_FIELD", f"No such column '{name}' on sobject of type {target.name}"
            )
        found = [] if key in {None, ""} else self.store.find(target, field, key)
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
        prefixes = {self.store.objects[name].prefix: name for name in field.references}
        if full is None or full[:3] not in prefixes:
            raise refuse(
                "MALFORMED_ID",
                f"{field.label}: id value of incorrect type: {value}",
                field.name,
            )
        record = self.store.get(prefixes[full[:3]], full)
        if record is None or record["IsDeleted"]:
            raise refuse("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", field.name)
        return full

    def _stamps(self, user: User) -> Record:
        now = stamp(self.clock.now())
        return {"LastModifiedDate": now, "SystemModstamp": now, "LastModifiedById": user.id}

    def _default(self, field: FieldSpec, user: User) -> Any:
        if field.default == "user":
            return user.id
        if field.type == "boolean":
            return bool(field.default)
        return None

    def _derive(self, spec: ObjectSpec, row: Record) -> None:
        if spec.name == "Contact":
            parts = (row.get("Salutation"), row.get("FirstName"), row.get("LastName"))
            row["Name"] = " ".join(part for part in parts[1:] if part)

    # The beginning

    def _seed(self, name: str, values: Record) -> str:
        spec = self.store.objects[name]
        row = {field.name: self._default(field, self.user) for field in spec.fields.values()}
        stamps = self._stamps(self.user)
        row |= values | stamps | {"Id": self.store.ids.next(spec.prefix), "IsDeleted": False}
        row["CreatedDate"] = stamps["LastModifiedDate"]
        self.store.insert(spec, row)
        return str(row["Id"])

    def _seed_user(self, username: str) -> str:
        self.user = User("", username)
        return self._seed("User", {"Username": username, "Name": "Integration", "IsActive": True})


def _value(row: Record, key: FieldSpec) -> Any:
    for name, value in row.items():
        if name.lower() == key.name.lower():
            return value.strip() if isinstance(value, str) else value
    return None


def _without(row: Record, key: FieldSpec) -> Record:
    return {name: value for name, value in row.items() if name.lower() != key.name.lower()}
