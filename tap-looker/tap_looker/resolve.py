"""From a definition to a query and its columns: what the instance says today."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from singer_erp.errors import ErpError
from singer_erp.http.bodies import json_as
from singer_erp.looker.instance import path_of

from tap_looker.errors import of_stream, stream_error
from tap_looker.explores import explore_of
from tap_looker.query import SavedQuery, custom_types, query_of, saved_query
from tap_looker.schema import columns_of, schema_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import requests
    from singer_erp.looker.instance import Instance

    from tap_looker.definitions import Definition
    from tap_looker.explores import Explore, Field
    from tap_looker.query import Query
    from tap_looker.schema import FieldColumn

log = logging.getLogger(__name__)

_QUERY_FIELDS = "model,view,fields,pivots,filters,filter_expression,sorts,limit,dynamic_fields"
_FOLLOWED = {"timestamp", "date", "number", "integer"}


class _Look(msgspec.Struct):
    query: SavedQuery


_query = json_as(SavedQuery)
_look = json_as(_Look)


@dataclass(frozen=True)
class Resolved:
    """A query stream as the instance has it.

    Attributes:
        query: What is run.
        columns: Its columns, in the order of its fields.
        known: The Explore's fields by name.
        primary_keys: Columns of the key.
        identifying: Sets of columns, each of which differs from row to row as a whole.
        sliced_by: The field by which the result can be read in parts; empty for none.
        slice_kind: Kind of its values.
    """

    query: Query
    columns: list[FieldColumn]
    known: Mapping[str, Field]
    primary_keys: tuple[str, ...]
    identifying: tuple[frozenset[str], ...]
    sliced_by: str
    slice_kind: str

    def schema(self) -> dict[str, Any]:
        """Return the JSON schema of the stream."""
        return schema_of(self.columns, self.primary_keys, self.known)

    def is_unique(self, columns: Iterable[str]) -> bool:
        """Return whether no two rows can have the same values of columns."""
        return any(found <= set(columns) for found in self.identifying)


def resolve(instance: Instance, definition: Definition, naming: str) -> Resolved:
    """Return a query stream as the instance has it.

    Args:
        instance: The instance.
        definition: The stream.
        naming: The setting `column_names`.

    Raises:
        StreamError: The query, the Look, the Explore or a field of it is not there.
    """
    query = _saved(instance, definition)
    explore = explore_of(
        instance,
        query.model if query else definition.model,
        query.view if query else definition.explore,
    )
    if query is None:
        query = query_of(definition, _fields(definition, explore))
    known, custom = explore.by_name(), custom_types(query)
    _check_fields(definition, query, {*known, *custom})
    query = _with_own_filters(definition, query, explore)
    _check_filters(definition, query, {*known, *custom, *explore.filter_names()})
    columns = columns_of(query.fields, known, custom, naming)
    names = {column.field: column.name for column in columns}
    kinds = {column.field: column.kind for column in columns}
    own_keys = _own_keys(explore, query, known)
    keys = definition.primary_keys or own_keys
    sliced_by = definition.sliced_by or _own_slicing(definition, keys, kinds, query)
    kind = kinds.get(sliced_by, "")
    if kind and kind not in _FOLLOWED:
        raise stream_error(
            f"'{definition.name}' cannot follow {definition.sliced_by}, whose values are texts",
            "Choose a timeframe `time` or `date`, or a number, as `replication_key` or `slice_by`",
        )
    primary_keys = tuple(names[key] for key in keys)
    # Looker groups by all dimensions.
    identifying = tuple(
        frozenset(names[field] for field in fields)
        for fields in (own_keys, _dimensions(query, known, custom))
        if fields
    )
    return Resolved(query, columns, known, primary_keys, identifying, sliced_by, kind)


def _dimensions(query: Query, known: Mapping[str, Field], custom: Mapping[str, Any]) -> list[str]:
    return [
        field
        for field in query.fields
        if not (known[field].is_measure if field in known else "measure" in custom[field])
    ]


def _fields(definition: Definition, explore: Explore) -> list[str]:
    """Return the fields of a query of an Explore."""
    if not definition.is_optional:
        return definition.fields or list(explore.base_dimensions())
    known = explore.by_name()
    if missing := [field for field in definition.fields if field not in known]:
        log.info("'%s': this release has no %s", definition.name, ", ".join(missing))
    return [field for field in definition.fields if field in known]


def _saved(instance: Instance, definition: Definition) -> Query | None:
    if definition.model:
        return None
    if definition.look_id:
        saved = _get(
            instance,
            path_of("looks", definition.look_id),
            f"query({_QUERY_FIELDS})",
            _query_of_look,
        )
    else:
        saved = _get(instance, path_of("queries", definition.query_id), _QUERY_FIELDS, _query)
    return saved_query(saved, definition)


def _get(
    instance: Instance,
    path: str,
    fields: str,
    decode: Callable[[requests.Response], SavedQuery],
) -> SavedQuery:
    try:
        return instance.fetch("GET", path, decode, params={"fields": fields})
    except ErpError as error:
        raise of_stream(error) from None


def _query_of_look(response: requests.Response) -> SavedQuery:
    return _look(response).query


def _check_fields(definition: Definition, query: Query, known: set[str]) -> None:
    """Check that the Explore has the fields of a query, and the query those that are followed.

    Raises:
        StreamError: One is missing.
    """
    if missing := [field for field in query.fields if field not in known]:
        raise stream_error(
            f"'{definition.name}' could not be read: the Explore {query.model}::{query.view} has "
            f"no field {', '.join(missing)}",
            "Correct `fields` or the Look, or let the model have the field again",
        )
    needed = [definition.replication_key, definition.slice_by, *definition.primary_keys]
    if absent := [field for field in needed if field and field not in query.fields]:
        raise stream_error(
            f"'{definition.name}' could not be read: {', '.join(absent)} is not a field of its "
            "query",
            "Add it to `fields`, or to the saved query",
        )


def _with_own_filters(definition: Definition, query: Query, explore: Explore) -> Query:
    """Return a query with the filters that its Explore applies by itself.

    Conditional ones are lifted by filters on fields that the API does not name, which those of
    slices and incremental runs may be.

    Raises:
        StreamError: It is not known whether a conditional filter applies.
    """
    conditional = explore.conditional_filters
    unclear = [field for field in conditional if query.filters and field not in query.filters]
    if unclear:
        raise stream_error(
            f"'{definition.name}' could not be read: the Explore {query.model}::{query.view} "
            f"filters {', '.join(unclear)} unless certain other fields are filtered",
            "Add it to `filters` with an expression, or an empty one for all rows",
        )
    for field, value in {**conditional, **explore.required_filters}.items():
        if field not in query.filters:
            log.info("'%s': the Explore requires %s: %r", definition.name, field, value)
            query = query.where(field, value)
    return query


def _check_filters(definition: Definition, query: Query, known: set[str]) -> None:
    """Check the fields that a query filters by.

    What Looker does with unknown ones is not documented: without the filter there would be more
    rows. A field has one filter only, so that of the tap would replace the query's.

    Raises:
        StreamError: The Explore does not have one, or the tap filters by it.
    """
    if missing := [field for field in query.filters if field not in known]:
        raise stream_error(
            f"'{definition.name}' could not be read: the Explore {query.model}::{query.view} has "
            f"no field {', '.join(missing)}, which the query filters by",
            "Correct `filters` or the Look, or let the model have the field again",
        )
    if query.filters.get(definition.sliced_by):
        raise stream_error(
            f"'{definition.name}' cannot follow {definition.sliced_by}: its query filters by it, "
            "as the tap does",
            "Remove the filter from the Look or the saved query, or lift it by an empty one in "
            "`filters`",
        )


def _own_keys(explore: Explore, query: Query, known: Mapping[str, Field]) -> list[str]:
    """Return the fields of the primary key; none if custom fields may change the grain."""
    if query.dynamic_fields or any(field not in known for field in query.fields):
        return []
    return explore.primary_key([known[field] for field in query.fields if field in known])


def _own_slicing(
    definition: Definition, keys: Sequence[str], kinds: Mapping[str, str], query: Query
) -> str:
    """Return the key, if a result with as many rows as a cap can be read on from a value of it."""
    if len(keys) != 1 or definition.keep_limit or query.filters.get(keys[0]):
        return ""
    return keys[0] if kinds[keys[0]] in _FOLLOWED else ""
