"""What LookML has: parameters of each block, types of fields, timeframes."""

from __future__ import annotations

_FIELD = (
    *("name", "label", "description", "hidden", "group_label", "group_item_label", "view_label"),
    *("type", "sql", "tags", "drill_fields", "links", "html", "required_fields", "alias"),
    *("required_access_grants", "value_format", "value_format_name", "can_filter", "actions"),
    *("order_by_field", "synonyms"),
)
_SUGGESTIONS = (
    *("suggestions", "suggest_explore", "suggest_dimension", "suggestable", "suggest_persist_for"),
    *("bypass_suggest_restrictions", "full_suggestions", "case_sensitive"),
)
_SOURCE = (
    *("name", "extends__all", "extension", "label", "view_name", "required_access_grants"),
    *("fields", "sql_always_where", "sql_table_name", "access_filters"),
)
# Names as lkml writes them: parameters that may be repeated are plural.
PARAMETERS: dict[str, frozenset[str]] = {
    "manifest": frozenset(
        {"project_name", "constants", "local_dependencies", "remote_dependencies", "application"}
    ),
    "model": frozenset(
        {
            *("connection", "label", "includes", "week_start_day", "fiscal_month_offset"),
            *("persist_with", "persist_for", "access_grants", "named_value_formats", "datagroups"),
            *("case_sensitive", "map_layers", "views", "explores", "tests"),
        }
    ),
    "constant": frozenset({"name", "value", "export"}),
    "access_grant": frozenset({"name", "user_attribute", "allowed_values"}),
    "datagroup": frozenset(
        {"name", "label", "description", "sql_trigger", "interval_trigger", "max_cache_age"}
    ),
    "view": frozenset(
        {
            *("name", "label", "sql_table_name", "derived_table", "extends__all", "extension"),
            *("dimensions", "dimension_groups", "measures", "filters", "parameters", "sets"),
            *("suggestions", "view_label", "fields_hidden_by_default", "required_access_grants"),
            "drill_fields",
        }
    ),
    "dimension": frozenset(
        {
            *(*_FIELD, *_SUGGESTIONS, "primary_key", "case", "tiers", "style", "bins", "datatype"),
            *("convert_tz", "allow_fill", "map_layer_name", "sql_latitude", "sql_longitude"),
            *("string_datatype", "skip_drill_filter", "fiscal_month_offset", "units"),
        }
    ),
    "dimension_group": frozenset(
        {
            *(*_FIELD, *_SUGGESTIONS, "timeframes", "intervals", "convert_tz", "datatype"),
            *("sql_start", "sql_end", "allow_fill", "fiscal_month_offset", "skip_drill_filter"),
        }
    ),
    "measure": frozenset(
        {
            *(*_FIELD, "filters__all", "sql_distinct_key", "percentile", "direction", "precision"),
            *("approximate", "approximate_threshold", "list_field", "datatype", "convert_tz"),
            *("allow_approximate_optimization", "based_on", "period", "kind"),
        }
    ),
    "filter": frozenset({*_FIELD, *_SUGGESTIONS, "default_value", "datatype", "convert_tz"}),
    "parameter": frozenset({*_FIELD, *_SUGGESTIONS, "default_value", "allowed_values"}),
    "set": frozenset({"name", "fields"}),
    "explore": frozenset(
        {
            *(*_SOURCE, "description", "group_label", "hidden", "joins", "always_filter", "from"),
            *("conditionally_filter", "sql_always_having", "always_join", "persist_with", "tags"),
            *("persist_for", "cancel_grouping_fields", "case_sensitive", "aggregate_tables"),
            *("queries", "symmetric_aggregates", "view_label"),
        }
    ),
    "join": frozenset(
        {
            *("name", "from", "type", "relationship", "sql_on", "foreign_key", "sql_where", "sql"),
            *("view_label", "fields", "required_joins", "required_access_grants", "outer_only"),
            "sql_table_name",
        }
    ),
    "test": frozenset({"name", "explore_source", "asserts"}),
    "assert": frozenset({"name", "expression"}),
}
BLOCKS = {
    "constants": "constant",
    "access_grants": "access_grant",
    "datagroups": "datagroup",
    "views": "view",
    "dimensions": "dimension",
    "dimension_groups": "dimension_group",
    "measures": "measure",
    "filters": "filter",
    "parameters": "parameter",
    "sets": "set",
    "explores": "explore",
    "joins": "join",
    "tests": "test",
    "asserts": "assert",
}
TYPES: dict[str, frozenset[str]] = {
    "dimension": frozenset(
        {
            *("string", "number", "yesno", "date", "date_time", "date_raw", "zipcode", "location"),
            *("tier", "bin", "distance", "unquoted"),
        }
    ),
    "dimension_group": frozenset({"time", "duration"}),
    "measure": frozenset(
        {
            *("count", "count_distinct", "sum", "sum_distinct", "average", "average_distinct"),
            *("min", "max", "median", "median_distinct", "percentile", "percentile_distinct"),
            *("number", "string", "date", "date_time", "yesno", "list", "running_total"),
            *("percent_of_total", "percent_of_previous", "period_over_period", "int"),
        }
    ),
    "filter": frozenset({"string", "number", "yesno", "date", "date_time", "unquoted"}),
    "parameter": frozenset({"string", "number", "yesno", "date", "date_time", "unquoted"}),
}
RELATIONSHIPS = frozenset({"many_to_one", "one_to_one", "one_to_many", "many_to_many"})
JOIN_TYPES = frozenset({"left_outer", "inner", "full_outer", "cross"})
TIMEFRAMES = frozenset(
    {
        *("raw", "time", "time_of_day", "hour", "hour_of_day", "minute", "second", "date", "week"),
        *("week_of_year", "day_of_week", "day_of_week_index", "day_of_month", "day_of_year"),
        *("month", "month_num", "month_name", "quarter", "quarter_of_year", "year", "yesno"),
        *("fiscal_month_num", "fiscal_quarter", "fiscal_quarter_of_year", "fiscal_year"),
    }
)
# Timeframes of a group that names none.
DEFAULT_TIMEFRAMES = ("time", "date", "week", "month", "quarter", "year", "raw")
INTERVALS = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")
