"""LookML: projects, models, Explores and their fields."""

from __future__ import annotations

from singer_erp.messages.projection import columns_by_kind

from tap_looker.streams.listing import Child, Listing

MODELS = (
    Listing(
        "projects",
        "/projects",
        ("id",),
        columns_by_kind(
            string="id name git_remote_url git_username git_production_branch_name "
            "git_service_name pull_request_mode",
            boolean="uses_git validation_required git_release_mgmt_enabled allow_warnings "
            "is_example",
        ),
    ),
    Listing(
        "lookml_models",
        "/lookml_models",
        ("name",),
        columns_by_kind(
            string="name label project_name",
            boolean="has_content unlimited_db_connections",
            array="allowed_db_connection_names",
        ),
        children=(
            Child(
                "explores",
                "explores",
                ("model_name", "name"),
                columns_by_kind(
                    string="model_name name label description group_label", boolean="hidden"
                ),
                {"model_name": "name"},
            ),
        ),
    ),
)

EXPLORE_FIELDS = Child(
    "explore_fields",
    "fields",
    ("model_name", "explore_name", "name"),
    columns_by_kind(
        string="model_name explore_name name type category label label_short view view_label "
        "original_view description dimension_group field_group_label field_group_variant "
        "value_format value_format_name datatype sql source_file",
        boolean="hidden primary_key is_numeric is_timeframe convert_tz",
        array="tags",
        integer="times_used",
    ),
    {"model_name": "model_name", "explore_name": "explore_name"},
)
"""Fields of all Explores, each of which is a request."""
