"""What the OData interfaces have: generic inquiries, tables (DACs), and tracked deletions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from singer_erp.errors import ConfigError, ErpError
from singer_erp.messages.records import OTHER
from singer_erp.plugin.nested import parse

from tap_acumatica.columns import FieldColumn, distinct, kind_of_value, snake_case
from tap_acumatica.definitions import InquiryDefinition, TableDefinition
from tap_acumatica.discovery import StreamDescription, leave_out
from tap_acumatica.schema import TENANT, schema_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import requests
    from singer_erp.acumatica.site import Site
    from singer_erp.errors import StreamError

Json = dict[str, Any]

DELETIONS = "deletions"
DELETION_KEYS = (TENANT, "entity", "id")
DELETED_AT = "deleted_at"
_DELETION_COLUMNS = [
    FieldColumn(TENANT, "string"),
    FieldColumn("entity", "string", "entity"),
    FieldColumn("id", "string", "RefNoteID"),
    FieldColumn(DELETED_AT, "timestamp", "DeleteDate"),
]
_ADVICE = "Try later, or see in Acumatica whether `$metadata` of the tenant's OData can be read"
_EDM = {"Single": "Double", "Int16": "Int", "Int32": "Int", "Int64": "Long", "SByte": "Int"}
_UNREADABLE = {"Binary", "Stream"}
# Without quotes in OData 4: ids of records, dates and times. No code of a user looks like one.
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_DAY = r"\d{4}-\d\d-\d\d"
_TIME = r"T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[-+]\d\d:\d\d)"
_BARE = re.compile(rf"{_GUID.pattern}|{_DAY}({_TIME})?")
_DATE_TIMES = {"DateTimeOffset": "DateTime", "Date": "DateOnly"}


@dataclass(frozen=True)
class Source:
    """A generic inquiry or a table that the settings name.

    Attributes:
        kind: `gi` or `dac`.
        name: Its title, or the name of its set.
        stream: Name of its stream.
        keys: Columns that identify a row, by the names of the interface.
        parameters: Values of an inquiry's parameters.
        columns: Columns to read; empty for all.
    """

    kind: str
    name: str
    stream: str
    keys: tuple[str, ...]
    parameters: tuple[tuple[str, Any], ...] = ()
    columns: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Its path below the interfaces."""
        path = f"{self.kind}/{quote(self.name, safe='')}"
        if not self.parameters:
            return path
        given = ",".join(f"{name}={literal(value)}" for name, value in self.parameters)
        return f"{path}_WithParameters({quote(given, safe='')})"

    @property
    def primary_keys(self) -> tuple[str, ...]:
        """Key columns of its stream."""
        return (TENANT, *map(snake_case, self.keys))


def sources(config: Mapping[str, Any]) -> tuple[Source, ...]:
    """Return the generic inquiries and tables that the settings name.

    Raises:
        ConfigError: An entry is not valid.
    """
    given = config.get("generic_inquiries") or []
    inquiries = (
        Source(
            "gi",
            one.inquiry,
            one.stream or snake_case(one.inquiry.replace(" ", "")),
            tuple(one.keys),
            parameters=tuple((one.parameters or {}).items()),
        )
        for one in parse(given, list[InquiryDefinition], "generic_inquiries")
    )
    tables = (
        Source(
            "dac",
            one.dac.replace(".", "_"),
            one.stream or snake_case(one.dac.replace(".", "_").rpartition("_")[2]),
            tuple(one.keys),
            columns=tuple(one.columns or ()),
        )
        for one in parse(config.get("dacs") or [], list[TableDefinition], "dacs")
    )
    return (*inquiries, *tables)


def described_sources(
    site: Site, wanted: Sequence[Source], rejected: list[StreamError]
) -> Iterator[StreamDescription]:
    """Yield the streams of generic inquiries and tables.

    Args:
        site: The tenant.
        wanted: The inquiries and tables.
        rejected: Errors of streams; those of interfaces that cannot be described are added.

    Raises:
        ConfigError: The instance has no such inquiry or table, or it has no such key.
    """
    for kind in sorted({source.kind for source in wanted}):
        of_kind = [source for source in wanted if source.kind == kind]
        try:
            types = site.odata(f"{kind}/$metadata", _types).body
        except ErpError as error:
            leave_out([source.stream for source in of_kind], error, rejected, _ADVICE)
            continue
        yield from (_described(source, types) for source in of_kind)


def _described(source: Source, types: Mapping[str, Mapping[str, str]]) -> StreamDescription:
    columns = types.get(source.name, {})
    missing = [name for name in (*source.keys, *source.columns) if name not in columns]
    if missing:
        has = f"it has {', '.join(columns)}" if columns else f"there are {', '.join(types)}"
        raise ConfigError(
            f"{source.name} has no column {missing[0]} in the tenant's OData",
            f"Correct `generic_inquiries` or `dacs`: {has}"[:1000],
        )
    names = dict.fromkeys((*source.keys, *(source.columns or columns)))
    found = [FieldColumn(snake_case(name), columns[name], name) for name in names]
    found = distinct(source.name, found, (TENANT, OTHER), source.keys)
    schema = schema_of([FieldColumn(TENANT, "string"), *found], source.primary_keys)
    return StreamDescription(source.stream, schema, source.primary_keys)


def described_deletions() -> StreamDescription:
    """Return the stream of tracked deletions."""
    schema = schema_of(_DELETION_COLUMNS, DELETION_KEYS)
    return StreamDescription(DELETIONS, schema, DELETION_KEYS)


def _types(response: requests.Response) -> dict[str, dict[str, str]]:
    """Return kind by column of each set; columns with binary values are left out."""
    try:
        root = fromstring(response.content)
    except (ParseError, DefusedXmlException, LookupError):
        raise ValueError from None
    types: dict[str, dict[str, str]] = {}
    sets: dict[str, str] = {}
    for element in root.iter():
        tag = element.tag.rpartition("}")[2]
        if tag == "EntityType":
            types[element.get("Name", "")] = dict(_columns(element))
        elif tag == "EntitySet":
            sets[element.get("Name", "")] = element.get("EntityType", "").rpartition(".")[2]
    return {name: types[type_] for name, type_ in sets.items() if type_ in types}


def _columns(element: Any) -> Iterator[tuple[str, str]]:
    for child in element:
        name, type_ = child.get("Name", ""), child.get("Type", "").removeprefix("Edm.")
        if child.tag.rpartition("}")[2] == "Property" and type_ not in _UNREADABLE:
            type_ = _EDM.get(type_, _DATE_TIMES.get(type_, type_))
            yield name, kind_of_value(name, type_, is_known=False)


def literal(value: Any) -> str:
    """Return a value of the settings as an OData 4 literal; quotes are doubled."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float) or _BARE.fullmatch(value):
        return str(value)
    return _quoted(value)


def key_literal(value: Any, kind: str) -> str:
    """Return a value of a row, in a column of some kind, as an OData 4 literal."""
    if isinstance(value, bool):
        return str(value).lower()
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    return _quoted(text) if kind == "string" and not _GUID.fullmatch(text) else text


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
