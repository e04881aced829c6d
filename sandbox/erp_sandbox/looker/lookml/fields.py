"""The fields of a view: dimension groups become one field for each timeframe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from erp_sandbox.looker.lookml.model import Field

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TIMEFRAMES = (
    "raw", "time", "date", "week", "month", "quarter", "year", "hour", "minute", "second",
    "time_of_day", "hour_of_day", "day_of_week", "day_of_week_index", "day_of_month", "day_of_year",
    "week_of_year", "month_num", "month_name", "quarter_of_year", "fiscal_month_num",
    "fiscal_quarter", "fiscal_quarter_of_year", "fiscal_year", "yesno",
)  # fmt: skip
DEFAULT_TIMEFRAMES = (
    "time", "date", "week", "month", "quarter", "year", "raw", "hour_of_day", "day_of_week",
    "day_of_month", "month_num", "month_name", "quarter_of_year",
)  # fmt: skip
INTERVALS = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")
_CATEGORIES = (
    ("dimensions", "dimension"),
    ("measures", "measure"),
    ("filters", "filter"),
    ("parameters", "parameter"),
)


def fields_of(
    alias: str, view: Mapping[str, Any], path: str | None, view_label: str | None
) -> Iterator[Field]:
    """Yield the fields of a view under its name in the explore."""
    properties = {k: v for k, v in view.items() if k not in {key for key, _ in _CATEGORIES}}
    if view_label is not None:
        properties["label"] = view_label

    def field(
        name: str, kind: str, type_: str, raw: Mapping[str, Any], timeframe: str | None = None
    ) -> Field:
        return Field(
            name=f"{alias}.{name}",
            view=alias,
            original_view=view["name"],
            category=kind,
            type=type_,
            sql=raw.get("sql"),
            group=raw["name"] if timeframe is not None else None,
            timeframe=timeframe,
            properties=raw,
            view_properties=properties,
            path=path,
        )

    for group in view.get("dimension_groups", []):
        for timeframe in timeframes(group):
            if group.get("type", "time") == "duration":
                name = f"{timeframe}s_{group['name']}"
                yield field(name, "dimension", f"duration_{timeframe}", group, timeframe)
            else:
                type_ = "yesno" if timeframe == "yesno" else f"date_{timeframe}"
                name = f"{group['name']}_{timeframe}"
                yield field(name, "dimension", type_, group, timeframe)
    for key, kind in _CATEGORIES:
        for raw in view.get(key, []):
            yield field(raw["name"], kind, raw.get("type", "string"), raw)


def timeframes(group: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the timeframes or intervals of a dimension group."""
    if group.get("type", "time") == "duration":
        return tuple(group.get("intervals", INTERVALS))
    return tuple(group.get("timeframes", DEFAULT_TIMEFRAMES))
