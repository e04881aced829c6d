"""Rows in memory, with indexes over keys and a way back."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from erp_sandbox.salesforce.fields import FieldSpec, ObjectSpec
from erp_sandbox.salesforce.ids import IdFactory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Record = dict[str, Any]


def fold(field: FieldSpec, value: Any) -> str:
    """A value as keys are compared: without regard to case, unless the field says otherwise."""
    text = str(value).strip()
    return text if field.case_sensitive else text.casefold()


class Store:
    """The org's records.

    Args:
        objects: Definitions, by name.
    """

    def __init__(self, objects: dict[str, ObjectSpec]) -> None:
        self.objects = objects
        self.ids = IdFactory()
        self._rows: dict[str, dict[str, Record]] = {name: {} for name in objects}
        self._index: dict[tuple[str, str], dict[str, list[str]]] = {}
        self._undo: list[list[Callable[[], None]]] = []

    def add_object(self, spec: ObjectSpec) -> None:
        """Take a new object."""
        self.objects[spec.name] = spec
        self._rows[spec.name] = {}

    def drop_object(self, spec: ObjectSpec) -> None:
        """Forget an object and its records."""
        del self.objects[spec.name], self._rows[spec.name]
        self._index = {key: index for key, index in self._index.items() if key[0] != spec.name}

    def refold(self, spec: ObjectSpec, name: str) -> None:
        """Index a field anew, as when its keys begin to mind case."""
        self._index.pop((spec.name, name), None)

    def rows(self, name: str, *, deleted: bool = False) -> Iterator[Record]:
        """Records of an object in the order they were made."""
        for row in self._rows[name].values():
            if deleted or not row["IsDeleted"]:
                yield row

    def get(self, name: str, record_id: str) -> Record | None:
        """A record, deleted or not."""
        return self._rows[name].get(record_id)

    def find(self, spec: ObjectSpec, field: FieldSpec, value: Any) -> list[Record]:
        """Living records that hold a value in a field."""
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

    def update(self, spec: ObjectSpec, row: Record, changes: Record) -> None:
        """Change a record in place."""
        before = {name: row.get(name) for name in changes}
        row.update(changes)
        self._reindex(spec, row, before, changes)

        def undo() -> None:
            self._reindex(spec, row, {n: row.get(n) for n in before}, before)
            row.update(before)

        self._remember(undo)

    def begin(self) -> None:
        """Remember how to take back what follows; may be nested."""
        self._undo.append([])

    def roll_back(self) -> None:
        """Take back everything since the last `begin`."""
        for step in reversed(self._undo.pop()):
            step()

    def commit(self) -> None:
        """Keep everything since the last `begin`, unless what is around it is taken back."""
        steps = self._undo.pop()
        if self._undo:
            self._undo[-1].extend(steps)

    def forget_field(self, spec: ObjectSpec, name: str) -> None:
        """Drop a deleted field's values."""
        self._index.pop((spec.name, name), None)
        for row in self._rows[spec.name].values():
            row.pop(name, None)

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

    # Between runs

    def dump(self, path: Path) -> None:
        """Write everything, at once or not at all."""
        state = {
            "rows": {name: list(rows.values()) for name, rows in self._rows.items()},
            "fields": {
                name: [vars(f) for f in spec.fields.values() if f.permissionable]
                for name, spec in self.objects.items()
            },
            "objects": [
                {**vars(spec), "fields": [vars(f) for f in spec.fields.values()]}
                for spec in self.objects.values()
                if spec.custom
            ],
        }
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as file:
            json.dump(state, file)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(path)

    def load(self, state: dict[str, Any]) -> None:
        """Take what an earlier run wrote."""
        for values in state.get("objects", []):
            fields = {field["name"]: _field(field) for field in values["fields"]}
            self.objects[values["name"]] = ObjectSpec(**{**values, "fields": fields})
            self._rows.setdefault(values["name"], {})
        for name, listed in state["fields"].items():
            for values in listed:
                self.objects[name].fields[values["name"]] = _field(values)
        for name, rows in state["rows"].items():
            self._rows[name].clear()
            for row in rows:
                self._rows[name][row["Id"]] = row
                self.ids.skip(row["Id"])


def _field(values: dict[str, Any]) -> FieldSpec:
    tuples: dict[str, Any] = {
        key: tuple(v) if isinstance(v, list) else v for key, v in values.items()
    }
    return FieldSpec(**tuples)
