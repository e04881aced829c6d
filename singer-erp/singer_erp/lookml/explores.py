"""Explores and their data tests, from dbt's relationships tests and `meta.looker` of the marts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from singer_erp.errors import ConfigError
from singer_erp.lookml.views import label, reference

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from singer_erp.lookml.marts import Mart

    Block = dict[str, Any]

COMPANY = "dim_company"
_COMPANY_CODE = f"{COMPANY}.company_code"
USER_ATTRIBUTE = "company"
ACCESS_GRANT = "all_companies"
# Every date has its timeframes, so that Explores need no calendar.
_CALENDAR = "dim_date"
_RELATIONSHIPS = {"many_to_one", "one_to_one", "one_to_many", "many_to_many"}


class Join(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A join that no relationships test declares.

    Attributes:
        view: The mart that is joined.
        by: A column of both marts.
        sql: Further condition of the join, in LookML.
        relationship: LookML's name of it.
    """

    view: str
    by: str
    sql: str = ""
    relationship: str = "many_to_one"


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`meta.looker` of a mart: the Explore that starts from it.

    Attributes:
        explore: Name of the Explore; empty if the mart is only joined.
        always_filter: Filter expressions of columns, which users may change but not remove.
        joins: Joins in addition to those of the relationships tests.
        constants: Constants of the manifest for LookML by people, which importers may override.
    """

    explore: str = ""
    always_filter: dict[str, str] = {}
    joins: tuple[Join, ...] = ()
    constants: dict[str, str] = {}


def settings(mart: Mart) -> Settings:
    """Return `meta.looker` of a mart.

    Raises:
        ConfigError: It is not valid.
    """
    try:
        return msgspec.convert(mart.looker, Settings)
    except msgspec.ValidationError as error:
        raise ConfigError(
            f"`meta.looker` of the mart {mart.name} is not valid: {error}", "Correct it"
        ) from None


def explore(mart: Mart, marts: Mapping[str, Mart]) -> Block:
    """Return the Explore that starts from a mart."""
    chosen = settings(mart)
    joins = list(_joins(mart, chosen, marts))
    block: Block = {
        "name": chosen.explore,
        "view_name": mart.name,
        "label": label(chosen.explore),
        "group_label": "Finance",
    }
    if mart.description:
        block["description"] = mart.description
    if chosen.always_filter:
        block["always_filter"] = {"filters__all": [_filters(mart, chosen.always_filter)]}
    if any(join["name"] == COMPANY for join in joins):
        block["access_filters"] = [{"field": _COMPANY_CODE, "user_attribute": USER_ATTRIBUTE}]
    else:
        block["required_access_grants"] = [ACCESS_GRANT]
    return block | {"joins": joins}


def key_test(mart: Mart) -> Block:
    """Return the data test that the key of an Explore's mart is unique, whatever it filters."""
    chosen = settings(mart)
    count, keys = f"{mart.name}.count", f"{mart.name}.distinct_keys"
    source: Block = {
        "name": chosen.explore,
        "columns": [{"name": "rows", "field": count}, {"name": "keys", "field": keys}],
    }
    if chosen.always_filter:
        source["filters__all"] = [_filters(mart, dict.fromkeys(chosen.always_filter, ""))]
    return {
        "name": f"{chosen.explore}_keys_are_unique",
        "explore_source": source,
        "asserts": [{"name": "unique", "expression": f"${{{count}}} = ${{{keys}}}"}],
    }


def _filters(mart: Mart, expressions: Mapping[str, str]) -> list[dict[str, str]]:
    return [{f"{mart.name}.{name}": value} for name, value in expressions.items()]


def _joins(mart: Mart, chosen: Settings, marts: Mapping[str, Mart]) -> Iterator[Block]:
    tested = [
        Join(column.references[0], column.name)
        for column in mart.columns
        if column.references and column.references[0] != _CALENDAR
    ]
    for join in [*tested, *chosen.joins]:
        joined = marts.get(join.view)
        to = joined and _joined_column(mart, join, joined)
        if not joined or not to or join.relationship not in _RELATIONSHIPS:
            raise ConfigError(
                f"The mart {mart.name} cannot be joined to {join.view} by {join.by}",
                "Correct its `meta.looker` or its relationships test",
            )
        on = f"${{{reference(mart, join.by)}}} = ${{{reference(joined, to)}}}"
        yield {
            "name": joined.name,
            "type": "left_outer",
            "relationship": join.relationship,
            "sql_on": f"{on} AND {join.sql}" if join.sql else on,
        }


def _joined_column(mart: Mart, join: Join, joined: Mart) -> str | None:
    """Return the joined mart's column: of a join to one row, its key."""
    if not mart.has(join.by):
        return None
    tested = next((c.references for c in mart.columns if c.name == join.by), None)
    if tested and tested[0] == joined.name:
        return tested[1]
    to_one = join.relationship in {"many_to_one", "one_to_one"}
    return join.by if joined.has(join.by) and (not to_one or joined.key == join.by) else None
