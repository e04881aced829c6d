"""Which tables and columns this account and role show.

SuiteQL has no catalog to ask, so every table is probed with one query of all its columns; the
answer, or the error that names what is missing, is authoritative. Features that are off, a role
without a permission and custom fields that are not queryable are all ordinary.
"""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from singer_erp.errors import ErpError, VendorError

from tap_netsuite.columns import FIELD_VALUE_TYPES, kind_of, schema
from tap_netsuite.errors import missing_column, missing_table, unsupported_search
from tap_netsuite.metadata import fields_of, record_types
from tap_netsuite.reader import select_list
from tap_netsuite.suiteql import MAX_ROWS
from tap_netsuite.tables import TABLES, TRANSACTION_SETS, Table
from tap_netsuite.tables.custom import PREFIX, custom_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tap_netsuite.session import Session

log = logging.getLogger(__name__)

SET_READ_AT = "set_read_at"


def discover(session: Session) -> list[tuple[Table, dict[str, Any]]]:
    """The tables this run may read, with the JSON schemas of their visible columns."""
    fields = _CustomFields(session)
    types = record_types(session)
    tables = [*TABLES, *map(custom_record, sorted(t for t in types if t.startswith(PREFIX)))]
    with ThreadPoolExecutor(session.habits.max_concurrency) as executor:
        described = executor.map(lambda table: _describe(session, table, fields, types), tables)
        return [(table, found) for table, found in zip(tables, described, strict=True) if found]


def visible_columns(session: Session, table: Table, kinds: Mapping[str, str]) -> dict[str, str]:
    """Those of the columns NetSuite answers for.

    Columns an error names are dropped at once. NetSuite answers 500 when one column's formula is
    broken and does not say which: then the list is halved until the culprits are alone.

    Raises:
        VendorError: The table itself is not to be had.
        TransientError: NetSuite fails whatever is asked.
    """
    remaining = dict(kinds)
    while remaining:
        try:
            session.probe.rows(_probe_query(session, table, remaining), limit=1)
        except ErpError as error:
            if missing_table(error):
                raise
            named = missing_column(error)
            if named in remaining:
                del remaining[named]
                continue
            if not (unsupported_search(error) or error.status == 500):  # noqa: PLR2004
                raise
            key = {column: kinds[column] for column in table.key}
            if remaining.keys() == key.keys():
                raise
            session.probe.rows(_probe_query(session, table, key), limit=1)
            return key | _halve(session, table, remaining)
        else:
            return remaining
    return {}


def _halve(session: Session, table: Table, kinds: Mapping[str, str]) -> dict[str, str]:
    names = list(kinds)
    middle = len(names) // 2
    healthy: dict[str, str] = {}
    for half in (names[:middle], names[middle:]):
        part = {name: kinds[name] for name in half}
        try:
            session.probe.rows(_probe_query(session, table, part), limit=1)
        except ErpError as error:
            named = missing_column(error)
            if len(half) > 1:
                rest = {name: kind for name, kind in part.items() if name != named}
                healthy |= _halve(session, table, rest)
        else:
            healthy |= part
    return healthy


def _probe_query(session: Session, table: Table, kinds: Mapping[str, str]) -> str:
    return f"SELECT {select_list(kinds, session.instants)} FROM {table.table} t"


def _describe(
    session: Session, table: Table, fields: _CustomFields, types: Mapping[str, str]
) -> dict[str, Any] | None:
    """JSON schema of a table; None when the account or role does not show it."""
    kinds = table.columns | fields.of(table, types)
    try:
        visible = visible_columns(session, table, kinds)
    except VendorError as error:
        if not missing_table(error):
            raise
        log.info("Stream '%s' is hidden: the role or the account's features lack it", table.stream)
        return None
    if not visible.keys() >= set(table.key):
        log.warning("Stream '%s' is hidden: its key columns are not shown", table.stream)
        return None
    absent = [column for column in table.columns if column not in visible]
    if absent:
        log.info("Columns of '%s' not in this account: %s", table.stream, ", ".join(absent))
    properties = {
        column: schema(kind, is_key=column in table.key)
        for column, kind in kinds.items()
        if column in visible
    }
    if table in TRANSACTION_SETS:
        properties[SET_READ_AT] = {"type": "string", "format": "date-time"}
    return {"type": "object", "properties": properties}


class _CustomFields:
    """The account's custom fields and segments by script id.

    `customfield` tells their types; the metadata catalog tells which record types carry which.
    Where the catalog has no single type for a table (transactions, items), all fields of the
    table's prefix are candidates, and the probe decides.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._kinds = {
            row["scriptid"].lower(): FIELD_VALUE_TYPES.get(row.get("fieldvaluetype", ""), "text")
            for row in self._rows("customfield", "scriptid", "fieldvaluetype")
        } | {row["scriptid"].lower(): "id" for row in self._rows("customsegment", "scriptid")}

    def of(self, table: Table, types: Mapping[str, str]) -> dict[str, str]:
        """Kind by name of the custom fields a table may carry."""
        if not table.custom:
            return {}
        candidates = self._kinds
        if table.record_type is not None and table.record_type.lower() in types:
            described = fields_of(self._session, types[table.record_type.lower()])
            candidates = {
                name: self._kinds.get(name) or kind_of(definition)
                for name, definition in described.items()
            }
        return {
            name: kind for name, kind in sorted(candidates.items()) if name.startswith(table.custom)
        }

    def _rows(self, table: str, *names: str) -> Iterable[dict[str, Any]]:
        last = 0
        while True:
            listed = ", ".join(f"t.{name}" for name in ("internalid", *names))
            try:
                rows = self._session.suiteql.rows(
                    f"SELECT {listed} FROM {table} t WHERE t.internalid > {last} "
                    "ORDER BY t.internalid"
                )
            except VendorError as error:
                if not (missing_table(error) or missing_column(error)):
                    raise
                log.info("The role does not show %s: its custom fields are not typed", table)
                return
            yield from (row for row in rows if row.get("scriptid"))
            if len(rows) < MAX_ROWS:
                return
            last = int(rows[-1]["internalid"])
