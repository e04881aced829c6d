"""The parameters and types of LookML that the validator knows."""

from __future__ import annotations

_FIELD = {
    "name", "label", "view_label", "description", "hidden", "alias", "required_access_grants",
    "tags", "sql", "type", "required_fields", "suggestable", "suggestions", "suggest_dimension",
    "suggest_explore", "suggest_persist_for", "full_suggestions", "bypass_suggest_restrictions",
    "case_sensitive", "can_filter", "fiscal_month_offset", "group_label", "group_item_label",
    "html", "links", "actions", "drill_fields", "value_format", "value_format_name", "synonyms",
    "style", "order_by_field", "string_datatype",
}  # fmt: skip
_DIMENSION = _FIELD | {
    "primary_key", "alpha_sort", "allow_fill", "case", "tiers", "bins", "map_layer_name",
    "sql_latitude", "sql_longitude", "sql_start", "sql_end", "convert_tz", "datatype", "units",
    "skip_drill_filter", "start_location_field", "end_location_field", "filters__all",
}  # fmt: skip
_PERSISTENCE = {
    "datagroup_trigger", "interval_trigger", "sql_trigger_value", "persist_for",
    "materialized_view", "increment_key", "increment_offset", "indexes", "distribution",
    "distribution_style", "sortkeys", "partition_keys", "cluster_keys", "publish_as_db_view",
    "create_process", "sql_create", "table_compression", "table_format",
}  # fmt: skip

PARAMETERS: dict[str, frozenset[str]] = {
    "dimension": frozenset(_DIMENSION),
    "dimension_group": frozenset(_DIMENSION | {"timeframes", "intervals"}),
    "measure": frozenset(
        _FIELD
        | {"filters__all", "filters", "percentile", "list_field", "approximate", "direction",
           "sql_distinct_key", "allow_approximate_optimization", "approximate_threshold",
           "precision", "convert_tz", "datatype", "based_on", "based_on_time", "period", "kind"}
    ),
    "filter": frozenset(_FIELD | {"default_value", "convert_tz", "datatype"}),
    "parameter": frozenset(_FIELD | {"default_value", "allowed_values", "convert_tz"}),
    "view": frozenset(
        {"name", "label", "description", "extension", "extends__all", "sql_table_name", "sets",
         "derived_table", "dimensions", "dimension_groups", "measures", "filters", "parameters",
         "suggestions", "required_access_grants", "view_label", "drill_fields",
         "fields_hidden_by_default"}
    ),
    "derived_table": frozenset({"sql", "explore_source"} | _PERSISTENCE),
    "explore": frozenset(
        {"name", "label", "description", "extension", "extends__all", "fields", "group_label",
         "hidden", "joins", "from", "view_name", "view_label", "always_filter", "tags", "queries",
         "conditionally_filter", "access_filters", "always_join", "case_sensitive", "persist_for",
         "persist_with", "required_access_grants", "sql_always_having", "sql_always_where",
         "sql_table_name", "symmetric_aggregates", "cancel_grouping_fields", "aggregate_tables",
         "final_select", "query"}
    ),
    "join": frozenset(
        {"name", "type", "relationship", "sql_on", "foreign_key", "from", "fields", "view_label",
         "required_joins", "required_access_grants", "outer_only", "sql_table_name", "sql_where"}
    ),
    "model": frozenset(
        {"connection", "label", "includes", "views", "explores", "datagroups", "tests",
         "persist_with", "persist_for", "fiscal_month_offset", "week_start_day", "access_grants",
         "named_value_formats", "map_layers", "case_sensitive"}
    ),
    "datagroup": frozenset(
        {"name", "label", "description", "sql_trigger", "interval_trigger", "max_cache_age"}
    ),
}  # fmt: skip
"""The parameters of each kind of definition, as lkml names them."""

DIMENSION_TYPES = frozenset({
    "bin", "date", "date_time", "distance", "duration", "int", "location", "number", "string",
    "tier", "time", "unquoted", "yesno", "zipcode",
})  # fmt: skip
MEASURE_TYPES = frozenset({
    "average", "average_distinct", "count", "count_distinct", "date", "date_time", "int", "list",
    "max", "median", "median_distinct", "min", "number", "percent_of_previous",
    "percent_of_total", "percentile", "percentile_distinct", "period_over_period",
    "running_total", "string", "sum", "sum_distinct", "time", "yesno",
})  # fmt: skip
JOIN_TYPES = frozenset({"left_outer", "inner", "full_outer", "cross"})
RELATIONSHIPS = frozenset({"many_to_one", "one_to_one", "one_to_many", "many_to_many"})
