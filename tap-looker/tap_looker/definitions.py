"""The query streams of the settings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import msgspec
from singer_erp.errors import ConfigError
from singer_erp.plugin.nested import Settings, parse

from tap_looker.streams import MODEL

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from tap_looker.streams import Activity

_NAME = re.compile(r"[a-z][a-z0-9_]*")


class Definition(Settings, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One entry of the setting `queries`.

    Attributes:
        name: The stream's name.
        model: Model of an Explore.
        explore: The Explore.
        fields: Its fields, `view.field`; empty for the visible dimensions of its base view.
        query_id: Slug of a saved query, instead.
        look_id: Id of a Look, instead.
        filters: Filter expression by field, in addition to those of a saved query.
        filter_expression: A custom filter, in Looker's expression language.
        dynamic_fields: Custom dimensions and measures.
        replication_key: Field that incremental syncs follow.
        primary_keys: Fields that identify a row; empty for the primary key of the base view.
        slice_by: Field by which a result beyond a limit is read in parts.
        query_timezone: Zone of times and days.
        keep_limit: Whether the limit of a saved query is part of its meaning, as in a top ten.
    """

    name: str
    model: str = ""
    explore: str = ""
    fields: list[str] = msgspec.field(default_factory=list)
    query_id: str = ""
    look_id: str = ""
    filters: dict[str, str] = msgspec.field(default_factory=dict)
    filter_expression: str = ""
    dynamic_fields: list[dict[str, Any]] = msgspec.field(default_factory=list)
    replication_key: str = ""
    primary_keys: list[str] = msgspec.field(default_factory=list)
    slice_by: str = ""
    query_timezone: str = "UTC"
    keep_limit: bool = False

    @property
    def lookback_seconds(self) -> int:
        """Lookback of the stream, where it is more than the setting."""
        return 0

    @property
    def is_optional(self) -> bool:
        """Whether fields that the Explore does not have are left out."""
        return False

    @property
    def sliced_by(self) -> str:
        """The field by which the result is read in parts; empty for none."""
        return self.replication_key or self.slice_by


class ActivityDefinition(Definition, frozen=True, kw_only=True):
    """A stream of System Activity, whose fields differ from release to release."""

    lookback_seconds: int
    is_optional: bool = True


def definition_of(activity: Activity) -> Definition:
    """Return a stream of System Activity as a query stream."""
    return ActivityDefinition(
        name=activity.stream,
        model=MODEL,
        explore=activity.explore,
        fields=list(activity.fields),
        # A plan without jobs is a row without one.
        filter_expression=" AND ".join(f"NOT is_null(${{{key}}})" for key in activity.keys),
        replication_key=activity.replication_key,
        primary_keys=list(activity.keys),
        lookback_seconds=int(activity.lookback.total_seconds()),
    )


def definitions(config: Mapping[str, Any], reserved: Collection[str]) -> dict[str, Definition]:
    """Return the query streams of the settings by name.

    Args:
        config: The settings.
        reserved: Names of the other streams.

    Raises:
        ConfigError: One is not valid.
    """
    found: dict[str, Definition] = {}
    entries = parse(config.get("queries") or [], list[Definition], "queries")
    for number, one in enumerate(entries):
        where = f"`queries[{number}]`"
        if not _NAME.fullmatch(one.name):
            raise ConfigError(
                f"The name {one.name!r} of {where} is not valid",
                "Use lowercase letters, digits and underscores",
            )
        if one.name in found or one.name in reserved:
            raise ConfigError(
                f"{where} has the name of another stream, {one.name}", "Choose another `name`"
            )
        _check(one, where)
        found[one.name] = one
    return found


def _check(one: Definition, where: str) -> None:
    sources = [bool(one.model and one.explore), bool(one.query_id), bool(one.look_id)]
    if sum(sources) != 1 or bool(one.model) != bool(one.explore) or (one.fields and not one.model):
        raise ConfigError(
            f"{where} ({one.name}) does not say what to read",
            "Set `model` and `explore` with `fields`, or `query_id`, or `look_id`",
        )
    if one.keep_limit and (one.model or one.sliced_by):
        raise ConfigError(
            f"`keep_limit` of {where} ({one.name}) is for a saved query or a Look that is read by "
            "one query",
            "Remove it, or `replication_key` and `slice_by`",
        )
    try:
        ZoneInfo(one.query_timezone)
    except (LookupError, ValueError, OSError):
        raise ConfigError(
            f"`query_timezone` {one.query_timezone!r} of {where} is not a time zone",
            "Use a name such as UTC or Europe/Berlin",
        ) from None
    if one.filters.get(one.sliced_by):
        raise ConfigError(
            f"`filters` of {where} ({one.name}) has {one.sliced_by}, which the tap filters by",
            "Use `start_date` or `filter_expression` instead, or another `slice_by`",
        )
