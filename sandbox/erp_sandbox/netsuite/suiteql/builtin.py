"""The vendor's own functions, `BUILTIN.*`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from erp_sandbox.netsuite.suiteql.coerce import as_text
from erp_sandbox.netsuite.suiteql.errors import unsupported
from erp_sandbox.netsuite.suiteql.values import Family, Value, name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from erp_sandbox.netsuite.catalog import Table
    from erp_sandbox.netsuite.suiteql.context import Context
    from erp_sandbox.netsuite.suiteql.values import StoredSource

_DISPLAYED = (
    "accountsearchdisplayname",
    "fullname",
    "trandisplayname",
    "entityid",
    "itemid",
    "periodname",
    "longname",
    "name",
    "tranid",
    "label",
    "addrtext",
)


def call(function: str, args: Sequence[Value], context: Context) -> Value:
    """Translate `BUILTIN.<function>(args)`.

    Raises:
        SuiteQLError: For other functions than DF and for arguments it does not take.
    """
    if function == "DF" and len(args) == 1:
        return _display(args[0], context)
    raise unsupported()


def _display(value: Value, context: Context) -> Value:
    column, source = value.column, value.source
    if column is None or source is None:
        raise unsupported()
    if value.family is Family.BOOLEAN:
        return Value(f"CASE {value.sql} WHEN true THEN 'Yes' WHEN false THEN 'No' END", Family.TEXT)
    table = context.account.tables.get(column.references or "")
    shown = _shown(table) if table is not None else None
    if table is None or shown is None:
        return as_text(value, context)
    if column.name not in source.displays:
        source.displays[column.name] = _lookup(value, source, table, shown, context.unique())
    return Value(source.displays[column.name], Family.TEXT)


def _lookup(value: Value, source: StoredSource, table: Table, shown: str, alias: str) -> str:
    key = "id" if table.column("id") is not None else table.key[0]
    matches = f"CAST({alias}.{name(key)} AS VARCHAR) = CAST({value.sql} AS VARCHAR)"
    kind = source.table.column("type")
    if table.column("trantype") is not None and kind is not None:
        # Status letters mean something else for every transaction type.
        matches += f" AND {alias}.trantype = {source.read(kind).sql}"
    return f"(SELECT max({alias}.{name(shown)}) FROM {name(table.name)} {alias} WHERE {matches})"


def _shown(table: Table) -> str | None:
    return next((column for column in _DISPLAYED if table.column(column) is not None), None)
