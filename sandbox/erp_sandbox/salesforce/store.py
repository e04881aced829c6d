"""Rows in memory, with indexes over keys and transactions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from erp_sandbox.salesforce.fields import FieldSpec, ObjectSpec
from erp_sandbox.salesforce.ids import IdFactory

if TYPE_CHECKING:
    from collections.abc import Iterator

Record = dict[str, Any]
Recorder = Callable[[str, dict[str, Any]], None]


def fold(field: FieldSpec, value: Any) -> str:
    """Return a value as keys are compared: case-insensitive unless the field is not."""
    # Letter by letter: "straße" is not "STRASSE" (unconfirmed).
    text = str(value).strip()
    return text if field.case_sensitive else text.lower()


class Store:
    """The org's definitions and records.

    Args:
        objects: Definitions, by name.
        record: Called with the name and the arguments of each change that is committed.
    """

    def __init__(
        self, objects: dict[str, ObjectSpec], record: Recorder = lambda _action, _arguments: None
    ) -> None:
        self.objects = objects
        self._record = record
        self.ids = IdFactory()
        self._rows: dict[str, dict[str, Record]] = {name: {} for name in objects}
        self._index: dict[tuple[str, str], dict[str, list[str]]] = {}
        self._undo: list[list[Callable[[], None]]] = []
        self._changes: list[list[tuple[str, dict[str, Any]]]] = []

    def add_object(self, spec: ObjectSpec) -> None:
        """Add an object."""
        self.objects[spec.name] = spec
        self._rows[spec.name] = {}
        fields = [vars(field) for field in spec.fields.values()]
        self._changed("add_object", spec={**vars(spec), "fields": fields})

    def label_object(self, spec: ObjectSpec, label: str, plural: str) -> None:
        """Change the labels of an object."""
        spec.label, spec.plural = label, plural
        self._changed("label_object", name=spec.name, label=label, plural=plural)

    def drop_object(self, spec: ObjectSpec) -> None:
        """Delete an object and its records."""
        del self.objects[spec.name], self._rows[spec.name]
        self._index = {key: index for key, index in self._index.items() if key[0] != spec.name}
        self._changed("drop_object", name=spec.name)

    def set_field(self, spec: ObjectSpec, field: FieldSpec) -> None:
        """Add a field or replace its definition; records get a new check box's default."""
        if field.type == "boolean" and field.name not in spec.fields:
            for row in self._rows[spec.name].values():
                row[field.name] = field.default
        spec.fields[field.name] = field
        self._index.pop((spec.name, field.name), None)  # keys may become case-sensitive
        self._changed("set_field", name=spec.name, field=vars(field))

    def drop_field(self, spec: ObjectSpec, name: str) -> None:
        """Delete a field and its values."""
        del spec.fields[name]
        self._index.pop((spec.name, name), None)
        for row in self._rows[spec.name].values():
            row.pop(name, None)
        self._changed("drop_field", name=spec.name, field=name)

    def rows(self, name: str, *, deleted: bool = False) -> Iterator[Record]:
        """Yield records of an object in the order of their creation."""
        for row in self._rows[name].values():
            if deleted or not row["IsDeleted"]:
                yield row

    def get(self, name: str, record_id: str) -> Record | None:
        """Return a record, deleted or not."""
        return self._rows[name].get(record_id)

    def find(self, spec: ObjectSpec, field: FieldSpec, value: Any) -> list[Record]:
        """Return records that hold a value in a field and are not deleted."""
        index = self._indexed(spec, field)
        rows = self._rows[spec.name]
        found = (rows[record_id] for record_id in index.get(fold(field, value), ()))
        return [row for row in found if not row["IsDeleted"]]

    def insert(self, spec: ObjectSpec, row: Record) -> None:
        """Add a record."""
        rows = self._rows[spec.name]
        rows[row["Id"]] = row
        self._reindex(spec, row, {}, row)
        self._remember(lambda: self._take_back(spec, row))
        self._changed("insert", name=spec.name, row=dict(row))

    def update(self, spec: ObjectSpec, row: Record, changes: Record) -> None:
        """Change a record in place."""
        before = {name: row.get(name) for name in changes}
        row.update(changes)
        self._reindex(spec, row, before, changes)

        def undo() -> None:
            self._reindex(spec, row, {n: row.get(n) for n in before}, before)
            row.update(before)

        self._remember(undo)
        self._changed("update", name=spec.name, record_id=row["Id"], changes=dict(changes))

    def remove(self, spec: ObjectSpec, row: Record) -> None:
        """Remove a record."""
        self._take_back(spec, row)
        self._changed("remove", name=spec.name, record_id=row["Id"])

    def begin(self) -> None:
        """Start a transaction; transactions may be nested."""
        self._undo.append([])
        self._changes.append([])

    def roll_back(self) -> None:
        """Roll back everything since the last `begin`."""
        self._changes.pop()
        for step in reversed(self._undo.pop()):
            step()

    def commit(self) -> None:
        """Commit everything since the last `begin`, unless an outer transaction is rolled back."""
        steps, changes = self._undo.pop(), self._changes.pop()
        if self._undo:
            self._undo[-1].extend(steps)
            self._changes[-1].extend(changes)
        else:
            for action, arguments in changes:
                self._record(action, arguments)

    def census(self) -> list[dict[str, Any]]:
        """Return the number of records by object."""
        return [{"name": name, "rows": len(rows)} for name, rows in self._rows.items()]

    def replay(self, action: str, arguments: dict[str, Any]) -> None:
        """Repeat a recorded change."""
        repeat: Callable[..., None] = getattr(self, f"_replay_{action}")
        repeat(**arguments)

    def _replay_add_object(self, spec: dict[str, Any]) -> None:
        fields = {field["name"]: _field(field) for field in spec["fields"]}
        self.add_object(ObjectSpec(**{**spec, "fields": fields}))

    def _replay_label_object(self, name: str, label: str, plural: str) -> None:
        self.label_object(self.objects[name], label, plural)

    def _replay_drop_object(self, name: str) -> None:
        self.drop_object(self.objects[name])

    def _replay_set_field(self, name: str, field: dict[str, Any]) -> None:
        self.set_field(self.objects[name], _field(field))

    def _replay_drop_field(self, name: str, field: str) -> None:
        self.drop_field(self.objects[name], field)

    def _replay_insert(self, name: str, row: Record) -> None:
        self.ids.skip(row["Id"])
        self.insert(self.objects[name], row)

    def _replay_update(self, name: str, record_id: str, changes: Record) -> None:
        self.update(self.objects[name], self._rows[name][record_id], changes)

    def _replay_remove(self, name: str, record_id: str) -> None:
        self.remove(self.objects[name], self._rows[name][record_id])

    def _changed(self, action: str, **arguments: Any) -> None:
        if self._changes:
            self._changes[-1].append((action, arguments))
        else:
            self._record(action, arguments)

    def _remember(self, step: Callable[[], None]) -> None:
        if self._undo:
            self._undo[-1].append(step)

    def _take_back(self, spec: ObjectSpec, row: Record) -> None:
        del self._rows[spec.name][row["Id"]]
        self._reindex(spec, row, row, {})

    def _indexed(self, spec: ObjectSpec, field: FieldSpec) -> dict[str, list[str]]:
        key = spec.name, field.name
        if key not in self._index:
            index: dict[str, list[str]] = {}
            for row in self._rows[spec.name].values():
                if row.get(field.name) is not None:
                    index.setdefault(fold(field, row[field.name]), []).append(row["Id"])
            self._index[key] = index
        return self._index[key]

    def _reindex(self, spec: ObjectSpec, row: Record, before: Record, after: Record) -> None:
        for (name, field_name), index in self._index.items():
            field = spec.fields.get(field_name)
            if name != spec.name or field is None:
                continue
            if before.get(field_name) is not None:
                ids = index.get(fold(field, before[field_name]), [])
                if row["Id"] in ids:
                    ids.remove(row["Id"])
            if after.get(field_name) is not None:
                index.setdefault(fold(field, after[field_name]), []).append(row["Id"])


def _field(values: dict[str, Any]) -> FieldSpec:
    tuples: dict[str, Any] = {
        key: tuple(v) if isinstance(v, list) else v for key, v in values.items()
    }
    return FieldSpec(**tuples)
