"""Which tables and columns this account and role show.

SuiteQL has no catalog to ask, so every table is probed with one query of all its columns; the
answer, or the error that names what is missing, is authoritative. Features that are off, a role
without a permission and custom fields that are not queryable are all ordinary.
"""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import msgspec
from singer_erp.errors import ErpError, VendorError
from singer_erp.sync.progress import no_progress

from tap_netsuite.errors import missing_columns, missing_table, unsupported_search
from tap_netsuite.metadata import fields_of, record_types
from tap_netsuite.query import TableQuery, first_rows
from tap_netsuite.schema import FIELD_VALUE_TYPES, table_schema
from tap_netsuite.streams import TABLES, Table
from tap_netsuite.streams.custom import PREFIX, custom_record
from tap_netsuite.suiteql import MAX_ROWS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from tap_netsuite.memory import Memory
    from tap_netsuite.suiteql import SuiteQL

log = logging.getLogger(__name__)

_DEFINED_AT = {"lastmodifieddate": "TO_CHAR(t.lastmodifieddate,'YYYY-MM-DD HH24:MI:SS')"}
_FIELD = {"scriptid": "t.scriptid", "fieldvaluetype": "t.fieldvaluetype"}
_SEGMENT = {"scriptid": "t.scriptid"}


def discover(
    suiteql: SuiteQL, memory: Memory, max_concurrency: int
) -> list[tuple[Table, dict[str, Any]]]:
    """Return the tables this run may read, with the JSON schemas of their visible columns."""
    fields = _CustomFields(suiteql)
    types = record_types(suiteql)
    tables = [*TABLES, *map(custom_record, sorted(t for t in types if t.startswith(PREFIX)))]
    with ThreadPoolExecutor(max_concurrency) as executor:
        kinds = executor.map(lambda table: table.columns | fields.of(table, types), tables)
        described = executor.map(
            lambda table, kinds: _describe(suiteql, table, kinds, fields.definitions, memory),
            tables,
            kinds,
        )
        found = [(table, schema) for table, schema in zip(tables, described, strict=True) if schema]
    memory.save()
    return found


def visible_columns(suiteql: SuiteQL, table: Table, kinds: Mapping[str, str]) -> dict[str, str]:
    """Return the columns that the account shows.

    Columns that an error names are dropped at once: each such response costs one query, which no
    search among several can undercut. Where NetSuite does not say which column it is, the list is
    halved until they are found: the formula of one is broken (500), or SuiteQL refuses to convert
    one to UTC.

    Raises:
        VendorError: The account does not show the table.
        TransientError: NetSuite fails whatever the columns.
    """
    key = {column: kinds[column] for column in table.primary_keys}
    remaining = dict(kinds)
    while remaining:
        try:
            _probe(suiteql, table, remaining)
        except ErpError as error:
            if named := missing_columns(error) & remaining.keys():
                remaining = _without(remaining, named)
            elif not _may_be_a_column(error) or remaining.keys() == key.keys():
                raise
            elif not (unsupported_search(error) and _learn_utc(suiteql, table, remaining)):
                _probe(suiteql, table, key)
                healthy = _halve(suiteql, table, remaining) | key.keys()
                return _without(remaining, remaining.keys() - healthy)
        else:
            return remaining
    return {}


def _halve(suiteql: SuiteQL, table: Table, kinds: Mapping[str, str]) -> set[str]:
    """Return the columns that can be queried; together they cannot."""
    names = list(kinds)
    if len(names) <= 1:
        return set()
    middle = len(names) // 2
    healthy: set[str] = set()
    for half in (names[:middle], names[middle:]):
        part = {name: kinds[name] for name in half}
        try:
            # Only of a single column the failure must be lasting.
            _probe(suiteql, table, part, once=len(part) > 1)
        except ErpError as error:
            if not (_may_be_a_column(error) or missing_columns(error)):
                raise
            healthy |= _halve(suiteql, table, _without(part, missing_columns(error)))
        else:
            healthy |= part.keys()
    return healthy


def _learn_utc(suiteql: SuiteQL, table: Table, kinds: Mapping[str, str]) -> bool:
    timestamps = [column for column, kind in kinds.items() if kind == "timestamp"]
    return suiteql.utc.learn(table.table, timestamps)


def _may_be_a_column(error: ErpError) -> bool:
    return unsupported_search(error) or error.status == 500  # noqa: PLR2004


def _without(kinds: Mapping[str, str], names: Collection[str]) -> dict[str, str]:
    return {column: kind for column, kind in kinds.items() if column not in names}


def _probe(suiteql: SuiteQL, table: Table, kinds: Mapping[str, str], *, once: bool = False) -> None:
    query = TableQuery(table, kinds, suiteql.utc.of(table.table))
    suiteql.probe(query.probe(), once=once)


def _describe(
    suiteql: SuiteQL,
    table: Table,
    kinds: Mapping[str, str],
    definitions: Mapping[str, str],
    memory: Memory,
) -> dict[str, Any] | None:
    """Return the JSON schema of a table; None when the account or role does not show it."""
    probed = _without(kinds, memory.unqueryable(table.name, definitions))
    try:
        visible = visible_columns(suiteql, table, probed)
    except VendorError as error:
        if not missing_table(error):
            raise
        log.info("Stream '%s' is hidden: the role or the account's features lack it", table.name)
        return None
    if not visible.keys() >= set(table.primary_keys):
        log.warning("Stream '%s' is hidden: its key columns are not shown", table.name)
        return None
    memory.record(table.name, probed.keys() - visible.keys(), definitions)
    absent = [column for column in table.columns if column not in visible]
    if absent:
        log.info("Columns of '%s' not in this account: %s", table.name, ", ".join(absent))
    return table_schema(
        table, {column: kind for column, kind in kinds.items() if column in visible}
    )


class _Field(msgspec.Struct):
    internalid: int
    scriptid: str = ""
    fieldvaluetype: str = ""
    lastmodifieddate: str = ""


class _CustomFields:
    """The account's custom fields and segments by script id.

    `customfield` has their types; the metadata catalog lists which record types carry which.
    Where the catalog has no single type for a table (transactions, items), all fields of the
    table's prefix are candidates, and the probe decides.

    Attributes:
        definitions: When each field was last changed, as text of the session's time.
    """

    def __init__(self, suiteql: SuiteQL) -> None:
        self._suiteql = suiteql
        fields = {
            row.scriptid.lower(): row for row in self._rows("customfield", _FIELD | _DEFINED_AT)
        }
        segments = {row.scriptid.lower() for row in self._rows("customsegment", _SEGMENT)}
        self.definitions = {name: row.lastmodifieddate for name, row in fields.items()}
        self._kinds = {
            name: FIELD_VALUE_TYPES.get(row.fieldvaluetype, "string")
            for name, row in fields.items()
        } | dict.fromkeys(segments, "id")

    def of(self, table: Table, types: Mapping[str, str]) -> dict[str, str]:
        """Return kind by name of the custom fields a table may carry."""
        if not table.custom:
            return {}
        candidates = self._kinds
        if table.record_type is not None and table.record_type.lower() in types:
            described = fields_of(self._suiteql, types[table.record_type.lower()])
            candidates = {
                name: kind if kind == "ids" else self._kinds.get(name, kind)
                for name, kind in described.items()
            }
        return {
            name: kind for name, kind in sorted(candidates.items()) if name.startswith(table.custom)
        }

    def _rows(self, table: str, columns: Mapping[str, str]) -> Iterable[_Field]:
        last = 0
        while True:
            listed = ", ".join(f"{column} AS {name}" for name, column in columns.items())
            try:
                rows = self._suiteql.rows(
                    f"SELECT t.internalid AS internalid, {listed} FROM {table} t "
                    f"WHERE t.internalid > {last} ORDER BY t.internalid {first_rows(MAX_ROWS)}",
                    _Field,
                )
            except VendorError as error:
                if missing_columns(error) & columns.keys() & _DEFINED_AT.keys():
                    columns = _without(columns, _DEFINED_AT)
                    continue
                if not (missing_table(error) or missing_columns(error)):
                    raise
                log.info("The role does not show %s: its custom fields are not typed", table)
                return
            yield from (row for row in rows if row.scriptid)
            if len(rows) < MAX_ROWS:
                return
            if rows[-1].internalid <= last:
                raise no_progress(table)
            last = rows[-1].internalid
