"""Columns as discovery describes them: their names and kinds."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from singer_erp.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
# Date-time fields of the tap's entities that hold a date: midnight, whatever the offset.
_DATES = {"ExpiresOn", "Promised", "PromisedOn", "Requested", "StartsOn"}
_NOT_DATES = {"CreatedDate", "LastModifiedDate"}

GUID = "guid"
"""Kind of ids: text in rows, with a literal of its own in filters."""
VALUE_KINDS = {
    "Boolean": "boolean",
    "Byte": "integer",
    "DateOnly": "date",
    "DateTime": "timestamp",
    "Decimal": "number",
    "Double": "number",
    "Guid": GUID,
    "Int": "integer",
    "Long": "integer",
    "Short": "integer",
    "String": "string",
}
"""Kind of column by type of a value, as swagger and `$adHocSchema` name it."""


@dataclass(frozen=True)
class FieldColumn:
    """A column as discovery describes it.

    Attributes:
        name: Its name.
        kind: One of `projection.KINDS`, or `GUID`.
        path: Path of its field; see `schema`.
    """

    name: str
    kind: str
    path: str = ""

    @property
    def row_kind(self) -> str:
        """Kind of its values in rows, one of `projection.KINDS`."""
        return "string" if self.kind == GUID else self.kind


def kind_of_value(name: str, type_: str, *, is_known: bool) -> str:
    """Return the kind of a field's column.

    Args:
        name: The field's name.
        type_: Type of its values, such as `Decimal`.
        is_known: Whether it is of an entity that the tap's tables have, whose names say which
            date-times are dates.
    """
    is_date = name in _DATES or (name.endswith("Date") and name not in _NOT_DATES)
    if is_known and is_date and type_ == "DateTime":
        return "date"
    return VALUE_KINDS.get(type_, "string")


def snake_case(name: str) -> str:
    """Return `APAccount` as `ap_account`."""
    return _WORD.sub("_", name).lower()


def distinct(
    of: str, columns: Sequence[FieldColumn], system: Collection[str], keys: Sequence[str] = ()
) -> list[FieldColumn]:
    """Return columns with a name each: administrators name the fields of endpoints and inquiries.

    A name that another column has is numbered. Those of keys stay: the key of a stream is named
    without its instance.

    Args:
        of: What the fields are of.
        columns: The columns of its fields.
        system: Names of the stream's other columns.
        keys: Paths of the fields whose columns keep their names.

    Raises:
        ConfigError: A column of the key has the name of another one.
    """
    names: dict[str, str] = {}
    taken = set(system)
    for column in sorted(columns, key=lambda column: column.path not in keys):
        name = column.name
        if name in taken and column.path in keys:
            raise ConfigError(
                f"{column.path} of {of} would be the column '{name}', which is another one",
                "Choose another field in its `keys`, or rename it in Acumatica",
            )
        while name in taken:
            name += "_2"
        names[column.path] = name
        taken.add(name)
    return [replace(column, name=names[column.path]) for column in columns]
